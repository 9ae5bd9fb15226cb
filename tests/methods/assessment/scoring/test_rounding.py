"""How schemes round."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding


@pytest.mark.parametrize(("mode", "expected"), [
    ("half up", ["89", "90", "91"]), ("half even", ["88", "90", "90"]), ("down", ["88", "89", "90"]),
])
def test_what_happens_to_a_half(mode: str, expected: list[str]) -> None:
    rounding = Rounding(0, mode)
    assert [str(rounding(Decimal(value))) for value in ("88.5", "89.5", "90.5")] == expected


def test_places() -> None:
    assert Rounding(2)(Decimal("1.005")) == Decimal("1.01")
    assert Rounding(1).step == Decimal("0.1")
    assert Rounding(1).exact(Decimal("2.50"))
    assert not Rounding(1).exact(Decimal("2.55"))


def test_words() -> None:
    assert Rounding(0).words().as_dict() == {"en": "to a whole number, a half goes up", "zh": "取整数，四舍五入"}
    assert Rounding(1, "down").words().en == "to 1 decimal place, what is left over is dropped"
    assert Rounding(2, "half even").words().zh == "保留2位小数，四舍六入五成双"


def test_what_is_no_rounding() -> None:
    with pytest.raises(MethodError, match="no rounding 'up'. Choose one of: half up, half even, down") as caught:
        Rounding(0, "up")
    assert caught.value.code == "score.rounding_unknown"
    with pytest.raises(MethodError, match="places: 5 is not a number of places from 0 to 4") as caught:
        Rounding(5)
    assert caught.value.code == "score.places_outside"
