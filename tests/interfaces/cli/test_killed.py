"""Killed at any moment, a command leaves all of its work or none of it, and the next one goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests import offices
from tests.commands import well
from tests.interfaces.cli.killing import killed, moments, took

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")]
BEFORE, ROWS = 60, 6_000
CORRECTED = 30


def visible(home: Path) -> tuple[int, int]:
    """How many inspections count, and how many of them failed, by plain SQL over the store as it lies there."""
    store = sqlite3.connect(home / "plumbline.sqlite3")
    try:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        known = "(SELECT id FROM records_entry WHERE state = 'visible')"
        found: tuple[int, int] = store.execute(
            f"SELECT count(*), coalesce(sum(result = 'fail'), 0) FROM records_inspection WHERE entry_id IN {known} "
            f"AND (superseded_id IS NULL OR superseded_id NOT IN {known})").fetchone()
        return found
    finally:
        store.close()


def hidden(home: Path) -> int:
    """How many imports are under way or were cut short."""
    store = sqlite3.connect(home / "plumbline.sqlite3")
    try:
        sql = "SELECT count(*) FROM records_entry WHERE state IN ('staging', 'publishing')"
        return int(store.execute(sql).fetchone()[0])
    finally:
        store.close()


def test_an_import(made_office: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    rows = offices.inspections(ROWS)
    corrected = [line.replace(",pass,", ",fail,") if 0 < at <= CORRECTED else line
                 for at, line in enumerate(rows.splitlines())]
    file.write_text("\n".join([*corrected, ""]), encoding="utf-8")
    words = ["import", "inspection", file]
    whole = took(words, shutil.copytree(made_office, tmp_path / "whole"))
    none, all_ = visible(made_office), visible(tmp_path / "whole")
    assert (none[0], all_[0]) == (BEFORE, ROWS)
    stopped = 0
    for number, after in enumerate(moments(whole)):
        home = shutil.copytree(made_office, tmp_path / f"home{number}")
        stopped += killed(words, home, after)
        found = visible(home)
        assert found in (none, all_)
        again = well(*words, home=home)
        assert (again["taken_in"] == 0, again["quarantined"]) == (found == all_, 0)
        assert (visible(home), hidden(home)) == (all_, 0)
        assert well("journal", home=home)["whole"] is True
        assert [path.name for path in (home / "imports").iterdir() if path.name != ".lock"] == []
        shutil.rmtree(home)
    assert stopped >= 3


def test_a_cut(made_office: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text(offices.inspections(ROWS), encoding="utf-8")
    home = shutil.copytree(made_office, tmp_path / "home")
    well("import", "inspection", file, home=home)
    whole = took(["cut"], shutil.copytree(home, tmp_path / "whole"))
    stopped = 0
    for after in moments(whole):
        known = {one["id"] for one in well("cut", "list", home=home)["cuts"]}
        stopped += killed(["cut"], home, after)
        for one in well("cut", "list", home=home)["cuts"]:
            if one["id"] not in known:
                assert one["kinds"]["inspection"]["rows"] == ROWS
                well("cut", "describe", one["id"], home=home)
    assert well("cut", home=home)["kinds"]["inspection"]["rows"] == ROWS
    assert [path.name for path in (home / "cuts").iterdir() if path.name.endswith(".partial")] == []
    assert stopped >= 3


def test_loading_a_world(tmp_path: Path) -> None:
    words = ["world", "load", "chicago"]
    whole = took(words, tmp_path / "whole")
    home = tmp_path / "home"
    for step in (3, 6, 8):  # one home, killed again and again, as a machine that keeps going down
        killed(words, home, whole * step / 10)
        if (home / "plumbline.toml").exists():
            assert well("journal", home=home)["whole"] is True
    done = well(*words, home=home)
    expected = {"region": 51, "inspection": 27_600, "establishment": 12_367, "finding": 113_168}
    assert {kind: one["taken_in"] + one["unchanged"] for kind, one in done["imports"].items()} == expected
    made = well("cut", "describe", done["cut"], home=home)
    assert {kind: made["kinds"][kind]["rows"] for kind in expected} == expected
