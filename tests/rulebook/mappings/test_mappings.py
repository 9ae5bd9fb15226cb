"""Column mappings: read strictly, kept whole, and an authority's own before the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.mappings import mappings
from plumbline.rulebook.mappings.mapping_text import save
from plumbline.rulebook.mappings.mappings import Mapping, load_file, load_mappings, parse
from plumbline.text import Text
from tests.told import told

ODD = 'a "b" \\ c\td\ne\rf\x7f 狮'


def test_what_is_kept_is_read_back(home: Home) -> None:
    mapping = Mapping(
        "county-1", "inspection", title=Text("County", "县"), columns={ODD: "number", "日期": "inspected_on"},
        values={"result": {"OK": "pass", ODD: "fail"}}, defaults={"purpose": "canvass"}, ignore=("remark", ODD),
        round=("latitude",), empty=("", "-"), dates="%d/%m/%Y",
    )
    path = save(mapping, home)
    assert path == home.rulebook / "mappings" / "county-1.toml"
    assert load_file(path) == load_mappings(home)["county-1"] == mapping


def test_the_least_that_can_be_kept(home: Home) -> None:
    mapping = Mapping("m", "inspection")
    assert load_file(save(mapping, home)).columns == {}


def test_a_mapping_of_the_same_name_replaces_the_shipped_one(home: Home) -> None:
    assert load_mappings(home)["chicago-inspections"].defaults == {"region": "chicago"}
    save(Mapping("chicago-inspections", "inspection", defaults={"region": "other"}), home)
    assert load_mappings(home)["chicago-inspections"].defaults == {"region": "other"}
    assert load_mappings(None)["chicago-inspections"].defaults == {"region": "chicago"}


def test_an_absent_key_has_its_default() -> None:
    found = parse("m", "m.toml", {"kind": "inspection"})
    assert (found.empty, found.title, found.dates) == (mappings.EMPTY, Text("m", "m"), "")
    assert parse("m", "m.toml", {"kind": "k", "defaults": {"critical_count": 0}}).defaults == {"critical_count": "0"}


@pytest.mark.parametrize(("raw", "message", "code"), [
    ({"kind": "k", "colums": {}}, "m.toml: unknown key 'colums'. Use: bands, columns, dates, defaults, ",
     "rule.unknown_key"),
    ({}, "m.toml: the key 'kind' is missing. Write kind = \"inspection\", say; or [kinds.inspection] ",
     "mapping.no_kind"),
    ({"kind": 7}, "m.toml: the key 'kind' is missing. ", "mapping.no_kind"),
    ({"kind": "k", "columns": ["number"]},
     "m.toml: the key 'columns' has another form than it should. Write it like \"No.\" = \"number\" under [columns].",
     "mapping.key_form"),
    ({"kind": "k", "columns": {"a": 1}}, "m.toml: the key 'columns' has another form than it should. ",
     "mapping.key_form"),
    ({"kind": "k", "values": {"OK": "pass"}}, "m.toml: the key 'values' has another form than it should. ",
     "mapping.key_form"),
    ({"kind": "k", "defaults": {"a": ["b"]}}, "m.toml: the key 'defaults' has another form than it should. ",
     "mapping.key_form"),
    ({"kind": "k", "ignore": "remark"}, "m.toml: the key 'ignore' has another form than it should. ",
     "mapping.key_form"),
    ({"kind": "k", "empty": [1]}, "m.toml: the key 'empty' has another form than it should. ", "mapping.key_form"),
    ({"kind": "k", "round": "latitude"}, "m.toml: the key 'round' has another form than it should. ",
     "mapping.key_form"),
    ({"kind": "k", "dates": 7}, "m.toml: the key 'dates' has another form than it should. ", "mapping.key_form"),
    ({"kind": "k", "title": 7}, "m.toml: the key 'title' has another form than it should. ", "mapping.key_form"),
])
def test_a_key_of_another_form_is_refused_by_name(raw: dict[str, Any], message: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse("m", "m.toml", raw)
    assert str(caught.value).startswith(message)
    told(caught.value, code)


@pytest.mark.parametrize("content", [b"kind = ", b"\xff\xfe"])
def test_a_file_that_is_no_toml_or_no_text(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.toml").write_bytes(content)
    with pytest.raises(RulebookError) as caught:
        load_file(tmp_path / "m.toml")
    assert str(caught.value).startswith(f"{tmp_path / 'm.toml'}: ")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="the mapping file cannot be read"):
        load_file(tmp_path / "none.toml")
