"""Cuts made straight from rows, without a database: what tests of figures stand on."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import pyarrow as pa

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.engine.schema import LEAF, arrow_schema, schema_of_kinds
from plumbline.home import Home
from plumbline.rulebook.indicators.shapes import KindShape, Schema

Row = dict[str, Any]
AS_OF = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
RESULTS = {"Pass": "pass", "Fail": "fail", "Pass w/ Conditions": "conditional"}
RISKS = {"Risk 1 (High)": "high", "Risk 2 (Medium)": "medium", "Risk 3 (Low)": "low"}


def leaf(row: Row) -> bytes:
    """A leaf that depends on the row. Tests of figures need no salt."""
    return hashlib.sha256(repr(sorted(row.items())).encode()).digest()


def table(shape: KindShape, rows: Sequence[Row]) -> pa.Table:
    """Rows as a cut holds them; a field that a row does not name is empty."""
    full = [{**{name: row.get(name) for name in shape.fields}, LEAF: row.get(LEAF) or leaf(row)} for row in rows]
    return pa.Table.from_pylist(full, schema=arrow_schema(shape))


@dataclass
class Tables:
    """A source of rows that were always known; ``came`` are those since the cut before."""

    kinds: Mapping[str, Sequence[Row]]
    shapes: Schema = field(default_factory=schema_of_kinds)
    number: int = 1
    batch: int = 1000
    came: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def schema(self) -> Schema:
        return self.shapes

    def head(self, as_of: datetime) -> dict[str, Any]:
        return {"number": self.number, "hash": f"{self.number:064x}"}

    def state(self, kind: str, as_of: datetime) -> str:
        return hashlib.sha256(repr(self.kinds.get(kind, ())).encode()).hexdigest()

    def added(self, kind: str, journal: Mapping[str, Any], as_of: datetime) -> Iterator[pa.RecordBatch] | None:
        came = self.came.get(kind)
        return None if came is None else iter(table(self.shapes[kind], came).to_batches())

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        yield from table(self.shapes[kind], self.kinds.get(kind, ())).to_batches(max_chunksize=self.batch)


def cut_of(
    home: Home, kinds: Mapping[str, Sequence[Row]], *, schema: Schema | None = None, as_of: datetime = AS_OF,
) -> Cut:
    """A cut that holds just these rows."""
    return write_cut(home, Tables(kinds, schema or schema_of_kinds()), as_of=as_of, made_at=AS_OF)


def region(code: str, parent: str | None = None, **others: Any) -> Row:
    """A region that lasts, unless told otherwise."""
    return {"code": code, "name_en": code.title(), "level": "ward" if parent else "city", "parent": parent,
            "valid_from": date(1900, 1, 1), **others}


def chicago() -> dict[str, list[Row]]:
    """The shipped world's rows, read without the intake."""
    return {
        "region": [region("chicago"), *(region(str(ward), "chicago") for ward in range(1, 51))],
        "inspection": [_inspection(row) for row in raw_chicago()],
        "establishment": list({row["License"]: _establishment(row) for row in raw_chicago()}.values()),
    }


def raw_chicago() -> list[dict[str, str]]:
    """The file's own rows."""
    source = resources.files("plumbline.worlds").joinpath("chicago", "inspections.csv.gz")
    with source.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _known(value: str) -> str | None:
    return None if value in {"", "NA"} else value


def _inspection(row: dict[str, str]) -> Row:
    return {
        "number": row["Inspection_ID"], "region": _known(row["WARD"]) or "chicago",
        "inspected_on": date.fromisoformat(row["Inspection_Date"]), "purpose": "canvass",
        "result": RESULTS[row["Results"]], "risk_class": RISKS[row["Risk"]],
        "critical_count": int(row["criticalCount"]), "establishment": row["License"],
        "licence_code": _known(row["LICENSE_CODE"]), "inspector_group": _known(row["inspector_group"]),
    }


def _establishment(row: dict[str, str]) -> Row:
    return {"code": row["License"], "name": row["DBA_Name"], "region": _known(row["WARD"]) or "chicago",
            "risk_class": RISKS[row["Risk"]]}
