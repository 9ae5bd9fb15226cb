"""From counts to a figure: weights, intervals, what is left out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.errors import FigureError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators.assemble import assemble
from plumbline.figures.indicators.tally import Cell
from plumbline.rulebook.indicators.loading import parse_indicators
from plumbline.rulebook.indicators.shapes import KindShape

WEIGHTED = """
[weighted]
title = { en = "x", zh = "x" }
meaning = { en = "x", zh = "x" }
unit = "%"
better = "higher"
source = { text = "tests", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE result <> 'fail')"
denominator = "COUNT(*)"
strata = "risk_class"
weights = { of = "establishment", count = "COUNT(*)" }
interval = "stratified"
words = { numerator = { en = "x", zh = "x" }, denominator = { en = "x", zh = "x" } }
"""
ABOVE, BELOW = "COUNT(*) FILTER(WHERE result <> 'fail')", "COUNT(*)"
PLAIN = WEIGHTED.replace('weights = { of = "establishment", count = "COUNT(*)" }', "").replace("stratified", "wilson")


def indicator(text=WEIGHTED, *, stated=False):
    schema = dict(schema_of_kinds())
    known = schema["establishment"]
    schema["establishment"] = KindShape(known.name, known.fields, known.key, known.region, population=stated)
    return parse_indicators("tests", text, schema)[0]


def cell(**strata):
    """Stratum -> (passed, all, weight)."""
    layers = {None if name == "unknown" else name: {ABOVE: above, BELOW: below, f"w:{BELOW}": weight}
              for name, (above, below, weight) in strata.items()}
    total = {key: sum(layer[key] or 0 for layer in layers.values()) for key in (ABOVE, BELOW)}
    return Cell(total=total, strata=layers)


def figure(*, stated=False, **strata):
    return assemble(indicator(stated=stated), "r", "2013", "cut", cell(**strata))


def test_a_weighted_value_comes_from_its_strata():
    found = figure(high=(50, 100, 1), low=(90, 100, 3))
    assert found.value == "80.00"
    assert (found.numerator, found.denominator) == (140, 200)  # unweighted: 70 %
    assert [(layer.stratum, layer.value, layer.weight, layer.share) for layer in found.strata] == [
        ("high", "50.00", 1, "0.250000"), ("low", "90.00", 3, "0.750000")]
    assert float(found.interval.low) < 80 < float(found.interval.high)


def test_a_stratum_without_observations_is_said_and_the_others_weigh_more():
    found = figure(high=(50, 100, 1), low=(90, 100, 3), medium=(0, 0, 6))
    assert found.value == "80.00"
    assert found.unobserved == ("medium",)
    assert {layer.stratum: layer.share for layer in found.strata} == {
        "high": "0.250000", "low": "0.750000", "medium": ""}
    assert "medium" in found.interval.note.en


def test_a_layer_with_observations_and_no_weight_leaves_no_value_and_is_named():
    """The issue's M1 weighs 100, M2 nothing and all of it failed: 100.00 % would be an invention."""
    found = figure(M1=(10, 10, 100), M2=(0, 10, None))
    assert (found.value, found.interval, found.unweighted) == (None, None, ("M2",))
    assert found.missing.as_dict() == {"en": "there is no weight for M2, of which there are observations",
                                       "zh": "有观测的层“M2”没有权数"}
    document = found.as_dict()
    assert (document["value"], document["unweighted"], document["missing"]) == (None, ["M2"], found.missing.as_dict())
    assert [(layer.stratum, layer.weight, layer.share) for layer in found.strata] == [
        ("M1", 100, "1.000000"), ("M2", None, "")]


def test_observations_of_no_known_layer_are_told_and_count_for_nothing():
    found = figure(high=(50, 100, 1), unknown=(0, 100, 5))
    assert (found.value, found.unweighted) == ("50.00", ())
    assert [(layer.stratum, layer.weight) for layer in found.strata] == [("high", 1), (None, None)]


@pytest.mark.parametrize(("weights", "value", "why"), [
    ((100, 0), "100.00", ""),
    ((0, 0), None, "the weights are all zero"),
    ((100, -1), None, "there is no weight for M2, of which there are observations"),
    ((None, None), None, "there is no weight for M1, M2, of which there are observations"),
])
def test_weights_that_are_zero_negative_or_unknown(weights, value, why):
    found = figure(M1=(10, 10, weights[0]), M2=(0, 10, weights[1]))
    assert (found.value, found.missing.en) == (value, why)


def test_no_observation_in_any_weighted_stratum_gives_no_value():
    found = figure(high=(0, 0, 4))
    assert (found.value, found.interval, found.unobserved) == (None, None, ("high",))
    assert found.missing.en == "no layer has both a weight and observations"


def test_the_value_is_rounded_once_from_exact_parts():
    found = figure(a=(1, 3, 1), b=(2, 3, 1), c=(1, 7, 1))
    assert found.value == f"{float((Fraction(1, 3) + Fraction(2, 3) + Fraction(1, 7)) / 3 * 100):.2f}"


def test_the_population_corrects_only_where_it_is_stated():
    strata = {"high": (50, 90, 100), "low": (30, 40, 50)}
    unstated, stated = figure(**strata), figure(stated=True, **strata)
    assert (unstated.population, stated.population) == (None, 150)
    assert unstated.value == stated.value

    def width(found):
        return float(found.interval.high) - float(found.interval.low)

    assert width(stated) < width(unstated)


def test_more_visits_than_places_correct_nothing():
    found = figure(stated=True, high=(150, 200, 100), low=(30, 40, 50))
    assert found.interval is not None


def test_a_numerator_that_is_no_part_of_the_denominator_is_told():
    broken = indicator(PLAIN)
    with pytest.raises(FigureError) as caught:
        assemble(broken, "r", "2013", "cut", cell(high=(5, 4, None)))
    assert caught.value.code == "figure.no_interval"
    assert caught.value.where.en == "tests.weighted of r"
    assert caught.value.next_step.en == "Check that the numerator counts a part of the denominator"


def test_an_empty_cell_has_no_value_and_no_interval():
    found = assemble(indicator(PLAIN), "r", "2013", "cut", Cell())
    assert (found.numerator, found.denominator, found.value, found.interval) == (0, 0, None, None)
    assert found.as_dict()["strata"] == []
