"""A document that was broken on purpose is no document, and nothing worse."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plumbline import documents
from plumbline.errors import CutError, HomeError, PlumblineError
from plumbline.figures.cuts import manifest
from plumbline.figures.joint import packages
from plumbline.home import Home
from plumbline.procedures.common.archive import Reader
from plumbline.procedures.federation import trusting
from plumbline.procedures.operations import integrity, upgrade
from plumbline.records.core import witness

DEEP, ENDLESS, LONG = "[" * 100_000, "1e999999", "9" * 5_000
ANY = r"(?s).*"
BROKEN = [DEEP, '{"a":' * 100_000, ENDLESS, f"-{ENDLESS}", LONG, "NaN", "-Infinity", "{", "", b"\xff", b"\xed\xa0\x80"]
JSON = [documents.json_of, documents.json_said_once]


@pytest.mark.parametrize("read", JSON)
@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_json(read: Callable[[str | bytes], Any], content: str | bytes) -> None:
    with pytest.raises(ValueError, match=ANY):
        read(content)


@pytest.mark.parametrize("read", [*JSON, documents.json_as_written])
def test_what_is_json(read: Callable[[str | bytes], Any]) -> None:
    assert read('{"a":[true,null,"\\ud800x"]}') == {"a": [True, None, "\ud800x"]}
    assert read("[" * 200 + "]" * 200)


def test_numbers_as_they_are_written() -> None:
    assert documents.json_as_written(f"[{LONG},1e999999,0.10,-5]") == [LONG, ENDLESS, "0.10", "-5"]
    assert documents.json_of("[1.5,-5,1e3]") == [1.5, -5, 1000.0]


@pytest.mark.parametrize("read", [documents.json_said_once, documents.json_as_written])
def test_a_key_that_is_given_twice(read: Callable[[str | bytes], Any]) -> None:
    with pytest.raises(ValueError, match="a key is given twice"):
        read('{"a":[{"b":1,"b":2}]}')
    assert documents.json_of('{"a":1,"a":2}') == {"a": 2}


@pytest.mark.parametrize("text", [f"a={DEEP}", "a=" + "{b=" * 100_000, f"a={LONG}", "a=", "a=0000-01-01"])
def test_what_is_no_toml(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=ANY):
        documents.toml_of(text)
    home = Home(tmp_path)
    for file in (home.config_file, home.trust_file):
        file.write_text(text, "utf-8")
    with pytest.raises(HomeError) as found:
        home.config()
    assert found.value.code == "home.settings_faulty"
    with pytest.raises(HomeError) as found:
        trusting.known(home)
    assert found.value.code == "instance.trust_list_unreadable"


@pytest.mark.parametrize("number", [DEEP, ENDLESS, LONG, "NaN"], ids=["deep", "endless", "long", "nan"])
def test_every_document_of_a_home(number: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    journal = f'{{"number":{number},"hash":"x"}}'
    home.journal_head.write_text(journal)
    with pytest.raises(ValueError, match=ANY):
        witness.read(home)
    home.schema_file.write_text(f'{{"schema":{number}}}')
    assert refused(lambda: upgrade._noted(home)).code == "upgrade.note_unreadable"
    (tmp_path / "cuts").mkdir()
    (tmp_path / "manifest.json").write_text(f'{{"journal":{journal}}}')
    assert refused(lambda: integrity.head_of(tmp_path)).code == "integrity.no_witness"
    assert isinstance(refused(lambda: manifest.read(tmp_path)), CutError)
    given = {"format": packages.FORMAT, "journal": "~"}
    assert isinstance(refused(lambda: packages.parse(json.dumps(given).replace('"~"', journal).encode())), CutError)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("manifest.json", f'{{"format":"x","files":{number}}}')
    assert refused(lambda: Reader(tmp_path / "a.zip", "x")).code == "integrity.archive_damaged"


def refused(do: Callable[[], object]) -> PlumblineError:
    with pytest.raises(PlumblineError) as found:
        do()
    return found.value


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_csv_ends_its_lines_as_on_any_machine(end: str) -> None:
    names, rows = documents.csv_of(end.join(("\ufeffa,b", "1,-5", "2,3,4", "5", "")))
    assert names == ["a", "b"]
    assert rows == [(2, {"a": "1", "b": "-5"}), (3, {"a": "2", "b": "3", None: ["4"]}), (4, {"a": "5", "b": None})]


@pytest.mark.parametrize("text", ['a\n"' + "x\n" * 100_000, "a\n" + "x" * 140_000, '"' + "x" * 140_000])
def test_a_value_of_csv_without_an_end(text: str) -> None:
    with pytest.raises(ValueError, match="field larger than field limit"):
        documents.csv_of(text)
    with pytest.raises(ValueError, match="field larger than field limit"):
        list(documents.csv_rows(text.splitlines(keepends=True)))
    assert list(documents.csv_rows(["a，b"], "，")) == [["a", "b"]]
