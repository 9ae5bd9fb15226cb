"""Means and totals estimated from a sample, with their standard error.

The method is :mod:`plumbline.methods.surveillance.estimation` (Cochran 1977, 5.3 to 5.6). A stratum of one unit that is
not all of its stratum has no variance of its own: there is then no standard error, and the figure says so, as R's
survey package refuses to give one unless it is told how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from plumbline.figures.indicators.absent import NOTHING, unweighted
from plumbline.figures.indicators.figure import Interval, Layer
from plumbline.figures.indicators.tally import Cell, Stratum, Values
from plumbline.figures.indicators.values import shown
from plumbline.methods.shared.intervals import z_of
from plumbline.methods.surveillance import estimation
from plumbline.rulebook.indicators.definitions import TOTAL
from plumbline.rulebook.indicators.formulas import Number
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

METHOD = "normal"
MORE_PLACES = 2  # a standard error of a mean is told more exactly than the mean


@dataclass(frozen=True, slots=True)
class Estimated:
    """What came out. ``value`` and ``se`` are exact to many digits; ``missing`` says why there is no value, ``note``
    what was assumed or could not be told."""

    value: Fraction | None = None
    se: Decimal | None = None
    missing: Text = field(default_factory=Text)
    note: Text = field(default_factory=Text)

    def shown_se(self, indicator: Indicator) -> str | None:
        """The standard error in the figure's unit: of a mean or a share with two more places than it has, of a total
        with as many."""
        places = indicator.places + (0 if indicator.estimate == TOTAL else MORE_PLACES)
        return None if self.se is None else shown(Fraction(self.se), places)

    def interval(self, indicator: Indicator) -> Interval | None:
        """The value less and more so many standard errors as a normal distribution asks for."""
        if self.value is None or self.se is None:
            return None
        step, reach = Decimal(1).scaleb(-indicator.places), z_of(Decimal(indicator.level)) * self.se
        middle = Decimal(self.value.numerator) / Decimal(self.value.denominator)
        low, high = ((end).quantize(step, ROUND_HALF_EVEN) for end in (middle - reach, middle + reach))
        return Interval(format(low, "f"), format(high, "f"), indicator.level, METHOD)


def estimated(indicator: Indicator, cell: Cell, layers: tuple[Layer, ...], whole: Number | None) -> Estimated:
    """The mean or total of ``cell``. ``whole`` is how many units there are, where it has no layers."""
    bare = unweighted(layers) if indicator.weights else ()
    if bare:
        named_en, named_zh = _named(bare)
        return Estimated(missing=Text(f"it is not known how many units {named_en} has, of which some were sampled",
                                      f"有样本的层{named_zh}没有总体单位数或权数"))
    strata = _strata(indicator, cell, layers, whole)
    if isinstance(strata, Text):
        return Estimated(missing=strata)
    found = (estimation.stratified_total if indicator.estimate == TOTAL else estimation.stratified_mean)(strata)
    lonely = [each.name for each in strata if each.n == 1 and each.uncounted and each.weight != 0]
    note = found.note
    if lonely:
        named_en, named_zh = _named(lonely)
        note = Text(f"One unit was sampled of {named_en}, so there is no standard error.",
                    f"层{named_zh}只有一个样本，因此没有标准误。")
    return Estimated(Fraction(found.value), None if lonely else found.se, note=note)


def _strata(indicator: Indicator, cell: Cell, layers: tuple[Layer, ...], whole: Number | None,
            ) -> list[estimation.Stratum] | Text:
    """The strata that count, or why they give no estimate."""
    if not indicator.strata:
        one = _stratum(indicator, "", cell.total, whole if indicator.weights else None)
        if isinstance(one, Text):
            return one
        return [one] if one.n else NOTHING
    weights = {layer.stratum: layer.weight for layer in layers}
    units = {layer.stratum: layer.units for layer in layers}
    known: Mapping[Stratum, Values] = {each: values for each, values in cell.strata.items() if each is not None}
    found = []
    for name, values in sorted(known.items(), key=lambda each: str(each[0])):
        one = _stratum(indicator, str(name), values, weights.get(name), units.get(name))
        if isinstance(one, Text):
            return one
        if one.n or one.population:
            found.append(one)
    if not any(each.n for each in found):
        return NOTHING
    unseen = [each.name for each in found if not each.n and each.population]
    if indicator.estimate == TOTAL and unseen:
        named_en, named_zh = _named(unseen)
        return Text(f"none of the units of {named_en} was sampled, so nothing is known of the total",
                    f"层{named_zh}没有样本，无法推算总量")
    if not any(each.weight is None or each.weight for each in found if each.n):
        return Text("the weights are all zero", "各层权数均为零")
    return found


def _stratum(indicator: Indicator, name: str, values: Values, weight: Number | None, units: Number | None = None,
             ) -> estimation.Stratum | Text:
    assert indicator.denominator is not None
    assert indicator.squares is not None
    n = int(indicator.denominator.reckon(values))
    total, squares = (Decimal(each.reckon(values)) for each in (indicator.numerator, indicator.squares))
    told = indicator.weights is not None and indicator.weights.population
    if told and weight is None and n:
        return Text("it is not known how many units there are in all", "总体单位数未知")
    if weight is None:
        return estimation.Stratum(name, n, total, squares)
    if not told:
        known = units is not None and units == int(units) and units >= n
        return estimation.Stratum(name, n, total, squares, int(units) if known and units else None, Decimal(weight))
    if weight != int(weight) or weight < n:
        named_en, named_zh = _named([name])
        return Text(f"{named_en} is said to have {weight} units in all, and {n} were sampled",
                    f"层{named_zh}的总体单位数为{weight}，样本数却为{n}")
    return estimation.Stratum(name, n, total, squares, population=int(weight))


def _named(strata: Mapping[str, int] | list[str] | tuple[Stratum, ...]) -> tuple[str, str]:
    names = [str(each) or "the whole" for each in strata]
    return ", ".join(names), f"“{'、'.join(names)}”"
