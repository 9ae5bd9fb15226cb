"""Risk assessments for tests: who acts, and a case brought as far as a test begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from plumbline.errors import RecordError
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.cases.product_risk import NAME
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ABOUT = {"region": "1", "title": "Folding chair", "maker": "F1", "rules": "eu-2019-417", "units_in_use": "40000"}
FOLDS = {"harm": "The chair folds, a finger is caught", "hazard_class": "injury", "harmed": "pupils", "severity": "1",
         "steps": "1/10 | some | It folds\n0.02 | judgement | A finger is in the hinge"}
"""The folding chair of the guidelines, annex 6: 1/500, severity 1."""


class Risks:
    """An office in which risks are assessed. ``days`` go by as a test says."""

    def __init__(self, office: Office) -> None:
        self.home, self.now, self._people = office.home, MONDAY, dict[str, User]()

    def who(self, name: str, region: str = "city", role: str = Role.OFFICER) -> User:
        """Somebody with a role, made when first named."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name, password="a long enough word")
            Role.objects.create(user=self._people[name], name=role, region=region)
        return self._people[name]

    def member(self, name: str, organisation: str) -> User:
        """Somebody who acts for an organisation, and holds no role."""
        self._people[name] = User.objects.create_user(name, password="a long enough word")
        Membership.objects.create(user=self._people[name], organisation=organisation, capacity="enterprise",
                                  since=date(2026, 1, 1), made_at=self.later())
        return self._people[name]

    def later(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def open(self, by: str = "ann", **changed: str) -> str:
        """Open an assessment; its number."""
        event = perform.open_case(self.home, self.who(by), NAME, "open", ABOUT | changed, at=self.later())
        return str(event.case.number)

    def act(self, number: str, act: str, by: str = "ann", member: str = "", **values: Any) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, self.who(by), NAME, number, act, values, member=member, at=self.later())

    def add(self, number: str, name: str = "1", **changed: str) -> CaseEvent:
        """Add the scenario of the folding chair, or another."""
        return self.act(number, "add-scenario", scenario=name, **FOLDS | changed)

    def assessed(self, **about: str) -> str:
        """An assessment with one scenario, assessed by ann."""
        number = self.open(**about)
        self.add(number)
        self.act(number, "assess")
        return number

    def heard(self, **about: str) -> str:
        """One that bea reviewed, and to which the maker said nothing."""
        number = self.assessed(**about)
        self.act(number, "review", by="bea", opinion="The steps are sound")
        self.later(30)
        self.act(number, "go-on-unheard", by="bea")
        return number

    def found(self, number: str, by: str = "ann") -> Found:
        """The case as it stands."""
        return find(self.home, self.who(by), procedure(NAME), number, at=self.later())

    def open_to(self, number: str, user: Any) -> bool:
        """Whether a case may be known of by ``user``."""
        try:
            find(self.home, user, procedure(NAME), number, at=self.later())
        except RecordError:
            return False
        return True
