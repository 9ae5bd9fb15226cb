"""A standard held against others by all its parameters."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.methods.standards.comparing import Requirement
from plumbline.methods.standards.front_running import Stated, standing


def states(document: str, *requirements: tuple[str, str, str, str], goods: str = "") -> list[Stated]:
    return [Stated(document, "4", goods, Requirement(parameter, operator, Decimal(value), None, unit))
            for parameter, operator, value, unit in requirements]


NATIONAL = states("GB/T 1", ("efficacy", "ge", "90", "lm/W"), ("loss", "le", "0.5", "W"))


@pytest.mark.parametrize(("own", "stricter", "looser", "ahead"), [
    ([("efficacy", "ge", "100", "lm/W"), ("loss", "le", "500", "mW")], ["efficacy"], [], True),
    ([("efficacy", "ge", "90", "lm/W"), ("loss", "le", "0.5", "W")], [], [], False),
    ([("efficacy", "ge", "120", "lm/W"), ("loss", "le", "501", "mW")], ["efficacy"], ["loss"], False),
    ([("efficacy", "ge", "90.000001", "lm/W")], ["efficacy"], [], True),
    ([("loss", "le", "0.4", "kg")], [], [], False),
    ([("loss", "le", "0.4", "no-unit")], [], [], False),
    ([("colour", "ge", "1", "")], [], [], False),
    ([], [], [], False),
])
def test_by_all_parameters(own: list[tuple[str, str, str, str]], stricter: list[str], looser: list[str], ahead: bool,
                           ) -> None:
    found = standing(states("Q/A 1", *own), NATIONAL)
    assert (found.stricter, found.looser, found.runs_ahead(1)) == (stricter, looser, ahead)


def test_equal_to_the_stricter_of_two_is_no_lead() -> None:
    strict = states("GB/T 2", ("efficacy", "ge", "100", "lm/W"))
    own = states("Q/A 1", ("efficacy", "ge", "100", "lm/W"))
    assert standing(own, NATIONAL).stricter == ["efficacy"]
    assert standing(own, NATIONAL + strict).stricter == []


def test_of_other_goods_nothing_is_compared() -> None:
    small, large = (states("GB/T 3", ("efficacy", "ge", value, "lm/W"), goods=goods)
                    for goods, value in (("below 10 W", "80"), ("10 W and more", "95")))
    own = (states("Q/A 1", ("efficacy", "ge", "90", "lm/W"), goods="Below  10 w")
           + states("Q/A 1", ("efficacy", "ge", "95", "lm/W"), goods="10 W and more"))
    found = standing(own, small + large)
    assert (found.stricter, found.looser) == (["efficacy"], [])
    assert len(found.pairs) == 2
    assert standing(states("Q/A 1", ("efficacy", "ge", "90", "lm/W")), small + large).looser == ["efficacy"]


def test_silence_is_told() -> None:
    found = standing(states("Q/A 1", ("efficacy", "ge", "100", "lm/W")), NATIONAL)
    assert [each.requirement.parameter for each in found.undeclared] == ["loss"]
    assert found.rank < standing([], NATIONAL).rank
