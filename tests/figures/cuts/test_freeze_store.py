"""Cuts of the store: the versions the journal knew at a moment, nothing personal, unchanged kinds shared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from plumbline.figures.cuts.comparing import compare
from plumbline.figures.cuts.cut import open_cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators.compute import figure
from plumbline.home import Home
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def region(code, parent=""):
    return {"code": code, "name_en": code, "level": "ward" if parent else "city", "parent": parent,
            "valid_from": "2000-01-01"}


def inspection(number, result="pass"):
    return {"number": number, "region": "w1", "inspected_on": "2026-01-05", "purpose": "canvass", "result": result,
            "critical_count": "0", "inspector_group": "green"}


@pytest.fixture
def kept():
    """Two inspections, the second corrected after an hour; returns its first row."""
    keep("region", region("city"), at=MONDAY)
    keep("region", region("w1", "city"), at=MONDAY)
    keep("inspection", inspection("1"), at=MONDAY)
    first = keep("inspection", inspection("2", "pass"), at=MONDAY)
    keep("inspection", inspection("2", "fail"), at=MONDAY + HOUR)
    return first


def rate(cut, shipped):
    found = figure(cut, shipped["inspection.pass_rate"], "city", "2026")
    return found.numerator, found.denominator


def test_a_cut_holds_what_was_known_at_its_moment(home: Home, kept, shipped):
    now = freeze(home, at=MONDAY + 2 * HOUR)
    earlier = freeze(home, as_of=MONDAY + HOUR / 2, at=MONDAY + 2 * HOUR)
    before = freeze(home, as_of=MONDAY - HOUR, at=MONDAY + 2 * HOUR)
    assert rate(now, shipped) == (1, 2)
    assert rate(earlier, shipped) == (2, 2)
    assert before.rows("inspection") == before.rows("region") == 0
    assert now.held.as_of == MONDAY + 2 * HOUR
    assert now.manifest["journal"] == store.journal_head()
    assert compare(earlier, now).kinds["inspection"].as_dict() == {"added": 0, "removed": 0, "changed": 1, "same": 1}
    assert open_cut(home) == now


def test_a_cut_stays_when_its_records_do_not(home: Home, kept, shipped):
    cut = freeze(home, at=MONDAY + 2 * HOUR)
    row = store.current(kinds.get("inspection")).get(number="1")
    withdraw("inspection", row.pk, at=MONDAY + 3 * HOUR)
    after = freeze(home, at=MONDAY + 4 * HOUR)
    assert (rate(cut, shipped), rate(after, shipped)) == ((1, 2), (0, 1))
    assert cut.path("region").stat().st_ino == after.path("region").stat().st_ino
    assert cut.path("inspection").stat().st_ino != after.path("inspection").stat().st_ino


def test_leaves_are_those_of_the_store_and_nothing_personal_comes_along(home: Home, kept):
    keep("organisation", {"code": "x1", "name": "X", "region": "w1", "contact_name": "Somebody"}, at=MONDAY)
    cut = freeze(home, at=MONDAY + 2 * HOUR)
    rows = pq.read_table(cut.path("inspection")).to_pylist()
    assert {row["number"]: row["leaf"] for row in rows} == {
        row.number: bytes(row.leaf) for row in store.current(kinds.get("inspection"))}
    for path in cut.folder.iterdir():
        assert b"Somebody" not in path.read_bytes()


def test_without_a_time_the_clock_is_asked(home: Home, kept):
    cut = freeze(home)
    assert abs(cut.held.made_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert cut.held.as_of == cut.held.made_at
