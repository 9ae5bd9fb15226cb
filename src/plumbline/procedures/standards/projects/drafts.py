"""The files of a draft: attached by who drafts or sees to the project, and open to everybody from the day on which
comments are asked for, where they are said to be for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.standards.projects.names import DRAFT, PROJECT
from plumbline.records.core import cases
from plumbline.records.core.cases import Case
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.visibility import Bearer
from plumbline.records.evidence import evidence
from plumbline.records.evidence.evidence import FIELDS, Evidence, Subject, declare
from plumbline.text import Text

EVERY = frozenset(each.name for each in FIELDS)
SHOWN = frozenset(each.name for each in FIELDS if each.exposure is PUBLIC)
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Known:
    case: Found

    def inside(self, user: Any) -> bool:
        """Whether ``user`` sees to the project."""
        return self.case.inside(user)

    def takes_part(self, user: Any) -> bool:
        """Whether ``user`` drafts, or sees to the project, and it goes on here."""
        case = self.case
        return not isinstance(user, Bearer) and not case.away and not case.state().ends and any(
            case.holds(user, part) for part in case.procedure.parts)


def public(number: str) -> list[Evidence]:
    """The files of the draft of a project that are for everybody, the newest last."""
    return [row for row in evidence.of_subject(DRAFT, (number,)) if row.public and not row.withdrawn]


def _known(key: tuple[str, ...]) -> _Known | None:
    """The project as a draft finds it, by its events alone: comments do not settle who reads a draft."""
    if len(key) != 1 or not key[0].isprintable():
        return None
    try:
        procedure = procedures().get(PROJECT)
        row = Case.objects.filter(procedure=PROJECT, number=key[0]).first() if procedure is not None else None
        if procedure is None or row is None:
            return None
        return _Known(assembled(homes.current(), procedure, row, cases.events_of(row, ""), timezone.localdate()))
    except PlumblineError:  # a declaration or a flow file is at fault: its cases are told of elsewhere
        return None


def _find(key: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    known = _known(key)
    return (key, known.case.region) if known is not None else None


def _reads(user: Any, key: tuple[str, ...], row: Evidence | None) -> frozenset[str]:
    known = _known(key)
    if known is None or not known.case.open_fields(user):
        return NOTHING
    if known.inside(user) or (user is not None and known.takes_part(user)):
        return EVERY
    return SHOWN if row is None or row.public else NOTHING


def _keeps(user: Any, key: tuple[str, ...], row: Evidence | None) -> bool:
    known = _known(key)
    if known is None or user is None or not known.takes_part(user):
        return False
    return row is None or known.inside(user) or row.attached_by == user.pk


def _shares(_user: Any, _key: tuple[str, ...]) -> bool:
    return False


declare(Subject(DRAFT, Text("Draft of a standard", "标准草案"), "standards", public=False, find=_find, reads=_reads,
                keeps=_keeps, shares=_shares))
