"""What happened in somebody's assessment years: done by others, as far as they may know of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.procedures.assessment.year.loading import Read, Year, load
from plumbline.procedures.assessment.year.reading import readable, years
from plumbline.procedures.assessment.year.year_titles import act
from plumbline.procedures.casework.telling.news import New
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core.people import may_act
from plumbline.text import Text

JUDGED = Read((), panel=True)
"""What tells whether somebody may read an event: who acts, and whether the scores of panels lie open."""


def of_years(home: Home, user: Any, *, at: datetime, after: int, most: int) -> Iterator[New]:
    """What others did in the person's years after the entry ``after`` of the journal, the newest first, as far as it is
    open to them; looked for among the ``most`` newest events."""
    if not may_act(user):
        return
    mine = {each.pk: each for each in years(user)}
    rows = RoundEvent.objects.filter(round__in=mine).exclude(actor=user.pk).defer("document")
    if after:
        rows = rows.filter(entry__number__gt=after)
    open_: dict[int, Year | None] = {}
    for row in rows.select_related("entry").order_by("-pk")[:most]:
        row.round = mine[row.round_id]
        if row.round_id not in open_:
            open_[row.round_id] = _open(home, row.round)
        year = open_[row.round_id]
        if year is not None and readable(user, year, row):
            yield _new(year, row)


def _open(home: Home, round: Round) -> Year | None:
    try:
        return load(home, round.number, JUDGED)
    except RulebookError:  # its rules cannot be read: the page of the year says so
        return None


def _new(year: Year, row: RoundEvent) -> New:
    number, stage = str(row.round.number), year.flow.stage(row.stage)
    what, region = act(row.act), year.resolve(row.region) or row.region
    if stage is not None:
        what = Text(f"{what.en}: {stage.title.en}", f"{what.zh}：{stage.title.zh}")
    address = f"/years/{quote(number)}/events"
    if region in year.board.regions:
        address = f"/years/{quote(number)}/{quote(region, '')}/" + (f"items/{quote(row.item, '')}" if row.item else "")
    place = " ".join(filter(None, [region, row.item]))
    return New(row.entry.number, row.at, row.act, what, year.scheme.title, number, place, Text(), Text(), address)
