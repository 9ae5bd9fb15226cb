"""What is too large or too deep is refused in words, before anybody parses it."""

from __future__ import annotations

import pytest

from plumbline.rulebook.indicators import expressions
from plumbline.rulebook.indicators.refusals import ExpressionError
from plumbline.rulebook.indicators.shapes import FieldShape
from tests.told import told


def lookup(path: tuple[str, ...]) -> FieldShape:
    return FieldShape("integer")


@pytest.mark.parametrize(("text", "what", "code"), [
    ("(" * 60 + "a = 1" + ")" * 60, "brackets, NOT or CASE stand more than 24 deep", "expression.too_deep"),
    ("NOT " * 1_000 + "a = 1", "brackets, NOT or CASE stand more than 24 deep", "expression.too_deep"),
    ("CASE WHEN a = 1 THEN " * 200 + "1" + " ELSE 2 END" * 200 + " = 1",
     "brackets, NOT or CASE stand more than 24 deep", "expression.too_deep"),
    ("a = " + "- " * 500 + "1", "brackets, NOT or CASE stand more than 24 deep", "expression.too_deep"),
    ("COALESCE(" * 100 + "a" + ", 1)" * 100 + " = 1", "brackets, NOT or CASE stand more than 24 deep",
     "expression.too_deep"),
    ("a = " + "9" * 5_000, "a number has more than 30 digits", "expression.too_large"),
    ("a IN (" + ", ".join(map(str, range(20_000))) + ")", "this is longer than 20000 characters",
     "expression.too_large"),
    ("a IN (" + ",".join("1" * 5_000) + ")", "a list has more than 2000 values", "expression.too_large"),
    (" OR ".join(["a = 1"] * 1_000), "this has more than 200 comparisons and other operators", "expression.too_large"),
    ("+".join(["a"] * 5_000) + " = 1", "this has more than 200 comparisons and other operators",
     "expression.too_large"),
    ("t = '" + "x" * 5_000 + "'", "a text is longer than 500 characters", "expression.too_large"),
    ("x" * 1_000_000, "this is longer than 20000 characters", "expression.too_large"),
])
def test_it_is_refused_in_words(text: str, what: str, code: str) -> None:
    for check in (expressions.condition, expressions.row, expressions.aggregate, expressions.folded):
        with pytest.raises(ExpressionError) as caught:
            check(text, lookup)
        assert caught.value.what.en == what
        told(caught.value, code)


@pytest.mark.parametrize("text", [
    "(" * 20 + "a = 1" + ")" * 20, "a IN (" + ", ".join(map(str, range(1_500))) + ")", "NOT (NOT (a = 1))",
    " OR ".join(["a = 1"] * 90), "a = -1 AND (a + 2) * 3 > 4",
])
def test_what_a_figure_may_need_is_taken(text: str) -> None:
    assert expressions.condition(text, lookup).type == "flag"
