"""Findings by clause: in natural order in every list, short or long, on either store."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from plumbline.methods.shared import natural_order as natural
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.query import index_paths, natural_order, paging
from plumbline.records.query.conditions import condition
from plumbline.records.query.listing import Asked, Rows
from tests.records.samples import Clock
from tests.replay import begin_from

FINDING = kinds.get("finding")
IN_ORDER = ["2", "3-501.9", "3-501.16", "9", "10", "10F", "012", "103119", "A2", "A10"]


@pytest.fixture
def findings(db: None) -> None:
    begin_from(_findings)


def _findings() -> None:
    """One inspection with findings of many codes."""
    clock = Clock()
    keep("region", {"code": "1", "name_en": "One", "level": "ward", "valid_from": "1900-01-01"}, at=clock())
    shuffled = random.Random(2).sample(IN_ORDER, len(IN_ORDER))
    for clause in shuffled:
        keep("finding", {"inspection": "i1", "clause": clause, "region": "1", "found_on": "2013-01-05"}, at=clock())


def listed(limit: int, *, descending: bool = False, where: str = "") -> list[str]:
    conditions = [condition(FINDING.by_name["inspection"], "i1")]
    conditions += [condition(FINDING.by_name["clause"], where)] if where else []
    found, after = [], ""
    while True:
        page = Rows(FINDING, frozenset(), Asked(conditions=tuple(conditions), sort="clause", descending=descending,
                                                after=after)).page(limit)
        found += [row.clause for row in page.rows]
        after = page.after
        if not after:
            return found


@pytest.mark.parametrize("small", [50_000, -1])
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_are_in_natural_order(findings: None, monkeypatch: pytest.MonkeyPatch, small: int, limit: int) -> None:
    monkeypatch.setattr(index_paths, "SMALL", small)
    assert listed(limit) == IN_ORDER
    assert listed(limit, descending=True) == IN_ORDER[::-1]


@pytest.mark.parametrize("small", [50_000, -1])
@pytest.mark.parametrize(("where", "expected"), [
    ("10", ["10"]), ("in:2,10F", ["2", "10F"]), ("le:9", IN_ORDER[:4]), ("gt:10", IN_ORDER[5:]),
    ("ge:10F", IN_ORDER[5:]), ("lt:3-501.10", IN_ORDER[:2]), ("prefix:10", ["10", "10F", "103119"]),
    ("ge:12", IN_ORDER[6:]),
])
def test_a_list_is_narrowed_by_code(findings: None, monkeypatch: pytest.MonkeyPatch, small: int, where: str,
                                    expected: list[str]) -> None:
    monkeypatch.setattr(index_paths, "SMALL", small)
    monkeypatch.setattr(paging, "LOOK", 3)
    assert listed(4, where=where) == expected


def test_the_store_makes_the_key(findings: None) -> None:
    rows = natural_order.keyed(store.current(FINDING), FINDING.by_name["clause"])
    made = dict(rows.values_list("clause", "natural_clause"))
    assert made == {clause: natural.key(clause) for clause in IN_ORDER}, connection.vendor


def test_the_whole_of_a_long_list_is_not_sorted_by_code(findings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_paths, "SMALL", -1)
    assert "clause" not in Rows(FINDING, frozenset(), Asked()).orders
