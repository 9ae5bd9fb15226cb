"""Projects for tests: the people who act, and a project brought as far as a test begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.evidence import attaching
from plumbline.procedures.standards.projects import comments
from plumbline.procedures.standards.projects.names import DRAFT, PROJECT
from plumbline.records.core.cases import CaseEvent
from tests import evidence
from tests.procedures.casework.recalls import Recalls, colleague
from tests.records.samples import Office

ABOUT = {"region": "1", "level": "national", "title_zh": "电水壶通用要求", "title_en": "Electric kettles: general"}
PLAN = {"plan": "Safety and performance of kettles", "force": "recommended", "drafting": "F2\nKettle works"}
VOTE = {"form": "meeting", "invited": "28", "in_favour": "21", "against": "7", "abstained": "0", "minutes": "Passed"}
CLOSES = "2026-05-02"
"""The first day that 60 days after the second of March 2026 allow, with a few to spare."""
ORGANISATIONS = [{"code": "F1", "name": "Kettle works", "region": "1"},
                 {"code": "F2", "name": "Pan works", "region": "2"},
                 {"code": "F3", "name": "Pot works", "region": "1"}]
COMMENTED = {"body": "Pot works", "clause": "5.3", "type": "technical", "text": "Fifty is too low",
             "proposed": "Write sixty"}


class Projects(Recalls):
    """An office in which standards are made: ann and bea see to them, li drafts for F1."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        office.take("organisation", ORGANISATIONS)
        self.li = colleague(self, "li", "F1")

    def propose(self, **changed: str) -> str:
        """Propose a project; its number."""
        event = perform.open_case(self.home, self.who("ann"), PROJECT, "propose", ABOUT | changed, at=self.later())
        return str(event.case.number)

    def do(self, number: str, act: str, by: Any = "ann", member: str = "", of: str = PROJECT, **values: str,
           ) -> CaseEvent:
        """Do an act in a project."""
        user = self.who(by) if isinstance(by, str) else by
        return perform.act(self.home, user, of, number, act, values, member=member, at=self.later())

    def at(self, number: str, by: Any = "ann", of: str = PROJECT) -> Found:
        """A project as somebody finds it."""
        user = self.who(by) if isinstance(by, str) else by
        return find(self.home, user, procedure(of), number, at=self.later())

    def planned(self, **changed: str) -> str:
        """A project that is being drafted."""
        about = procedure(PROJECT).about
        number = self.propose(**{name: text for name, text in changed.items() if name in about})
        self.do(number, "hand-in-plan", **PLAN | {name: text for name, text in changed.items() if name not in about})
        self.do(number, "approve-plan", "bea")
        return number

    def drafted(self, number: str) -> None:
        """Attach a draft that everybody may see."""
        attaching.attach(self.home, self.who("ann"), DRAFT, (number,), [evidence.photo(30, 20)], name="draft.jpg",
                         public=True, at=self.later())

    def commented(self, **changed: str) -> str:
        """A project that is open for comments."""
        number = self.planned(**changed)
        self.drafted(number)
        self.do(number, "open-comments", closes_on=(self.now.date() + timedelta(days=61)).isoformat())
        return number

    def comment(self, number: str, **changed: str) -> str:
        """Take a comment down; its number."""
        added = comments.add(self.home, self.who("ann"), number, [COMMENTED | changed], at=self.later())
        return added.numbers[0]

    def approved(self, **changed: str) -> str:
        """A project that is approved, without a comment."""
        number = self.commented(**changed)
        self.later(days=62)
        self.do(number, "close-comments")
        self.do(number, "submit-review")
        self.do(number, "pass-review", **VOTE)
        self.do(number, "approve", "bea")
        return number
