"""Grades by joint thresholds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.grades.bands import Row
from plumbline.methods.assessment.grades.joint_thresholds import JointBand, JointBands
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.text import Text

PARTS = {"base": Decimal(400), "bonus": Decimal(100)}


def bands(*grades: tuple[str, list[dict[str, int]]]) -> JointBands:
    return JointBands([JointBand(grade, tuple({part: Decimal(least) for part, least in case.items()} for case in cases),
                                 Text(grade, grade)) for grade, cases in grades], Rounding(0), PARTS)


def test_a_part_is_rounded_before_it_is_compared() -> None:
    found = bands(("A", [{"base": 280}]))
    assert found.grade(Decimal("279.5"), lambda: {"base": Decimal("279.5"), "bonus": Decimal(0)}) == "A"
    assert found.grade(Decimal("279.4"), lambda: {"base": Decimal("279.4"), "bonus": Decimal(0)}) is None
    assert found.why_none({"base": Text("Base", "基本分")}).en == "The lowest grade, A, needs Base at least 280."


def test_its_rows_say_when() -> None:
    assert bands(("A", [{"base": 280}])).rows({"base": Text("Base", "基本分")}) == [
        Row("A", Text("A", "A"), when=Text("Base at least 280", "基本分不低于280分"))]


def test_blocks_bring_the_total_with_them() -> None:
    assert bands(("B", [{"base": 300, "bonus": 60}]), ("C", [{"total": 360}])).grades == ("B", "C")


@pytest.mark.parametrize(("grades", "what", "code"), [
    ([("A", [{"basis": 280}])], "there is no block 'basis'", "score.part_unknown"),
    ([("A", [{"base": 401}])], "401 is outside 0 to the 400 points of base", "score.limit_out_of_reach"),
    ([("A", [{"total": 501}])], "501 is outside 0 to the 500 points of total", "score.limit_out_of_reach"),
    ([("A", [])], "a grade wants at least one case, and a case at least one score", "score.case_empty"),
    ([("A", [{"base": 380}]), ("A", [{"base": 280}])], "this grade is there twice", "score.grade_twice"),
    ([("B", [{"base": 380}, {"base": 310}]), ("A", [{"base": 320}])],
     "a score that is B with base at least 310 need not be A, the next grade down", "score.case_skips_grade"),
])
def test_slips_in_the_table(grades: list[tuple[str, list[dict[str, int]]]], what: str, code: str) -> None:
    with pytest.raises(MethodError) as caught:
        bands(*grades)
    assert caught.value.code == code
    assert caught.value.what.en == what
