"""How many standards are chaotic, low and soft, by department, when a round is opened, published and closed: kept as
records, each with the standards that it counts, so that every number opens and can be counted again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plumbline.methods.shared.succession import JOINED, split
from plumbline.procedures.records import save
from plumbline.procedures.standards.reform.proposing import Findings
from plumbline.records.core import kinds, store

KIND, ANY = "health_count", "any"
OPENING, PUBLICATION, CLOSING = MOMENTS = ("opening", "publication", "closing")


@dataclass(frozen=True, slots=True)
class Count:
    """The ``standards`` of a ``department`` that one list has for a reason (:data:`ANY`: for whichever), of so many."""

    department: str
    list: str
    reason: str
    standards: tuple[str, ...]
    total: int


def counted(known: Findings, departments: Mapping[str, str], also: Iterable[str] = ()) -> list[Count]:
    """The counts of standards, given with the department of each. Of each list and department, ``also`` of those that
    have no standard any more, there is one over all reasons, even if that is none; of a reason only where there are
    some."""
    total: dict[str, int] = dict.fromkeys(also, 0)
    for department in departments.values():
        total[department] = total.get(department, 0) + 1
    found = []
    for name, by_code in known.items():
        having: dict[tuple[str, str], list[str]] = {(department, ANY): [] for department in total}
        for code, department in departments.items():
            reasons = by_code.get(code, {})
            for reason in (*reasons, *((ANY,) if reasons else ())):
                having.setdefault((department, reason), []).append(code)
        found += [Count(department, name, reason, tuple(codes), total[department])
                  for (department, reason), codes in having.items()]
    return sorted(found, key=lambda each: (each.department, each.list, each.reason != ANY, each.reason))


def keep(counts: Iterable[Count], *, number: str, moment: str, region: str, rules: str, on: date, at: datetime,
         actor: int | None) -> int:
    """Keep counts as records of the round ``number``; how many."""
    every = list(counts)
    for each in every:
        save.keep(KIND, {
            "round": number, "moment": moment, "department": each.department, "list": each.list,
            "reason": each.reason, "counted_on": on, "count": len(each.standards), "total": each.total,
            "standards": JOINED.join(each.standards) or None, "rules": rules, "region": region}, at=at, actor=actor)
    return len(every)


def kept(**asked: str) -> list[Any]:
    """The counts that are kept, of what is ``asked`` by field, the oldest first."""
    rows = store.current(kinds.get(KIND)).filter(**{name: text for name, text in asked.items() if text})
    return list(rows.order_by("counted_on", "round", "moment", "department", "list", "reason"))


def as_line(row: Any, *, standards: bool) -> dict[str, Any]:
    """A count as a document says it."""
    return {"round": row.round, "moment": row.moment, "counted_on": row.counted_on.isoformat(),
            "department": row.department, "list": row.list, "reason": row.reason, "count": row.count,
            "total": row.total, "rules": row.rules,
            **({"standards": split(row.standards)} if standards else {})}


def by_year(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Of each department, list and year how many there were when it was last counted then, in which round, of how many:
    two rounds of one department need not be about the same standards."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    order = {moment: place for place, moment in enumerate(MOMENTS)}
    for row in sorted(rows, key=lambda each: (each.counted_on, each.round, order[each.moment])):
        if row.reason == ANY:
            found[row.department, row.list, row.counted_on.year] = {
                "department": row.department, "list": row.list, "year": row.counted_on.year, "count": row.count,
                "total": row.total, "round": row.round, "moment": row.moment}
    return [found[key] for key in sorted(found)]


def document(number: str, department: str) -> dict[str, Any]:
    """The ``--json`` document of ``plumb standards reform counts``: the counts of a round, a department, or all."""
    rows = kept(round=number, department=department)
    return {"round": number or None, "department": department or None,
            "counts": [as_line(row, standards=True) for row in rows], "by_year": by_year(rows)}


def departments_of(board: Any) -> dict[str, str]:
    """The department of each standard of a round, as it was taken in; what was taken out of it again is not counted."""
    return {member: board.of[member].get("department", "") for member, each in board.members.items()
            if each.state != "left-out"}
