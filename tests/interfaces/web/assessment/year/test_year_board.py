"""The page of a year: its table of regions a page at a time, and comments by form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from plumbline.home import Home
from plumbline.interfaces.web.assessment.year import board_rows
from plumbline.records.assessment.rounds import RoundEvent
from tests.procedures.year_world import NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(empty_home: Home, tmp_path: Path) -> Province:
    return Province(empty_home, tmp_path, then=("opened",))


def client(province: Province, name: str) -> Client:
    made = Client()
    made.force_login(province.who(name))
    return made


def listed(province: Province, query: str, name: str = "lead") -> dict[str, Any]:
    found: dict[str, Any] = client(province, name).get(f"/years/{NUMBER}/{query}").context["listed"]
    return found


def test_regions_are_shown_a_page_at_a_time(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [row["code"] for row in listed(province, "")["rows"]] == ["north", "south"]
    monkeypatch.setattr(board_rows, "ROWS", 1)
    first, second = listed(province, ""), listed(province, "?page=2")
    assert [row["code"] for row in (*first["rows"], *second["rows"])] == ["north", "south"]
    assert (first["before"], first["next"], second["before"], second["next"]) == ("", "?page=2", "?page=1", "")
    for typed in ("?page=99", "?page=-1", "?page=x", "?page=9999999999999999999"):
        assert len(listed(province, typed)["rows"]) == 1
    assert (first["found"], first["all"], first["last"]) == (2, 2, 2)


@pytest.mark.parametrize(("query", "codes"), [
    ("?find=SOU", ["south"]), ("?find=北", ["north"]), ("?find=nowhere", []), ("?which=unfinished", ["north", "south"]),
    ("?which=overdue", ["north", "south"]), ("?which=overdue&find=north", ["north"]),
    ("?which=odd", ["north", "south"]),
])
def test_regions_are_looked_for(province: Province, query: str, codes: list[str]) -> None:
    assert [row["code"] for row in listed(province, query)["rows"]] == codes


def test_who_is_assessed_finds_no_other_region(province: Province) -> None:
    assert [row["code"] for row in listed(province, "", "south")["rows"]] == ["south"]
    assert listed(province, "?find=north", "south")["rows"] == []
    assert listed(province, "?find=north", "south")["all"] == 1


def test_somebody_says_something_by_form(province: Province) -> None:
    for address, name in ((f"/years/{NUMBER}/north/", "planning"), (f"/years/{NUMBER}/north/items/1.1", "planning"),
                          (f"/years/{NUMBER}/events", "lead")):
        answer = client(province, name).post(address, {"act": "comment", "text": f"On {address}", "inside": "1"})
        assert answer.status_code == 302
        assert answer["Location"].endswith("#comments")
    assert [(row.region, row.item, row.clause) for row in RoundEvent.objects.filter(act="comment").order_by("pk")] == [
        ("north", "", "inside"), ("north", "1.1", "inside"), ("", "", "inside")]
    assert f"On /years/{NUMBER}/events" in client(province, "visitor").get(f"/years/{NUMBER}/events").content.decode()
    shown = client(province, "visitor").get(f"/years/{NUMBER}/north/").content.decode()
    assert f"On /years/{NUMBER}/north/items/1.1" in shown
    assert "On /years" not in client(province, "north").get(f"/years/{NUMBER}/north/").content.decode()


def test_a_comment_that_is_refused_stays_in_its_form(province: Province) -> None:
    answer = client(province, "north").post(f"/years/{NUMBER}/north/",
                                            {"act": "comment", "text": "Ours", "inside": "1"})
    assert answer.status_code == 403
    assert ">Ours</textarea>" in answer.content.decode()
    assert not RoundEvent.objects.filter(act="comment").exists()
