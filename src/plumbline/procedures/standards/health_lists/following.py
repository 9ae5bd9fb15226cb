"""What follows from a finding: the case that is under way about it, and what was decided, so that nobody is asked
twice.

A decision is about editions: a new one is looked at anew, for it may have brought the overlap back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from plumbline.methods.shared.succession import split
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.core.visibility import cases_open_to
from plumbline.rulebook.core import vocabularies

OVERLAP, REVIEW, DECISION = "standard-overlap", "standard-review", "standard_overlap"
OF_LIST = {"chaotic": OVERLAP, "low": REVIEW, "soft": REVIEW}
"""The procedure by which a finding of each list is gone after."""
NAMED = {OVERLAP: ("first", "second", "others"), REVIEW: ("standard",)}
"""The fields of a case that name the standards it is about."""
OPEN = "open"
"""The act by which a case of either is opened."""
ALONE = ("cycle",)
"""Reasons that an overlap case does not settle: what is wrong is a relation."""


class Listed(Protocol):
    """A line of a list."""

    @property
    def standards(self) -> tuple[str, ...]:
        """The standards that it is about."""

    @property
    def reason(self) -> str:
        """Why it is listed."""


L = TypeVar("L", bound=Listed)


def undecided(lines: Iterable[L], what: str) -> tuple[list[L], list[dict[str, Any]]]:
    """The lines about which nothing was decided; and of the others what, the newest first."""
    if OF_LIST[what] != OVERLAP:
        return list(lines), []
    by_code: dict[str, list[Any]] = defaultdict(list)
    sets: dict[int, frozenset[str]] = {}
    for row in store.current(kinds.get(DECISION)).only("id", "number", "first", "second", "others", "decision",
                                                       "decided_on",
                                                       "until"):
        sets[row.pk] = frozenset((row.first, row.second, *split(row.others)))
        for code in sets[row.pk]:
            by_code[code].append(row)
    left: list[L] = []
    decided: list[tuple[Any, L]] = []
    for line in lines:
        rows = [row for row in by_code.get(line.standards[0], ()) if sets[row.pk].issuperset(line.standards)]
        if rows and line.reason not in ALONE:
            decided.append((max(rows, key=lambda row: (row.decided_on, row.pk)), line))
        else:
            left.append(line)
    decided.sort(key=lambda each: (each[0].decided_on, each[1].standards), reverse=True)
    return left, [{
        "standards": list(line.standards), "reason": line.reason, "case": row.number, "decision": row.decision,
        "said": vocabularies.title("overlap-decision", row.decision).as_dict(),
        "decided_on": row.decided_on.isoformat(), "until": row.until.isoformat() if row.until else None,
    } for row, line in decided]


@dataclass
class Cases:
    """Cases under way, by the standards that they are about."""

    procedure: str
    by_code: dict[str, list[tuple[frozenset[str], dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, standards: Sequence[str]) -> dict[str, Any] | None:
        """The case about all of these; None where there is none."""
        for about, told in self.by_code.get(standards[0], ()):
            if about.issuperset(standards if self.procedure == OVERLAP else standards[:1]):
                return told
        return None


def cases(what: str, user: Any) -> Cases:
    """The cases that go after the findings of a list, are under way, and may be read by ``user`` (None: the public)."""
    name = OF_LIST[what]
    found = Cases(name)
    rows = CaseSummary.objects.filter(cases_open_to(user, name, "standards"), member="",
                                      ended=False).select_related("case")
    under_way = {row.case_id: row for row in rows.order_by("pk")}
    for event in _opening(name):
        if event.case_id not in under_way:
            continue
        row = under_way[event.case_id]
        about = frozenset(code for each in NAMED[name] for code in split(event.said.get(each)))
        told = {"procedure": name, "number": row.case.number, "state": row.state,
                "due": row.due.isoformat() if row.due else None}
        for code in about:
            found.by_code[code].append((about, told))
    return found


def under_way(name: str, **said: Any) -> bool:
    """Whether a case of a procedure is under way that was opened with this, as a filter of its fields."""
    return bool(_opening(name).filter(**{f"said__{field}": value for field, value in said.items()}).exists())


def _opening(name: str) -> Any:
    """The events by which the cases under way of a procedure were opened."""
    going = CaseSummary.objects.filter(procedure=name, member="", ended=False).values("case")
    return CaseEvent.objects.filter(case__procedure=name, case__in=going, act=OPEN, member="").order_by("pk")
