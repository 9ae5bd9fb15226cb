"""Evidence of a case, or of one of its members: attached by whoever has a part in it, and read by them.

What the authority attaches is its own, unless it says that the parties may see it; what a party attaches is seen by
the parties and the authority; what somebody attaches by a link, by them and the authority alone, for it may tell who
they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.procedures.casework import holding
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import who_did
from plumbline.records.core import cases
from plumbline.records.core.cases import Case
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.visibility import Bearer, parties_of
from plumbline.records.evidence.evidence import FIELDS, LATER, Evidence, Subject, declare
from plumbline.text import Text

KIND = "case"
COLUMN = "ground"
NOTHING: frozenset[str] = frozenset()
EVERY = frozenset(each.name for each in FIELDS)
SHOWN = frozenset(each.name for each in FIELDS if each.exposure is PUBLIC)
PARTS = (2, 3)


@dataclass(frozen=True)
class _Known:
    """A case as evidence finds it: key (procedure, number, and a member or none)."""

    case: Found
    member: str

    def open_to(self, user: Any) -> bool:
        """Whether ``user`` may know of the case, and of the member."""
        return bool(self.case.open_fields(user, self.member))

    def inside(self, user: Any) -> bool:
        """Whether ``user`` reads it by a role over its region."""
        return self.case.inside(user)

    def party(self, user: Any) -> bool:
        """Whether ``user`` is a party to the case, or to the member."""
        case = self.case
        about = holding.about(case.procedure, case.region, case.board, user, self.member)
        return bool(about.parties & parties_of(user))

    def takes_part(self, user: Any) -> bool:
        """Whether ``user`` acts in it, and it is acted in here."""
        case = self.case
        return not case.away and any(case.holds(user, part, self.member) for part in case.procedure.parts)


    def rests_on(self, row: Evidence) -> bool:
        """Whether who attached ``row`` has acted in the case since: what they said then may rest on it."""
        declared = self.case.procedure.by_name
        return any(each.act in declared and who_did(each) == row.attached_by and each.at > row.attached_at
                   for each in self.case.events)


def who(user: Any) -> int | None:
    """Who attaches, as a number: an account; or, below zero, the link by which somebody came. None: nobody known."""
    return -user.number if isinstance(user, Bearer) else getattr(user, "pk", None)


def _own(user: Any, row: Evidence | None) -> bool:
    return row is not None and row.attached_by is not None and row.attached_by == who(user)


def _known(key: tuple[str, ...]) -> _Known | None:
    if len(key) not in PARTS or not all(each.isprintable() for each in key):
        return None
    try:
        procedure = procedures().get(key[0])
        row = Case.objects.filter(procedure=key[0], number=key[1]).first() if procedure is not None else None
        if procedure is None or row is None:
            return None
        case = assembled(homes.current(), procedure, row, cases.events_of(row), timezone.localdate())
    except PlumblineError:  # a declaration or a flow file is at fault: its cases are told of elsewhere
        return None
    member = key[2] if len(key) > PARTS[0] else ""
    return _Known(case, member) if not member or member in case.board.members else None


def _find(key: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    known = _known(key)
    return (key, known.case.region) if known is not None else None


def _reads(user: Any, key: tuple[str, ...], row: Evidence | None) -> frozenset[str]:
    known = _known(key)
    if known is None or not known.open_to(user):
        return NOTHING
    if known.inside(user) or _own(user, row):
        return EVERY
    return SHOWN if known.party(user) and (row is None or row.public) else NOTHING


def _keeps(user: Any, key: tuple[str, ...], row: Evidence | None) -> bool:
    known = _known(key)
    if known is None or user is None or not known.open_to(user) or not known.takes_part(user):
        return False
    if row is None or known.inside(user):
        return True
    return _own(user, row) and not (isinstance(user, Bearer) and known.rests_on(row))


def _shares(user: Any, key: tuple[str, ...]) -> bool:
    known = _known(key)
    return known is not None and not isinstance(user, Bearer) and not known.inside(user)


declare(Subject(KIND, Text("Case", "事项"), COLUMN, public=False, find=_find, reads=_reads, keeps=_keeps,
                shares=_shares))
LATER.append(procedures)
