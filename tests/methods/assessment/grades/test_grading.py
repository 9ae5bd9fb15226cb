"""Vetoes and caps: the worst holds, none lifts a grade, and the order of items changes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.assessment.grades.bands import Band, Bands
from plumbline.methods.assessment.grades.grading import Imposed, Settled, settled
from plumbline.methods.assessment.grades.joint_thresholds import JointBand, JointBands
from plumbline.methods.assessment.grades.limits import Limits
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.text import Text

GRADES = ("A", "B", "C", "D")
VETO_C, VETO_D, CAP_B = Imposed("1", "C"), Imposed("2", "D"), Imposed("3", "B", False)


@pytest.mark.parametrize(("earned", "imposed", "expected"), [
    ("A", [], Settled("A")), ("A", [VETO_C, VETO_D], Settled("D", "2")), ("A", [VETO_D, VETO_C], Settled("D", "2")),
    ("D", [VETO_C], Settled("D")), ("C", [VETO_C], Settled("C", "1")), (None, [VETO_C], Settled("C", "1")),
    ("A", [CAP_B], Settled("B", cap="3")), ("B", [CAP_B], Settled("B")), ("D", [CAP_B], Settled("D")),
    (None, [CAP_B], Settled(None)), ("A", [CAP_B, VETO_D], Settled("D", "2")),
    ("A", [Imposed("4", "D", False), VETO_C], Settled("D", cap="4")),
])
def test_the_worst_grade_holds(earned: str | None, imposed: list[Imposed], expected: Settled) -> None:
    assert settled(GRADES, earned, imposed) == expected


@given(earned=st.sampled_from([*GRADES, None]), every=st.permutations(range(6)),
       imposed=st.lists(st.tuples(st.sampled_from(GRADES), st.booleans()), min_size=6, max_size=6))
def test_no_order_of_items_changes_a_grade_and_none_lifts_it(earned: str | None, every: list[int],
                                                             imposed: list[tuple[str, bool]]) -> None:
    all_ = [Imposed(str(place), grade, veto) for place, (grade, veto) in enumerate(imposed)]
    stands = settled(GRADES, earned, all_).grade
    assert stands == settled(GRADES, earned, [all_[place] for place in every]).grade
    if earned is not None:
        assert stands is not None
        assert GRADES.index(stands) >= GRADES.index(earned)


def band(grade: str, low: int, high: int, **needs: int) -> Band:
    wanted = {key: Decimal(each) for key, each in needs.items()}
    return Band(grade, Decimal(low), Decimal(high), Text(grade, grade), wanted)


LIMITS = Limits(Rounding(0), {"b": Decimal(100)}, {"key": Decimal(20), "other": Decimal(80)})


def test_a_grade_may_need_a_key_item() -> None:
    bands = Bands([band("A", 90, 100, key=18), band("B", 80, 89, key=10), band("C", 0, 79)], Rounding(0), Decimal(100),
                  limits=LIMITS)
    for key, expected in ((18, "A"), (17, "B"), (9, "C")):
        assert bands.grade(Decimal(95), lambda key=key: {"key": Decimal(key), "b": Decimal(95)}) == expected
    assert bands.rows({"key": Text("Key", "关键项")})[0].when == Text("Key at least 18", "关键项不低于18分")
    with pytest.raises(MethodError, match="the worst grade can need nothing") as caught:
        Bands([band("A", 90, 100), band("B", 0, 89, key=1)], Rounding(0), Decimal(100), limits=LIMITS)
    assert caught.value.code == "score.worst_grade_needs"
    with pytest.raises(MethodError, match="there is no block 'kye'") as caught:
        Bands([band("A", 90, 100, kye=1), band("B", 0, 89)], Rounding(0), Decimal(100), limits=LIMITS)
    assert caught.value.code == "score.part_unknown"


def test_in_demerits_the_lowest_is_the_best() -> None:
    bands = Bands([band("C", 28, 200), band("A", 0, 13), band("B", 14, 27)], Rounding(0), Decimal(200), demerit=True)
    assert bands.grades == ("A", "B", "C")
    assert [bands.grade(Decimal(score)) for score in (0, 13, 14, 27, 28, 200)] == ["A", "A", "B", "B", "C", "C"]
    with pytest.raises(MethodError, match="the worst grade ends at 27, and full marks are 200") as caught:
        Bands([band("A", 0, 13), band("B", 14, 27)], Rounding(0), Decimal(200), demerit=True)
    assert caught.value.code == "score.grades_and_full_marks"


def test_a_score_above_full_has_the_best_grade_where_it_may_be() -> None:
    assert Bands([band("A", 90, 100), band("B", 0, 89)], Rounding(0), Decimal(100), above=True).grade(
        Decimal("101")) == "A"
    with pytest.raises(MethodError, match="outside 0 to 100") as caught:
        Bands([band("A", 90, 100), band("B", 0, 89)], Rounding(0), Decimal(100)).grade(Decimal("101"))
    assert caught.value.code == "score.beyond_grades"


def test_joint_demerits_are_checked_downwards() -> None:
    def joint(*cases: tuple[str, dict[str, int]]) -> JointBands:
        return JointBands([JointBand(grade, ({part: Decimal(most) for part, most in case.items()},), Text(grade))
                           for grade, case in cases], Rounding(0), {"b": Decimal(80)},
                          items={"x": Decimal(25), "y": Decimal(55)}, demerit=True)

    good = joint(("5", {"total": 15, "each": 5}), ("0", {"total": 80}))
    assert good.grade(Decimal(10), lambda: {"x": Decimal(5), "y": Decimal(5)}) == "5"
    assert good.grade(Decimal(10), lambda: {"x": Decimal(10), "y": Decimal(0)}) == "0"
    with pytest.raises(MethodError, match="need not be 4, the next grade down") as caught:
        joint(("5", {"total": 15}), ("4", {"total": 12}))
    assert caught.value.code == "score.case_skips_grade"
