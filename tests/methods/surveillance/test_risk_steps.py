"""Steps as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from plumbline.errors import MethodError
from plumbline.methods.surveillance.risk_steps import Step, steps_of, weakest, written


def test_each_line_is_a_step_with_its_exact_probability() -> None:
    assert steps_of("1/10 | some | It folds\n\n0.02｜主观判断｜A finger | is there\n5% | strong evidence") == (
        Step("1/10", Fraction(1, 10), "some", "It folds"),
        Step("0.02", Fraction(1, 50), "judgement", "A finger | is there"),
        Step("5%", Fraction(1, 20), "strong", ""))


def test_a_product_is_known_no_better_than_its_worst_factor() -> None:
    assert weakest(steps_of("1/2 | strong\n1/2 | some")) == "some"
    assert weakest(steps_of("1/2 | strong\n1/2 | judgement\n1/2 | some")) == "judgement"


def test_what_a_form_sends_is_read_again_as_it_was() -> None:
    text = written([("1/10", "some", "It folds | and\nbreaks"), ("", "judgement", ""), ("0.5", "strong", "")])
    assert text == "1/10 | some | It folds / and breaks\n0.5 | strong | "
    assert [step.what for step in steps_of(text)] == ["It folds / and breaks", ""]


@pytest.mark.parametrize(("text", "code", "where"), [
    ("", "risk.no_step", ""), ("1/2 | some\n0 | some", "risk.probability_outside", "step 2"),
    ("2 | some", "risk.probability_outside", "step 1"), ("1/2", "risk.no_strength", "step 1"),
    ("1/2 | sure", "risk.no_strength", "step 1"), ("| some | x", "risk.no_probability", "step 1"),
    ("1 | some\n" * 21, "risk.too_many_steps", "")])
def test_what_is_no_step_is_refused_where_it_stands(text: str, code: str, where: str) -> None:
    with pytest.raises(MethodError) as caught:
        steps_of(text)
    assert (caught.value.code, caught.value.where.en) == (code, where)
