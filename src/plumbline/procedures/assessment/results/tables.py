"""Results and sheets of figures as tables that leave the house: CSV, XLSX or Parquet, by ``records/export``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.scoring.reading import Openness, latest
from plumbline.records.assessment import packing, results
from plumbline.records.export.table import Column, Table
from plumbline.text import Citation, Text

PLACES = 6
"""Decimal places of points and scores: more than any scheme rounds to."""
FIGURE = ("indicator", "value", "numerator", "denominator", "unit", "cut", "definition_sha256")
ITEMS = (
    Column("region"), Column("name_en"), Column("name_zh"), Column("grade"), Column("score", "decimal", PLACES),
    Column("rank", "integer"), Column("item"), Column("title_en"), Column("title_zh"),
    Column("points", "decimal", PLACES), Column("of", "decimal", PLACES), Column("lost", "decimal", PLACES),
    Column("reason_en"), Column("reason_zh"), Column("rule_en"), Column("rule_zh"), Column("clause"),
    Column("citation"), *(Column(name) for name in FIGURE),
)
SHEET = (
    Column("id"), Column("title_en"), Column("title_zh"), Column("indicator"), Column("region"), Column("period"),
    Column("unit"), Column("published"), Column("value"), Column("agrees", "flag"), Column("numerator"),
    Column("denominator"), Column("low"), Column("high"), Column("records", "integer"), Column("awaiting_en"),
    Column("awaiting_zh"), Column("citation"), Column("cut"), Column("definition_sha256"), Column("root"),
)


def items(home: Home, scheme: str, year: str, *, user: Any = None) -> Table:
    """The published result of a year, one row for each item of each region by rank, as ``user`` (None: the public) may
    see it. Read region by region as it is written. :raises RecordError: where nothing is published."""
    found = latest(scheme, year)
    if found is None:
        raise RecordError("result.none", Text("there is no published result of this", "没有相应的已公布结果"),
                          where=f"{scheme} {year}"[:120],
                          next_step=Text("Look for a year that is published", "请选择已公布结果的年度"))
    viewer = Openness(home, user, approved=bool(found.head.get("procedure")))
    packed = found.lines.order_by("place").values_list("content", flat=True)

    def rows() -> Iterator[tuple[Any, ...]]:
        for content in packed.iterator(chunk_size=50):
            region = viewer.close(packing.unpacked(bytes(content)))
            for item in region["items"]:
                yield (*_region(region), *_item(item))

    count = found.lines.count() * sum(len(block["items"]) for block in found.head["blocks"])
    return Table(f"{scheme}-{year}-items", ITEMS, rows(), lambda most: min(most, count))


def sheet(document: Mapping[str, Any]) -> Table:
    """The figures of a sheet, as ``procedures/sheets.read_sheet`` gives them."""
    lines = document["figures"]
    rows = (_figure(one, document["cut"]) for one in lines)
    return Table(str(document["sheet"]), SHEET, rows, lambda most: min(most, len(lines)))


def _region(region: Mapping[str, Any]) -> tuple[Any, ...]:
    return (region["code"], region["names"]["en"], region["names"]["zh"], region["grade"], _exact(region["score"]),
            region["rank"])


def _item(item: Mapping[str, Any]) -> tuple[Any, ...]:
    points, of = _exact(item["points"]), _exact(item["of"])
    lost = None if points is None or of is None else max(Decimal(0), of - points)
    why, figure = item["explanation"] or {}, item["figure"] or {}
    return (item["id"], item["title"]["en"], item["title"]["zh"], points, of, lost, why.get("en"), why.get("zh"),
            item["rule"]["en"], item["rule"]["zh"], item["clause"], Citation(**item["citation"]).written("en"),
            *(_said(figure.get(name)) for name in FIGURE))


def _figure(one: Mapping[str, Any], cut: str) -> tuple[Any, ...]:
    interval, awaiting = one["interval"] or {}, one["awaiting"] or {}
    return (one["id"], one["title"]["en"], one["title"]["zh"], one["indicator"], one["region"], one["period"],
            one["unit"], _said(one["published"]), one["value"], one["agrees"], _said(one["numerator"]),
            _said(one["denominator"]), interval.get("low"), interval.get("high"), one["records"], awaiting.get("en"),
            awaiting.get("zh"), Citation(**one["citation"]).written("en"), cut, one["definition_sha256"], one["root"])


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else results.exact(value)


def _said(value: Any) -> str | None:
    return None if value is None else str(value)
