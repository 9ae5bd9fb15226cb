"""Files of rules that lower credit classes."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import RulebookError
from plumbline.rulebook.surveillance.class_rules import class_rule, load_class_rules, parse_class_rule

GOOD = """\
id = "ours"
title = { en = "Ours", zh = "本地规则" }
source = { text = "A rule", ours = true }
valid_from = 2023-01-01
failures = 3
months = 24
failed = ["case"]
order = ["A", "B"]
"""


def test_the_shipped_rule_is_in_force_and_says_that_it_is_ours() -> None:
    rule = class_rule(None, date(2026, 1, 1))
    assert rule is not None
    assert (rule.dated.id, rule.failures, rule.months, rule.dated.cites.ours) == ("two-failures", 2, 12, True)
    assert [rule.after(each) for each in (*"ABCD", "E")] == ["B", "C", "D", "", ""]
    assert class_rule(None, date(2020, 1, 1)) is None
    assert load_class_rules(None).faults == ()


@pytest.mark.parametrize(("old", "new", "code"), [
    ('failed = ["case"]', 'failed = ["cases"]', "spot_check.rule_codes"),
    ('failed = ["case"]', "failed = []", "spot_check.rule_codes"),
    ('order = ["A", "B"]', 'order = ["A", "A"]', "spot_check.rule_codes"),
    ('order = ["A", "B"]', 'order = "A"', "spot_check.rule_codes")])
def test_what_is_no_rule_is_refused(old: str, new: str, code: str) -> None:
    assert parse_class_rule("ours.toml", GOOD).failures == 3
    with pytest.raises(RulebookError) as caught:
        parse_class_rule("ours.toml", GOOD.replace(old, new))
    assert caught.value.code == code


@pytest.mark.parametrize("key", ["failures", "months", "failed", "order"])
def test_each_key_must_be_there(key: str) -> None:
    text = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith(key))
    with pytest.raises(RulebookError) as caught:
        parse_class_rule("ours.toml", text)
    assert key in caught.value.where.en + caught.value.what.en
