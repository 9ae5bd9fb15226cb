"""Grades and ranks."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.assessment.grades.bands import Band, Bands, ranks
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.text import Text

STATE_COUNCIL = {"A": ("90", "100"), "B": ("80", "89"), "C": ("60", "79"), "D": ("0", "59")}


def bands(table: dict[str, tuple[str, str]] | None = None, rounding: Rounding = Rounding(0)) -> Bands:
    table = STATE_COUNCIL if table is None else table
    return Bands([Band(grade, Decimal(low), Decimal(high), Text(grade, grade)) for grade, (low, high) in table.items()],
                 rounding, Decimal(100))


@pytest.mark.parametrize(("score", "grade"), [
    ("100", "A"), ("90", "A"), ("89.5", "A"), ("89.49", "B"), ("80", "B"), ("79.5", "B"), ("79.4", "C"), ("60", "C"),
    ("59.5", "C"), ("59.4", "D"), ("0", "D"),
])
def test_the_bands_of_2013_with_a_half_going_up(score: str, grade: str) -> None:
    assert bands().grade(Decimal(score)) == grade


def test_another_rounding_gives_another_grade() -> None:
    assert bands(rounding=Rounding(0, "down")).grade(Decimal("89.9")) == "B"


def test_the_order_of_writing_does_not_matter() -> None:
    assert bands(dict(reversed(STATE_COUNCIL.items()))).grades == ("A", "B", "C", "D")
    assert bands().band("B").low == 80


@pytest.mark.parametrize(("change", "where", "what", "code"), [
    ({"B": ("81", "89")}, "bands.C", "scores between 79 and 81 have no grade", "score.no_grade"),
    ({"B": ("79", "89")}, "bands.C", "scores from 79 to 79 have two grades, B and C", "score.two_grades"),
    ({"D": ("1", "59")}, "bands.D", "scores below 1 have no grade", "score.no_grade"),
    ({"A": ("90", "99")}, "bands.A", "the best grade ends at 99, and full marks are 100",
     "score.grades_and_full_marks"),
    ({"C": ("79", "60")}, "bands.C", "it ends at 60, before it begins at 79", "score.grade_ends_early"),
    ({"B": ("80", "89.9")}, "bands.B", "no score is 89.9 once rounded to a whole number, a half goes up",
     "score.limit_rounded_away"),
])
def test_gaps_and_overlaps_are_refused(change: dict[str, tuple[str, str]], where: str, what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        bands({**STATE_COUNCIL, **change})
    assert caught.value.code == code
    assert (caught.value.where.en, caught.value.what.en) == (where, what)


def test_whole_number_bands_have_gaps_where_scores_keep_a_decimal() -> None:
    with pytest.raises(MethodError, match="bands.B: scores between 89 and 90 have no grade") as caught:
        bands(rounding=Rounding(1))
    assert caught.value.code == "score.no_grade"


def test_no_grades_and_double_grades_are_refused() -> None:
    with pytest.raises(MethodError, match="bands: there are no grades") as caught:
        bands({})
    assert caught.value.code == "score.no_grades"
    twice = [Band("A", Decimal(50), Decimal(100), Text()), Band("A", Decimal(0), Decimal(49), Text())]
    with pytest.raises(MethodError, match="bands.A: this grade is there twice") as caught:
        Bands(twice, Rounding(0), Decimal(100))
    assert caught.value.code == "score.grade_twice"


def test_a_score_outside_has_no_grade() -> None:
    with pytest.raises(MethodError, match="a score of 100.5 is outside 0 to 100") as caught:
        bands().grade(Decimal("100.5"))
    assert caught.value.code == "score.beyond_grades"
    with pytest.raises(MethodError, match="there is no grade 'E'. Choose one of: A, B, C, D") as caught:
        bands().band("E")
    assert caught.value.code == "score.grade_unknown"


@given(st.decimals(0, 100, places=3), st.sampled_from(["half up", "half even", "down"]))
def test_every_score_has_one_grade(score: Decimal, mode: str) -> None:
    chosen = bands(rounding=Rounding(0, mode))
    band = chosen.band(chosen.grade(score))
    assert band.low <= chosen.rounding(score) <= band.high


def test_ties_share_a_rank_and_the_next_skips() -> None:
    assert ranks({"a": 70, "b": 90, "c": 80, "d": 80}) == {"b": 1, "c": 2, "d": 2, "a": 4}
    assert ranks({}) == {}
    assert ranks({"a": Decimal("80.0"), "b": Decimal("80")}) == {"a": 1, "b": 1}
