"""A large list shows what a short one would, along its index paths, with many legs or few, and looks at a bounded
number of rows."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import RecordError
from plumbline.methods.shared import periods
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.query import index_paths, paging
from plumbline.records.query.conditions import condition
from plumbline.records.query.listing import ENTERED, Asked, Rows, usual_order
from tests.records.samples import Clock, inspection
from tests.replay import begin_from

KIND = kinds.get("inspection")
NOBODY: frozenset[str] = frozenset()
COUNT = 60
ASKED: list[dict[str, Any]] = [
    {}, {"descending": False}, {"sort": "inspected_on"}, {"sort": "inspected_on", "descending": False},
    {"sort": "number"}, {"sort": "number", "descending": False, "where": [("number", "prefix:1")]},
    {"region": "city", "sort": "inspected_on"}, {"region": "city"}, {"region": "1", "sort": "inspected_on"},
    {"region": "city", "sort": "inspected_on", "where": [("result", "fail")]},
    {"region": "2", "sort": "inspected_on", "descending": False, "where": [("result", "pass"), ("risk_class", "low")]},
    {"sort": "inspected_on", "where": [("result", "conditional")]},
    {"sort": "inspected_on", "where": [("establishment", "e1")]},
    {"sort": "inspected_on", "where": [("establishment", "e1"), ("result", "fail")], "region": "city"},
    {"sort": "inspected_on", "period": periods.parse("2013-02")},
    {"sort": "inspected_on", "period": periods.parse("2013-02"), "region": "city", "where": [("risk_class", "in:low")]},
    {"where": [("risk_class", "empty:yes")]}, {"where": [("critical_count", "ge:2")], "region": "1"},
    {"search": "kitchen 1"}, {"where": [("establishment_name", "contains:chen 2")], "sort": "inspected_on"},
    {"region": "nowhere"}, {"where": [("number", "eq:17")]}, {"sort": "number", "where": [("number", "eq:17")]},
    {"where": [("inspector_group", "g1")], "own": frozenset(["1"])},
    {"where": [("inspector_group", "g1")], "own": frozenset(["1", "2", "city"]), "region": "2", "sort": "inspected_on"},
]


@pytest.fixture
def rows(db: None) -> None:
    begin_from(_sixty)


def _sixty() -> None:
    """Two wards, 60 inspections on 20 days, some of them changed, one withdrawn, two in an import under way."""
    clock, draw = Clock(), random.Random(3)
    keep("region", {"code": "city", "name_en": "City", "level": "city", "valid_from": "1900-01-01"}, at=clock())
    for ward in ("1", "2"):
        keep("region", {"code": ward, "name_en": ward, "level": "ward", "parent": "city", "valid_from": "1900-01-01"},
             at=clock())

    def one(number: int) -> dict[str, str]:
        return inspection(
            number=str(number), region=draw.choice("12"),
            inspected_on=f"2013-0{draw.randint(1, 4)}-0{draw.randint(1, 5)}",
            risk_class=draw.choice(("high", "low", "")), establishment=f"e{draw.randint(1, 4)}",
            result=draw.choice(("pass", "fail", "fail", "conditional")), critical_count=str(draw.randint(0, 3)),
            establishment_name=f"Kitchen {number}", inspector_group=f"g{draw.randint(1, 2)}")

    for number in range(1, COUNT + 1):
        keep("inspection", one(number), at=clock())
    for number in (5, 9, 23):
        keep("inspection", one(number), at=clock())
    withdraw("inspection", store.current(KIND).get(number="31").pk, at=clock())
    under_way = keep("inspection", one(17), at=clock()).entry
    Entry.objects.filter(pk=under_way.pk).update(state=Entry.PUBLISHING)


def every_row(asked: dict[str, Any], limit: int) -> list[str]:
    """The numbers on every page in turn."""
    asked = dict(asked)
    own = asked.pop("own", NOBODY)
    conditions = tuple(condition(KIND.by_name[name], text) for name, text in asked.pop("where", ()))
    found, after = [], ""
    while True:
        page = Rows(KIND, own, Asked(conditions=conditions, **asked, after=after)).page(limit)
        assert len(page.rows) == limit or page.stopped or not page.after
        found += [row.number for row in page.rows]
        after = page.after
        if not after:
            return found


@pytest.mark.parametrize(("look", "legs"), [(4, 400), (9, 0), (20_000, 400)])
def test_a_large_list_holds_what_a_short_one_would(rows: None, monkeypatch: pytest.MonkeyPatch, look: int,
                                                   legs: int) -> None:
    expected = [every_row(asked, 1000) for asked in ASKED]
    assert sum(map(len, expected)) > 300
    monkeypatch.setattr(index_paths, "SMALL", 0)
    monkeypatch.setattr(index_paths, "LEGS", legs)
    monkeypatch.setattr(paging, "LOOK", look)
    monkeypatch.setattr(paging, "LEAST", 2)
    monkeypatch.setattr(paging, "AT_ONCE", 2)
    for asked, numbers in zip(ASKED, expected, strict=True):
        for limit in (7, 100):
            assert every_row(asked, limit) == numbers, asked


def test_a_page_that_finds_little_says_how_far_it_looked(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Entry.objects.filter(state=Entry.PUBLISHING).update(state=Entry.VISIBLE)
    monkeypatch.setattr(index_paths, "SMALL", 0)
    monkeypatch.setattr(paging, "LOOK", 10)
    monkeypatch.setattr(paging, "LEAST", 2)
    rare = (condition(KIND.by_name["establishment_name"], "eq:Kitchen 2"),)
    page = Rows(KIND, NOBODY, Asked(conditions=rare)).page(50)
    assert (page.rows, page.stopped, bool(page.after)) == ([], True, True), page
    assert Rows(KIND, NOBODY, Asked()).page(50).stopped is False


def test_an_order_without_a_road_is_refused_where_the_list_is_long(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(every_row({"sort": "risk_class"}, 1000)) == COUNT - 1
    monkeypatch.setattr(index_paths, "SMALL", 0)
    with pytest.raises(RecordError) as refused:
        every_row({"sort": "risk_class"}, 10)
    assert (refused.value.code, refused.value.what.zh) == (
        "list.no_order", "“检查”列表过长，无法按“risk_class”排序")
    assert str(refused.value) == (
        "sort: so long a list of inspections cannot be ordered by 'risk_class'. No index of the store carries this "
        "order. Order by one of: entered, inspected_on, number.")


def test_orders_follow_what_is_asked(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_paths, "SMALL", -1)
    finding = kinds.get("finding")
    whole = Rows(finding, NOBODY, Asked())
    of_one = Rows(finding, NOBODY, Asked(conditions=(condition(finding.by_name["inspection"], "1"),)))
    assert (whole.orders, of_one.orders - whole.orders) == ({ENTERED, "found_on"}, {"clause"})


@pytest.mark.parametrize(("where", "expected"), [
    (("number", "prefix:1"), ("number", False)), (("establishment", "e1"), (ENTERED, True)),
    (("number", "1"), (ENTERED, True)), (("risk_class", "low"), (ENTERED, True)),
])
def test_the_usual_order_is_that_of_the_road(where: tuple[str, str], expected: tuple[str, bool]) -> None:
    assert usual_order(KIND, "", (condition(KIND.by_name[where[0]], where[1]),)) == expected


def test_every_kind_with_days_can_be_ordered_by_them() -> None:
    dated = [kind for kind in kinds.KINDS.values() if kind.date and kind.by_name[kind.date].required]
    assert [kind.name for kind in dated if kind.date not in index_paths.orders(kind)] == []


@pytest.mark.store("sqlite")
def test_no_walk_sorts_the_table(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Entry.objects.filter(state=Entry.PUBLISHING).update(state=Entry.VISIBLE)
    monkeypatch.setattr(index_paths, "SMALL", 0)
    seen = 0
    for asked in ASKED:
        with CaptureQueriesContext(connection) as queries:
            every_row(asked, 50)
        for query in queries.captured_queries:
            if "records_inspection" in query["sql"] and "ORDER BY" in query["sql"]:
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                    plan = "\n".join(row[3] for row in cursor.fetchall())
                assert "TEMP B-TREE" not in plan, (query["sql"], plan)
                seen += 1
    assert seen > len(ASKED)
