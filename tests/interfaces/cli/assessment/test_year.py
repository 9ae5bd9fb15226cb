"""The assessment year by commands: who acts is named, who sees is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import plumb, well
from tests.procedures.year_world import REGIONS, SCHEME

NUMBER = "city-2013-14"


@pytest.fixture
def province(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    well("init", home=home)
    (tmp_path / "regions.csv").write_text(REGIONS, encoding="utf-8")
    well("import", "region", tmp_path / "regions.csv", home=home)
    (home / "rulebook" / "schemes").mkdir(exist_ok=True)
    (home / "rulebook" / "schemes" / "city.toml").write_text(SCHEME, encoding="utf-8")
    for name, region in (("lead", "prov"), ("north", "north"), ("south", "south")):
        well("user", "add", name, "--region", region, "--no-sign-in", home=home)
    made = well("year", "open", "city", "2013", "--region", "prov", "--as", "lead", home=home)
    assert (made["number"], made["flow"]) == (NUMBER, "quality-work")
    for name in ("north", "south"):
        well("year", "assign", NUMBER, name, "assessed", "--region", name, "--as", "lead", home=home)
    return home


def test_late_words_are_kept_as_late_and_stay_with_their_region(province: Path) -> None:
    told = ("year", "file", NUMBER, "target", "north", "one plan", "--as", "north")
    done = plumb(*told, home=province)
    assert (done.status, done.error["what"]) == (1, "this is late: the stage 'target' ended on 30 Jun 2013")
    well("year", "allow", NUMBER, "north", "target", "--reason", "a paper year", "--as", "lead", home=province)
    row = well(*told, home=province)
    assert (row["act"], row["stage"], row["region"], row["answer"], row["late"]) == (
        "state", "target", "north", "one plan", True)
    for name, seen in (("north", ["one plan"]), ("lead", ["one plan"]), ("south", [])):
        found = well("year", "show", NUMBER, "--as", name, home=province)["events"]
        assert [one["answer"] for one in found if one["act"] == "state"] == seen
    board = well("year", "board", NUMBER, "--as", "south", home=province)
    assert [one["code"] for one in board["regions"]] == ["south"]
    assert well("year", "board", home=province) == {"years": [NUMBER]}
    assert {one["region"] for one in well("year", "today", "--as", "south", home=province)["today"]} == {"south"}


def test_an_act_is_somebodys(province: Path) -> None:
    done = plumb("year", "evaluate", NUMBER, "--as", "", home=province)
    assert (done.status, done.error["what"]) == (1, "every act of a year is somebody's")
    done = plumb("year", "evaluate", NUMBER, "--as", "north", home=province)
    assert (done.status, done.error["type"]) == (1, "NotAllowed")
