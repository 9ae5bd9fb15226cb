"""Where figures are worked out: one cut, one engine, one schema, and what was already counted."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import pyarrow as pa

from plumbline.errors import FigureError, MethodError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine, Session
from plumbline.figures.engine.choice import default_engine
from plumbline.figures.engine.recent import Recent
from plumbline.figures.engine.schema import joint_schema, schema_of_kinds
from plumbline.figures.indicators.cubes import answers
from plumbline.figures.indicators.cubes.counting import FEW, Cubes, Left
from plumbline.figures.indicators.cubes.using import cubes_of, in_force, why_not
from plumbline.figures.indicators.tally import Cell, tally
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

CELLS_KEPT = 50_000  # about 60 MB: a thousand indicator-periods of 50 wards, or sixteen of 3,000 counties
When: TypeAlias = str | Period
FAILED = Text("it could not be counted so", "未能按此方式统计")
log = logging.getLogger(__name__)

_counted: Recent[tuple[str, str, str, str], dict[str, Cell]] = Recent(
    CELLS_KEPT, weigh=lambda cells: 1 + len(cells))


def forget_counted() -> None:
    """Forget what this process counted, so that it is asked of what is kept on disk, or counted anew."""
    _counted.clear()


@dataclass(frozen=True)
class Counted:
    """The records of a period, in the regions of a day: that of the period's end, but for the year before of a growth,
    which compares the same ground."""

    period: Period
    day: date

    @classmethod
    def of(cls, period: Period) -> Counted:
        """In the regions of its own end."""
        return cls(period, period.last)

    @property
    def name(self) -> str:
        """What it is found by among the cells."""
        return self.period.text if self.day == self.period.last else f"{self.period.text} in the regions of {self.day}"


Cells: TypeAlias = dict[tuple[Indicator, Counted], dict[str, Cell]]


@dataclass(frozen=True)
class FigureSession:
    """A cut with the engine that reads it."""

    cut: Cut
    engine: Engine
    schema: Schema

    @classmethod
    def of(cls, cut: Cut, engine: Engine | None = None, schema: Schema | None = None) -> FigureSession:
        """``engine`` is that of this process and ``schema`` that of the declared kinds, unless given."""
        shapes = schema if schema is not None else schema_of_kinds()
        return cls(cut, engine or default_engine(), joint_schema(shapes) if cut.joint else shapes)

    @property
    def session(self) -> Session:
        """The engine's session for the cut."""
        return self.engine.session(f"{self.cut.id} {self.cut.folder}", self.cut.source)

    def admit(self, indicator: Indicator) -> None:
        """:raises FigureError: if the cut lacks fields that ``indicator`` counts by: instances hand up public ones."""
        if self.cut.joint and indicator.internal:
            raise FigureError(
                "figure.counts_internal", Text(
                    "this figure counts by internal fields, which other instances do not hand up",
                    "该指标按内部字段统计，而其他实例不上报内部字段"), where=indicator.id, next_step=Text(
                        "Compute it from this instance's own records, in a cut made with: plumb cut --own",
                        "请仅按本实例自有记录计算，先生成快照：plumb cut --own"))

    def tree(self, period: Period) -> TreeAt:
        """The regions of the period's last day."""
        return self.cut.tree_at(period.last)

    def region(self, code: str, period: Period) -> TreeAt:
        """The tree in which ``code`` exists. :raises FigureError: if it does not."""
        tree = self.tree(period)
        try:
            tree.version(code)
        except MethodError as error:
            raise FigureError.of(error, where=Text(f"cut {self.cut.id}", f"快照{self.cut.id}")) from error
        return tree

    def cells(self, indicators: Sequence[Indicator], whens: Iterable[Period]) -> dict[tuple[str, str], dict[str, Cell]]:
        """(indicator id, :attr:`Counted.name`) -> region -> cell; what was not counted before is counted in shared
        scans. For a growth the cells of a year before come too. :raises FigureError: see :meth:`admit`."""
        for each in indicators:
            self.admit(each)
        asked = [(each, Counted.of(period)) for period in dict.fromkeys(whens) for each in indicators]
        bases = [(each, base) for each, now in asked if (base := base_counted(each, now.period)) is not None]
        wanted = list(dict.fromkeys([*asked, *bases]))
        found = {(each.id, counted.name): _counted.get(self._key(each, counted)) for each, counted in wanted}
        missing = [(each, counted) for each, counted in wanted if found[each.id, counted.name] is None]
        for (each, counted), cells in self._new(missing).items():
            found[each.id, counted.name] = _counted.put(self._key(each, counted), cells)
        return {key: cells for key, cells in found.items() if cells is not None}

    def _new(self, missing: Sequence[tuple[Indicator, Counted]]) -> Cells:
        """What was answered before on this cut, else counted from its cubes, else from its records."""
        cubes = cubes_of(self.cut, self.engine, self.schema, lambda: self.session) if missing else None
        known = in_force(self.cut) if cubes else None
        open_ = [pair for pair in missing if cubes and not why_not(known, pair[0], pair[1].period).en]
        found: Cells = {}
        kept: list[tuple[Indicator, Counted]] = []
        if cubes and open_:
            found = self._answered(cubes, open_)
            for batch in _batches([pair for pair in open_ if pair not in found]):
                new, left = self._from_cubes(cubes, batch)
                kept += [pair for pair in batch if left.get(pair[0], FEW) is not FEW or pair in new]
                found |= new
        for batch in _batches([pair for pair in missing if pair not in found]):
            trees = {counted.period.last: self.cut.tree_at(counted.day) for _, counted in batch}
            plain = tally(self.session, self.schema, dict.fromkeys(each for each, _ in batch),
                        [counted.period for _, counted in batch], tree_at=trees.__getitem__)
            found |= {(each, counted): plain[each.id][counted.period.text] for each, counted in batch}
        for each, counted in kept:
            assert cubes is not None  # else nothing is kept
            answers.put(cubes.shelf, each, counted.name, found[each, counted])
        return found

    def _answered(self, cubes: Cubes, asked: Sequence[tuple[Indicator, Counted]]) -> Cells:
        kept = {(each, counted): answers.get(cubes.shelf, each, counted.name) for each, counted in asked}
        found = {pair: cells for pair, cells in kept.items() if cells is not None}
        for kind in {kind for each, _ in found for kind in _kinds(each)}:
            self.cut.paths(kind)  # a figure of an altered cut is refused, whatever is kept of it
        return found

    def _from_cubes(self, cubes: Cubes, batch: Sequence[tuple[Indicator, Counted]]) -> tuple[Cells, Left]:
        trees = {counted.period.last: self.cut.tree_at(counted.day) for _, counted in batch}
        asked = list(dict.fromkeys(each for each, _ in batch))
        try:
            new, left = cubes.tally(asked, list(dict.fromkeys(counted.period for _, counted in batch)),
                                    trees.__getitem__)
        except (FigureError, pa.ArrowException):
            # A cube holds more than was asked for: what fails there takes no figure away. What it was is not said: an
            # engine names values of records.
            new, left = {}, dict.fromkeys(asked, FAILED)
        for each, why in left.items():
            log.debug("%s is counted from the records of cut %s: %s", each.id, self.cut.id, why.en)
        return {(each, counted): new[each.id][counted.period.text] for each, counted in batch if each not in left}, left

    def _key(self, indicator: Indicator, counted: Counted) -> tuple[str, str, str, str]:
        return self.cut.id, self.engine.name, indicator.definition_sha256, counted.name


def _kinds(indicator: Indicator) -> set[str]:
    """The kinds whose records its figures rest on."""
    weights = {each.of for each in (indicator.weights, indicator.units) if each}
    return {indicator.of, *weights, *(name.partition(".")[0] for name in indicator.fields_used)}


def base_of(indicator: Indicator, period: Period) -> Period | None:
    """The period that a growth is reckoned against; None for anything else, and in the first of all years."""
    if not indicator.against or period.first.year <= 1:
        return None
    return periods.year_before(period)


def base_counted(indicator: Indicator, period: Period) -> Counted | None:
    """The records that a growth in ``period`` is reckoned against: those of the year before, in the regions of today,
    so that a renamed or merged region is compared with what it was made of."""
    base = base_of(indicator, period)
    return None if base is None else Counted(base, period.last)


def _batches(missing: Sequence[tuple[Indicator, Counted]]) -> list[list[tuple[Indicator, Counted]]]:
    """What may be counted in one go: periods that end on one day are then in the regions of one day."""
    batches: list[tuple[dict[date, date], list[tuple[Indicator, Counted]]]] = []
    for each, counted in missing:
        last, day = counted.period.last, counted.day
        days, batch = next((one for one in batches if one[0].get(last, day) == day), ({}, []))
        if not batch:
            batches.append((days, batch))
        days[last] = day
        batch.append((each, counted))
    return [batch for _, batch in batches]


def period_of(when: When) -> Period:
    """The period that ``when`` names. :raises FigureError: if it names none."""
    if isinstance(when, Period):
        return when
    try:
        return periods.parse(when)
    except MethodError as error:
        raise FigureError.of(error) from error
