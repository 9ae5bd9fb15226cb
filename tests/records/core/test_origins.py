"""What is constructed is told by the file that a record was taken in from, in homes that hold such records."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import IntakeError
from plumbline.home import VARIABLE, Home
from plumbline.procedures.records.imports import import_file
from plumbline.records.core import origins
from plumbline.records.core.journal import Entry
from plumbline.text import Text
from tests.records.samples import Clock

REGIONS = "code,name_en,level,valid_from{more}\n{code},Own,county,2000-01-01{value}\n"


def took(home: Home, tmp_path: Path, name: str, code: str, constructed: str = "") -> int:
    """The entry of the journal of a file of one region."""
    path = tmp_path / name
    path.write_text(REGIONS.format(code=code, more=",constructed" if constructed else "",
                                   value=f",{constructed}" if constructed else ""), encoding="utf-8")
    return import_file(home, "region", path, clock=Clock()).entry


@pytest.fixture
def haiyan(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home that says it holds a constructed world, whose regions are real."""
    (home.path / "world").write_text("haiyan\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(home.path))
    return home


def test_a_file_that_the_world_names_is_real_and_any_other_is_not(
        haiyan: Home, transactional_db: None, tmp_path: Path) -> None:
    real, other = took(haiyan, tmp_path, "regions.csv", "real-1"), took(haiyan, tmp_path, "other.csv", "other-2")
    told = origins.here()
    assert told is not None
    assert (told.constructed(real), told.constructed(other)) == (False, True)
    assert told.source(real) == Text("GB/T 2260, names and codes of regions", "GB/T 2260 行政区划名称与代码")
    assert told.source(other) == origins.IS_CONSTRUCTED
    assert Entry.objects.get(pk=real).detail["file"] == "regions.csv"


def test_no_other_home_tells_it(home: Home, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(home.path))
    assert (origins.here(), origins.are_told()) == (None, False)
    (home.path / "world").write_text("chicago\n", encoding="utf-8")
    assert (origins.here(), origins.are_told()) == (None, False)


def test_what_such_a_home_gives_out_is_taken_in_there_again(
        haiyan: Home, transactional_db: None, tmp_path: Path) -> None:
    assert took(haiyan, tmp_path, "list.csv", "3", "true")


def test_an_office_does_not_take_constructed_records_in_unawares(
        home: Home, transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(home.path))
    with pytest.raises(IntakeError) as caught:
        took(home, tmp_path, "list.csv", "3", "true")
    assert (caught.value.code, caught.value.what.en) == ("file.column_unknown", "unknown column 'constructed'")
