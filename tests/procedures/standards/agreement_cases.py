"""Agreements and pilots for tests: an office, its people and those of the parties, cases as far as a test begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

AGREEMENT, PILOT = "quality-agreement", "quality-pilot"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BODIES = [{"code": code, "name": name, "region": "city"} for code, name in (
    ("GOV", "市政府"), ("NAT", "国家主管部门"), ("LAB", "研究机构"))]
DRAFT = {"region": "city", "title": "质量合作协议", "type": "cooperative", "parties": "GOV;NAT", "level": "country"}
FIRST = {"commitment": "1", "what": "设立分支机构", "party": "NAT", "checker": "GOV", "result": "挂牌",
         "due": "2026-06-30"}
SECOND = {"commitment": "2", "what": "提供场所", "party": "GOV", "checker": "NAT", "result": "场所到位",
          "due": "2026-04-30"}
SIGNED = {"agreement": "A-1", "place": "市政府", "signed_on": "2026-03-02", "valid_to": "2029-03-01",
          "signers": "张三；李四", "witnesses": "王五"}
TRIED = {"region": "1", "title": "企业标准公开", "runner": "GOV", "allowed_by": "国办发〔2026〕1号",
         "measure": "公开率，%", "better": "higher"}
APPROVED = {"pilot": "P-1", "judge": "LAB"}


class Agreements:
    """An office with three bodies. Days go by as a test says."""

    def __init__(self, office: Office) -> None:
        self.office, self.home, self.now, self._people = office, office.home, MONDAY, dict[str, User]()
        done = office.take("organisation", BODIES)
        assert not done.quarantined

    def who(self, name: str, region: str = "city") -> User:
        """An officer, made when first named."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            Role.objects.create(user=self._people[name], name=Role.OFFICER, region=region)
        return self._people[name]

    def of(self, *organisations: str) -> User:
        """Somebody who acts for these bodies."""
        name = f"of-{'-'.join(organisations)}"
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            for each in organisations:
                Membership.objects.create(user=self._people[name], organisation=each, capacity="enterprise",
                                          since=date(2026, 1, 1), made_at=self.later())
        return self._people[name]

    def later(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def open(self, name: str = AGREEMENT, act: str = "open", by: Any = None, **changed: str) -> str:
        """Open a case; its number."""
        about = (DRAFT if name == AGREEMENT else TRIED) | changed
        event = perform.open_case(self.home, by or self.who("ann"), name, act, about, at=self.later())
        return str(event.case.number)

    def act(self, number: str, act: str, by: Any = None, member: str = "", name: str = AGREEMENT, **values: str,
            ) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, by or self.who("ann"), name, number, act, values, member=member,
                           at=self.later())

    def found(self, number: str, by: Any = None, name: str = AGREEMENT) -> Found:
        """The case as it stands."""
        return find(self.home, by or self.who("ann"), procedure(name), number, at=self.later())

    def state(self, number: str, member: str = "", name: str = AGREEMENT) -> str:
        """Its state, or that of a commitment."""
        return self.found(number, name=name).board.at(member).state

    def drafted(self) -> str:
        """A draft with two commitments."""
        number = self.open()
        for each in (FIRST, SECOND):
            self.act(number, "add-commitment", **each)
        return number

    def agreed(self) -> str:
        """The same, to which both parties agreed."""
        number = self.drafted()
        self.act(number, "put-to-parties")
        for each in ("GOV", "NAT"):
            self.act(number, "say", self.of(each), consent="agrees")
        self.act(number, "settle")
        return number

    def signed(self) -> str:
        """The same, signed."""
        number = self.agreed()
        self.act(number, "sign", **SIGNED)
        return number

    def tried(self) -> str:
        """A pilot that was measured before and after."""
        number = self.open(PILOT)
        self.act(number, "approve", self.who("bea"), name=PILOT, **APPROVED)
        self.act(number, "start", self.of("GOV"), name=PILOT, started_on="2026-03-02", baseline="12.5")
        self.later(days=100)
        self.act(number, "measure", self.of("GOV"), name=PILOT, after="78.25", after_on="2026-06-01")
        return number
