"""Spot checks for tests: people of a city and its wards, and a batch brought as far as a test begins.

The draw is by round 1000 of drand quicknet, published on 23 August 2023; so that is when these batches are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from plumbline.procedures.casework import offline, perform
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

NAME = "spot-check"
ROUND = "1000"
SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
BEFORE = datetime(2023, 8, 23, 2, tzinfo=UTC)
"""Thirteen hours and 59 minutes before the round."""
AFTER = datetime(2023, 8, 24, 1, tzinfo=UTC)
DUE = "2023-09-20"
ABOUT = {"region": "1", "plan": "Plan 2023/7", "sort": "key", "items": "Scales\nPrices", "title": "August, ward 1",
         "ratios": "A=1/4 B=1/2 C=1", "focus_share": "50%", "places_share": "100%"}
OBJECTS = [{"id": f"F{place:02}", "class": "AAAAAAAABBBBCC"[place - 1], "name": f"Firm {place}", "organisation": "",
            "focus": "aged" if place % 3 == 0 else "", "market": "rural" if place % 4 == 0 else ""}
           for place in range(1, 15)]
"""Fourteen firms: eight of class A, four of B, two of C."""
DRAWN = 6
"""By the ratios above: two, two and two."""
INSPECTORS = "inspector,classes,load\nli,*,\nwu,*,\nsun,A;B,\n"


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV, their columns in the first line."""
    every, out = list(rows), io.StringIO()
    writer = csv.DictWriter(out, list(every[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(every)
    return out.getvalue()


class Batches:
    """An office in which spot checks are made."""

    def __init__(self, office: Office) -> None:
        self.office, self.home, self.now = office, office.home, BEFORE
        self._people: dict[str, User] = {}
        for name in ("ann", "ben", "li", "wu", "sun"):
            self.who(name, "1")
        self.who("cai", "city")
        self.who("dan", "2")

    def who(self, name: str, region: str = "1") -> User:
        """Somebody with an officer's role over a region, made when first named."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            Role.objects.create(user=self._people[name], name=Role.OFFICER, region=region)
        return User.objects.get(pk=self._people[name].pk)  # what rides on a request's user is of that request

    def owns(self, name: str, organisation: str) -> None:
        """Let somebody act for an organisation."""
        Membership.objects.create(user=self.who(name), organisation=organisation, capacity="enterprise",
                                  since=date(2020, 1, 1), made_at=BEFORE)

    def later(self) -> datetime:
        """A moment after all that was done so far."""
        self.now += timedelta(seconds=1)
        return self.now

    def act(self, number: str, act: str, by: str = "ann", member: str = "", **values: str) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, self.who(by), NAME, number, act, values, member=member, at=self.later())

    def answer(self, number: str, object: str, result: str, by: str, given: datetime | None = None, note: str = "",
               ) -> CaseEvent:
        """Send an answer that was given before."""
        values = {"result": result, "note": note} if note else {"result": result}
        return offline.act(self.home, self.who(by), NAME, number, "answer", values, given=given or self.later(),
                           member=object, at=self.later())

    def found(self, number: str, by: str = "ann") -> Found:
        """The case as it stands."""
        return find(self.home, self.who(by), procedure(NAME), number, at=self.later())

    def work(self) -> None:
        """Do what waits in the background."""
        effects.run(self.home, clock=self.later)

    def planned(self, **changed: str) -> str:
        """A batch that is planned; its number."""
        event = perform.open_case(self.home, self.who("ann"), NAME, "open", ABOUT | changed, at=self.later())
        return str(event.case.number)

    def noted(self, objects: str = "", inspectors: str = INSPECTORS, recusals: str = "", **changed: str) -> str:
        """One whose plan was noted above, with both directories."""
        number = self.planned(**changed)
        self.act(number, "file", filed_on="2023-08-22")
        self.act(number, "note", by="cai")
        self.act(number, "objects", directory=objects or csv_text(OBJECTS))
        values = {"inspectors": inspectors, "recusals": recusals} if recusals else {"inspectors": inspectors}
        self.act(number, "inspectors", **values)
        return number

    def committed(self, **changed: Any) -> str:
        """One that was committed to."""
        number = self.noted(**changed)
        self.act(number, "commit", round=ROUND)
        return number

    def drawn(self, **changed: Any) -> str:
        """One that was drawn, with its tasks."""
        number = self.committed(**changed)
        self.now = AFTER
        self.act(number, "draw", signature=SIGNATURE, due=DUE)
        self.work()
        return number

    def inspectors(self, number: str, object: str) -> list[str]:
        """Who has a task, by name."""
        given = self.found(number).board.given.get(object, ())
        return sorted(User.objects.get(pk=person).username for person, _part in given)

    def finished(self, results: Mapping[int, str] | None = None, **changed: Any) -> str:
        """One whose tasks were all answered and taken up: nothing found, but for ``results`` by rank."""
        number = self.drawn(**changed)
        for rank, (object, said) in enumerate(sorted(self.found(number).board.of.items(),
                                                     key=lambda each: int(each[1]["rank"])), 1):
            self.answer(number, object, (results or {}).get(rank, "nothing"), self.inspectors(number, object)[0])
            self.act(number, "take-up", member=object)
            assert said
        self.act(number, "finish")
        return number

    def published(self, **changed: Any) -> str:
        """One whose results are published."""
        number = self.finished(**changed)
        self.act(number, "publish")
        self.work()
        return number
