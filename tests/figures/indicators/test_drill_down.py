"""Pages of records, roots and proofs."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from plumbline.errors import FigureError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.compute import proof, records
from plumbline.home import Home
from tests.figures import small
from tests.figures.tables import cut_of, region

INDICATORS = small.indicators()
ABOUT = {"schema": small.SCHEMA}


def visit(at: int, draw: random.Random):
    return {
        "number": f"v{at % 37}", "part": at, "place": draw.choice(["north", "south"]),
        "firm": draw.choice(["f1", None]),
        "day": draw.choice([None, *(date(2013, 1, 1) + timedelta(days=day) for day in range(5))]) or date(2013, 7, 1),
        "points": draw.choice([None, -1, 0, 1, 2]), "fine": None, "urgent": draw.choice([None, True, False]),
        "result": draw.choice([None, "pass", "fail"]), "note": "secret",
    }


@pytest.fixture(scope="module")
def rows():
    return [visit(at, random.Random(at)) for at in range(150)]


@pytest.fixture(scope="module")
def cut(tmp_path_factory, rows) -> Cut:
    home = Home(tmp_path_factory.mktemp("behind") / "home").create()
    return cut_of(home, {"region": small.REGIONS, "visit": rows}, schema=small.SCHEMA)


def pages(cut, engine, limit=7, **options):
    after, found = None, []
    while True:
        page = records(cut, INDICATORS["rate"], "city", "2013", limit=limit, after=after, engine=engine, **ABOUT,
                       **options)
        assert page.count == 150
        assert len(page.rows) <= limit
        found += page.rows
        after = page.next
        if after is None:
            return found


def key(row):
    return row["number"], row["part"]


def test_pages_follow_each_other_by_natural_key(cut, engine, rows):
    found = pages(cut, engine)
    assert [key(row) for row in found] == sorted(key(row) for row in rows)


def test_pages_the_other_way_round(cut, engine, rows):
    assert [key(row) for row in pages(cut, engine, descending=True)] == sorted(map(key, rows), reverse=True)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["points", "day", "result", "urgent", "number", "fine"])
def test_pages_by_another_field_have_empty_values_last(cut, engine, rows, sort, descending):
    there = sorted((row for row in rows if row[sort] is not None), key=key, reverse=descending and sort == "number")
    there.sort(key=lambda row: row[sort], reverse=descending)
    gone = sorted((row for row in rows if row[sort] is None), key=key)
    if sort == "number" and descending:  # each field goes its own way: the rest of the key still rises
        there = sorted(there, key=lambda row: row["part"])
        there.sort(key=lambda row: row["number"], reverse=True)
    found = pages(cut, engine, limit=11, sort=sort, descending=descending)
    assert [key(row) for row in found] == [key(row) for row in [*there, *gone]]


def test_only_public_fields_are_read_unless_asked(cut, engine):
    row = pages(cut, engine)[0]
    assert "note" not in row
    assert set(row) == {"number", "part", "place", "day", "firm", "result", "points", "fine", "urgent", "leaf"}
    chosen = pages(cut, engine, fields=["note"])[0]
    assert set(chosen) == {"note", "leaf"}


def test_a_page_beyond_the_last_is_empty(cut, engine):
    page = records(cut, INDICATORS["rate"], "city", "2013", after='["v99", "1"]', engine=engine, **ABOUT)
    assert (page.rows, page.next) == ((), None)


@pytest.mark.parametrize("after", [
    "x", "{}", "[]", '["a"]', "[1, 2]", '["v1", "one"]', '["v1", "1; DROP TABLE visit"]'])
def test_a_token_of_another_list_is_refused(cut, engine, after):
    with pytest.raises(FigureError, match="this page cannot be found") as caught:
        records(cut, INDICATORS["rate"], "city", "2013", after=after, engine=engine, **ABOUT)
    assert caught.value.code == "figure.page_lost"


@pytest.mark.parametrize(("options", "message", "code"), [
    ({"of": "numertor"}, "a figure has no part 'numertor'. Did you mean numerator?", "figure.part_unknown"),
    ({"sort": "pionts"}, "visit has no field 'pionts'. Did you mean points?", "figure.field_unknown"),
    ({"fields": ["secret"]}, "visit has no field 'secret'", "figure.field_unknown"),
    ({"limit": -1}, "a page of -1 records cannot be shown", "figure.page_size"),
])
def test_what_cannot_be_listed_is_told(cut, engine, options, message, code):
    with pytest.raises(FigureError) as caught:
        records(cut, INDICATORS["rate"], "city", "2013", engine=engine, **ABOUT, **options)
    assert message in str(caught.value)
    assert caught.value.code == code


def test_many_regions_are_handed_over_as_a_table(home, engine):
    wards = [region(f"w{at}", "land") for at in range(100)]
    rows = [{**visit(at, random.Random(at)), "place": f"w{at}", "day": date(2013, 1, 1)} for at in range(100)]
    cut = cut_of(home, {"region": [region("land"), *wards], "visit": rows}, schema=small.SCHEMA)
    for name in ("rate", "repeat"):
        page = records(cut, INDICATORS[name], "land", "2013", of="excluded", limit=200, engine=engine, **ABOUT)
        behind = records(cut, INDICATORS[name], "land", "2013", limit=200, engine=engine, **ABOUT)
        assert len(page.rows) + len(behind.rows) == 100


def test_a_record_that_is_not_behind_the_figure_has_no_proof(cut, engine):
    for leaf in ("00" * 32, "not hex"):
        with pytest.raises(FigureError, match="is behind this figure") as caught:
            proof(cut, INDICATORS["rate"], "city", "2013", leaf, engine=engine, **ABOUT)
        assert caught.value.code == "proof.not_behind"


def test_a_region_that_is_not_there_is_told(cut, engine):
    with pytest.raises(FigureError, match="there is no region 'east' on 2013-12-31") as caught:
        records(cut, INDICATORS["rate"], "east", "2013", engine=engine, **ABOUT)
    assert caught.value.code == "region.unknown"
