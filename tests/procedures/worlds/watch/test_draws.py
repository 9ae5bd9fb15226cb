"""The draws of the county: each can be repeated from its folder, and none after one line of it was changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.procedures.surveillance.draw_verifying import verify
from plumbline.procedures.worlds.watch import county, draws


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    """The folders of all draws, and the result of each."""
    place = tmp_path_factory.mktemp("draws")
    return place / "kept", draws.folders(place / "kept", place)


def test_each_can_be_repeated(drawn: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    place, _ = drawn
    assert sorted(path.name for path in place.iterdir()) == [each.id for each in draws.DRAWS]
    assert [verify(None, place / each.id)["ok"] for each in draws.DRAWS] == [True] * 5


def test_the_first_is_by_the_round_that_was_published(drawn: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    _, found = drawn
    first = found["CONSTRUCTED-DRAW-2023-08"]
    assert (first["round"], first["signature"]) == (1000, draws.SIGNATURE)
    assert "reveals" in found["CONSTRUCTED-DRAW-2024-10"]


def test_a_firm_more_in_the_frame_is_seen(drawn: tuple[Path, dict[str, dict[str, Any]]], tmp_path: Path) -> None:
    place, _ = drawn
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in (place / draws.DRAWS[1].id).iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    frame = copy / "frame.csv"
    frame.write_text(frame.read_text("utf-8") + "ZZZ,A\n", encoding="utf-8")
    told = verify(None, copy)
    assert (told["ok"], told["error"]["code"]) == (False, "draw.frame_changed")


def test_the_tasks_are_those_that_were_drawn(drawn: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    _, found = drawn
    tasks = list(draws.tasks(found))
    counted = {row["number"]: row["drawn"] for row in draws.draws(found)}
    assert {number: str(sum(row["draw"] == number for row in tasks)) for number in counted} == counted
    for each in draws.DRAWS:
        own = [row for row in tasks if row["draw"] == each.number]
        assert [row["object"] for row in own] == found[each.number]["order"]
        drastic = {firm.code for firm in county.firms() if county.credit_class(firm, each.class_of) in "CD"}
        assert drastic <= {row["object"] for row in own}                # of C and D everybody
    assert any(row["inspected_on"] == "" for row in tasks if row["draw"] == draws.DRAWS[-1].number)
