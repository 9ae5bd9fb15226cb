"""Where figures are worked out: one cut, one engine, one schema, and what was already counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from plumbline.errors import FigureError, MethodError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine, Session
from plumbline.figures.engine.choice import default_engine
from plumbline.figures.engine.recent import Recent
from plumbline.figures.engine.schema import joint_schema, schema_of_kinds
from plumbline.figures.indicators.tally import Cell, tally
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

CELLS_KEPT = 50_000  # about 60 MB: a thousand indicator-periods of 50 wards, or sixteen of 3,000 counties
When: TypeAlias = str | Period


_counted: Recent[tuple[str, str, str, str], dict[str, Cell]] = Recent(
    CELLS_KEPT, weigh=lambda cells: 1 + len(cells))


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
        for batch in _batches([(each, counted) for each, counted in wanted if found[each.id, counted.name] is None]):
            trees = {counted.period.last: self.cut.tree_at(counted.day) for _, counted in batch}
            new = tally(self.session, self.schema, dict.fromkeys(each for each, _ in batch),
                        [counted.period for _, counted in batch], tree_at=trees.__getitem__)
            for each, counted in batch:
                cells = new[each.id][counted.period.text]
                found[each.id, counted.name] = _counted.put(self._key(each, counted), cells)
        return {key: cells for key, cells in found.items() if cells is not None}

    def _key(self, indicator: Indicator, counted: Counted) -> tuple[str, str, str, str]:
        return self.cut.id, self.engine.name, indicator.definition_sha256, counted.name


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
