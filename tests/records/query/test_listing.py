"""Lists: narrowed, ordered and put in pages, and closed where choosing or ordering would tell an internal value."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import RecordError
from plumbline.methods.shared import periods
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store
from plumbline.records.query.conditions import condition
from plumbline.records.query.counting import Count
from plumbline.records.query.listing import ENTERED, Asked, Rows, below, open_fields, usual_order
from tests.records.samples import AT, Clock, inspection
from tests.replay import begin_from

KIND = kinds.get("inspection")
NOBODY: frozenset[str] = frozenset()
RISKS = ("high", None, "low", "high", None, "medium")


@pytest.fixture
def rows(db: None) -> None:
    begin_from(_six)


def _six() -> None:
    """Two wards in a city, and six inspections: odd numbers in ward 1, even ones in ward 2."""
    clock = Clock()
    keep("region", {"code": "city", "name_en": "City", "level": "city", "valid_from": "1900-01-01"}, at=clock())
    for ward in ("1", "2"):
        keep("region", {"code": ward, "name_en": ward, "level": "ward", "parent": "city", "valid_from": "1900-01-01"},
             at=clock())
    for number, risk in enumerate(RISKS, start=1):
        keep("inspection", inspection(
            number=str(number), region="1" if number % 2 else "2", inspected_on=f"2013-0{(number + 1) // 2}-01",
            risk_class=risk or "", establishment_name=f"Kitchen {number}", inspector_group=f"g{number}"), at=clock())


def numbers(own: frozenset[str] = NOBODY, **asked: Any) -> list[str]:
    """The numbers of the inspections on the first page."""
    texts = asked.pop("where", ())
    conditions = tuple(condition(KIND.by_name[name], text) for name, text in texts)
    return [row.number for row in Rows(KIND, own, Asked(conditions=conditions, **asked)).page(50)[0]]


def every_page(limit: int, own: frozenset[str] = NOBODY, **asked: Any) -> list[list[str]]:
    """The numbers on each page in turn."""
    pages, after = [], ""
    while True:
        found, after, _ = Rows(KIND, own, Asked(**asked, after=after)).page(limit)
        pages.append([row.number for row in found])
        if not after:
            return pages


def test_the_newest_entry_comes_first(rows: None) -> None:
    assert numbers() == ["6", "5", "4", "3", "2", "1"]


@pytest.mark.parametrize(("where", "expected"), [
    ([("risk_class", "high")], ["4", "1"]),
    ([("risk_class", "ne:high")], ["6", "3"]),
    ([("risk_class", "in:low,medium")], ["6", "3"]),
    ([("risk_class", "empty:yes")], ["5", "2"]),
    ([("number", "2"), ("risk_class", "empty:yes")], ["2"]),
    ([("inspected_on", "ge:2013-02-01"), ("inspected_on", "lt:2013-03-01")], ["4", "3"]),
    ([("establishment_name", "contains:KITCHEN")], ["6", "5", "4", "3", "2", "1"]),
    ([("establishment_name", "starts:kitchen 6")], ["6"]),
    ([("establishment_name", "contains:%")], []),
    ([("establishment_name", "prefix:Kitchen 6")], ["6"]),
    ([("establishment_name", "prefix:kitchen 6")], []),
    ([("region", "eq:city")], []),
])
def test_conditions_narrow(rows: None, where: list[tuple[str, str]], expected: list[str]) -> None:
    assert numbers(where=where) == expected


def test_a_region_is_with_all_below_it(rows: None) -> None:
    assert numbers(region="1") == ["5", "3", "1"]
    assert numbers(region="city") == ["6", "5", "4", "3", "2", "1"]
    assert numbers(region="nowhere") == []
    assert sorted(below("city")) == ["1", "2", "city"]


def test_a_period_goes_by_the_day_of_the_kind(rows: None) -> None:
    assert numbers(period=periods.parse("2013-02")) == ["4", "3"]


def test_a_search_looks_at_public_text_only(rows: None) -> None:
    assert numbers(search="kitchen 3") == ["3"]
    assert numbers(frozenset(["1", "2", "city"]), search="g3") == []


@pytest.mark.parametrize(("sort", "descending", "expected"), [
    ("risk_class", False, ["1", "4", "3", "6", "2", "5"]),
    ("risk_class", True, ["6", "3", "4", "1", "5", "2"]),
    ("inspected_on", False, ["1", "2", "3", "4", "5", "6"]),
    (ENTERED, False, ["1", "2", "3", "4", "5", "6"]),
])
@pytest.mark.parametrize("limit", [1, 2, 4, 5, 6])
def test_pages_go_on_where_the_last_one_ended(rows: None, sort: str, descending: bool, expected: list[str],
                                              limit: int) -> None:
    pages = every_page(limit, sort=sort, descending=descending)
    assert [number for page in pages for number in page] == expected
    assert {len(page) for page in pages[:-1]} <= {limit}


def test_a_page_goes_on_after_rows_that_came_meanwhile(rows: None) -> None:
    after = Rows(KIND, NOBODY, Asked(sort="inspected_on", descending=False)).page(2).after
    keep("inspection", inspection(number="7", inspected_on="2012-12-31"), at=AT)
    assert numbers(sort="inspected_on", descending=False, after=after) == ["3", "4", "5", "6"]


@pytest.mark.parametrize("change", [{"sort": "number"}, {"descending": True}])
def test_a_token_of_another_order_is_refused(rows: None, change: dict[str, Any]) -> None:
    first: dict[str, Any] = {"sort": "inspected_on", "descending": False}
    after = Rows(KIND, NOBODY, Asked(**first)).page(2).after
    with pytest.raises(RecordError) as refused:
        numbers(**first | change, after=after)
    assert refused.value.code == "list.no_page"
    assert str(refused.value) == ("after: this page cannot be found. The token is not of this list. "
                                  "Begin again at the first page.")


@pytest.mark.parametrize("token", ["x", "a:b:c", "W10:1:x", "\0"])
def test_an_invented_token_is_refused(rows: None, token: str) -> None:
    with pytest.raises(RecordError, match="this page cannot be found"):
        numbers(after=token)


def test_an_internal_field_is_open_over_own_regions_only(rows: None) -> None:
    ward = frozenset(["1"])
    assert [one.name for one in open_fields(KIND, ward) if one not in open_fields(KIND, NOBODY)] == ["inspector_group"]
    assert numbers(ward) == ["6", "5", "4", "3", "2", "1"]
    assert numbers(ward, where=[("inspector_group", "starts:g")]) == ["5", "3", "1"]
    assert numbers(ward, sort="inspector_group", descending=False) == ["1", "3", "5"]


def test_a_kind_that_is_internal_shows_own_regions_only(rows: None) -> None:
    kind = kinds.get("determination")
    for ward in ("1", "2"):
        keep("determination", {"scheme": "s", "year": "2013", "region": ward, "item": "plan", "value": "whole",
                               "reason": f"seen in {ward}", "decided_on": "2014-01-01"}, at=AT)
    found = {own: [row.region for row in Rows(kind, frozenset(own), Asked(search="seen")).page(9)[0]]
             for own in ("", "1", "2")}
    assert found == {"": [], "1": ["1"], "2": ["2"]}


def test_counting_stops_where_it_is_told_to(rows: None) -> None:
    assert Rows(KIND, NOBODY, Asked()).count(6) == Count(6, True)
    assert Rows(KIND, NOBODY, Asked()).count(5) == Count(5, False, 5)


def test_what_was_withdrawn_is_not_listed(rows: None) -> None:
    withdraw("inspection", store.current(KIND).get(number="3").pk, at=AT)
    assert numbers(region="1") == ["5", "1"]


def test_one_region_goes_by_day_and_all_by_entry() -> None:
    assert usual_order(KIND, "1") == ("inspected_on", True)
    assert usual_order(KIND, "") == usual_order(kinds.get("organisation"), "1") == (ENTERED, True)


@pytest.mark.parametrize("asked", [Asked(), Asked(sort="inspected_on"), Asked(sort="risk_class", descending=False)])
def test_a_page_reads_only_itself(rows: None, asked: Asked) -> None:
    with CaptureQueriesContext(connection) as queries:
        Rows(KIND, NOBODY, asked).page(2)
    statements = [query["sql"].upper() for query in queries]
    assert len(statements) == 3  # how long the list is; imports under way; the rows
    assert not any(word in statement for statement in statements for word in ("OFFSET", "COUNT(", "NULLS LAST"))


def test_a_list_of_what_may_have_no_day_comes_as_it_was_entered() -> None:
    assert usual_order(kinds.get("alert"), "1") == (ENTERED, True)
    assert usual_order(kinds.get("recall"), "1") == ("published_on", True)
