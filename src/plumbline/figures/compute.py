"""Figures of a cut: computed, explained, opened down to their records. Nothing is kept but what makes it quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plumbline.errors import MethodError
from plumbline.figures.assemble import assemble, change
from plumbline.figures.behind import Page, proof, records, root
from plumbline.figures.cut import Cut
from plumbline.figures.desk import Desk, When, base_of, period_of
from plumbline.figures.engine.base import Engine
from plumbline.figures.figure import Figure
from plumbline.figures.tally import Cell
from plumbline.methods.periods import Period, previous
from plumbline.rulebook.indicator import Indicator
from plumbline.rulebook.shapes import Schema

__all__ = ["Page", "figure", "figures", "prepare", "proof", "records", "root", "series"]


def figure(
    cut: Cut, indicator: Indicator, region: str, period: When, *, engine: Engine | None = None,
    schema: Schema | None = None, with_root: bool = False, with_records: int = 0,
) -> Figure:
    """The figure of one region and period, with its change against the period before.

    ``with_root`` fills in the Merkle root of the records behind it, ``with_records`` the first so many of them (public
    fields only). :raises FigureError: for a region or period that does not exist. :raises CutError: for an altered cut.
    """
    desk, when = Desk.of(cut, engine, schema), period_of(period)
    desk.region(region, when)
    before = _before(when)
    cells = desk.cells([indicator], [when, *([before] if before else [])])
    found = _one(desk, indicator, region, when, cells)
    if before and region in desk.tree(before):
        found = replace(found, change=change(found, _one(desk, indicator, region, before, cells)))
    if with_root:
        found = replace(found, root=root(cut, indicator, region, when, engine=engine, schema=schema))
    if with_records:
        page = records(cut, indicator, region, when, limit=with_records, engine=engine, schema=schema)
        found = replace(found, records=page.rows)
    return found


def figures(
    cut: Cut, indicator: Indicator, period: When, *, engine: Engine | None = None, schema: Schema | None = None,
    with_change: bool = False,
) -> dict[str, Figure]:
    """The figure of every region of the period's tree, each before its parts. ``with_change``: each against the period
    before."""
    desk, when = Desk.of(cut, engine, schema), period_of(period)
    before = _before(when) if with_change else None
    cells = desk.cells([indicator], [when, *([before] if before else [])])
    found = {code: _one(desk, indicator, code, when, cells) for code in desk.tree(when).codes}
    if before:
        earlier = desk.tree(before)
        for code, now in found.items():
            if code in earlier:
                found[code] = replace(now, change=change(now, _one(desk, indicator, code, before, cells)))
    return found


def series(
    cut: Cut, indicator: Indicator, region: str, whens: Sequence[When], *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> list[Figure]:
    """The figures of one region over several periods, counted together; periods without the region are left out."""
    desk, parsed = Desk.of(cut, engine, schema), [period_of(when) for when in whens]
    cells = desk.cells([indicator], parsed)
    return [_one(desk, indicator, region, when, cells) for when in parsed if region in desk.tree(when)]


def prepare(
    cut: Cut, indicators: Iterable[Indicator], whens: Iterable[When], *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> None:
    """Count many indicators and periods in shared scans, so that the figures that follow come from memory."""
    Desk.of(cut, engine, schema).cells(list(indicators), [period_of(when) for when in whens])


def _one(
    desk: Desk, indicator: Indicator, region: str, when: Period, cells: dict[tuple[str, str], dict[str, Cell]],
) -> Figure:
    base = base_of(indicator, when)
    earlier = cells[indicator.id, base.text].get(region) if base else None
    here = cells[indicator.id, when.text].get(region, Cell())
    return assemble(indicator, region, when.text, desk.cut.id, here, earlier)


def _before(when: Period) -> Period | None:
    try:
        return previous(when)
    except MethodError:  # year 1 has no year before
        return None
