"""``plumb figures``, ``plumb world load haiyan`` and ``plumb withdraw``, as people run them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from plumbline.worlds import describe
from tests.commands import plumb, well

IDS = ["H1.county", "H1.city", "H1.province", "H2.all", "H2.international", "H2.national", "H2.industry", "H2.other",
       "H3.led", "H3.authorised", "H4.farm", "H4.drugs", "H4.projects", "H5", "H6.standards", "H6.patents", "H6.output",
       "H6.processes"]


@pytest.fixture(scope="module")
def haiyan(world_home: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the world, loaded by the command that needed it."""
    return world_home("haiyan", tmp_path_factory.mktemp("haiyan") / "home")


def by_id(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in document["figures"]}


@pytest.mark.slow
def test_every_figure_is_told_and_opens_to_its_records(haiyan: Path, tmp_path: Path) -> None:
    document = well("figures", "--world", "haiyan", "--table", tmp_path / "figures.parquet", home=haiyan)
    rows = pq.read_table(tmp_path / "figures.parquet").to_pylist()
    assert [(row["id"], row["value"], row["agrees"], row["records"], row["definition_sha256"]) for row in rows] == [
        (one["id"], one["value"], one["agrees"], one["records"], one["definition_sha256"])
        for one in document["figures"]]
    assert [one["id"] for one in document["figures"]] == IDS
    assert (document["world"], document["sheet"], document["constructed"]) == ("haiyan", "haiyan", True)
    assert document["label"]["en"] == "Constructed records fitted to published counts - not facts"
    assert all(one["agrees"] for one in document["figures"])
    for name in ("H5", "H6.patents"):
        one = by_id(document)[name]
        opened = well("figure", one["indicator"], "--region", one["region"], "--period", one["period"], "--records", 2,
                      home=haiyan)
        assert (opened["value"], opened["root"], len(opened["records"])) == (one["value"], one["root"], 2)


@pytest.mark.slow
def test_a_withdrawn_record_changes_the_figure_of_the_next_cut(haiyan: Path) -> None:
    done = well("withdraw", "award", "构造省级质量奖", 2022, "CONSTRUCTED-001", home=haiyan)
    assert done == {"kind": "award", "withdrawn": True, "key": {
        "award": "构造省级质量奖", "edition": "2022", "organisation": "CONSTRUCTED-001"}}
    first = well("figures", "--world", "haiyan", home=haiyan)
    assert by_id(first)["H1.province"]["value"] == "1"
    well("cut", home=haiyan)
    now = well("figures", "--sheet", "haiyan", home=haiyan)
    assert now["cut"] != first["cut"]
    assert (by_id(now)["H1.province"]["value"], by_id(now)["H1.province"]["agrees"]) == ("0", False)
    assert by_id(well("figures", "--sheet", "haiyan", "--cut", first["cut"], home=haiyan)) == by_id(first)


@pytest.mark.slow
def test_without_a_home_the_world_has_one_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path / "office"))
    well("kinds")                                      # an office's own home, in which nothing was done yet
    document = well("figures", "--world", "haiyan")
    assert document["home"] == str(tmp_path / "data" / "plumbline-haiyan")
    monkeypatch.delenv("PLUMBLINE_HOME")
    loaded = well("world", "load", "haiyan")
    assert (loaded["home"], loaded["constructed"]) == (document["home"], True)
    assert {kind: one["taken_in"] for kind, one in loaded["imports"].items() if one["taken_in"]} == {}
    assert [place.name for place in (tmp_path / "data").iterdir()] == ["plumbline-haiyan"]


@pytest.mark.slow
def test_a_person_reads_a_table_and_what_it_is(haiyan: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "plumbline", "figures", "--world", "haiyan", "--home", str(haiyan)],
                          capture_output=True, text=True, encoding="utf-8", check=True)
    assert "over 20" in done.stdout
    label = describe("haiyan")["label"]
    assert done.stdout.endswith(f"{label['en']}. {label['zh']}。\n")


@pytest.mark.parametrize(("words", "what"), [
    (("figures",), "this needs a world or a sheet, one of the two"),
    (("figures", "--world", "haiyan", "--sheet", "haiyan"), "this needs a world or a sheet, one of the two"),
    (("figures", "--world", "chicago"), "the world 'chicago' has no sheet of published figures"),
    (("figures", "--world", "atlantis"), "there is no world 'atlantis'"),
    (("world", "load", "atlantis"), "there is no world 'atlantis'"),
])
def test_what_cannot_be_asked_is_told_before_anything_is_made(
    tmp_path: Path, words: tuple[str, ...], what: str,
) -> None:
    assert plumb(*words, home=tmp_path / "home").error["what"] == what
    assert not (tmp_path / "home").exists()
