"""The desk's world: two topics of five countries, each constructed record saying so, and everything readable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from plumbline.home import Home
from plumbline.procedures.standards.topics import access, matrix, side_by_side
from plumbline.procedures.worlds import brics, worlds
from plumbline.records.core import kinds, store
from tests.records.samples import Clock

ON = date(2026, 12, 1)
FIVE = "CN,BR,RU,IN,ZA"


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The world in a home of its own, loaded once, in a transaction that is taken back at the end."""
    home = Home(tmp_path_factory.mktemp("brics") / "home").create()
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            done = worlds.load(home, "brics", clock=Clock())
            assert {kind: one.quarantined for kind, one in done.items() if one.quarantined} == {}
            yield home
        finally:
            transaction.set_rollback(True)


def cells(code: str, parameter: str, on: date = ON) -> dict[str, Any]:
    found = matrix.show(code, on, FIVE)
    cells: dict[str, Any] = next(row for row in found["rows"] if row["parameter"] == parameter)["cells"]
    return cells


def computed(cell: dict[str, Any]) -> list[str]:
    return [each["verdict"]["computed"] for each in cell["requirements"]]


def test_five_countries_side_by_side_in_one_unit(desk: Home, db: None) -> None:
    heat = cells("led-lamps", "case-temperature")
    assert {of: each["requirements"][0]["common"]["value"] for of, each in heat.items() if each["requirements"]} == {
        "CN": "90", "BR": "90", "RU": "90", "IN": "90"}
    assert [computed(heat[of]) for of in ("BR", "RU", "IN")] == [["equal"]] * 3
    assert heat["ZA"]["state"] == "not-read"
    assert cells("led-lamps", "flicker-pst")["BR"]["state"] == "none-known"
    assert matrix.show("toys", ON, "CN,EG")["rows"][0]["cells"]["EG"]["state"] == "not-covered"


def test_a_method_under_two_numbers_is_one_method(desk: Home, db: None) -> None:
    assert computed(cells("led-lamps", "mercury")["RU"]) == ["equal"]  # both adopt IEC 62321-4:2013 identically
    lead = cells("toys", "migration-lead")
    assert [computed(lead[of]) for of in ("BR", "RU", "IN", "ZA")] == [["other-method"]] * 4
    confirmed = lead["RU"]["requirements"][0]["verdict"]["confirmed"]
    assert (confirmed["verdict"], confirmed["changed"]) == ("equal", False)


@pytest.mark.parametrize(("on", "china", "russia"), [
    (date(2025, 12, 31), "≥ 65 lm/W", "none-known"), (date(2026, 1, 1), "≥ 85 lm/W", "none-known"),
    (date(2027, 6, 1), "≥ 85 lm/W", "required")])
def test_each_day_has_its_own_requirements(desk: Home, db: None, on: date, china: str, russia: str) -> None:
    found = cells("led-lamps", "luminous-efficacy", on)
    assert found["CN"]["requirements"][0]["says"]["en"] == china
    assert found["RU"]["state"] == russia


def test_documents_by_what_they_adopt(desk: Home, db: None) -> None:
    found = side_by_side.documents(desk, "toys", ON)
    base = next(each for each in found["bases"] if each["document"] == "ISO 8124-3")
    assert base["newest"] == "ISO 8124-3:2020"
    assert {of: (each[0]["degree"], each[0]["edition"]) for of, each in base["adopted_by"].items()} == {
        "CN": ("MOD", "superseded"), "BR": ("MOD", "superseded"), "RU": ("IDT", "superseded"), "IN": ("IDT", "current")}


def test_what_an_exporter_must_meet(desk: Home, db: None) -> None:
    found = access.access("led-lamp", "CN", "BR", ON)
    assert found["days"] == {"total": 82, "order": ["6", "7", "8", "9"], "at_least": False, "unknown": []}
    assert [each["code"] for each in found["regulations"]] == ["PORTARIA INMETRO 69/2022"]
    russia = access.access("led-lamp", "ZA", "RU", ON)
    assert (russia["route"]["from_everywhere"], [each["code"] for each in russia["coming"]]) == (
        True, ["TR EAEU 048/2019"])
    india = access.access("toy", "CN", "IN", ON)
    assert (india["days"]["at_least"], india["days"]["unknown"]) == (True, ["6"])
    assert "Inspection of the factory by BIS" in india["open"][1]["en"]
    nowhere = access.access("toy", "CN", "EG", ON)
    assert (nowhere["route"], nowhere["days"]["total"]) == (None, None)
    assert nowhere["open"][0]["en"].startswith("No way to this market is recorded")


def test_nothing_in_it_is_unreadable(desk: Home, db: None) -> None:
    assert [matrix.show(each["code"], ON)["faults"] for each in matrix.listed(ON)] == [[], []]


def test_every_value_says_that_it_is_constructed(desk: Home, db: None) -> None:
    for name in ("standard", "relation", "technical_regulation", "requirement", "comparison", "access_route",
                 "access_part"):
        kind = kinds.get(name)
        texts = [field.name for field in kind.kept if field.type == "text"]
        for row in store.current(kind).values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "constructed" in said or "构造" in said, (name, row)
    assert set(brics.FILES) >= {"term", "topic", "topic_document"}
