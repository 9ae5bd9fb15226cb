"""Yes or no, levels, veto, not applicable, nothing determined."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.determined import Level, Levels, Veto, YesNo, not_applicable, without_data
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.text import Text

TENTHS = Rounding(1)
ONE, TEN = Decimal(1), Decimal(10)

# Xuzhou: targets in the regional development plan 1 point, in a department's plan 0.5, in none 0.
XUZHOU = Levels((
    Level("regional plan", ONE, Text("in the regional plan", "纳入地区规划")),
    Level("department plan", Decimal("0.5"), Text("in a department's plan", "纳入部门规划")),
    Level("none", Decimal(0), Text("in no plan", "无")),
))


def test_the_published_levels_of_xuzhou() -> None:
    values = ("regional plan", "department plan", "none")
    assert [XUZHOU.score(value, ONE, TENTHS).points for value in values] == [1, Decimal("0.5"), 0]
    assert XUZHOU.score("department plan", ONE, TENTHS).explanation == Text(
        "Determined 'in a department's plan': 0.5 of 1 point.", "认定为“纳入部门规划”：得0.5分（满分1分）。",
    )
    assert XUZHOU.words(ONE) == Text(
        "in the regional plan: 1 point; in a department's plan: 0.5 points; in no plan: 0 points.",
        "纳入地区规划得1分；纳入部门规划得0.5分；无得0分。",
    )


def test_yes_and_no() -> None:
    assert YesNo().score("yes", TEN, TENTHS).points == 10
    assert YesNo().score("yes", TEN, TENTHS).explanation.zh == "认定为“是”：得满分10分。"
    assert YesNo().score("no", TEN, TENTHS).explanation == Text("Determined 'no': no points.", "认定为“否”：不得分。")
    assert YesNo().words(TEN).en == "10 points if determined yes, otherwise none."


def test_a_veto_imposes_its_grade_and_gives_no_points() -> None:
    veto = Veto("D")
    fallen = veto.score("yes", Decimal(0), TENTHS)
    assert (fallen.points, fallen.of, fallen.grade) == (0, 0, "D")
    assert fallen.explanation == Text(
        "Determined 'yes': grade D, whatever the score.", "认定为“是”：无论得分多少，等级为D。",
    )
    assert veto.score("no", Decimal(0), TENTHS).grade == ""
    assert veto.silent().grade == ""
    assert veto.words(Decimal(0)) == Text("Grade D if determined: yes.", "认定为“是”的，等级为D。")
    assert Veto("D", ("regional", "systemic")).score("systemic", Decimal(0), TENTHS).grade == "D"


@pytest.mark.parametrize(("rule", "known"), [
    (YesNo(), "yes, no"),
    (XUZHOU, "regional plan, department plan, none"),
    (Veto("D", ("regional",)), "regional, no"),
])
def test_an_answer_that_is_none(rule: YesNo | Levels | Veto, known: str) -> None:
    with pytest.raises(MethodError) as caught:
        rule.score("perhaps", ONE, TENTHS)
    assert caught.value.code == "score.not_answer"
    assert str(caught.value) == f"'perhaps' is not an answer to this item. Determine one of: {known}."


def test_not_applicable_counts_in_full() -> None:
    scored = not_applicable(TEN, TENTHS)
    assert (scored.points, scored.bonus) == (10, 0)
    assert scored.explanation == Text(
        "Determined not applicable, which counts in full: 10 points.", "认定为不适用，按满分计：10分。",
    )


def test_without_data() -> None:
    cause = Text("There was no inspection", "没有检查记录")
    assert without_data("withheld", TEN, TENTHS, cause) is None
    full, zero = without_data("full", TEN, TENTHS, cause), without_data("zero", TEN, TENTHS, cause)
    assert full is not None
    assert zero is not None
    assert (full.points, zero.points) == (10, 0)
    assert full.explanation == Text(
        "There was no inspection; the scheme counts the item in full: 10 points.",
        "没有检查记录；按方案规定得满分：10分。",
    )
    assert zero.explanation.en == "There was no inspection; the scheme then gives no points."
    with pytest.raises(MethodError, match="no policy 'half'. Choose one of: withheld, full, zero") as caught:
        without_data("half", TEN, TENTHS, cause)
    assert caught.value.code == "score.policy_unknown"
