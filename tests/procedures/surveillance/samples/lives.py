"""Samples for tests: an office, firms and laboratories, and a sample brought as far as a test begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

KIND = "sample"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ABOUT = {"region": "1", "subject": "goods", "design": "random", "sampled_on": "2026-03-02", "organisation": "F1",
         "product": "06901234567892", "lot": "06901234567892/L1", "item": "Kettle", "place": "Market 7, stall 12",
         "seal": "S-1", "quantity": "2", "backup": "yes", "backup_seal": "S-2", "keep_until": "2026-05-02"}
LEAD = {"parameter": "Lead", "method": "GB 5009.12-2023", "limit": "≤0.2", "value": "0.35", "unit": "mg/kg",
        "verdict": "fail", "tested_on": "2026-03-04"}
TIN = {"parameter": "Tin", "value": "<0.01", "unit": "mg/kg", "verdict": "pass", "tested_on": "2026-03-04"}
DECIDED = {"result": "fail", "stands": "A", "rule": "unopposed", "cites": "第三十五条", "reasons": "No objection"}


REGISTER = {
    "organisation": [{"code": code, "name": name, "region": "1"} for code, name in (
        ("F1", "Kettle works"), ("F2", "Pan works"), ("LAB1", "First laboratory"), ("LAB2", "Second laboratory"),
        ("LAB3", "Third laboratory"))],
    "product": [{"code": "06901234567892", "gtin": "6901234567892", "name": "Kettle K", "maker": "F1", "region": "1"},
                {"code": "KW-PAN", "name": "Pan P", "maker": "F2", "region": "1"}],
    "lot": [{"code": "06901234567892/L1", "product": "06901234567892", "number": "L1", "region": "1"},
            {"code": "KW-PAN/P1", "product": "KW-PAN", "number": "P1", "region": "1"}],
    "laboratory": [{"code": "CMA-1", "name": "First laboratory", "organisation": "LAB1", "region": "1"},
                   {"code": "CMA-2", "name": "Second laboratory", "organisation": "LAB2", "region": "1"},
                   {"code": "CMA-3", "name": "A site of it", "organisation": "LAB2", "region": "1"}],
}


class Lives:
    """Officers ann and bea of the city, cy of another region; li and wu of two firms; may, zoe and tom of three
    laboratories."""

    @classmethod
    def of(cls, office: Office) -> Lives:
        """With the register taken in."""
        office.regions()
        for kind, rows in REGISTER.items():
            office.take(kind, rows)
        return cls(office)

    def __init__(self, office: Office) -> None:
        self.home, self.now = office.home, MONDAY
        self.people = {name: self._officer(name, region) for name, region in (
            ("ann", "city"), ("bea", "city"), ("cy", "2"))}
        self.people |= {name: self.member(name, firm, capacity) for name, firm, capacity in (
            ("li", "F1", "enterprise"), ("wu", "F2", "enterprise"), ("may", "LAB1", "laboratory"),
            ("zoe", "LAB2", "laboratory"), ("tom", "LAB3", "laboratory"))}

    def _officer(self, name: str, region: str) -> User:
        user = User.objects.create_user(name)
        Role.objects.create(user=user, name=Role.OFFICER, region=region)
        return user

    def member(self, name: str, firm: str, capacity: str) -> User:
        """Somebody who acts for an organisation."""
        user = User.objects.create_user(name)
        Membership.objects.create(user=user, organisation=firm, capacity=capacity, since=date(2026, 1, 1),
                                  made_at=self.now)
        return user

    def later(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def take(self, by: str = "ann", **changed: str) -> str:
        """Take a sample; the number of its case."""
        said = {name: text for name, text in (ABOUT | changed).items() if text}
        return str(perform.open_case(self.home, self.people[by], KIND, "take", said, at=self.later()).case.number)

    def do(self, number: str, act: str, by: str = "ann", member: str = "", **said: str) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, self.people[by], KIND, number, act, said, member=member, at=self.later())

    def found(self, number: str, by: str = "ann") -> Found:
        """The case as it stands."""
        return find(self.home, self.people[by], procedure(KIND), number, at=self.later())

    def state(self, number: str, member: str = "") -> str:
        """Its state, or that of a portion."""
        return self.found(number).board.at(member).state

    def at_laboratory(self, **changed: str) -> str:
        """A sample that its laboratory received."""
        number = self.take(**changed)
        self.do(number, "hand-over", member="A", laboratory="LAB1", parameters="Lead; Tin")
        self.later(1)
        self.do(number, "receive", "may", "A")
        return number

    def tested(self, verdict: str = "fail", **changed: str) -> str:
        """One that is tested: lead fails, or passes."""
        number = self.at_laboratory(**changed)
        self.later(3)
        self.do(number, "result", "may", "A", **(LEAD | {"verdict": verdict}))
        self.do(number, "result", "may", "A", **TIN)
        self.do(number, "finish", "may", "A", verdict=verdict, report="R-1")
        return number

    def told(self, verdict: str = "fail", **changed: str) -> str:
        """One of whose result the firm is told."""
        number = self.tested(verdict, **changed)
        self.do(number, "notify", notified="F1")
        return number

    def granted(self) -> str:
        """One to which the firm objected, and whose backup is to be tested."""
        number = self.told()
        self.do(number, "object", "li", grounds="The limit is another one", wants_retest="yes")
        self.do(number, "grant-retest", answer="It is tested again")
        return number

    def retested(self, verdict: str = "pass") -> str:
        """One whose backup another laboratory tested."""
        number = self.granted()
        self.do(number, "send-backup", member="B", laboratory="LAB2", parameters="Lead")
        self.do(number, "receive", "zoe", "B")
        self.do(number, "result", "zoe", "B", **(LEAD | {"value": "0.18", "verdict": verdict}))
        self.do(number, "finish", "zoe", "B", verdict=verdict, report="R-2")
        return number

    def decided_first(self) -> str:
        """One that is decided by the first test, since no objection came."""
        number = self.told()
        self.later(18)
        self.do(number, "no-objection")
        self.do(number, "decide", **DECIDED)
        return number

    def decided(self) -> str:
        """One that is decided by the confirming test."""
        number = self.retested()
        self.do(number, "decide", result="pass", stands="B", rule="retest", cites="第三十七条",
                reasons="The second stands")
        return number


@contextmanager
def refused(code: str) -> Iterator[None]:
    """That what is done is refused with this code."""
    with pytest.raises(PlumblineError) as error:
        yield
    assert error.value.code == code
