"""A home whose drafts of rules had a table of their own goes on after its upgrade: no leaf of them is another."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import plumb, well
from tests.needs import ROOT

MADE = ROOT / "tests" / "homes" / "drafts-0023.zip"
"""Made by the script beside it."""
STATES = {1: "in-force", 2: "rejected", 3: "proposed", 4: "withdrawn", 5: "approved", 6: "draft", 7: "in-force"}


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "plumbline.sqlite3")) as store:
        return store.execute(sql).fetchall()


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home after ``plumb upgrade``, and beside it what its drafts were."""
    home = tmp_path_factory.mktemp("old") / "home"
    with zipfile.ZipFile(MADE) as packed:
        packed.extractall(home)
    before = rows(home, "SELECT act, entry_id, salt, leaf, actor, at FROM records_draftevent ORDER BY id")
    assert len(before) == 32
    well("upgrade", home=home)
    after = rows(home, "SELECT act, entry_id, salt, leaf, actor, at FROM records_caseevent ORDER BY id")
    assert after == before
    return home


def test_nothing_of_them_changed(upgraded: Path) -> None:
    checks = well("doctor", "--deep", home=upgraded)["checks"]
    assert [each for each in checks if each["status"] == "fault"] == []
    assert "7 cases, each as its events were sealed" in [each["what"] for each in checks]
    kinds = rows(upgraded, "SELECT DISTINCT kind FROM records_entry WHERE act IN ('save', 'propose', 'enforce')")
    assert kinds == [("draft",)]


def test_they_stand_where_they_stood(upgraded: Path) -> None:
    listed = well("rule", "list", "--all", home=upgraded)["drafts"]
    assert {each["number"]: each["state"] for each in listed} == STATES
    assert [each["day"] for each in listed if each["number"] == 5] == ["2099-01-01"]
    shown = well("rule", "show", 7, home=upgraded)
    assert (shown["target"], shown["authors"], shown["approver"]) == ("local.visits", ["chief"], "writer")
    assert "Those visits that ended with a result" in shown["text"]
    assert "Those" not in shown["base"]
    assert [each["act"] for each in shown["history"]] == ["begin", "save", "save", "propose", "approve", "enforce"]
    gone_on = well("rule", "show", 6, home=upgraded)
    assert "Those visits" in gone_on["base"]
    assert "Those visits" not in gone_on["text"]


def test_they_go_on(upgraded: Path) -> None:
    assert plumb("rule", "approve", 3, "--as", "chief", home=upgraded).error["code"] == "draft.own"
    assert well("rule", "approve", 3, "--as", "writer", home=upgraded)["state"] == "in-force"
    assert plumb("rule", "enforce", 5, "--as", "chief", home=upgraded).error["code"] == "draft.not_due"
    assert well("rule", "reject", 5, "--reason", "Sooner.", "--as", "chief", home=upgraded)["state"] == "rejected"
    assert well("rule", "withdraw", 5, "--reason", "Given up.", "--as", "writer", home=upgraded)["state"] == "withdrawn"
    well("case", "comment", "draft", "2", "Is it counted twice?", "--as", "chief", home=upgraded)
    begun = well("rule", "draft", "indicator", "local.new", "--pattern", "count", "--as", "writer", home=upgraded)
    assert begun["number"] == 8
    assert [each for each in well("doctor", "--deep", home=upgraded)["checks"] if each["status"] == "fault"] == []


def test_one_byte_changed_is_found(upgraded: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with zipfile.ZipFile(MADE) as packed:
        packed.extractall(home)
    well("upgrade", home=home)
    ((number, said),) = rows(home, "SELECT id, said FROM records_caseevent WHERE act = 'begin' AND id = 1")
    for changed in ({"target": "local.other"}, {"base": "x = 1"}):
        with closing(sqlite3.connect(home / "plumbline.sqlite3")) as store, store:
            store.execute("UPDATE records_caseevent SET said = ? WHERE id = ?",
                          (json.dumps(json.loads(str(said)) | changed), number))
        found = plumb("doctor", "--deep", "--json", home=home).out
        assert [each["status"] for each in json.loads(found)["checks"] if each["check"] == "cases"].count("fault") >= 1
