"""Over several instances every shape of definition still equals plain Python, though all gave out the same numbers."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import FigureError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.compute import figures, prepare, records, root
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.session import forget_counted
from plumbline.home import Home
from plumbline.methods.shared.trust import merkle
from plumbline.rulebook.indicators.loading import parse_indicators
from tests.figures import small
from tests.figures.examples import examples, rows_at_least
from tests.figures.indicators.test_small_world import check
from tests.figures.joints import joint_of
from tests.figures.small import PERIODS, SCHEMA, TREE, TWINS
from tests.figures.tables import leaf

INDICATORS = small.indicators()
OWN, CITY, TOWN = "", "city-office", "town-office"
# Every instance keeps records of its own part of the land, under numbers that the others use too.
PLACES = {OWN: {"land"}, CITY: {"city", "old", "north", "south"}, TOWN: {"town", "east", "lost", "new"}}
NAMES = {"number", "firm", "code"}


def kept_by(instance, world):
    """The records of ``world`` that belong to the places of ``instance``."""
    inside = PLACES[instance]
    firms = [row if row["seat"] is None or row["seat"] in inside else {**row, "seat": None} for row in world["firm"]]
    return {"firm": firms, "visit": [row for row in world["visit"] if row["place"] in inside], "call": world["call"]}


def renamed(instance, rows):
    """The same with numbers that tell instances apart, as plain Python needs them."""
    return [{name: f"{instance}:{value}" if name in NAMES and value is not None else value
             for name, value in row.items()} | {"~leaf": leaf(public(row) if instance else row)} for row in rows]


def public(row):
    return {name: value for name, value in row.items() if name != "note"}


def frozen(worlds):
    place = tempfile.TemporaryDirectory()
    home = Home(Path(place.name)).create()
    kept = {instance: kept_by(instance, world) for instance, world in worlds.items()}
    given = {name: (top, {kind: [{**row, "leaf": leaf(public(row))} for row in rows] for kind, rows in
                          kept[name].items()}) for name, top in ((CITY, "city"), (TOWN, "town"))}
    cut = joint_of(home, {"region": small.REGIONS, **kept[OWN]}, given, schema=SCHEMA)
    together = {"region": small.REGIONS}
    for kind in ("firm", "visit", "call"):
        together[kind] = [row for instance in worlds for row in renamed(instance, kept[instance][kind])]
    return place, cut, together


def three_worlds(engine):
    world = small.worlds(rows_at_least(engine))
    return st.fixed_dictionaries({OWN: world, CITY: world, TOWN: world})


@pytest.mark.parametrize("cubes", [False, True])
def test_figures_of_every_region_and_period(engine, cubes):
    @examples(engine, 2 if cubes else 5)
    @given(worlds=three_worlds(engine))
    def every(worlds):
        forget_counted()
        with using(on=cubes, least=0, any_definition=True):
            figures_equal_plain_python(engine, worlds)

    every()


def figures_equal_plain_python(engine, worlds):
    place, cut, together = frozen(worlds)
    with place:
        prepare(cut, INDICATORS.values(), PERIODS, engine=engine, schema=SCHEMA)
        for twin in TWINS:
            for period in PERIODS:
                found = figures(cut, INDICATORS[twin.name], period, engine=engine, schema=SCHEMA)
                assert tuple(found) == TREE.at(period.last).codes
                for code, each in found.items():
                    check(twin, each, small.inside(together, twin.of, code, period))


def test_records_and_root_of_a_figure(engine):
    @examples(engine, 5)
    @given(worlds=three_worlds(engine))
    def every(worlds):
        records_and_root_equal_plain_python(engine, worlds)

    every()


def records_and_root_equal_plain_python(engine, worlds):
    place, cut, together = frozen(worlds)
    with place:
        for twin in TWINS:
            asked = (cut, INDICATORS[twin.name], "land", PERIODS[1])
            behind = twin.behind(small.inside(together, twin.of, "land", PERIODS[1]))
            page = records(*asked, limit=1000, engine=engine, schema=SCHEMA)
            assert sorted(row["leaf"] for row in page.rows) == sorted(row["~leaf"].hex() for row in behind), twin.name
            assert page.count == len(behind)
            leaves = sorted(row["~leaf"] for row in behind)
            assert root(*asked, engine=engine, schema=SCHEMA) == merkle.root(leaves).hex()


def visits(count):
    return [{"number": f"v{at}", "part": 0, "place": "", "day": date(2013, 2, 3), "result": "pass"}
            for at in range(count)]


@pytest.fixture
def same_numbers(home: Home) -> Cut:
    """Three instances with visits v0 to v4 each."""
    given = {CITY: ("city", {"visit": [{**row, "place": "south"} for row in visits(5)], "firm": [], "call": []}),
             TOWN: ("town", {"visit": [{**row, "place": "new"} for row in visits(5)], "firm": [], "call": []})}
    own = {"region": small.REGIONS, "visit": [{**row, "place": "land"} for row in visits(5)]}
    return joint_of(home, own, given, schema=SCHEMA)


@pytest.mark.parametrize("limit", [1, 2, 4, 7])
def test_pages_go_through_equal_numbers_one_by_one(same_numbers, engine, limit):
    seen, after = [], None
    while True:
        page = records(same_numbers, INDICATORS["rate"], "land", "2013", limit=limit, after=after, engine=engine,
                       schema=SCHEMA)
        seen += [(row["number"], row["instance"]) for row in page.rows]
        after = page.next
        if after is None:
            break
    assert seen == [(f"v{at}", instance) for at in range(5) for instance in (OWN, CITY, TOWN)]


def test_a_figure_by_internal_fields_is_refused(same_numbers, engine):
    text = small.HEAD.format(name="noted", of="visit", rest='numerator = "COUNT(note)"')
    (noted,) = parse_indicators("small", text, SCHEMA)
    with pytest.raises(FigureError, match="counts by internal fields, which other instances do not hand up") as caught:
        figures(same_numbers, noted, "2013", engine=engine, schema=SCHEMA)
    assert caught.value.code == "figure.counts_internal"
    with pytest.raises(FigureError, match="counts by internal fields") as caught:
        records(same_numbers, noted, "land", "2013", engine=engine, schema=SCHEMA)
    assert caught.value.code == "figure.counts_internal"
