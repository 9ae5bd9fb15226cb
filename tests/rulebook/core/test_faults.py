"""One faulty file stops that file and what rests on it; everything else goes on, and nothing takes its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators.catalogue import catalogue, indicator
from plumbline.home import Home
from plumbline.rulebook.flows.flows import flow_for, load_flows
from plumbline.rulebook.indicators.figure_sheets import load_sheets
from plumbline.rulebook.mappings.mappings import load_mappings
from plumbline.rulebook.schemes.loading import load_schemes
from plumbline.rulebook.schemes.schemes import scheme_for
from tests.rulebook.schemes.test_schemes import ALL, SCHEME

BROKEN = "id = \"county\"\nvalid_from = 2014-01-01\ntitle = [[["


@pytest.fixture
def folder(home: Home) -> Path:
    for name in ("schemes", "indicators", "flows", "sheets", "mappings"):
        (home.rulebook / name).mkdir(exist_ok=True)
    return home.rulebook


def test_a_faulty_scheme_stops_itself_alone(home: Home, folder: Path) -> None:
    (folder / "schemes" / "other.toml").write_text(SCHEME.replace('"county"', '"other"', 1), encoding="utf-8")
    (folder / "schemes" / "broken.toml").write_text(BROKEN, encoding="utf-8")
    found = load_schemes(home, ALL)
    assert {"other", "chicago-canvass", "xuzhou"} < set(found)
    (fault,) = found.faults
    assert (fault.file, fault.ids) == ("schemes/broken.toml", ("county",))
    assert fault.error.what.en == "this is not valid TOML"
    with pytest.raises(RulebookError, match="'county' cannot be used: its file is faulty"):
        scheme_for(found, "county", "2014")


def test_no_shipped_scheme_takes_the_place_of_a_faulty_own_one(home: Home, folder: Path) -> None:
    (folder / "schemes" / "mine.toml").write_text('id = "xuzhou"\ntitle = 3\n', encoding="utf-8")
    found = load_schemes(home, ALL)
    assert "xuzhou" not in found
    with pytest.raises(RulebookError, match="'xuzhou' cannot be used"):
        scheme_for(found, "xuzhou", "2014")


def test_no_other_version_governs_the_years_of_a_faulty_one(home: Home, folder: Path) -> None:
    open_ended = SCHEME.replace("valid_to = 2013-12-31\n", "")
    (folder / "schemes" / "county.toml").write_text(open_ended, encoding="utf-8")
    (folder / "schemes" / "county-2014.toml").write_text(
        open_ended.replace("2011-01-01", "2014-01-01").replace("full = 30", "full = 31"), encoding="utf-8")
    found = load_schemes(home, ALL)
    assert scheme_for(found, "county", "2012").file == "schemes/county.toml"
    with pytest.raises(RulebookError, match="'county' cannot be used: its file is faulty"):
        scheme_for(found, "county", "2014")


def test_a_faulty_indicator_stops_what_rests_on_it_and_says_so(home: Home, folder: Path) -> None:
    (folder / "indicators" / "inspection.toml").write_text("[pass_rate]\ntitle = 3\n", encoding="utf-8")
    known = catalogue(home)
    assert "inspection.pass_rate" not in known
    assert "standard.published" in known or len(known) > 20
    with pytest.raises(RulebookError, match="'inspection.pass_rate' cannot be used: its file is faulty"):
        indicator("inspection.pass_rate", home)
    found = load_schemes(home, known)
    assert "xuzhou" in found
    (fault,) = found.faults
    assert fault.file == "schemes/chicago-canvass.toml"
    assert fault.error.what.en == "the figure 'inspection.pass_rate' cannot be used: its file is faulty"
    assert fault.error.why.en.startswith("indicators/inspection.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x = ", b"x = " + b"[" * 5_000, b"x = " + b"9" * 5_000,
                                     b"x = 1e999999\n" * 1, b"a." * 400 + b"a = 1"])
def test_whatever_stands_in_a_file_nothing_else_stops(home: Home, folder: Path, content: bytes) -> None:
    for name in ("schemes", "indicators", "flows", "sheets", "mappings"):
        (folder / name / "odd.toml").write_bytes(content)
    indicators = catalogue(home)
    for found, shipped in (
            (indicators, catalogue(None)), (load_schemes(home, indicators), load_schemes(None, indicators)),
            (load_flows(home), load_flows(None)), (load_mappings(home), load_mappings(None)),
            (load_sheets(home, indicators, schema_of_kinds()), load_sheets(None, indicators, schema_of_kinds()))):
        assert set(found) == set(shipped)
        assert [fault.file.partition("/")[2] for fault in found.faults] == ["odd.toml"]


def test_a_mapping_that_is_faulty_is_named_where_it_is_asked_for(home: Home, folder: Path) -> None:
    (folder / "mappings" / "chicago-inspections.toml").write_text("kind = 3", encoding="utf-8")
    with pytest.raises(RulebookError, match="'chicago-inspections' cannot be used: its file is faulty"):
        load_mappings(home)["chicago-inspections"]


def test_a_faulty_flow_stops_the_schemes_that_name_it(home: Home, folder: Path) -> None:
    from plumbline.methods.shared.periods import parse

    (folder / "flows" / "short.toml").write_text('id = "short"\ntitle = 1', encoding="utf-8")
    flows = load_flows(home)
    assert flow_for(flows, "", parse("2014"), "schemes/x.toml").id == "quality-work"
    with pytest.raises(RulebookError, match="'short' cannot be used: its file is faulty"):
        flow_for(flows, "short", parse("2014"), "schemes/x.toml")
