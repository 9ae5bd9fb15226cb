"""The document of a package: what was written is read back, and anything else is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts.manifest import Part
from plumbline.figures.joint.packages import Package, parse

PACKAGE = Package(
    "county-a", "330424", "20260102T030405678Z-0123456789ab", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    {"number": 7, "hash": "ff"}, {"region": (Part("region.parquet", 3, "0" * 64),), "inspection": (
        Part("inspection.parquet", 2, "1" * 64), Part("inspection.town~x.parquet", 1, "2" * 64, "town~x"))},
    "0.1.0", {},
)


def changed(**values):
    return json.dumps(json.loads(PACKAGE.text()) | values).encode()


def part(**values):
    raw = {"file": "region.parquet", "rows": 3, "sha256": "0" * 64, "instance": ""}
    return {"kinds": {"region": [raw | values]}}


def test_what_was_written_is_read_back():
    assert parse(PACKAGE.text()) == PACKAGE
    assert PACKAGE.rows == 6


@pytest.mark.parametrize("raw", [
    b"", b"[]", b"{}", b"\xff", changed(format="plumbline-package/9"), changed(instance="../x"),
    changed(instance="a.b"),
    changed(cut="latest"), changed(cut="../20260102T030405678Z-0123456789ab"), changed(as_of="2026-01-02T03:04:05"),
    changed(as_of="soon"), changed(journal={}), changed(kinds=[]), changed(kinds={"../x": []}), changed(received=1),
    changed(**part(file="../region.parquet")), changed(**part(file="other.parquet")), changed(**part(sha256="0")),
    changed(**part(instance="../x")), changed(**part(instance="a.b", file="region.a.b.parquet")),
    changed(**part(rows="many")),
])
def test_anything_else_is_refused(raw):
    with pytest.raises(CutError) as caught:
        parse(raw)
    assert caught.value.code == "joint.document_faulty"
    assert caught.value.why.en
