"""A case as it stands, for its acts and its readers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from plumbline.home import Home
from plumbline.methods.shared.working_days import Due
from plumbline.procedures.casework import holding, refusals
from plumbline.procedures.casework.declaration import GONE, LAPSED, Part, Procedure, State
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.rules import rules_sha256
from plumbline.procedures.casework.standing import Board, Contest, due_of, fold
from plumbline.records.core import cases
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.readings import once
from plumbline.records.core.visibility import Bearer, cases_open_to
from plumbline.rulebook.calendars.calendars import calendar
from plumbline.text import Text


@dataclass(frozen=True)
class Found:
    """A case as its acts and its readers find it. ``region`` is the one that goes on for that it was opened in."""

    home: Home
    procedure: Procedure
    row: Case
    board: Board
    region: str
    on: date
    events: tuple[CaseEvent, ...] = ()

    def after(self, event: CaseEvent) -> Found:
        """The case once ``event`` has happened."""
        events = (*self.events, event)
        return replace(self, events=events, board=fold(self.procedure, events))

    @property
    def number(self) -> str:
        """Its number."""
        return str(self.row.number)

    @property
    def changed(self) -> bool:
        """Whether the rules in force are not those under which the case goes on."""
        return bool(self.board.rules) and self.board.rules != rules_sha256(self.procedure)

    @property
    def away(self) -> str:
        """The instance that has the case, where that is not this one: nobody acts in it here until it comes back."""
        holder = self.board.holder
        return "" if not holder or holder == str(settings.INSTANCE) else holder

    @property
    def lapsed(self) -> bool:
        """Whether the day has passed with which the case ends by itself, and nothing ended it before."""
        ends = self.board.ends
        return ends is not None and self.on > ends and not self._kept_state("").ends

    def state(self, member: str = "") -> State:
        """The state of the case, or of a member of it; one that the rules no longer know is told by its name alone. A
        case whose day has passed has ended, also before its last event says so."""
        return GONE[LAPSED] if not member and self.lapsed else self._kept_state(member)

    def over(self, member: str = "") -> bool:
        """Whether nothing is said any more against what followed by itself: the case has ended, and not by that."""
        ended_by_itself = not member and self.board.case.followed == self.board.case.entered
        return self.lapsed or (self.state().ends and not ended_by_itself)

    def contest(self, member: str = "") -> Contest | None:
        """What somebody says against the case, or against what followed in a member of it, as long as that is to be
        decided."""
        return None if self.over(member) else self.board.contests.get(member)

    def _kept_state(self, member: str) -> State:
        name = self.board.at(member).state
        return self.procedure.machine(member).get(name) or State(name, Text(name, name))

    def due(self, member: str = "") -> Due | None:
        """The last day of the state that the case, or a member of it, is in."""
        standing, state = self.board.at(member), self.state(member)
        entered = timezone.localdate(standing.since) if standing.since is not None else None
        days = once(("calendar", str(self.home.path), self.procedure.calendar),
                    lambda: calendar(self.home, self.procedure.calendar))
        return due_of(self.procedure, state, standing, days, entered)

    def holds(self, user: Any, part: Part, member: str = "") -> bool:
        """Whether ``user`` acts as ``part`` here."""
        return not self._over(user) and holding.holds(self.procedure, self.region, self.board, user, part, member)

    def open_fields(self, user: Any, member: str = "") -> frozenset[str]:
        """The fields of the case, or of a member of it, that ``user`` may read; empty: not even that there is one."""
        if self._over(user):
            return frozenset()
        return holding.open_fields(self.procedure, self.region, self.board, user, member)

    def open_members(self, user: Any) -> list[str]:
        """The members that ``user`` may know of. To who reads the case by a role all are open, but those over which the
        person declared a conflict: that needs no look at the parties of each."""
        if self.inside(user) and self.open_fields(user):
            return [each for each in self.board.members if (user.pk, each) not in self.board.conflicts]
        return [each for each in self.board.members if self.open_fields(user, each)]

    def _over(self, user: Any) -> bool:
        """Whether ``user`` came by a link whose last day has passed, whichever road it came by."""
        link = self.board.links.get(user.number) if isinstance(user, Bearer) else None
        return link is not None and link.until < self.on

    def must_know(self, user: Any, member: str) -> None:
        """:raises RecordError: where there is no such member, or it is closed to ``user``: both sound alike."""
        if member not in self.board.members or not self.open_fields(user, member):
            raise refusals.member_unknown(self.procedure, self.number, member, self.open_members(user))

    def inside(self, user: Any) -> bool:
        """Whether ``user`` reads the case by a role over its region."""
        return holding.of_authority(self.procedure, self.region, self.board, user)


@dataclass(frozen=True)
class Asked:
    """What an act of a ``case``, or of a ``member``, is asked with: who does it (None: nobody, it follows), what is
    ``said``, by name, and when (None: it is asked whether it could be done, and nothing is said yet). Of an act that
    opens a case, that case knows what is said alone."""

    case: Found
    user: Any
    said: Mapping[str, str]
    at: datetime | None
    member: str = ""


def find(home: Home, user: Any, procedure: Procedure, number: str, *, member: str | None = None, at: datetime) -> Found:
    """The case as it stands, with all its members, or the ``member`` named only. :raises RecordError: if there is none,
    or it is closed to ``user``: both alike."""
    row = Case.objects.filter(procedure=procedure.name, number=number).first() if number.isprintable() else None
    if row is None:
        raise refusals.unknown(procedure, number)
    found = assembled(home, procedure, row, cases.events_of(row, member), timezone.localdate(at))
    if not found.open_fields(user) and (member is None or not _is_near(found, user)):
        raise refusals.unknown(procedure, number)
    return found


def find_some(home: Home, user: Any, procedure: Procedure, number: str, members: Collection[str] | None, *,
              at: datetime) -> Found:
    """The same, with those of its members that are called ``members`` (None: with all) and are there."""
    found = find(home, user, procedure, number, member=None if members is None else "", at=at)
    if not members:
        return found
    return assembled(home, procedure, found.row, cases.events_of_some(found.row, members), found.on)


def assembled(home: Home, procedure: Procedure, row: Case, events: Iterable[CaseEvent], on: date) -> Found:
    """The case that ``events`` tell of, under the rules with which it goes on. :raises RulebookError: if the flow file
    of its day cannot be used."""
    events = tuple(events)
    board = fold(procedure, events)
    procedure = ruled(home, procedure, timezone.localdate(board.ruled_at) if board.ruled_at is not None else on)
    return Found(home, procedure, row, board, holding.region_on(board.region or row.region, on), on, events)


def _is_near(found: Found, user: Any) -> bool:
    """Whether ``user`` may know of the case by a member whose events were not read."""
    rows = cases_open_to(user, found.procedure.name, found.procedure.column)
    return CaseSummary.objects.filter(rows, case=found.row).exists()
