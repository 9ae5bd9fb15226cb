"""10 million inspections with the columns of the declared kind, spread over regions and days at random."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from plumbline.figures.cuts.cut import Cut, cut_ids, open_cut
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.engine.schema import arrow_schema
from plumbline.home import Home
from plumbline.rulebook.indicators.loading import Indicator, parse_indicators
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape

ROWS = 10_000_000
SEED = 7
REGIONS, YEARS = 22, 5  # so that one region and year has 90,000 of 10 million
REGION, PERIOD = "r3", "2021"
MOMENT = datetime(2024, 1, 1, tzinfo=UTC)


def _uniform(draw: int, below: int) -> str:
    return f"(hash(i * 1000 + {draw}, {SEED}) % {below})::BIGINT"


def tables(rows: int) -> dict[str, str]:
    """The queries that make the two tables."""
    return {
        "region": f"""SELECT code, code AS name_en, NULL::VARCHAR AS name_zh, 'county' AS level, parent,
            DATE '1900-01-01' AS valid_from, NULL::DATE AS valid_to, NULL::VARCHAR AS successor,
            unhex(sha256(code)) AS leaf FROM (SELECT 'top' AS code, NULL::VARCHAR AS parent
                  UNION ALL SELECT 'r' || i, 'top' FROM range({REGIONS}) t(i))""",
        "inspection": f"""SELECT (1000000 + hash(i, {SEED}) % 100000000)::VARCHAR || '-' || i AS number,
            'r' || {_uniform(1, REGIONS)} AS region,
            (DATE '2019-01-01' + {_uniform(2, YEARS * 365 + 1)}::INTEGER)::DATE AS inspected_on,
            'canvass' AS purpose, ['pass', 'pass', 'pass', 'conditional', 'fail'][1 + {_uniform(3, 5)}] AS result,
            ['high', 'medium', 'low'][1 + {_uniform(4, 3)}] AS risk_class, {_uniform(5, 4)}::BIGINT AS critical_count,
            {_uniform(6, max(1, rows // 10))}::VARCHAR AS establishment,
            'The name of place ' || {_uniform(6, max(1, rows // 10))} AS establishment_name,
            {_uniform(7, 9999)} || ' N LONG STREET' AS address, unhex(sha256(i::VARCHAR)) AS leaf
            FROM range({rows}) t(i)""",
    }


TEXTS = ("number", "purpose", "establishment", "establishment_name", "address")
SCHEMA = {
    "region": KindShape("region", {
        **{name: FieldShape("text") for name in ("code", "name_en", "name_zh", "level", "parent", "successor")},
        "valid_from": FieldShape("date"), "valid_to": FieldShape("date"),
    }, ("code", "valid_from"), "code"),
    "inspection": KindShape("inspection", {
        **{name: FieldShape("text") for name in TEXTS}, "region": FieldShape("ref", refers="region"),
        "inspected_on": FieldShape("date"), "result": FieldShape("text"), "risk_class": FieldShape("text"),
        "critical_count": FieldShape("integer"),
    }, ("number",), "region", "inspected_on"),
}


class Rows:
    """The two tables as a source of a cut, in the order in which the engine makes them."""

    def __init__(self, rows: int) -> None:
        self.queries = tables(rows)

    def schema(self) -> dict[str, KindShape]:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        return SCHEMA

    def head(self, as_of: datetime) -> dict[str, Any]:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        return {"number": 0, "hash": ""}

    def state(self, kind: str, as_of: datetime) -> str:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        return ""

    def added(self, kind: str, journal: Mapping[str, Any], as_of: datetime) -> Iterator[pa.RecordBatch] | None:
        """See :class:`plumbline.figures.cuts.source.Source`: it does not tell."""
        return None

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        with duckdb.connect(config={"memory_limit": "500MB"}) as database:
            database.execute("SET enable_progress_bar = false")
            columns = ", ".join(f'"{name}"' for name in arrow_schema(SCHEMA[kind]).names)
            yield from database.sql(f"SELECT {columns} FROM ({self.queries[kind]})").to_arrow_reader(65_536)


def make(place: Path, rows: int) -> tuple[Cut, float | None]:
    """The cut under ``place``, and the seconds it took to freeze it if it was not there yet."""
    home = Home(place)
    if cut_ids(home):
        return open_cut(home), None
    began = time.perf_counter()
    cut = write_cut(home, Rows(rows), as_of=MOMENT, made_at=MOMENT)
    return cut, round(time.perf_counter() - began, 2)


def indicator() -> Indicator:
    """The pass rate."""
    text = """
[pass_rate]
title = { en = "Pass rate", zh = "合格率" }
meaning = { en = "Share not failed.", zh = "不为不合格的比例。" }
unit = "%"
better = "higher"
source = { text = "benchmark", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE result <> 'fail')"
denominator = "COUNT(*)"
strata = "risk_class"
interval = "wilson"
words = { numerator = { en = "passed", zh = "合格" }, denominator = { en = "all", zh = "全部" } }
"""
    return parse_indicators("inspection", text, SCHEMA)[0]
