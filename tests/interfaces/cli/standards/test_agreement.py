"""``plumb agreement``, ``plumb pilot`` and ``plumb standards services`` on the worlds that have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import plumb


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("province") / "home"
    ended = plumb("world", "load", "zhejiang", "--home", str(home))
    assert ended.status == 0, ended.err
    return home


def test_what_is_late_on_a_day(province: Path) -> None:
    late = plumb("agreement", "late", "--on", "2018-09-05", "--home", str(province), "--json").document
    assert [(each["agreement"], each["number"], each["days_late"]) for each in late["late"]] == [
        ("CONSTRUCTED-AGREEMENT-2", "1", 67)]
    none = plumb("agreement", "late", "--on", "2018-06-30", "--region", "330000", "--home", str(province))
    assert none.out.strip() == "Nothing is late on 2018-06-30."
    assert plumb("agreement", "late", "--on", "soon", "--home", str(province), "--json").error["code"] == (
        "designation.not_day")


def test_agreements_are_listed_and_shown(province: Path) -> None:
    listed = plumb("agreement", "list", "--on", "2018-09-05", "--home", str(province), "--json").document["agreements"]
    assert [(each["number"], each["commitments"]["late"]) for each in listed] == [
        ("CONSTRUCTED-AGREEMENT-4", 0), ("CONSTRUCTED-AGREEMENT-1", 0), ("CONSTRUCTED-AGREEMENT-2", 1),
        ("CONSTRUCTED-AGREEMENT-3", 0)]
    only = plumb("agreement", "list", "--type", "strategic", "--home", str(province)).out
    assert only.count("CONSTRUCTED-AGREEMENT") == 1
    wrong = plumb("agreement", "list", "--type", "treaty", "--home", str(province), "--json").error
    assert wrong["code"] == "agreement.no_type"
    shown = plumb("agreement", "show", "CONSTRUCTED-AGREEMENT-2", "--on", "2018-09-05", "--home", str(province))
    assert "late by 67 days" in shown.out
    assert "signers" not in shown.out
    gone = plumb("agreement", "show", "none", "--home", str(province), "--json").error
    assert gone["code"] == "agreement.unknown"


def test_a_pilot_is_shown_with_the_document_that_makes_it_valid(province: Path) -> None:
    shown = plumb("pilot", "show", "CONSTRUCTED-PILOT-1", "--home", str(province), "--json").document
    assert shown["valid"]["standard"]["held"] is True
    assert "valid in 100000" in plumb("pilot", "show", "CONSTRUCTED-PILOT-1", "--home", str(province)).out
    assert len(plumb("pilot", "list", "--home", str(province), "--json").document["pilots"]) == 1
    assert plumb("pilot", "list", "--region", "320000", "--home", str(province)).out.strip() == "No pilot is held here."


def test_services_without_any_are_gaps(province: Path) -> None:
    found = plumb("standards", "services", "--region", "330000", "--home", str(province), "--json").document
    assert (found["covered"], found["of"], len(found["gaps"])) == (0, 10, 10)
    assert "a gap" in plumb("standards", "services", "--home", str(province)).out
    assert plumb("standards", "services", "--region", "none", "--home", str(province), "--json").error["code"] == (
        "region.unknown")
