"""Stratified estimates: mean, total and proportion, with their variance and interval.

Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), sections 5.3 to 5.6: with weights W_h the mean is the sum of
W_h * mean_h and its variance the sum of W_h^2 * (1 - n_h/N_h) * s_h^2 / n_h. The factor in brackets, the finite
population correction, is applied only where a stratum states its population N_h.

The interval of a proportion is Wilson's, with the effective sample size n* = p(1-p)/variance in the place of n
(E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201, who also cap n* at the size of the sample).

What the sources leave open, settled here and said in ``note``:

- A stratum without units tells nothing: it is left out and the other weights grow in proportion. A total is refused.
- A stratum of one unit has no variance of its own. The spread of all units together, around their common mean, stands
  in for it; that is rather too wide than too narrow.
- When every unit agrees, p(1-p) and the variance are both 0. Then n* is the effective size of the weights alone,
  1 / sum of W_h^2 (1 - n_h/N_h) / n_h, so that "all passed" in 5 units never claims more than 5 units can tell.
- When every stratum is counted in full there is nothing left to estimate, and the interval is the point itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.methods.shared.intervals import DIGITS, LEVEL, Interval, impossible, score_bounds, wilson
from plumbline.text import Text

__all__ = ["Estimate", "Interval", "Stratum", "stratified_mean", "stratified_proportion", "stratified_total", "wilson"]


def placed(name: str) -> Text:
    """Which stratum an error is about."""
    return Text(f"stratum {name}", f"层“{name}”")


@dataclass(frozen=True, slots=True)
class Stratum:
    """The sums of one stratum's sample: ``n`` units, ``total`` of their values and ``squares`` of their values.

    ``population`` is how many units the stratum has in all, None where nobody states it. ``weight`` is its share in the
    whole, in any unit; without it the population weighs, and without that the sample size (a self-weighting sample).
    """

    name: str
    n: int
    total: Decimal
    squares: Decimal
    population: int | None = None
    weight: Decimal | None = None

    def __post_init__(self) -> None:
        if self.n < 0:
            raise MethodError("estimate.sample_negative", Text(f"a sample cannot have {self.n} units",
                                                                f"样本量不能为{self.n}"), where=placed(self.name))
        if self.population is not None and self.population < self.n:
            raise MethodError("estimate.sample_too_large", Text(
                f"{self.n} units were taken from a population of {self.population}",
                f"总体只有{self.population}个单位，样本却有{self.n}个"), where=placed(self.name))
        if self.weight is not None and self.weight < 0:
            raise MethodError("estimate.weight_negative", Text(f"a weight cannot be {self.weight}",
                                                                f"权重不能为{self.weight}"), where=placed(self.name))

    @classmethod
    def counted(cls, name: str, n: int, successes: int, *, population: int | None = None,
                weight: Decimal | None = None) -> Stratum:
        """A stratum of yes-or-no units, ``successes`` of them yes."""
        if not 0 <= successes <= n:
            raise impossible(successes, n, placed(name))
        return cls(name, n, Decimal(successes), Decimal(successes), population, weight)

    @classmethod
    def measured(cls, name: str, values: Iterable[Decimal | int], *, population: int | None = None,
                 weight: Decimal | None = None) -> Stratum:
        """A stratum of measured units."""
        known = [Decimal(value) for value in values]
        squares = sum((value * value for value in known), Decimal(0))
        return cls(name, len(known), sum(known, Decimal(0)), squares, population, weight)

    @property
    def uncounted(self) -> Fraction:
        """1 - n/N, the part of the stratum not in the sample; 1 where the population is not stated."""
        return 1 - Fraction(self.n, self.population) if self.population else Fraction(1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate in the unit of the values (0..1 for a proportion). ``variance`` is None where one unit is all there
    is. ``n`` is the sample, ``population`` the whole where every stratum used states it. ``note`` says what was
    assumed."""

    value: Decimal
    variance: Decimal | None
    n: int
    population: int | None
    note: Text = field(default_factory=Text)
    interval: Interval | None = None

    @property
    def se(self) -> Decimal | None:
        """The standard error, in the unit of the values."""
        return None if self.variance is None else self.variance.sqrt(Context(prec=DIGITS))


@dataclass(frozen=True, slots=True)
class _Sample:
    """The strata that have units, with their normed weights."""

    strata: tuple[Stratum, ...]
    weights: tuple[Fraction, ...]
    empty: tuple[str, ...]

    @property
    def n(self) -> int:
        return sum(stratum.n for stratum in self.strata)

    @property
    def population(self) -> int | None:
        known = [stratum.population for stratum in self.strata if stratum.population is not None]
        return sum(known) if len(known) == len(self.strata) else None

    def mean(self) -> Fraction:
        return sum((weight * Fraction(each.total) / each.n for each, weight in self._pairs()), Fraction(0))

    def variance(self) -> Fraction | None:
        if self.n == 1 and self.lonely():
            return None
        pooled = self._pooled() if self.lonely() else Fraction(0)
        result = Fraction(0)
        for each, weight in self._pairs():
            spread = _spread(each.n, Fraction(each.total), Fraction(each.squares)) if each.n > 1 else pooled
            result += weight * weight * each.uncounted * spread / each.n
        return result

    def _pooled(self) -> Fraction:
        total = sum((Fraction(each.total) for each in self.strata), Fraction(0))
        return _spread(self.n, total, sum((Fraction(each.squares) for each in self.strata), Fraction(0)))

    def of_weights_alone(self) -> Fraction:
        """Sum of W^2 (1 - n/N) / n: the variance a spread of 1 in every stratum would give."""
        return sum((weight * weight * each.uncounted / each.n for each, weight in self._pairs()), Fraction(0))

    def lonely(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.strata if each.n == 1 and each.uncounted)

    def note(self) -> Text:
        english, chinese = [], []
        if self.empty:
            english.append(f"No units in {', '.join(self.empty)}: left out, the other strata weigh more.")
            chinese.append(f"层“{'、'.join(self.empty)}”没有样本，未计入，其余各层权重按比例增加。")
        if self.lonely():
            english.append(f"One unit in {', '.join(self.lonely())}: the spread of all units together stands in.")
            chinese.append(f"层“{'、'.join(self.lonely())}”只有一个样本，以全部样本的离散程度代替。")
        return Text(" ".join(english), "".join(chinese))

    def _pairs(self) -> Iterable[tuple[Stratum, Fraction]]:
        return zip(self.strata, self.weights, strict=True)


def _spread(n: int, total: Fraction, squares: Fraction) -> Fraction:
    """s^2, the variance of the values with n - 1 below the line."""
    return (squares - total * total / n) / (n - 1)


def _decimal(value: Fraction) -> Decimal:
    return Context(prec=DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator))


def _raw_weights(strata: Sequence[Stratum]) -> list[Fraction]:
    weights = [Fraction(each.weight) for each in strata if each.weight is not None]
    if weights and len(weights) < len(strata):
        bare = next(each.name for each in strata if each.weight is None)
        raise MethodError("estimate.weights_incomplete", Text("some strata have a weight and this one has none",
                                                               "其他层有权重，而该层没有"), where=placed(bare))
    if weights:
        return weights
    populations = [each.population for each in strata]
    if any(each is not None for each in populations):
        return [Fraction(_stated(each)) for each in strata]
    return [Fraction(each.n) for each in strata]


def _stated(stratum: Stratum) -> int:
    if stratum.population is None:
        raise MethodError("estimate.population_missing", Text("its population is not stated", "未写明总体单位数"),
                          where=placed(stratum.name), next_step=Text(
                              "State the population of every stratum, or give weights",
                              "请写明每一层的总体单位数，或给出权重"))
    return stratum.population


def _sample(strata: Sequence[Stratum]) -> _Sample:
    pairs = [(each, weight) for each, weight in zip(strata, _raw_weights(strata), strict=True) if weight]
    used = [(each, weight) for each, weight in pairs if each.n]
    if not used:
        raise MethodError("estimate.sample_empty", Text("a sample of nothing gives no estimate", "没有样本，无法估计"))
    whole = sum((weight for _, weight in used), Fraction(0))
    return _Sample(
        tuple(each for each, _ in used),
        tuple(weight / whole for _, weight in used),
        tuple(each.name for each, _ in pairs if not each.n),
    )


def _estimate(sample: _Sample, factor: int = 1, interval: Interval | None = None) -> Estimate:
    variance = sample.variance()
    return Estimate(
        _decimal(sample.mean() * factor),
        None if variance is None else _decimal(variance * factor * factor),
        sample.n,
        sample.population,
        sample.note(),
        interval,
    )


def stratified_mean(strata: Sequence[Stratum]) -> Estimate:
    """The weighted mean of the strata's means. :raises MethodError: for a sample of nothing or half-given weights."""
    return _estimate(_sample(strata))


def stratified_total(strata: Sequence[Stratum]) -> Estimate:
    """The total over the whole population: the sum of N_h times the stratum's mean; weights are not used.

    :raises MethodError: if a stratum states no population, or has one but no units in the sample.
    """
    whole = sum(_stated(each) for each in strata)
    for each in strata:
        if each.population and not each.n:
            raise MethodError("estimate.stratum_unsampled", Text(
                f"none of its {each.population} units is in the sample", f"该层{each.population}个单位均不在样本中"),
                where=placed(each.name),
                next_step=Text("A total needs units of every stratum", "估计总量须每一层都有样本"))
    return _estimate(_sample([replace(each, weight=None) for each in strata]), whole)


def stratified_proportion(strata: Sequence[Stratum], level: Decimal = LEVEL) -> Estimate:
    """The weighted proportion of yes among strata made by :meth:`Stratum.counted`, with its interval (both 0..1).

    :raises MethodError: for a sample of nothing or half-given weights.
    """
    sample = _sample(strata)
    value = sample.mean()
    size = _effective_size(sample)
    if size is None:
        return _estimate(sample, interval=Interval(_decimal(value), _decimal(value), level, "census", sample.note()))
    low, high = score_bounds(_decimal(value), _decimal(size), level)
    return _estimate(sample, interval=Interval(low, high, level, "stratified-wilson", sample.note()))


def _effective_size(sample: _Sample) -> Fraction | None:
    """n*: how many independent units would tell as much; None when every unit there is was counted."""
    alone = sample.of_weights_alone()
    if not alone:
        return None
    value, variance = sample.mean(), sample.variance()
    size = value * (1 - value) / variance if variance else 1 / alone
    # The cap at the size of the sample; the counted part of a stated population raises it.
    cap = Fraction(sample.n)
    if sample.population is not None and sample.population > sample.n:
        cap /= 1 - cap / sample.population
    return min(size, cap)
