"""Rows of a cut lie by region, day and key, however they came and however many they are."""

from __future__ import annotations

import random
from datetime import date, timedelta
from threading import get_ident

import pyarrow as pa
import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts.sorting import groups, order
from plumbline.figures.engine.schema import arrow_schema
from plumbline.text import Text
from tests.figures.small import SCHEMA
from tests.figures.tables import table


def test_what_rows_are_sorted_by():
    assert order(SCHEMA["visit"]) == ["place", "day", "number", "part"]
    assert order(SCHEMA["call"]) == ["day", "number"]  # its region is reached through the firm
    assert order(SCHEMA["firm"]) == ["seat", "code"]
    assert order(SCHEMA["region"]) == ["code", "valid_from"]


def visits(count: int):
    draw = random.Random(7)
    rows = [{
        "number": f"v{at}", "part": at % 3, "place": draw.choice([None, "东", "north", "a\u0301", "Z", "z"]),
        "day": draw.choice([None, date(2012, 1, 1) + timedelta(days=draw.randrange(400))]), "fine": None,
    } for at in range(count)]
    draw.shuffle(rows)
    return rows


def plainly(rows):
    def key(row):
        # Text goes by its bytes; what is empty comes last.
        place, day = row["place"], row["day"]
        return place is None, (place or "").encode(), day is None, day or date.min, row["number"].encode(), row["part"]

    return [row["number"] for row in sorted(rows, key=key)]


@pytest.mark.parametrize("at_once", [0, 99, 10_000])
def test_rows_are_sorted_in_memory_or_outside_it_alike(tmp_path, at_once):
    rows = visits(1000)
    shape = SCHEMA["visit"]
    batches = iter(table(shape, rows).to_batches(max_chunksize=130))
    found = pa.concat_tables(groups(batches, shape, arrow_schema(shape), tmp_path, at_once=at_once))
    assert found.column("number").to_pylist() == plainly(rows)
    assert found.schema == arrow_schema(shape)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_nothing(tmp_path):
    shape = SCHEMA["visit"]
    assert list(groups(iter([]), shape, arrow_schema(shape), tmp_path)) == []


def test_nothing_is_left_when_reading_stops_half_way(tmp_path):
    shape = SCHEMA["visit"]
    given = []
    batches = (given.append(batch) or batch for batch in table(shape, visits(200)).to_batches(max_chunksize=50))
    reading = groups(batches, shape, arrow_schema(shape), tmp_path, at_once=0)
    next(reading)
    reading.close()
    assert len(given) == 4
    assert list(tmp_path.iterdir()) == []


def test_the_fault_of_who_gives_the_rows_is_told_as_it_is(tmp_path):
    shape = SCHEMA["visit"]

    def batches():
        yield from table(shape, visits(200)).to_batches(max_chunksize=50)
        raise CutError("cut.store_altered", Text("what is not so", "不符"))

    with pytest.raises(CutError, match="what is not so"):
        list(groups(batches(), shape, arrow_schema(shape), tmp_path, at_once=0))
    assert list(tmp_path.iterdir()) == []


def test_rows_are_asked_for_by_the_thread_that_reads(tmp_path):
    # A connection to the store belongs to one thread.
    shape, threads = SCHEMA["visit"], set()
    batches = (threads.add(get_ident()) or batch for batch in table(shape, visits(5000)).to_batches(max_chunksize=50))
    assert sum(group.num_rows for group in groups(batches, shape, arrow_schema(shape), tmp_path, at_once=0)) == 5000
    assert threads == {get_ident()}


def test_the_same_records_give_the_same_file_whatever_their_order(tmp_path):
    shape, rows = SCHEMA["visit"], visits(300)
    schema = arrow_schema(shape)
    first = pa.concat_tables(groups(iter(table(shape, rows).to_batches()), shape, schema, tmp_path))
    again = pa.concat_tables(groups(iter(table(shape, rows[::-1]).to_batches()), shape, schema, tmp_path))
    assert first.equals(again)
