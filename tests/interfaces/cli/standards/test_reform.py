"""``plumb standards reform`` and ``front-runners`` as they are typed: documents, files, exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.commands import RUN, plumb
from tests.procedures.standards.reform_rounds import BASE, BUREAU, REGISTER
from tests.procedures.standards.test_front_runners import REQUIREMENTS, STANDARDS
from tests.records.samples import REGIONS, csv_of


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register, made once: one test opens the only round in it."""
    tmp_path = tmp_path_factory.mktemp("reform")
    home = tmp_path / "home"
    given = {"region": REGIONS, "standard": csv_of([*REGISTER, *STANDARDS]), "relation": csv_of(BASE),
             "requirement": csv_of(REQUIREMENTS)}
    assert plumb("init", home=home).status == 0
    for kind, text in given.items():
        (tmp_path / f"{kind}.csv").write_text(text, "utf-8")
        done = plumb("import", kind, str(tmp_path / f"{kind}.csv"), home=home)
        assert done.status == 0, done.err
    for name in ("ann", "bea"):
        plumb("user", "add", name, "--region", "city", "--no-sign-in", home=home)
    return home


def told(home: Path, *words: str, status: int = 0) -> Any:
    done = plumb("standards", *words, home=home)
    assert done.status == status, done.err
    return json.loads(done.out)


def said(home: Path, *words: str) -> str:
    """What people read."""
    return forked.run(["standards", *words, "--home", str(home)], program=RUN).stdout


def test_a_round_by_commands(home: Path, tmp_path: Path) -> None:
    before = told(home, "reform", "propose", "--issuer", BUREAU)
    assert before["counts"] == {"keep": 2, "revise": 1, "merge": 2, "convert": 1, "withdraw": 1}
    assert "taking others in" in said(home, "reform", "propose", "--issuer", BUREAU)
    opened = told(home, "reform", "open", "--as", "ann", "--title", "R", "--region", "city", "--issuer", BUREAU)
    assert (opened["number"].endswith("-0001"), opened["proposals"]) == (True, before["counts"])
    number = opened["number"]
    counts = told(home, "reform", "counts", number, "--check", "--as", "ann")
    assert counts["check"]["agrees"] is True
    assert {(each["list"], each["count"]) for each in counts["by_year"]} == {("chaotic", 2), ("low", 2), ("soft", 7)}
    refused = plumb("standards", "reform", "published", number, "--as", "ann", home=home)
    assert (refused.status, "reform.not_published" in refused.out) == (1, True)
    closed = plumb("standards", "reform", "published", number, home=home)
    assert "case.unknown" in closed.out
    act = ("standard-reform",)
    for words in (("hear", number, "--as", "ann", "--until", "2099-01-01"),
                  ("end-hearing", number, "--as", "ann", "--reason", "R"),
                  *(("decide-all", number, "--as", "bea", "--proposal", each) for each in before["counts"])):
        done = plumb(*act, *words, home=home)
        assert done.status == 0, done.err
    plumb("case", "follow", home=home)
    done = plumb(*act, "publish", number, "--as", "bea", home=home)
    assert done.status == 0, done.err
    plumb("case", "follow", home=home)
    file = tmp_path / "outcome.csv"
    outcome = told(home, "reform", "published", number, "--output", str(file))
    assert outcome["counts"] == before["counts"]
    assert file.read_text("utf-8-sig").count("\n") == 8
    again = plumb("standards", "reform", "published", number, "--output", str(file), home=home)
    assert (again.status, "disk.file_exists" in again.out) == (1, True)
    assert "DB33/T 4-2010: withdraw. Nobody is known to use it" in said(home, "reform", "published", number)
    assert f"{number} publication" in said(home, "reform", "counts", number)
    moments = [(each["moment"], each["count"]) for each in told(home, "reform", "counts", number)["counts"]
               if (each["list"], each["reason"]) == ("chaotic", "any")]
    assert moments == [("opening", 2), ("publication", 0)]


@pytest.mark.parametrize(("words", "code"), [
    (("propose",), "reform.no_scope"), (("propose", "--issuer", "nobody"), "reform.no_standards"),
    (("propose", "--level", "local", "--on", "2000-01-01"), "health.no_rules"),
    (("open", "--as", "zoe", "--title", "R", "--region", "city", "--level", "local"), "account.unknown"),
    (("open", "--as", "ann", "--title", "R", "--region", "mars", "--level", "local"), "row."),
    (("published", "2000-0001"), "case.unknown"),
])
def test_what_is_refused(home: Path, words: tuple[str, ...], code: str) -> None:
    done = plumb("standards", "reform", *words, home=home)
    assert (done.status != 0, code in done.out) == (True, True), done.out


def test_front_runners(home: Path) -> None:
    found = told(home, "front-runners", "led-lamp", "--on", "2026-12-01", status=1)
    assert [each["standard"] for each in found["front_runners"]] == ["Q/A 1-2024", "Q/C 1-2024"]
    shown = said(home, "front-runners", "led-lamp", "--on", "2026-12-01")
    assert "Q/D 1-2024 is below GB 100-2020 in lead: ≤ 90.000001 mg/kg, against ≤ 90 mg/kg" in shown
    assert "front_runner.no_requirements" in plumb("standards", "front-runners", "x", home=home).out
