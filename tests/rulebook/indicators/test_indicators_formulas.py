"""Aggregates taken apart, joined over parts, and reckoned again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.rulebook.indicators import expressions
from plumbline.rulebook.indicators.formulas import Formula
from plumbline.rulebook.indicators.shapes import FieldShape


def formula(text):
    return Formula.of(expressions.aggregate(text, lambda path: FieldShape("integer")))


@pytest.mark.parametrize(("text", "left", "right", "joined"), [
    ("COUNT(*)", 2, 3, 5),
    ("SUM(a)", Decimal("0.1"), Decimal("0.2"), Decimal("0.3")),
    ("MIN(a)", 2, -3, -3),
    ("MAX(a)", 2, -3, 2),
    ("SUM(a)", None, 3, 3),
    ("MIN(a)", 2, None, 2),
    ("MAX(a)", None, None, None),
])
def test_parts_are_joined_as_the_aggregate_would(text, left, right, joined):
    (atom,) = formula(text).atoms
    assert atom.join(left, right) == joined


def test_equal_aggregates_are_one_atom():
    found = formula("-(COUNT(*) + 1) * 2 - (SUM(a) FILTER (WHERE a > 1) - COUNT(*)) + 0.5")
    texts = {atom.op: atom.text for atom in found.atoms}
    assert (len(found.atoms), sorted(texts)) == (2, ["count", "sum"])
    count, total = texts["count"], texts["sum"]
    assert found.reckon({count: 3, total: 10}) == Decimal("-14.5")
    assert found.reckon({count: 3, total: None}) == Decimal("-4.5")  # a sum of nothing is nought


@pytest.mark.parametrize(("text", "plain"), [
    ("COUNT(*)", True), ("(COUNT(*) FILTER (WHERE a = 1))", True), ("COUNT(a)", True), ("COUNT(DISTINCT a)", False),
    ("SUM(a)", False), ("COUNT(*) + 1", False),
])
def test_what_a_binomial_interval_can_be_given(text, plain):
    assert formula(text).counts_records is plain


def test_only_a_distinct_count_does_not_add_up():
    assert [formula(f"{each}").atoms[0].additive for each in ("COUNT(a)", "MIN(a)", "COUNT(DISTINCT a)")] == [
        True, True, False]
