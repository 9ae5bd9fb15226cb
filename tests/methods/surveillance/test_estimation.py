"""Stratified estimates against R's survey package, and the cases its formulas leave open."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.surveillance.estimation import (
    Stratum,
    stratified_mean,
    stratified_proportion,
    stratified_total,
    wilson,
)
from tests import needs

# Sums over R survey's apistrat (200 Californian schools by type), so that the check runs without the file:
# n, sum and sum of squares of api00 and of enroll, and the population of the stratum.
API00 = [("E", 100, 67443, 47038637, 4421), ("H", 50, 31291, 20167941, 755), ("M", 50, 31830, 20940396, 1018)]
ENROLL = [("E", 100, 41678, 20100668, 4421), ("H", 50, 66035, 109279081, 755), ("M", 50, 41624, 42310204, 1018)]


def strata_of(sums: list[tuple[str, int, int, int, int]]) -> list[Stratum]:
    return [Stratum(name, n, Decimal(total), Decimal(squares), population)
            for name, n, total, squares, population in sums]


def counted(*strata: tuple[int, int]) -> list[Stratum]:
    return [Stratum.counted("abcdef"[place], n, successes) for place, (n, successes) in enumerate(strata)]


def test_r_survey_mean_of_api00() -> None:
    # R survey 4.5, testoutput/api.Rout.saved: 662.29, SE 9.4089.
    estimate = stratified_mean(strata_of(API00))
    assert estimate.se is not None
    assert (round(estimate.value, 2), round(estimate.se, 4)) == (Decimal("662.29"), Decimal("9.4089"))
    assert (estimate.n, estimate.population) == (200, 6194)


def test_r_survey_total_of_enroll() -> None:
    # The same source: 3,687,178, SE 114,642.
    estimate = stratified_total(strata_of(ENROLL))
    assert estimate.se is not None
    assert (round(estimate.value), round(estimate.se)) == (3687178, 114642)


def test_the_sums_are_those_of_the_file() -> None:
    path = needs.require_shared("data", "reference", "apistrat.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, sums in (("api00", API00), ("enroll", ENROLL)):
        for (name, *_, population), expected in zip(sums, strata_of(sums), strict=True):
            values = [Decimal(row[column]) for row in rows if row["stype"] == name]
            assert Stratum.measured(name, values, population=population) == expected


def test_without_a_population_there_is_no_correction() -> None:
    whole = [Stratum.counted("a", 50, 40, weight=Decimal(1)), Stratum.counted("b", 50, 25, weight=Decimal(3))]
    estimate = stratified_proportion(whole)
    assert estimate.value == Decimal("0.575")
    assert estimate.population is None
    expected = (Fraction(1, 16) * Fraction(40 * 10, 50 * 49) + Fraction(9, 16) * Fraction(25 * 25, 50 * 49)) / 50
    assert abs(Fraction(estimate.variance or 0) - expected) < Fraction(1, 10**30)


def test_samples_without_weights_weigh_themselves() -> None:
    assert stratified_proportion(counted((100, 93), (60, 37))).value == Decimal(130) / Decimal(160)


def test_the_value_is_exact_where_it_can_be() -> None:
    # 0.8125 rounds to 0.812 half to even: an error in the 30th place would make it 0.813.
    assert stratified_proportion(counted((7, 6), (9, 7))).value == Decimal("0.8125")


def test_everybody_counted_leaves_nothing_to_estimate() -> None:
    strata = [Stratum.counted("a", 4, 3, population=4), Stratum.counted("b", 1, 0, population=1)]
    estimate = stratified_proportion(strata)
    assert estimate.interval is not None
    assert (estimate.interval.low, estimate.interval.high) == (Decimal("0.6"), Decimal("0.6"))
    assert estimate.interval.method == "census"
    assert estimate.variance == 0
    assert str(estimate.note) == ""


@pytest.mark.parametrize("successes", ["none", "all"])
def test_when_all_agree_the_interval_is_that_of_the_sample(successes: str) -> None:
    estimate = stratified_proportion(counted((5, 0), (3, 0)) if successes == "none" else counted((5, 5), (3, 3)))
    assert estimate.interval is not None
    simple = wilson(0 if successes == "none" else 8, 8)
    assert (estimate.interval.low, estimate.interval.high) == (simple.low, simple.high)
    assert estimate.variance == 0


def test_unequal_weights_widen_the_interval_when_all_agree() -> None:
    uneven = [Stratum.counted("a", 5, 5, weight=Decimal(9)), Stratum.counted("b", 3, 3, weight=Decimal(1))]
    estimate = stratified_proportion(uneven)
    assert estimate.interval is not None
    assert estimate.interval.low < wilson(8, 8).low


def test_a_stratum_of_one_unit_borrows_the_spread_of_all() -> None:
    estimate = stratified_proportion(counted((50, 45), (1, 1)))
    pooled = Fraction(46 * 5, 51 * 50)
    expected = Fraction(50, 51) ** 2 * Fraction(45 * 5, 50 * 49) / 50 + Fraction(1, 51) ** 2 * pooled
    assert abs(Fraction(estimate.variance or 0) - expected) < Fraction(1, 10**30)
    assert str(estimate.note) == "One unit in b: the spread of all units together stands in."
    assert "层“b”只有一个样本" in estimate.note.zh
    assert estimate.interval is not None
    assert estimate.interval.note == estimate.note


def test_one_unit_in_all_has_no_variance() -> None:
    estimate = stratified_mean([Stratum.measured("a", [7])])
    assert (estimate.value, estimate.variance, estimate.se) == (7, None, None)
    proportion = stratified_proportion(counted((1, 1)))
    assert proportion.interval is not None
    assert proportion.interval.low == wilson(1, 1).low


def test_a_stratum_without_units_is_left_out_and_said() -> None:
    strata = [Stratum.counted("a", 10, 5, population=100), Stratum.counted("b", 0, 0, population=300),
              Stratum.counted("c", 10, 10, population=100)]
    estimate = stratified_proportion(strata)
    assert estimate.value == Decimal("0.75")
    assert estimate.population == 200
    assert str(estimate.note) == "No units in b: left out, the other strata weigh more."
    with pytest.raises(MethodError, match="stratum b: none of its 300 units is in the sample") as caught:
        stratified_total(strata)
    assert caught.value.code == "estimate.stratum_unsampled"


@pytest.mark.parametrize(("strata", "message", "code"), [
    ([], "a sample of nothing gives no estimate", "estimate.sample_empty"),
    (counted((0, 0)), "a sample of nothing gives no estimate", "estimate.sample_empty"),
    ([Stratum.counted("a", 5, 2, weight=Decimal(1)), Stratum.counted("b", 5, 2)],
     "stratum b: some strata have a weight and this one has none", "estimate.weights_incomplete"),
    ([Stratum.counted("a", 5, 2, population=9), Stratum.counted("b", 5, 2)],
     "stratum b: its population is not stated", "estimate.population_missing"),
])
def test_what_cannot_be_estimated(strata: list[Stratum], message: str, code: str) -> None:
    with pytest.raises(MethodError, match=message) as caught:
        stratified_proportion(strata)
    assert caught.value.code == code


def test_impossible_strata_are_refused() -> None:
    with pytest.raises(MethodError, match="stratum a: 6 units were taken from a population of 5") as caught:
        Stratum.counted("a", 6, 1, population=5)
    assert caught.value.code == "estimate.sample_too_large"
    with pytest.raises(MethodError, match="stratum a: 7 successes in 6 units are impossible") as caught:
        Stratum.counted("a", 6, 7)
    assert caught.value.code == "estimate.successes_impossible"
    with pytest.raises(MethodError, match="stratum a: a weight cannot be -1") as caught:
        Stratum.counted("a", 6, 1, weight=Decimal(-1))
    assert caught.value.code == "estimate.weight_negative"
    with pytest.raises(MethodError, match="stratum a: a sample cannot have -2 units") as caught:
        Stratum("a", -2, Decimal(0), Decimal(0))
    assert caught.value.code == "estimate.sample_negative"
    with pytest.raises(MethodError, match="its population is not stated") as caught:
        stratified_total(counted((5, 2)))
    assert caught.value.code == "estimate.population_missing"


ONE_SAMPLE = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
SAMPLES = st.lists(ONE_SAMPLE, min_size=1, max_size=6)


@given(SAMPLES)
def test_the_interval_holds_the_value_and_never_beats_the_sample(samples: list[tuple[int, int]]) -> None:
    estimate = stratified_proportion(counted(*samples))
    interval = estimate.interval
    assert interval is not None
    assert 0 <= interval.low <= estimate.value <= interval.high <= 1
    simple = wilson(sum(successes for _, successes in samples), sum(n for n, _ in samples))
    assert interval.high - interval.low >= simple.high - simple.low - Decimal("1e-10")
