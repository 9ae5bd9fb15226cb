"""Estimates from clusters of units, in strata or not: mean and total, with their standard errors.

A cluster - a school district, a market, a carton - is drawn as a whole, and its units are alike; what counts as the
sample is the clusters. The variance is that of the ultimate cluster: within each stratum of the weighted sums of its
clusters, with the finite population correction where it is stated how many clusters there are. The mean is a ratio, and
its variance that of the residuals (linearisation). A unit without a cluster is one itself.

Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977), sections 9A.1 to 9A.6 and 6.3; as R's ``survey`` has it
(T. Lumley, Journal of Statistical Software 9 (2004), 8): ``svydesign(id, strata, weights, fpc)``, ``svymean``,
``svytotal``. Sums are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.methods.shared.intervals import DIGITS
from plumbline.methods.surveillance.estimation import placed
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the sample: its ``value``; the ``cluster`` and ``stratum`` it was drawn in; how many units it stands
    for (``weight``); how many clusters its stratum has in all (``population``, None where nobody says)."""

    value: Decimal
    cluster: str
    stratum: str = ""
    weight: Decimal = Decimal(1)
    population: int | None = None


@dataclass(frozen=True, slots=True)
class FromClusters:
    """Mean and total with their standard errors, in the unit of the values; how many units and clusters were drawn, and
    ``freedom``, clusters less strata."""

    mean: Decimal
    mean_se: Decimal
    total: Decimal
    total_se: Decimal
    units: int
    clusters: int
    freedom: int


def from_clusters(units: Sequence[Unit]) -> FromClusters:
    """Estimate from ``units``. :raises MethodError: for a sample of nothing, a stratum of one cluster that is not all
    it has, and populations that cannot be."""
    left = _left(units)
    whole = sum((Fraction(each.weight) for each in units), Fraction(0))
    if not whole:
        raise MethodError("estimate.sample_empty", Text("a sample of nothing gives no estimate", "没有样本，无法估计"))
    total = sum((Fraction(each.weight) * Fraction(each.value) for each in units), Fraction(0))
    mean = total / whole
    variance = _variance(units, left, Fraction(0))
    residual = _variance(units, left, mean) / (whole * whole)
    clusters = len({(each.stratum, each.cluster) for each in units})
    return FromClusters(_decimal(mean), _root(residual), _decimal(total), _root(variance), len(units), clusters,
                        clusters - len(left))


def _left(units: Sequence[Unit]) -> dict[str, Fraction]:
    """Of each stratum the part of its clusters that is not in the sample; 1 where it is not stated how many it has."""
    drawn: dict[str, set[str]] = {}
    stated: dict[str, set[int | None]] = {}
    for each in units:
        if each.weight < 0:
            raise MethodError("estimate.weight_negative", Text(f"a weight cannot be {each.weight}",
                                                                f"权重不能为{each.weight}"), where=placed(each.stratum))
        drawn.setdefault(each.stratum, set()).add(each.cluster)
        stated.setdefault(each.stratum, set()).add(each.population)
    found: dict[str, Fraction] = {}
    for stratum, clusters in drawn.items():
        if len(stated[stratum]) > 1:
            said = ", ".join(sorted(map(str, stated[stratum])))
            raise MethodError("estimate.populations_differ", Text(
                f"its units state different populations: {said}", f"该层各单位所填总体数不一致：{said}"),
                where=placed(stratum), next_step=Text("State one number for all units of a stratum",
                                                      "同一层各单位应填写同一数值"))
        (population,) = stated[stratum]
        if population is not None and population < len(clusters):
            raise MethodError("estimate.sample_too_large", Text(
                f"{len(clusters)} units were taken from a population of {population}",
                f"总体只有{population}个单位，样本却有{len(clusters)}个"), where=placed(stratum))
        found[stratum] = 1 - Fraction(len(clusters), population) if population else Fraction(1)
        if len(clusters) == 1 and found[stratum]:
            raise MethodError("estimate.cluster_alone", Text(
                "one cluster alone tells nothing of how clusters differ", "只有一个群，无法估计群间差异"),
                where=placed(stratum), next_step=Text(
                    "Join the stratum with another, or give units instead of clusters",
                    "请与其他层合并，或改按单位填报"))
    return found


def _variance(units: Sequence[Unit], left: dict[str, Fraction], centre: Fraction) -> Fraction:
    sums: dict[str, dict[str, Fraction]] = {stratum: {} for stratum in left}
    for each in units:
        of = sums[each.stratum]
        of[each.cluster] = of.get(each.cluster, Fraction(0)) + Fraction(each.weight) * (Fraction(each.value) - centre)
    found = Fraction(0)
    for stratum, of in sums.items():
        many = len(of)
        if many > 1:
            middle = sum(of.values(), Fraction(0)) / many
            spread = sum(((each - middle) ** 2 for each in of.values()), Fraction(0)) / (many - 1)
            found += left[stratum] * many * spread
    return found


def _decimal(value: Fraction) -> Decimal:
    return Context(prec=DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator))


def _root(value: Fraction) -> Decimal:
    return _decimal(value).sqrt(Context(prec=DIGITS))
