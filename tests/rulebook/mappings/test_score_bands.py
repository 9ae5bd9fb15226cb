"""Bands of scores: each number in exactly one, whatever the order in which they are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.mappings.mapping_text import save
from plumbline.rulebook.mappings.mappings import load_file, parse
from plumbline.rulebook.mappings.score_bands import read
from tests.told import told

GOOD = {"column": "score", "< 70": "fail", ">= 90": "pass", ">= 70, < 90": "conditional"}


def test_they_are_in_order_and_exact() -> None:
    found = read("result", GOOD, "m.toml")
    assert [(one.low, one.low_in, one.high, one.high_in, one.value) for one in found.bands] == [
        (None, False, Decimal(70), False, "fail"), (Decimal(70), True, Decimal(90), False, "conditional"),
        (Decimal(90), True, None, False, "pass")]


@pytest.mark.parametrize("texts", [
    {"<= 0": "a", "> 0": "b"}, {"≤ 0.5": "a", ">0.5": "b"}, {"< 0": "a", "= 0": "b", "> 0": "c"},
    {">= 100": "a", "< 100, >= 99.5": "b", "<99.5": "c"}, {"<=-1.5": "a", "> -1.5": 2},
])
def test_what_covers_every_number_once(texts: dict[str, Any]) -> None:
    assert len(read("f", {"column": "c"} | texts, "m.toml").bands) == len(texts)


@pytest.mark.parametrize(("texts", "message", "code"), [
    ({}, "m.toml, bands.f: there is no band. Write it like column = ", "mapping.no_band"),
    ({">= 90": "a"}, "the numbers below the band '>= 90' lie in no band. Add a band such as \"< 90\"",
     "mapping.bands_open"),
    ({"< 90": "a"}, "the numbers above the band '< 90' lie in no band. Add a band such as \">= 90\"",
     "mapping.bands_open"),
    ({"< 70": "a", ">= 90": "b"}, "there is a gap between the bands '< 70' and '>= 90'. A score such as 80 lies in",
     "mapping.bands_apart"),
    ({"< 90": "a", "> 90": "b"}, "90 lies in neither of the bands '< 90' and '> 90'. Write \">= 90\"",
     "mapping.bands_apart"),
    ({"<= 90": "a", ">= 90": "b"}, "the bands '<= 90' and '>= 90' overlap. A score in both would mean two things",
     "mapping.bands_overlap"),
    ({"< 95": "a", ">= 90": "b"}, "the bands '< 95' and '>= 90' overlap", "mapping.bands_overlap"),
    ({"< 90": "a", "< 80": "b", ">= 80": "c"}, "overlap", "mapping.bands_overlap"),
    ({"= 5": "x", "< 9": "a", ">= 9": "b"}, "overlap", "mapping.bands_overlap"),
    ({"90+": "a", "< 90": "b"}, "the band '90+' cannot be read. Write one limit or two", "mapping.band_unreadable"),
    ({"> 1, > 2": "a", "<= 1": "b"}, "the band '> 1, > 2' cannot be read", "mapping.band_unreadable"),
    ({">= 90, < 70": "a"}, "no number lies in the band '>= 90, < 70'", "mapping.band_empty"),
    ({"< 9": True, ">= 9": "b"}, "the band '< 9' has no value", "mapping.band_without_value"),
])
def test_gaps_overlaps_and_nonsense_are_refused_by_name(texts: dict[str, Any], message: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        read("f", {"column": "c"} | texts, "m.toml")
    assert message in str(caught.value)
    told(caught.value, code)


def test_a_column_must_be_named() -> None:
    with pytest.raises(RulebookError, match="the bands do not say which column holds the score"):
        read("f", {"< 1": "a", ">= 1": "b"}, "m.toml")


SEVERAL = {
    "title": "Both", "ignore": ["x"], "dates": "%m/%d/%Y", "year": 2013, "defaults": {"region": "1"},
    "values": {"region": {"a": "1"}},
    "kinds": {"inspection": {"columns": {"No": "number"}, "bands": {"result": GOOD}, "round": ["latitude"]},
              "finding": {"when": ["v", "w"], "columns": {"v": "clause"}, "fields": {"inspection": "{No}-{y}"},
                          "defaults": {"region": "2"}}},
}


def test_a_mapping_of_several_kinds_is_kept_and_read_back(home: Home) -> None:
    found = parse("both", "both.toml", SEVERAL)
    assert found.kinds == ("inspection", "finding")
    inspection, finding = found.several
    assert (inspection.ignore, finding.ignore) == (("x", "v", "w", "y"), ("x", "score"))
    assert (inspection.defaults, finding.defaults) == ({"region": "1"}, {"region": "2"})
    assert (inspection.shared, finding.shared) == ({"region"}, frozenset())
    assert finding.taken == {"v", "w", "No", "y"}
    assert load_file(save(found, home)) == found


@pytest.mark.parametrize(("raw", "message"), [
    (SEVERAL | {"kind": "inspection"}, "the key 'kind' stands beside 'kinds'"),
    (SEVERAL | {"columns": {}}, "Move it below one of: [kinds.inspection], [kinds.finding]"),
    ({"kinds": {}}, "the key 'kinds' has another form than it should"),
    ({"kinds": {"inspection": {"dates": "%Y"}}}, "m.toml, kinds.inspection: unknown key 'dates'"),
    ({"kinds": {"inspection": {"when": []}}}, "the key 'when' has another form than it should"),
    ({"kind": "k", "when": "v"}, "unknown key 'when'"),
    ({"kind": "k", "bands": {"f": "x"}}, "the key 'bands' has another form than it should"),
    ({"kind": "k", "year": 13}, "the key 'year' has another form than it should"),
])
def test_what_is_no_mapping_of_several_kinds(raw: dict[str, Any], message: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse("m", "m.toml", raw)
    assert message in str(caught.value)
