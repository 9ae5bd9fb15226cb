"""Why a figure has no value: a number that rests on nothing, or on a part of what it speaks of, is none."""

from __future__ import annotations

from plumbline.figures.indicators.figure import Layer
from plumbline.figures.indicators.scans import BEHIND, WHEN
from plumbline.figures.indicators.tally import Cell, Stratum
from plumbline.rulebook.indicators.formulas import COUNT, DISTINCT, Formula, Number
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

NOTHING = Text("no record counts", "没有可统计的记录")


def unweighted(layers: tuple[Layer, ...]) -> tuple[Stratum, ...]:
    """The layers that have observations and no weight, or one below zero. Observations of no known layer (None) are
    told as such and count for nothing: they are no layer."""
    return tuple(layer.stratum for layer in layers if layer.denominator and layer.stratum is not None
                 and (layer.weight is None or layer.weight < 0))


def why_no_value(
    indicator: Indicator, cell: Cell, earlier: Cell, below: Number, layers: tuple[Layer, ...],
) -> Text:
    """Why there is no value, as a sentence without its full stop; empty where there is one. ``earlier`` is the cell of
    the year before of a growth, and ``below`` the denominator."""
    if indicator.against:
        return _of_growth(indicator.numerator, cell, earlier, below)
    if indicator.weights:
        return _of_weighted(layers)
    if not indicator.denominator:
        return Text() if adds_nothing_up(indicator.numerator) or _there(indicator.numerator, cell) else Text(
            "no record tells what is added up", "没有可供合计的记录")
    return Text() if below else NOTHING


def adds_nothing_up(formula: Formula) -> bool:
    """Whether it only counts: nothing to count is then 0, and no value missing."""
    return any(atom.op in (COUNT, DISTINCT) for atom in formula.atoms) or not formula.atoms


def _of_growth(formula: Formula, cell: Cell, earlier: Cell, below: Number) -> Text:
    if not _there(formula, cell):
        return Text("there is no record for this year", "本年没有记录")
    if not _there(formula, earlier):
        return Text("there is no record for the year before", "上年没有记录")
    if not below:
        return Text("it was zero in the year before", "上年为零")
    if below < 0:
        return Text("it was below zero in the year before", "上年为负数")
    return Text()


def _of_weighted(layers: tuple[Layer, ...]) -> Text:
    bare = [str(each) for each in unweighted(layers)]
    if bare:
        return Text(f"there is no weight for {', '.join(bare)}, of which there are observations",
                    f"有观测的层“{'、'.join(bare)}”没有权数")
    weighed = [layer for layer in layers if layer.weight is not None and layer.denominator]
    if not weighed:
        return Text("no layer has both a weight and observations", "没有既有权数又有观测的层")
    if not any(layer.weight for layer in weighed):
        return Text("the weights are all zero", "各层权数均为零")
    return Text()


def _there(formula: Formula, cell: Cell) -> bool:
    """Whether there are records: of a count those that it speaks of, of a sum those that have something to add."""
    return bool(cell.total.get(WHEN if adds_nothing_up(formula) else BEHIND))
