"""Every shape of definition, on random records, equals the same definition written in plain Python."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.compute import figure, figures, prepare, records, root
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.session import forget_counted
from plumbline.home import Home
from plumbline.methods.shared.trust import merkle
from tests.figures import small
from tests.figures.examples import ROWS, examples, rows_at_least
from tests.figures.small import PERIODS, SCHEMA, TREE, TWINS
from tests.figures.tables import cut_of, leaf, table

INDICATORS = small.indicators()


def frozen(world) -> tuple[tempfile.TemporaryDirectory, Cut]:
    place = tempfile.TemporaryDirectory()
    return place, cut_of(Home(Path(place.name)).create(), world, schema=SCHEMA)


def keys(rows):
    return sorted((row["number"], row.get("part")) if "number" in row else (row["code"],) for row in rows)


@pytest.mark.parametrize("cubes", [False, True])
def test_figures_of_every_region_and_period(engine, cubes):
    @examples(engine, 4 if cubes else 12)
    @given(world=small.worlds(ROWS if cubes else rows_at_least(engine)))
    def every(world):
        forget_counted()
        with using(on=cubes, least=0, any_definition=True):
            figures_equal_plain_python(engine, world)

    every()


def figures_equal_plain_python(engine, world):
    place, cut = frozen(world)
    with place:
        # All at once, so that scans are shared and periods overlap; single figures are tested on the Chicago world.
        prepare(cut, INDICATORS.values(), PERIODS, engine=engine, schema=SCHEMA)
        for twin in TWINS:
            for period in PERIODS:
                found = figures(cut, INDICATORS[twin.name], period, engine=engine, schema=SCHEMA)
                assert tuple(found) == TREE.at(period.last).codes
                for code, each in found.items():
                    check(twin, each, small.inside(world, twin.of, code, period))


def check(twin, each, rows):
    assert (each.numerator, each.denominator) == twin.count(rows)
    assert each.behind == len(twin.behind(rows))
    assert each.excluded.total == len(rows) - each.behind
    assert each.own == sum(row["~own"] for row in rows)
    if twin.stratum:
        layers = {layer.stratum: (layer.numerator, layer.denominator) for layer in each.strata}
        by_stratum = {}
        for row in rows:
            by_stratum.setdefault(twin.stratum(row), []).append(row)
        expected = {stratum: twin.count(part) for stratum, part in by_stratum.items()}
        assert {stratum: pair for stratum, pair in layers.items() if pair[0]} == {
            stratum: pair for stratum, pair in expected.items() if pair[0]}


def test_records_and_root_of_a_figure(engine):
    places = st.sampled_from([("land", PERIODS[0]), ("south", PERIODS[1]), ("city", PERIODS[3])])

    @examples(engine, 12)
    @given(world=small.worlds(rows_at_least(engine)), where=places)
    def every(world, where):
        records_and_root_equal_plain_python(engine, world, where)

    every()


def records_and_root_equal_plain_python(engine, world, where):
    place, cut = frozen(world)
    about = {"engine": engine, "schema": SCHEMA}
    with place:
        for twin in TWINS:
            asked = (cut, INDICATORS[twin.name], *where)
            rows = small.inside(world, twin.of, *where)
            behind = twin.behind(rows)
            expected = {"denominator": behind, "numerator": twin.above(rows),
                        "excluded": [row for row in rows if keys([row])[0] not in set(keys(behind))]}
            for of, those in expected.items():
                page = records(*asked, of=of, limit=100, **about)
                assert keys(page.rows) == keys(those), (twin.name, of)
                assert (page.count, page.next) == (len(those), None)
            assert root(*asked, **about) == merkle.root(sorted(map(stored_leaf, behind))).hex()


def stored_leaf(row):
    return leaf({name: value for name, value in row.items() if not name.startswith("~")})


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_an_empty_world_has_empty_figures(home: Home, engine, twin):
    cut = cut_of(home, {"region": small.REGIONS}, schema=SCHEMA)
    found = figure(cut, INDICATORS[twin.name], "land", "2013", engine=engine, schema=SCHEMA, with_root=True)
    assert (found.numerator, found.denominator) == twin.count([])
    assert found.root == merkle.EMPTY_ROOT.hex()
    assert (found.behind, found.excluded.total, found.own) == (0, 0, 0)


def test_the_leaf_of_a_row_is_the_one_in_the_table():
    row = {"code": "f1", "seat": "south", "value": 3, "size": "big"}
    assert table(SCHEMA["firm"], [row]).column("leaf")[0].as_py() == leaf(row)
