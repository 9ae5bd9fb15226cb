"""Figures of a cut: computed, explained, opened down to their records. Nothing is kept but what makes it quick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from plumbline.errors import MethodError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.indicators import drill_down
from plumbline.figures.indicators.assemble import assemble, change
from plumbline.figures.indicators.composed import Of, compose, plain_parts, years_of
from plumbline.figures.indicators.drill_down import Page
from plumbline.figures.indicators.figure import Figure, figure_of
from plumbline.figures.indicators.parted import parted
from plumbline.figures.indicators.session import FigureSession, When, base_counted, period_of
from plumbline.figures.indicators.tally import Cell
from plumbline.methods.shared.periods import Period, previous
from plumbline.methods.shared.trust import merkle
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

NOT_THERE = Text("the region did not exist", "该地区当时尚未设立")
__all__ = ["Page", "figure", "figures", "prepare", "proof", "records", "root", "series"]


def figure(
    cut: Cut, indicator: Indicator, region: str, period: When, *, engine: Engine | None = None,
    schema: Schema | None = None, with_root: bool = False, with_records: int = 0,
) -> Figure:
    """The figure of one region and period, with its change against the period before.

    ``with_root`` fills in the Merkle root of the records behind it, ``with_records`` the first so many of them (public
    fields only). :raises FigureError: for a region or period that does not exist. :raises CutError: for an altered cut.
    """
    session, when = FigureSession.of(cut, engine, schema), period_of(period)
    session.region(region, when)
    before = _before(when)
    if indicator.composed:
        found = Looks(session, [indicator], [when])(indicator, region, when)
    else:
        cells = session.cells([indicator], [when, *([before] if before else [])])
        found = _one(session, indicator, region, when, cells)
        if before and region in session.tree(before):
            found = replace(found, change=change(found, _one(session, indicator, region, before, cells)))
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
    session, when = FigureSession.of(cut, engine, schema), period_of(period)
    if indicator.composed:
        look = Looks(session, [indicator], [when])
        return {code: look(indicator, code, when) for code in session.tree(when).codes}
    before = _before(when) if with_change else None
    cells = session.cells([indicator], [when, *([before] if before else [])])
    found = {code: _one(session, indicator, code, when, cells) for code in session.tree(when).codes}
    if before:
        earlier = session.tree(before)
        for code, now in found.items():
            if code in earlier:
                found[code] = replace(now, change=change(now, _one(session, indicator, code, before, cells)))
    return found


def series(
    cut: Cut, indicator: Indicator, region: str, whens: Sequence[When], *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> list[Figure]:
    """The figures of one region over several periods, counted together; periods without the region are left out."""
    session, parsed = FigureSession.of(cut, engine, schema), [period_of(when) for when in whens]
    if indicator.composed:
        look = Looks(session, [indicator], parsed)
        return [look(indicator, region, when) for when in parsed if region in session.tree(when)]
    cells = session.cells([indicator], parsed)
    return [_one(session, indicator, region, when, cells) for when in parsed if region in session.tree(when)]


def prepare(
    cut: Cut, indicators: Iterable[Indicator], whens: Iterable[When], *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> None:
    """Count many indicators and periods in shared scans, so that the figures that follow come from memory."""
    Looks(FigureSession.of(cut, engine, schema), list(indicators), [period_of(when) for when in whens])


def root(
    cut: Cut, indicator: Indicator, region: str, period: When, *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> str:
    """Hex of the Merkle root (RFC 6962) over the leaves of the records the figure rests on, sorted bytewise; of a
    figure made of others, over those of all its parts, each once."""
    if indicator.composed:
        return merkle.root(_all_leaves(cut, indicator, region, period, engine, schema)).hex()
    return drill_down.root(cut, indicator, region, period, engine=engine, schema=schema)


def records(
    cut: Cut, indicator: Indicator, region: str, period: When, *, of: str = "denominator", limit: int = 50,
    after: str | None = None, sort: str | None = None, descending: bool = False, fields: Sequence[str] | None = None,
    engine: Engine | None = None, schema: Schema | None = None,
) -> Page:
    """One page of the records behind a figure: see :func:`plumbline.figures.indicators.drill_down.records`. A figure
    made of others opens to those of its first part; the others open by their own."""
    return drill_down.records(cut, plain_parts(indicator)[0], region, period, of=of, limit=limit, after=after,
                              sort=sort, descending=descending, fields=fields, engine=engine, schema=schema)


def proof(
    cut: Cut, indicator: Indicator, region: str, period: When, leaf: str, *, engine: Engine | None = None,
    schema: Schema | None = None,
) -> dict[str, Any]:
    """That the record with this ``leaf`` (hex) is among those the figure rests on: see
    :func:`plumbline.figures.indicators.drill_down.proof`."""
    if not indicator.composed:
        return drill_down.proof(cut, indicator, region, period, leaf, engine=engine, schema=schema)
    return drill_down.proved(_all_leaves(cut, indicator, region, period, engine, schema), leaf,
                             figure_of(indicator.id, region))


def _all_leaves(
    cut: Cut, indicator: Indicator, region: str, period: When, engine: Engine | None, schema: Schema | None,
) -> list[bytes]:
    session, when = FigureSession.of(cut, engine, schema), period_of(period)
    look = Looks(session, [indicator], [when])
    look(indicator, region, when)
    found = {leaf for of, place, of_when in look.plain
             for leaf in drill_down.leaves(cut, of, place, of_when, engine=engine, schema=schema)}
    return sorted(found)


class Looks:
    """Looks figures up, and remembers which plain ones were ``plain``: what a figure of figures rests on."""

    def __init__(self, session: FigureSession, indicators: Sequence[Indicator], whens: Sequence[Period]) -> None:
        self.session = session
        self.plain: dict[tuple[Indicator, str, Period], Figure] = {}
        self._asked = [session.tree(when) for when in whens]
        self._once: dict[tuple[Any, ...], Any] = {}
        self._cells: dict[tuple[str, str], dict[str, Cell]] = {}
        wanted: dict[tuple[Period, ...], list[Indicator]] = {}
        for indicator in indicators:
            session.admit(indicator)
            periods = tuple(dict.fromkeys(year for when in whens for year in years_of(indicator, when)))
            wanted.setdefault(periods, []).extend(plain_parts(indicator))
        for periods, plain in wanted.items():
            self._cells |= session.cells(list(dict.fromkeys(plain)), periods)

    def __call__(self, indicator: Indicator, region: str, period: Period) -> Figure:
        """The figure of one region; without a value where there was no such region."""
        here = self._then(region, period)
        if here is None:
            empty = assemble(indicator, region, period.text, self.session.cut.id, Cell())
            return replace(empty, value=None, exact=None, interval=None, missing=NOT_THERE)
        if indicator.composed:
            return compose(self.session, indicator, here, period, self)
        key = indicator, here, period
        if key not in self.plain:
            if (indicator.id, period.text) not in self._cells:
                self._cells |= self.session.cells([indicator], [period])
            self.plain[key] = _one(self.session, indicator, here, period, self._cells)
        return self.plain[key]

    def values(self, indicator: Indicator, regions: Sequence[str], period: Period) -> dict[str, Fraction]:
        """The exact values of those regions that have one."""
        exact = ((code, self(indicator, code, period).exact) for code in regions)
        return {code: value for code, value in exact if value is not None}

    def once(self, key: tuple[Any, ...], make: Callable[[], Of]) -> Of:
        """What ``make`` gives, made once for each ``key``."""
        if key not in self._once:
            self._once[key] = make()
        found: Of = self._once[key]
        return found

    def _then(self, region: str, period: Period) -> str | None:
        """The region as it was called in the period; None where it was none, or another ground."""
        tree = self.session.tree(period)
        if region in tree:
            return region
        before = tree.parts_of(region)
        now = next((each for each in self._asked if region in each), None)
        goes_on = len(before) == 1 and now is not None and now.goes_on_as(before[0]) == region
        return before[0] if goes_on else None


def _one(
    session: FigureSession, indicator: Indicator, region: str, when: Period,
    cells: dict[tuple[str, str], dict[str, Cell]],
) -> Figure:
    base = base_counted(indicator, when)
    earlier = cells[indicator.id, base.name].get(region) if base else None
    here = cells[indicator.id, when.text].get(region, Cell())
    apart = [cell.parted for cell in (here, earlier) if cell is not None and cell.parted]
    told = parted(session.tree(when), apart) if apart else ()
    return assemble(indicator, region, when.text, session.cut.id, here, earlier, told)


def _before(when: Period) -> Period | None:
    try:
        return previous(when)
    except MethodError:  # year 1 has no year before
        return None
