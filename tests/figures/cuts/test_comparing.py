"""What changed between two cuts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts.comparing import compare
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.home import Home
from tests.figures.tables import AS_OF, cut_of, region


def firm(code, name="A"):
    return {"code": code, "name": name, "region": "city"}


NOTHING = {"added": 0, "removed": 0, "changed": 0, "same": 0}


def test_records_are_told_apart_by_key_and_leaf(home: Home, engine):
    first = cut_of(home, {"region": [region("city")], "organisation": [firm("1"), firm("2"), firm("3")]})
    after = [firm("2", "B"), firm("3"), firm("4"), firm("5")]
    second = cut_of(home, {"region": [region("city")], "organisation": after}, as_of=AS_OF + timedelta(days=1))
    found = compare(first, second, engine=engine).as_dict()
    assert (found["first"], found["second"]) == (first.id, second.id)
    assert found["kinds"]["organisation"] == {"added": 2, "removed": 1, "changed": 1, "same": 1}
    assert found["kinds"]["region"] == {**NOTHING, "same": 1}  # the same file: not even read
    back = compare(second, first).as_dict()["kinds"]["organisation"]
    assert back == {"added": 1, "removed": 2, "changed": 1, "same": 1}


def test_keys_of_several_fields(home: Home, engine):
    old = [region("a", valid_from=date(2000, 1, 1)), region("a", valid_from=date(2010, 1, 1))]
    first = cut_of(home, {"region": old})
    second = cut_of(home, {"region": [*old, region("a", valid_from=date(2020, 1, 1))]}, as_of=AS_OF + timedelta(days=1))
    assert compare(first, second, engine=engine).kinds["region"].as_dict() == {**NOTHING, "added": 1, "same": 2}


def test_a_kind_of_another_release_is_told(home: Home, engine):
    cut = cut_of(home, {"organisation": [firm("1")]})
    shapes = {name: shape for name, shape in schema_of_kinds().items() if name != "organisation"}
    with pytest.raises(CutError, match="this release has no kind 'organisation'") as caught:
        compare(cut, cut, engine=engine, schema=shapes)
    assert caught.value.code == "cut.kind_of_other_release"


def test_a_cut_compared_with_itself(home: Home, engine):
    cut = cut_of(home, {"organisation": [firm("1")]})
    found = compare(cut, cut, engine=engine)
    assert found.kinds["organisation"].as_dict() == {**NOTHING, "same": 1}
