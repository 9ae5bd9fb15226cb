"""Recalls for tests: who acts, and a case brought as far as a test begins."""

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

NAME = "test-recall"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ABOUT = {"producer": "F1", "region": "1", "product": "Kettle"}


class Recalls:
    """An office in which recalls are made. ``days`` go by as a test says."""

    def __init__(self, office: Office) -> None:
        self.home, self.now, self._people = office.home, MONDAY, dict[str, User]()

    def who(self, name: str, role: str = Role.OFFICER, region: str = "city") -> User:
        """Somebody with a role, made when first named."""
        if name not in self._people:
            self._people[name] = User.objects.create_user(name)
            Role.objects.create(user=self._people[name], name=role, region=region)
        return self._people[name]

    def later(self, days: int = 0) -> datetime:
        """A moment after all that was done so far; ``days`` after, where named."""
        self.now += timedelta(days=days, seconds=1)
        return self.now

    def open(self, by: str = "ann", **changed: str) -> str:
        """Open a case; its number."""
        event = perform.open_case(self.home, self.who(by), NAME, "open", ABOUT | changed, at=self.later())
        return str(event.case.number)

    def act(self, number: str, act: str, by: str = "ann", member: str = "", seen: int | None = None, **values: str,
            ) -> CaseEvent:
        """Do an act."""
        return perform.act(self.home, self.who(by), NAME, number, act, values, member=member, seen=seen,
                           at=self.later())

    def found(self, number: str, by: str = "ann") -> Found:
        """The case as it stands."""
        return find(self.home, self.who(by), procedure(NAME), number, at=self.later())

    def state(self, number: str, member: str = "") -> str:
        """Its state, or that of a member."""
        return self.found(number).board.at(member).state

    def reported(self, **days: Any) -> str:
        """A case with two lots, reported on."""
        number = self.open()
        for lot in ("L1", "L2"):
            self.act(number, "add-lot", lot=lot)
        self.act(number, "notify", reason="It burns", due="2026-03-10")
        self.later(days.get("days", 10))
        self.act(number, "report-for")
        return number


def colleague(recalls: Recalls, name: str, *organisations: str) -> User:
    """Somebody who acts for organisations, and holds no role."""
    user = User.objects.create_user(name)
    for each in organisations:
        Membership.objects.create(user=user, organisation=each, capacity="enterprise", since=date(2026, 1, 1),
                                  made_at=recalls.later())
    return user


def done(recalls: Recalls, user: Any, number: str, act: str, member: str = "", organisation: str = "",
         of: str = NAME, **values: str) -> CaseEvent:
    """Do an act as somebody, in a case of any procedure."""
    return perform.act(recalls.home, user, of, number, act, values, member=member, organisation=organisation,
                       at=recalls.later())


def found(recalls: Recalls, user: Any, number: str, of: str = NAME) -> Found:
    """A case of any procedure, as somebody finds it."""
    return find(recalls.home, user, procedure(of), number, at=recalls.later())


def notified(recalls: Recalls, **about: str) -> str:
    """A recall with a lot, of which the producer is told."""
    number = recalls.open(**about)
    recalls.act(number, "add-lot", lot="L1")
    recalls.act(number, "notify", reason="It burns", due="2026-03-10")
    return number
