"""An office that keeps standards in order, for tests: a small register, its issuers, and people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.records import save
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PUMP = "Technical conditions of submersible pumps"
STANDARDS: list[dict[str, str]] = [
    {"code": "GB/T 1-2022", "document": "GB/T 1", "title_en": PUMP, "ics": "23.080", "issuer": "SAC",
     "committee": "SAC/TC 1"},
    {"code": "GB/T 2-2023", "document": "GB/T 2", "title_en": PUMP, "ics": "23.080", "issuer": "SAC"},
    {"code": "GB/T 3-2015", "document": "GB/T 3", "title_en": "Old and never reviewed", "published_on": "2015-01-01",
     "committee": "SAC/TC 1"},
    {"code": "GB/T 4-2000", "document": "GB/T 4", "title_en": "Gone long ago", "status": "withdrawn"},
]
ABOUT = {"region": "city", "first": "GB/T 1-2022", "second": "GB/T 2-2023", "sort": "duplicate",
         "matter": "Both say the same of submersible pumps", "first_issuer": "ISS"}


class Keeping:
    """People of a city and of issuers, and cases about standards."""

    def __init__(self, office: Office) -> None:
        self.office, self.home, self.now, self._people = office, office.home, MONDAY, dict[str, User]()
        for name in ("ann", "bea"):
            self._people[name] = User.objects.create_user(name, password="a long enough word")
            Role.objects.create(user=self._people[name], name=Role.OFFICER, region="city")
        self.keep("organisation", code="ISS", name="Institute of pumps", region="1")
        self.keep("organisation", code="OTHER", name="Another institute", region="1")
        self.keep("committee", code="SAC/TC 1", title_en="Pumps")
        self.keep("secretariat", committee="SAC/TC 1", organisation="ISS", region="1", valid_from="2020-01-01")
        for each in STANDARDS:
            self.keep("standard", **{"designation": each["code"], "level": "national", "status": "in-force",
                                     "published_on": "2023-01-01"} | each)
        self._people["li"] = User.objects.create_user("li", password="a long enough word")
        Membership.objects.create(user=self._people["li"], organisation="ISS", capacity="enterprise",
                                  since=date(2026, 1, 1), made_at=self.later())

    def keep(self, kind: str, **values: str) -> None:
        """Write a record."""
        save.keep(kind, values, at=self.later())

    def who(self, name: str) -> User:
        """Somebody who acts."""
        return self._people[name]

    def later(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def open(self, name: str, by: str = "ann", act: str = "open", **values: str) -> str:
        """Open a case; its number."""
        return str(perform.open_case(self.home, self.who(by), name, act, values, at=self.later()).case.number)

    def act(self, name: str, number: str, act: str, by: str = "ann", member: str = "", **values: str) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, self.who(by), name, number, act, values, member=member, at=self.later())

    def found(self, name: str, number: str, by: str = "ann") -> Found:
        """The case as it stands."""
        return find(self.home, self.who(by), procedure(name), number, at=self.later())

    def standard(self, code: str) -> Any:
        """The record of a standard as it counts."""
        return store.current(kinds.get("standard")).get(code=code)
