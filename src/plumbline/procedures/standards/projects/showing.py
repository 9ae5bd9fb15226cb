"""Projects as they are told: lists, one project with its comments by clause, and the collation as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from plumbline.home import Home
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.projects import comments, forms
from plumbline.procedures.standards.projects.comments import Line
from plumbline.procedures.standards.projects.names import COMMENTING, OPEN, PROJECT, STAGES
from plumbline.records.core.cases import CaseSummary
from plumbline.rulebook.standards.project_files import project_rules
from plumbline.text import Text

MOST = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """A project in a list."""

    number: str
    title: str
    region: str
    stage: str
    due: date | None
    ended: bool

    def as_dict(self) -> dict[str, Any]:
        """Of the ``--json`` document of ``plumb project list``."""
        return {"number": self.number, "title": self.title, "region": self.region, "stage": self.stage,
                "due": self.due.isoformat() if self.due else None, "ended": self.ended}


def listed(user: Any, *, state: str = "", ended: bool | None = None) -> list[Listed]:
    """The projects that ``user`` may know of, the nearest last day first."""
    rows = reading.listed(procedure(PROJECT), user, state=state, ended=ended, most=MOST)
    return [_listed(row) for row in rows]


def _listed(row: CaseSummary) -> Listed:
    return Listed(row.case.number, row.title, row.region, row.state, row.due, row.ended)


def find_project(home: Home, user: Any, number: str, *, at: datetime) -> Found:
    """The project as ``user`` finds it. :raises RecordError: if there is none, or it is closed to them."""
    return find(home, user, procedure(PROJECT), number, at=at)


def title_of(case: Found) -> Text:
    """What the standard is to be called."""
    values = case.board.values
    return Text(values.get("title_en") or values["title_zh"], values["title_zh"])


def document(home: Home, user: Any, number: str, *, at: datetime) -> dict[str, Any]:
    """The ``--json`` document of ``plumb project comments``. :raises NotAllowed: where the comments are not open to
    ``user``."""
    case = find_project(home, user, number, at=at)
    lines = comments.collation(case, user)
    title = title_of(case)
    return {"number": number, "title": {"en": case.board.values.get("title_en") or None, "zh": title.zh},
            "stage": case.state().name, "total": len(lines), "undecided": sum(line.state == OPEN for line in lines),
            "comments": [line.as_dict() for line in lines]}


def file(home: Home, user: Any, number: str, form: str, language: str, *, at: datetime) -> bytes:
    """The comments with what is decided on each, as a workbook or a Word document. :raises NotAllowed: where they are
    not open to ``user``."""
    case = find_project(home, user, number, at=at)
    return forms.filled(comments.collation(case, user), title_of(case), form, language)


@dataclass(frozen=True, slots=True)
class Clause:
    """The comments on one clause; empty: on the whole."""

    clause: str
    lines: tuple[Line, ...]


def by_clause(lines: list[Line]) -> list[Clause]:
    """The comments, which stand in the order of clauses, gathered by clause."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.said.get("clause", ""), []).append(line)
    return [Clause(clause, tuple(each)) for clause, each in found.items()]


def way(case: Found) -> list[tuple[Text, str]]:
    """The states of the project in their order, each ``past``, ``now`` or ``ahead``; one that its level does not go
    through is left out."""
    rules = project_rules(case.home, case.on).levels.get(case.board.values["level"])
    skipped = set() if rules is None or rules.comments else {COMMENTING, "deciding"}
    skipped |= set() if rules is None or rules.plan else {"planned"}
    shown = [name for name in STAGES if name not in skipped]
    here, states = case.state().name, case.procedure.machine()
    at = shown.index(here) if here in shown else len(shown)
    return [(states[name].title, "past" if place < at else "now" if place == at else "ahead")
            for place, name in enumerate(shown)]


def open_for_comments(case: Found) -> bool:
    """Whether everybody may comment today."""
    return case.board.case.state == COMMENTING and not case.away and not case.changed and (
        case.on <= date.fromisoformat(case.board.values["closes_on"]))


def earliest_close(case: Found) -> date | None:
    """The first day with which comments may end, were they opened today; None where none are taken."""
    rule = project_rules(case.home, case.on).levels.get(case.board.values["level"])
    if rule is None or not rule.comments:
        return None
    return case.on + timedelta(days=rule.least(case.board.values.get("force", "")))
