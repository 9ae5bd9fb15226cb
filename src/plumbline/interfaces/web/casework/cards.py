"""The cards of cases: what waits for the reader, and one for each procedure, made of its declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.cards import FULL, GROUND, HOME, MINE, SMALL, Asked, Card, declare, declare_from
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.casework import narrowing
from plumbline.interfaces.web.core import day_words
from plumbline.procedures.casework import overview, registry
from plumbline.procedures.casework.declaration import PARTY, Procedure
from plumbline.procedures.casework.overview import Counts, Reading
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.memberships import organisations_of
from plumbline.records.core.visibility import appointable
from plumbline.text import Text

MOST = 5
"""Cases that are named on the card of what waits; the rest stand on the page of today's work."""


def _readings(asked: Asked) -> list[Reading]:
    return overview.readings(registry.procedures().values(), asked.viewer.user, timezone.localdate())


def _counts(asked: Asked) -> dict[str, Counts]:
    """What the reader may know of the cases of every procedure."""
    return {name: each for of in asked.once(_readings) for name, each in of.counted(asked.within).items()}


@dataclass(frozen=True, slots=True)
class _Build:
    """What the card of one procedure shows."""

    procedure: Procedure

    def __call__(self, asked: Asked) -> dict[str, Any] | None:
        counts, within = asked.once(_counts).get(self.procedure.name), asked.within
        if counts is None:
            return None
        named = ((overview.OPEN, counts.open), (overview.LATE, counts.late), (overview.DUE, counts.due),
                 (overview.MINE, counts.mine), ("", 0 if counts.open else counts.total))
        return {
            "procedure": self.procedure, "counts": counts, "most": overview.MOST_WAITING,
            "all": narrowing.address(self.procedure, region=within),
            "lines": [(which, count, narrowing.address(self.procedure, which, within)) for which, count in named
                      if count],
            "latest": _line(self.procedure, counts.latest) if counts.latest is not None else None}


def _line(procedure: Procedure, row: CaseSummary) -> dict[str, Any]:
    """One case in words."""
    state, on = procedure.machine().get(row.state), timezone.localdate()
    return {"procedure": procedure, "number": row.case.number, "title": row.title, "due": row.due,
            "state": words.say(state.title) if state is not None else row.state,
            "since": timezone.localdate(row.since), "late": bool(row.due and on > row.due),
            "left": day_words.days_left((row.due - on).days if row.due else None)}


def _offered(procedure: Procedure, viewer: Viewer) -> bool:
    """Whether there can be cases of ``procedure`` that the reader may know of."""
    party = any(part.held == PARTY for part in procedure.parts) and organisations_of(viewer.user)
    return bool(procedure.public or party or appointable(viewer.user, procedure.column).tops)


def _mine(asked: Asked) -> dict[str, Any] | None:
    user = asked.viewer.user
    if user is None:
        return None
    counts, rows = asked.once(_counts), list[CaseSummary]()
    for each in asked.once(_readings):
        rows += each.nearest([name for name, told in counts.items() if told.mine], MOST)
    waits, firms = sum(each.mine for each in counts.values()), organisations_of(user)
    if not waits and not (firms and counts):
        return None
    known = registry.procedures()
    rows.sort(key=lambda row: (row.until, row.pk))
    most = any(each.mine == overview.MOST_WAITING for each in counts.values())
    return {"waits": waits, "more": most, "lines": [_waiting(known[row.procedure], row) for row in rows[:MOST]],
            "others": [] if waits else [
                (known[name], each, narrowing.address(known[name])) for name, each in counts.items()]}


def _waiting(procedure: Procedure, row: CaseSummary) -> dict[str, Any]:
    state = procedure.machine(row.member).get(row.state)
    return {**_line(procedure, row), "member": row.member,
            "state": words.say(state.title) if state is not None else row.state}


@declare_from(Text("Cases", "事项"))
def of_procedures() -> Iterator[Card]:
    """A card for each procedure there is."""
    for each in registry.procedures().values():
        yield Card(f"cases.{each.name}", each.plural, each.column, each.meaning or Text(
            f"What is open, due and waiting, and what changed last: {each.plural.en}.",
            f"{each.plural.zh}的在办、临期和待办情况及最新进展。"),
            "plumbline/cards/cases.html", _Build(each), SMALL, after=MINE,
            offered=partial(_offered, each))


def _has_part(viewer: Viewer) -> bool:
    return bool(organisations_of(viewer.user) or appointable(viewer.user, GROUND).tops)


declare(Card(MINE, Text("My cases", "我的事项"), GROUND, Text(
    "What waits for you in cases, the nearest last day first.", "等待您办理的事项，期限最近的在前。"),
    "plumbline/cards/mine.html", _mine, FULL, places=(HOME,), offered=_has_part))
