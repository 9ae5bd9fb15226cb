"""From a region's cell to its figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from plumbline.errors import FigureError, MethodError
from plumbline.figures.indicators.absent import unweighted, why_no_value
from plumbline.figures.indicators.doubled_words import refusal, warning
from plumbline.figures.indicators.estimates import Estimated, estimated
from plumbline.figures.indicators.figure import Change, Excluded, Figure, Interval, Layer, figure_of
from plumbline.figures.indicators.parted import Parted
from plumbline.figures.indicators.scans import ALL, BEHIND, IN_UNIT, UNITS, WEIGHT, WHEN
from plumbline.figures.indicators.tally import Cell, Stratum, Values
from plumbline.figures.indicators.values import difference, share, shown
from plumbline.methods.surveillance import estimation
from plumbline.rulebook.indicators.formulas import COUNT, DISTINCT, Number
from plumbline.rulebook.indicators.indicator import Indicator, Weights
from plumbline.text import Text


def assemble(
    indicator: Indicator, region: str, period: str, cut: str, cell: Cell, earlier: Cell | None = None,
    told: tuple[Parted, ...] = (),
) -> Figure:
    """The figure of one region; ``earlier`` is the cell of a year before, for a growth, and ``told`` are the records of
    regions that lie in it in part. :raises FigureError: if its definition counts more in the numerator than there
    is."""
    above, below = _parts(indicator, cell.total)
    now, earlier = cell, earlier or Cell()
    if indicator.against:
        below = indicator.numerator.reckon(earlier.total)
        above -= below
        cell = _told_of_both(cell, earlier)
    layers = _layers(indicator, cell)
    population = _population(indicator, cell, layers)
    sample = estimated(indicator, cell, layers, population) if indicator.estimate else Estimated()
    missing = sample.missing if indicator.estimate else why_no_value(indicator, now, earlier, below, layers)
    note = sample.note
    if indicator.weights:
        twice = refusal(indicator, now.twice, [each.stratum for each in layers if each.denominator])
        missing = twice if twice.en else missing
    elif now.twice or earlier.twice:
        note = warning(now.twice or earlier.twice)
    value = interval = None
    if not missing.en:
        value = sample.value if indicator.estimate else _value(indicator, above, below, layers)
        interval = sample.interval(indicator)
        if not indicator.estimate:
            interval, se = _interval(indicator, region, above, below, layers, population)
            sample = replace(sample, se=se)
    return Figure(
        indicator=indicator, region=region, period=period, numerator=above, denominator=below,
        value=shown(value, indicator.places), interval=interval, cut=cut, n=_things(indicator, above, below, cell),
        population=population, behind=_int(cell.total, BEHIND), own=cell.own,
        excluded=_excluded(indicator, cell.total, told), strata=layers,
        unobserved=tuple(layer.stratum for layer in layers if layer.weight and not layer.denominator),
        unweighted=unweighted(layers) if indicator.weights else (), missing=missing, se=sample.shown_se(indicator),
        note=note, exact=value,
    )


def _population(indicator: Indicator, cell: Cell, layers: tuple[Layer, ...]) -> Number | None:
    """How many units there are in all, where the definition says where that is told."""
    if indicator.units:
        seen = [layer.units for layer in layers if layer.weight and layer.denominator]
        known = [each for each in seen if each is not None]
        return int(sum(known)) if known and len(known) == len(seen) else None
    if not indicator.weights or not indicator.weights.population:
        return None
    if indicator.strata:
        found: Number | None = sum((layer.weight for layer in layers if layer.weight is not None), 0)
    else:
        found = _weight(indicator.weights, cell.total)
    return int(found) if found is not None and found == int(found) else found


def _weight(weights: Weights, values: Values, prefix: str = WEIGHT) -> Number | None:
    own = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
    return weights.count.reckon(own) if any(each is not None for each in own.values()) else None


def change(now: Figure, before: Figure) -> Change:
    """How ``now`` differs from ``before``, the figure of an earlier period."""
    return Change(before.period, before.numerator, before.denominator, before.value,
                  difference(now.value, before.value))


def _parts(indicator: Indicator, values: Values) -> tuple[Number, Number]:
    below = indicator.denominator.reckon(values) if indicator.denominator else 1
    return indicator.numerator.reckon(values), below


def _things(indicator: Indicator, above: Number, below: Number, cell: Cell) -> Number:
    """How many things the figure is about: what was counted, or the records whose amounts were added up."""
    formula = indicator.denominator or indicator.numerator
    if not indicator.against and all(atom.op in (COUNT, DISTINCT) for atom in formula.atoms):
        return below if indicator.denominator else above
    return _int(cell.total, BEHIND)


def _told_of_both(now: Cell, earlier: Cell) -> Cell:
    """How many records a growth rests on and leaves out, in both years."""
    told = {name: _int(now.total, name) + _int(earlier.total, name) for name in (ALL, WHEN, BEHIND)}
    return Cell(dict(told), own=now.own + earlier.own)


def _layers(indicator: Indicator, cell: Cell) -> tuple[Layer, ...]:
    if not indicator.strata:
        return ()
    weights = _weights(indicator, cell.strata)
    parts = {stratum: _parts(indicator, values) for stratum, values in cell.strata.items()}
    whole = sum((weight for stratum, weight in weights.items() if parts[stratum][1] and weight > 0), 0)
    layers = []
    for stratum in sorted(parts, key=lambda each: (each is None, str(each))):
        above, below = parts[stratum]
        if not indicator.denominator:
            below = 1
        weight = weights.get(stratum)
        part = share(weight, whole) if weight is not None and weight >= 0 and below else None
        value = shown(share(above, below, indicator.scale), indicator.places)
        units = _weight(indicator.units, cell.strata[stratum], UNITS) if indicator.units else None
        layers.append(Layer(stratum, above, below, value, weight, shown(part, 6) or "", units))
    return tuple(layers)


def _weights(indicator: Indicator, strata: Mapping[Stratum, Values]) -> dict[Stratum, Number]:
    """The weight of each stratum for which there is one, if only 0. One that nobody knows (None) has none: its
    observations are told, and count for nothing."""
    if not indicator.weights:
        return {}
    found = {stratum: _weight(indicator.weights, values) for stratum, values in strata.items() if stratum is not None}
    return {stratum: weight for stratum, weight in found.items() if weight is not None}


def _value(indicator: Indicator, above: Number, below: Number, layers: tuple[Layer, ...]) -> Fraction | None:
    if not indicator.weights:
        return share(above, below, indicator.scale)
    used = [(layer.weight, layer) for layer in layers if layer.weight is not None and layer.denominator]
    whole = sum((Fraction(weight) for weight, _ in used), Fraction(0))
    parts = (Fraction(weight) * Fraction(layer.numerator) / Fraction(layer.denominator) for weight, layer in used)
    return sum(parts, Fraction(0)) / whole * indicator.scale


def _interval(
    indicator: Indicator, region: str, above: Number, below: Number, layers: tuple[Layer, ...],
    population: Number | None,
) -> tuple[Interval | None, Decimal | None]:
    """The interval, and of a stratified one the standard error, in the unit of the value."""
    if not indicator.interval or not below:
        return None, None
    level, se = Decimal(indicator.level), None
    try:
        if indicator.interval == "wilson":
            found = estimation.wilson(int(above), int(below), level)
        else:
            stated = population is not None and indicator.units is None
            strata = [_stratum(layer, stated=stated) for layer in layers if layer.weight is not None]
            if not any(stratum.n for stratum in strata):
                return None, None
            estimate = estimation.stratified_proportion(strata, level)
            if estimate.interval is None:
                return None, None
            found, se = estimate.interval, None if estimate.se is None else estimate.se * indicator.scale
    except MethodError as error:
        raise FigureError("figure.no_interval", Text(
            f"the {indicator.interval} interval cannot be computed: {error.what.en}",
            f"无法计算{indicator.interval}置信区间：{error.what.say('zh')}"), where=figure_of(indicator.id, region),
            why=error.why, next_step=Text("Check that the numerator counts a part of the denominator",
                                          "请检查分子是否为分母的一部分")) from error
    ends = found.scaled(indicator.scale, indicator.places)
    return Interval(format(ends.low, "f"), format(ends.high, "f"), indicator.level, found.method, found.note), se


def _stratum(layer: Layer, *, stated: bool) -> estimation.Stratum:
    weight = Decimal(layer.weight or 0)
    n = int(layer.denominator)
    # Repeated visits can outnumber the register; then the sample says nothing about how much of it was seen.
    whole = weight if stated else layer.units
    population = int(whole) if whole is not None and n <= whole else None
    return estimation.Stratum.counted(str(layer.stratum), n, int(layer.numerator), population=population, weight=weight)


def _excluded(indicator: Indicator, values: Values, told: tuple[Parted, ...]) -> Excluded:
    everything, when, behind = _int(values, ALL), _int(values, WHEN), _int(values, BEHIND)
    in_unit = _int(values, IN_UNIT) if indicator.per else when
    return Excluded(when=everything - when, unit=when - in_unit, uncounted=in_unit - behind, parted=told)


def _int(values: Values, name: str) -> int:
    return int(values.get(name) or 0)
