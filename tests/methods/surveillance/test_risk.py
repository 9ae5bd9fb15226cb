"""The matrix of risk, its boundaries, units in use and what a level hangs on."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.errors import MethodError
from plumbline.methods.surveillance.risk import Scenario, assess, probability_of
from plumbline.rulebook.surveillance.risk_files import risk_rules

MATRIX = risk_rules(None, "eu-2019-417").matrix
BOUNDS = (2, 10, 100, 1000, 10_000, 100_000, 1_000_000)
LEVELS = ("HSSS", "MSSS", "MSSS", "LHSS", "LMHS", "LLMH", "LLLM", "LLLL")


def level(probability: Fraction, severity: int, units: int = 0) -> str:
    return assess(MATRIX, [Scenario("1", severity, (probability,))], units).overall


@pytest.mark.parametrize("severity", [1, 2, 3, 4])
@pytest.mark.parametrize("place", range(len(BOUNDS)))
def test_a_boundary_belongs_to_the_band_below(place: int, severity: int):
    bound = Fraction(1, BOUNDS[place])
    assert level(bound + Fraction(1, 10**30), severity) == LEVELS[place][severity - 1]
    assert level(bound, severity) == LEVELS[place + 1][severity - 1]


def test_the_folding_chair_is_low_and_six_tenths_are_above_one_half():
    chair = assess(MATRIX, [Scenario("chair", 1, (Fraction(1, 10), Fraction(1, 50)))], 0)
    assert (str(chair.scenarios[0].scenario.probability), chair.scenarios[0].band, chair.overall) == (
        "1/500", ">1/1000", "L")
    assert assess(MATRIX, [Scenario("1", 1, (Fraction(3, 5),))], 0).scenarios[0].band == ">1/2"
    assert level(Fraction(3, 5), 1) == "H"


@pytest.mark.parametrize(("units", "raised"), [
    (0, "LMHS"), (100_000, "LMHS"), (100_001, "MHHS"), (500_000, "MHHS"), (500_001, "MHSS"), (1_000_000, "MHSS"),
    (1_000_001, "HSSS")])
def test_units_in_use_raise_the_level(units: int, raised: str):
    assert "".join(MATRIX.raised(each, units) for each in "LMHS") == raised


def test_the_highest_scenario_counts_and_then_the_units():
    found = assess(MATRIX, [Scenario("a", 1, (Fraction(1, 500),)), Scenario("b", 2, (Fraction(1, 2000),))], 200_000)
    assert [each.level for each in found.scenarios] == ["L", "M"]
    assert (found.highest, found.overall) == ("M", "H")


def test_a_level_hangs_on_the_steps_that_change_it():
    found = assess(MATRIX, [Scenario("a", 1, (Fraction(1, 2), Fraction(1, 250)))], 0)
    told = {(each.step, each.factor): (each.probability, each.level, each.overall) for each in found.sensitivity}
    # The first step can be no more likely than 1, so it reaches 1/250 only, and the level stays.
    assert told == {(2, Fraction(10)): (Fraction(1, 50), "M", "M")}
    down = assess(MATRIX, [Scenario("a", 2, (Fraction(1, 500),))], 0).sensitivity
    assert [(each.factor, each.level) for each in down] == [(Fraction(10), "S"), (Fraction(1, 10), "M")]


def test_another_scenario_may_keep_the_whole_where_it_is():
    found = assess(MATRIX, [Scenario("a", 4, (Fraction(1, 2),)), Scenario("b", 1, (Fraction(1, 200),))], 0)
    assert [(each.scenario, each.level, each.overall) for each in found.sensitivity] == [("b", "M", "S")]


@pytest.mark.parametrize(("written", "value"), [
    ("1/10", Fraction(1, 10)), ("0.05", Fraction(1, 20)), ("5%", Fraction(1, 20)), ("1", Fraction(1)),
    ("1e-6", Fraction(1, 10**6)), ("0.1", Fraction(1, 10)), (".5", Fraction(1, 2)), ("1.", Fraction(1)),
    ("１／１０", Fraction(1, 10)), ("５％", Fraction(1, 20))])
def test_probabilities_are_exact(written: str, value: Fraction):
    assert probability_of(written) == value


@pytest.mark.parametrize(("written", "code"), [
    ("0", "risk.probability_outside"), ("0/5", "risk.probability_outside"), ("0.0", "risk.probability_outside"),
    ("1.0001", "risk.probability_outside"), ("11/10", "risk.probability_outside"), ("1e1", "risk.probability_outside"),
    ("-0.5", "risk.no_probability"), ("1/0", "risk.no_probability"), ("", "risk.no_probability"),
    ("inf", "risk.no_probability"), ("1e-999999999", "risk.no_probability")])
def test_what_is_no_probability_is_refused(written: str, code: str):
    with pytest.raises(MethodError) as refused:
        probability_of(written)
    assert refused.value.code == code


@pytest.mark.parametrize(("scenarios", "units", "code"), [
    ([], 0, "risk.no_scenario"), ([Scenario("1", 5, (Fraction(1),))], 0, "risk.no_severity"),
    ([Scenario("1", 0, (Fraction(1),))], 0, "risk.no_severity"), ([Scenario("1", 1, ())], 0, "risk.no_step"),
    ([Scenario("1", 1, (Fraction(1),))], -1, "risk.units_negative")])
def test_what_cannot_be_graded_is_refused(scenarios: list[Scenario], units: int, code: str):
    with pytest.raises(MethodError) as refused:
        assess(MATRIX, scenarios, units)
    assert refused.value.code == code
