"""``plumb agreement``, ``plumb pilot`` and ``plumb standards services`` on a world, as JSON and in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import forked
from tests.commands import plumb, well

DAY = ("--on", "2018-09-05")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the world, loaded by the command that loads it."""
    home = tmp_path_factory.mktemp("province") / "home"
    well("world", "load", "zhejiang", home=home)
    return home


def words(*given: str, home: Path) -> str:
    """What a command prints for people."""
    done = forked.run([*given, "--home", str(home)])
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_late_on_a_day(province: Path) -> None:
    late = well("agreement", "late", *DAY, home=province)
    assert [(each["agreement"], each["number"], each["days_late"]) for each in late["late"]] == [
        ("CONSTRUCTED-AGREEMENT-2", "1", 67)]
    assert words("agreement", "late", "--on", "2018-06-30", home=province).strip() == "Nothing is late on 2018-06-30."
    assert "67 days" in words("agreement", "late", *DAY, "--region", "100000", home=province)
    assert well("agreement", "late", *DAY, "--party", "CONSTRUCTED-PROVINCE", home=province)["late"] == []
    assert plumb("agreement", "late", "--on", "soon", home=province).error["code"] == "designation.not_day"


def test_agreements_are_listed_and_shown(province: Path) -> None:
    listed = well("agreement", "list", *DAY, home=province)["agreements"]
    assert [(each["number"], each["commitments"]["late"]) for each in listed] == [
        ("CONSTRUCTED-AGREEMENT-4", 0), ("CONSTRUCTED-AGREEMENT-1", 0), ("CONSTRUCTED-AGREEMENT-2", 1),
        ("CONSTRUCTED-AGREEMENT-3", 0)]
    only = well("agreement", "list", "--type", "strategic", home=province)["agreements"]
    assert [each["number"] for each in only] == ["CONSTRUCTED-AGREEMENT-3"]
    own = well("agreement", "list", "--party", "CONSTRUCTED-NATIONAL-3", home=province)["agreements"]
    assert [each["number"] for each in own] == ["CONSTRUCTED-AGREEMENT-2"]
    assert plumb("agreement", "list", "--type", "treaty", home=province).error["code"] == "agreement.no_type"
    shown = words("agreement", "show", "CONSTRUCTED-AGREEMENT-2", *DAY, home=province)
    assert "late by 67 days" in shown
    assert "构造签署人" not in shown
    assert "signers" not in well("agreement", "show", "CONSTRUCTED-AGREEMENT-2", *DAY, home=province)
    assert plumb("agreement", "show", "none", home=province).error["code"] == "agreement.unknown"


def test_a_pilot_is_shown_with_the_document_that_makes_it_valid(province: Path) -> None:
    shown = well("pilot", "show", "CONSTRUCTED-PILOT-1", home=province)
    assert shown["valid"]["standard"]["held"] is True
    assert "valid in 100000" in words("pilot", "show", "CONSTRUCTED-PILOT-1", home=province)
    assert len(well("pilot", "list", home=province)["pilots"]) == 1
    assert words("pilot", "list", "--region", "320000", home=province).strip() == "No pilot is held here."


def test_services_without_any_are_gaps(province: Path) -> None:
    found = well("standards", "services", "--region", "330000", home=province)
    assert (found["covered"], found["of"], len(found["gaps"])) == (0, 10, 10)
    assert "a gap" in words("standards", "services", home=province)
    assert plumb("standards", "services", "--region", "none", home=province).error["code"] == "region.unknown"
