"""How an item is answered, in words, and answers by their titles."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.methods.assessment.scoring.declared_rules import rule_of
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.year import answer_hints
from plumbline.text import Text

LEVELS = {"levels": [{"value": "plan", "points": 10, "title": {"en": "in the plan", "zh": "纳入规划"}},
                     {"value": "none", "points": 0, "title": {"en": "in none", "zh": "无"}}]}
THINGS = {"per_missing": {"deduct": 1, "things": [{"id": "a", "title": {"en": "one", "zh": "甲"}},
                                                  {"id": "b", "title": {"en": "two", "zh": "乙"}}]}}
VISITS = {"count_shortfall": {"required": 4, "deduct": 1, "things": {"en": "visits", "zh": "次"}}}


def rule(declared: dict[str, Any]) -> Any:
    return rule_of(declared, Decimal(10), Rounding(1, "half up"))


@pytest.mark.parametrize(("declared", "waivable", "said", "value"), [
    ({"binary": {}}, False, "是", "yes"), ({"binary": {}}, False, " NO ", "no"), ({"binary": {}}, True, "不适用",
                                                                              "not applicable"),
    ({"binary": {}}, False, "不适用", "不适用"), (LEVELS, False, "In the plan", "plan"), (LEVELS, False, "无", "none"),
    (LEVELS, False, "none", "none"), (THINGS, False, "无", "none"), (THINGS, False, "全部", "all"),
    (THINGS, False, "a, b", "a, b"), (VISITS, True, "not applicable", "not applicable"), (VISITS, False, "3 ", "3"),
])
def test_an_answer_is_known_by_its_titles(declared: dict[str, Any], waivable: bool, said: str, value: str) -> None:
    assert answer_hints.value_of(rule(declared), said, not_applicable=waivable) == value


def test_choices_and_their_titles() -> None:
    found = answer_hints.choices(rule(LEVELS), not_applicable=True)
    assert [one.value for one in found] == ["plan", "none", "not applicable"]
    assert answer_hints.title_of(rule(LEVELS), "plan", not_applicable=False) == Text("in the plan", "纳入规划")
    assert answer_hints.title_of(rule(VISITS), "3", not_applicable=False) == Text("3", "3")
    alike = {"levels": [{"value": "x", "points": 10, "title": "same"}, {"value": "y", "points": 0, "title": "same"}]}
    assert answer_hints.title_of(rule(alike), "x", not_applicable=False) == Text("x", "x")


@pytest.mark.parametrize(("declared", "hint"), [
    (LEVELS, Text("Choose from the list.", "从列表中选择。")),
    (VISITS, Text("A whole number: how many (visits).", "填写整数（次数）。")),
    (THINGS, Text("Those that are there, set apart by commas: a (one), b (two); or none, or all.",
                  "填写已有各项的代号，以逗号分隔：a（甲）、b（乙）；没有的填“无”，全部都有的填“全部”。")),
    ({"department": {"scale": 30}}, Text("A number from 0 to 30.", "填写0至30之间的数字。")),
    ({"per_point": {"against": "last year", "deduct": 1}},
     Text("Numbers: now=12.5; before=10 (this year, last year).",
          "填写数字：now=12.5; before=10（now为本年值，before为上年值）。")),
])
def test_how_to_answer(declared: dict[str, Any], hint: Text) -> None:
    assert answer_hints.hint(rule(declared), not_applicable=False) == hint


def test_an_item_that_may_not_apply_says_so() -> None:
    assert answer_hints.hint(rule(VISITS), not_applicable=True) == Text(
        "A whole number: how many (visits). Or: not applicable.", "填写整数（次数）。不适用的，填写“不适用”。")
