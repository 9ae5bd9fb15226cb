"""Binary and steps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Measured, Scored
from plumbline.methods.assessment.scoring.thresholds import Binary, Step, Steps
from plumbline.text import Text

TENTHS = Rounding(1)
TEN = Decimal(10)


def measured(value: str, better: str = "higher", unit: str = "%") -> Measured:
    return Measured(Decimal(value), unit, better)


@pytest.mark.parametrize(("value", "points", "english", "chinese"), [
    ("80.00", "10.0", "80.00 %, at least 80 %: full 10 points.", "80.00%，不低于80%：得满分10分。"),
    ("79.99", "0.0", "79.99 %, not at least 80 %: no points.", "79.99%，未达到不低于80%：不得分。"),
])
def test_binary(value: str, points: str, english: str, chinese: str) -> None:
    scored = Binary(True, Decimal(80)).score(measured(value), TEN, TENTHS)
    assert scored == Scored(Decimal(points), TEN, Decimal(0), Text(english, chinese))
    assert str(scored.points) == points


def test_binary_downward() -> None:
    rule = Binary(False, Decimal(5))
    assert rule.score(measured("5", "lower"), TEN, TENTHS).points == 10
    assert rule.score(measured("5.1", "lower"), TEN, TENTHS).explanation.en == "5.1 %, not at most 5 %: no points."
    assert rule.words(TEN, "%") == Text("10 points for at most 5 %, otherwise none.", "不高于5%得10分，否则不得分。")


DINGYUAN = Steps(True, tuple(  # Dingyuan 2011, item 1.3.2, in units of 10,000 yuan
    Step(Decimal(threshold), Decimal(points)) for threshold, points in (("10", "5"), ("5", "2.5"), ("3", "1.25"))
))


@pytest.mark.parametrize(("value", "points"), [("10", "5"), ("9.9", "2.5"), ("5", "2.5"), ("3", "1.25"), ("2.9", "0")])
def test_the_published_steps_of_dingyuan(value: str, points: str) -> None:
    assert DINGYUAN.score(measured(value, unit="1"), Decimal(5), Rounding(2)).points == Decimal(points)


def test_steps_say_which_was_reached() -> None:
    five = Decimal(5)
    assert DINGYUAN.score(measured("6", unit="1"), five, Rounding(2)).explanation == Text(
        "6, at least 5: 2.5 of 5 points.", "6，不低于5：得2.5分（满分5分）。",
    )
    assert DINGYUAN.score(measured("2", unit="1"), five, Rounding(2)).explanation == Text(
        "2, not at least 3: no points.", "2，未达到不低于3：不得分。",
    )
    assert DINGYUAN.words(five, "1") == Text(
        "At least 10: 5 points; at least 5: 2.5 points; at least 3: 1.25 points; otherwise none.",
        "不低于10得5分；不低于5得2.5分；不低于3得1.25分；其余不得分。",
    )


def test_steps_downward() -> None:
    rule = Steps(False, (Step(Decimal(1), TEN), Step(Decimal(3), Decimal(4))))
    assert [rule.score(measured(value, "lower"), TEN, TENTHS).points for value in ("0", "1", "1.5", "3", "3.01")] == [
        10, 10, 4, 4, 0,
    ]


@pytest.mark.parametrize(("rule", "better", "key"), [
    (Binary(True, TEN), "lower", "at_least"),
    (Binary(False, TEN), "higher", "at_most"),
    (Steps(True, (Step(TEN, TEN),)), "lower", "at_least"),
])
def test_a_rule_may_not_reward_the_worse(rule: Binary | Steps, better: str, key: str) -> None:
    with pytest.raises(MethodError) as caught:
        rule.score(measured("5", better), TEN, TENTHS)
    assert caught.value.code == "score.against_direction"
    assert caught.value.where.en == key
    assert f"for this figure {better} is better" in caught.value.what.en


def test_where_neither_is_better_the_rule_decides() -> None:
    assert Binary(False, TEN).score(measured("5", "neither"), TEN, TENTHS).points == 10


def test_a_direction_is_one_of_three() -> None:
    with pytest.raises(MethodError, match="'up' is no direction") as caught:
        measured("5", "up")
    assert caught.value.code == "score.direction_unknown"
