"""The sorts of figure that an indicator can be, and what it begins from when it becomes another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.methods.shared.derived_values import COMPETITION
from plumbline.text import Text

COUNTED, ESTIMATED = "counted", "estimated"
NAMES = {
    COUNTED: Text("Counted from records", "由记录计数"),
    ESTIMATED: Text("Estimated from a sample", "抽样推算"),
    "ratio": Text("One figure over another", "两个指标之比"),
    "rank": Text("A rank among regions", "地区排名"),
    "streak": Text("Years in a row", "连续年数"),
    "coverage": Text("Coverage of a list", "名单覆盖率"),
    "trend": Text("How it moved over years", "多年变化"),
}
COMPOSED = tuple(name for name in NAMES if name not in (COUNTED, ESTIMATED))
OF_RECORDS = ("of", "when", "per", "let", "numerator", "denominator", "words", "against", "exclusions", "strata",
              "weights", "population", "interval", "level", "estimate", "measure")
NOT_ESTIMATED = ("numerator", "denominator", "against", "per", "let", "interval")


def name_of(table: Any) -> str:
    """What an indicator is."""
    found = next((name for name in COMPOSED if isinstance(table, Mapping) and name in table), "")
    return found or (ESTIMATED if isinstance(table, Mapping) and "estimate" in table else COUNTED)


def begins(name: str, table: Mapping[str, Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What is dropped from an indicator that becomes another sort of figure, and what it begins with: sound but for
    what only its author knows."""
    old = name_of(table)
    if name == old:
        return (), {}
    both = {"en": "what is counted", "zh": "统计对象"}
    words = {"numerator": both, "denominator": both} if name == ESTIMATED else {"numerator": both}
    records = {"of": "inspection", "words": words} if old in COMPOSED else {}
    if name == COUNTED:
        return (*COMPOSED, "estimate", "measure", "weights", "population"), {**records, "numerator": "COUNT(*)"}
    if name == ESTIMATED:
        return (*COMPOSED, *NOT_ESTIMATED, "words"), {**records, "words": words, "estimate": "mean", "measure": ""}
    begun: dict[str, dict[str, Any]] = {
        "ratio": {"above": "", "below": ""}, "rank": {"of": "", "ties": COMPETITION},
        "streak": {"at_least": 1}, "coverage": {"of": "", "level": "county"}, "trend": {"of": "", "years": 3},
    }
    return (*COMPOSED, *OF_RECORDS), {name: begun[name]}
