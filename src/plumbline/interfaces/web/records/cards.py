"""The cards of records: for each column how many records of each of its kinds there are, and what was saved last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from plumbline.interfaces.shared import columns
from plumbline.interfaces.shared.cards import (
    FULL,
    GROUND,
    HOME,
    MINE,
    REGION,
    SMALL,
    Asked,
    Card,
    declare,
    declare_from,
)
from plumbline.interfaces.shared.places import record_address
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.records import saved_list_pages
from plumbline.records.core import kinds
from plumbline.records.core.kinds import Kind
from plumbline.records.query import tallies
from plumbline.records.query.tallies import Tally
from plumbline.text import Text

REGISTERS = Text("Registers and statistics", "基础登记和统计")


def _saved(asked: Asked) -> dict[str, Any] | None:
    found = saved_list_pages.offered(asked.request)
    return {"saved": found} if found else None


def _lists(asked: Asked) -> dict[str, Any] | None:
    held = asked.year
    if held is None:
        return None
    dated = [kind for kind in kinds.KINDS.values() if kind.date and kind.public and held.cut.rows(kind.name)]
    return {"dated": dated} if dated else None


def _tallies(asked: Asked) -> dict[str, Tally]:
    viewer = asked.viewer
    return tallies.tallies([(kind, viewer.regions(kind)) for kind in viewer.kinds()
                            if kind.region or not asked.within], asked.within)


@dataclass(frozen=True, slots=True)
class _Build:
    """What the card of one column shows."""

    column: str

    def __call__(self, asked: Asked) -> dict[str, Any] | None:
        known, more = asked.once(_tallies), f"?{urlencode({'region': asked.within})}" if asked.within else ""
        here = [(kind, known[kind.name]) for kind in _of(self.column) if kind.name in known]
        lines = [{"kind": kind, "tally": tally, "address": reverse("record-list", args=(kind.name,)) + more}
                 for kind, tally in here if tally.count != 0]
        if not lines:
            return None
        kind, newest = max(here, key=lambda each: each[1].entry)
        return {"lines": lines, "latest": _latest(asked.viewer, kind, newest)}


def _latest(viewer: Viewer, kind: Kind, tally: Tally) -> dict[str, Any] | None:
    row = tallies.saved_last(kind, tally)
    shown = viewer.shown(kind, row) if row is not None else {}
    if not set(kind.key) <= shown.keys():
        return None
    return {"kind": kind, "key": " · ".join(str(shown[name]) for name in kind.key),
            "address": record_address(kind, shown),
            "day": timezone.localdate(row.entry.sealed_at) if row.entry.sealed_at else None}


def _of(column: str) -> list[Kind]:
    return [kind for kind in kinds.KINDS.values() if kind.column == column]


def _offered(column: str, viewer: Viewer) -> bool:
    """Whether there can be records of the column that the reader may list."""
    return any(kind in viewer.kinds() for kind in _of(column))


@declare_from(Text("Records", "记录"))
def of_columns() -> Iterator[Card]:
    """A card for each column that has kinds of record."""
    for column in dict.fromkeys(kind.column for kind in kinds.KINDS.values()):
        named = columns.title(column)
        title = REGISTERS if column == GROUND else Text(f"Records: {named.en}", f"{named.zh}记录")
        yield Card(f"records.{column}", title, column, Text(
            "How many records of each kind there are, and which was saved last.", "各类记录的数量和最近保存的记录。"),
            "plumbline/cards/records.html", _Build(column), SMALL, after=MINE, offered=partial(_offered, column))


declare(Card("saved-lists", Text("Saved lists", "已存列表"), GROUND, Text(
    "The lists that you keep, and those shared with you.", "您保存的列表和与您共享的列表。"),
    "plumbline/cards/saved.html", _saved, FULL, places=(HOME,)))
declare(Card("records-of-year", Text("The records", "相关记录"), GROUND, Text(
    "The lists of records of the region and year.", "本地区本年度的记录列表。"),
    "plumbline/cards/lists.html", _lists, FULL, places=(REGION,), after="within"))
