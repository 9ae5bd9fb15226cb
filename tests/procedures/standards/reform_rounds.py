"""Rounds of reform for tests: a small register with one standard for each conclusion, and who plays a round."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from plumbline.procedures.casework import common_acts, perform
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

NAME = "standard-reform"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BUREAU, OTHER = "市市场监督管理局", "市水利局"
PUMP_OLD, PUMP, ADOPTS, UNUSED, BARE, SOUND, SAFE, FOREIGN = (
    "DB33/T 1-2022", "DB33/T 2-2023", "DB33/T 3-2024", "DB33/T 4-2010", "DB33 5-2024", "DB33/T 6-2025", "DB33 7-2025",
    "DB33/T 8-2010")
PUMPS = "潜水泵通用技术条件"


def standard(code: str, title: str, on: str, **more: str) -> dict[str, str]:
    """A row of a file of standards in force of the bureau."""
    return {"code": code, "designation": code, "document": code.rpartition("-")[0], "title_zh": title,
            "level": "local", "status": "in-force", "published_on": on, "effective_on": on, "issuer": BUREAU,
            "region": "city", "ics": "", **more}


REGISTER = [
    standard(PUMP_OLD, PUMPS, "2022-05-01", ics="23.080"), standard(PUMP, PUMPS, "2023-05-01", ics="23.080"),
    standard(ADOPTS, "阀门型式试验", "2024-01-01", ics="23.060"),
    standard(UNUSED, "竹编门帘通用要求", "2010-01-01"), standard(BARE, "会议用桌椅尺寸", "2024-01-01"),
    standard(SOUND, "茶叶冷藏库建设要求", "2025-01-01"), standard(SAFE, "电动自行车充电场所安全要求", "2025-01-01"),
    standard(FOREIGN, "小型水库巡查规程", "2010-01-01", issuer=OTHER),
    standard("ISO 9:2000", "Valves", "2000-01-01", issuer="ISO", level="international", status="withdrawn", region=""),
]
BASE = [{"standard": ADOPTS, "type": "adopts", "target": "ISO 9:2000", "target_standard": "ISO 9:2000",
         "degree": "IDT"}]


def begun(office: Office) -> None:
    """The register."""
    for kind, rows in (("standard", REGISTER), ("relation", BASE)):
        assert not office.take(kind, rows, name=f"{kind}.csv").quarantined, kind


class Round:
    """An office with the register; a round is opened and played in it. Days go by as a test says."""

    def __init__(self, office: Office) -> None:
        self.office, self.home, self.now, self._people = office, office.home, MONDAY, dict[str, User]()
        self.number = ""

    def who(self, name: str = "ann", region: str = "city", role: str = Role.OFFICER) -> User:
        """A person with a role, made when first named."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            Role.objects.create(user=self._people[name], name=role, region=region)
        return self._people[name]

    def clock(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def open(self, by: str = "ann", *, listed: bool = True, **filters: str) -> str:
        """Open a round over the standards of the bureau, or of ``filters``, and draw its inventory up; its number."""
        about = {"title": "2026年集中复审", "region": "city", **(filters or {"issuer": BUREAU})}
        self.number = str(perform.open_case(self.home, self.who(by), NAME, "open", about, at=self.clock()).case.number)
        if listed:
            self.run()
        return self.number

    def run(self) -> None:
        """Do what waits in the background, and let nothing fail."""
        effects.run(self.home, clock=self.clock)
        assert not effects.failed().exists(), [each.error for each in effects.failed()]

    def act(self, act: str, member: str = "", by: str = "ann", **values: str) -> CaseEvent:
        """Do an act in the round."""
        return perform.act(self.home, self.who(by), NAME, self.number, act, values, member=member, at=self.clock())

    def give_department(self, name: str, member: str = "") -> None:
        """Let somebody speak for a department."""
        self.who(name, role=Role.JUROR)
        common_acts.assign(self.home, self.who("ann"), NAME, self.number, name, "department",
                           member=member, at=self.clock())

    def deciding(self, by: str = "ann") -> str:
        """A round that comes to decisions after its days."""
        self.open(by)
        self.act("hear", by=by, until="2026-03-12")
        self.clock(days=20)
        self.act("end-hearing", by=by)
        return self.number

    def decide_all(self, by: str = "bea") -> None:
        """Decide about everything as proposed, in bulk."""
        for outcome in ("keep", "revise", "merge", "convert", "withdraw"):
            if any(held.get("proposal") == outcome and self.found().board.at(member).state == "proposed"
                   for member, held in self.found().board.of.items()):
                self.act("decide-all", by=by, proposal=outcome)
                self.run()

    def found(self, by: str = "ann") -> Found:
        """The round as it stands."""
        return find(self.home, self.who(by), procedure(NAME), self.number, at=self.now)

    def proposals(self) -> dict[str, str]:
        """What is proposed for each standard."""
        return {member: held["proposal"] for member, held in self.found().board.of.items()}

    def states(self) -> dict[str, str]:
        """Where each standard stands."""
        return {member: each.state for member, each in self.found().board.members.items()}


def held(code: str) -> Any:
    """The record of a standard that counts."""
    return store.current(kinds.get("standard")).get(code=code)


def relations(standard: str) -> set[tuple[str, str]]:
    """What the register says of a standard and others."""
    return set(store.current(kinds.get("relation")).filter(standard=standard).values_list("type", "target_standard"))
