"""``plumb bench``. One measurement is really run, the smallest in its quick form; none is timed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.interfaces.cli.operations import bench as commands
from tests.commands import plumb
from tests.interfaces.cli import runs

SMALLEST = ("bench", "scoring", "--quick", "--option", "regions=20", "--option", "runs=1")


def test_it_lists_what_there_is(tmp_path: Path) -> None:
    listed = plumb("bench", home=tmp_path)
    assert {"assess", "p1", "starting"} <= set(listed.document["benchmarks"])


def test_a_quick_measurement_is_run_and_held_against_the_one_before(tmp_path: Path) -> None:
    done = runs.run(*SMALLEST, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    assert [(line["benchmark"], line["what"], line["size"]) for line in document["lines"]] == [
        ("scoring", what, {"regions": 20, "items": 100})
        for what in ("scored, graded and ranked", "scored, and every score explained")]
    assert all(line["ratio"] > 1 and line["met"] is None for line in document["lines"])
    document["lines"][0]["ratio"] = 0.001  # so that the next run is dearer, however fast the machine is
    before = tmp_path / "before.json"
    before.write_text(json.dumps(document), encoding="utf-8")
    again = runs.run(*SMALLEST, "--since", before)
    assert (again.returncode, again.stderr) == (0, b"")
    assert "  scoring: scored, graded and ranked: 0.001 times the reference then" in again.stdout.decode()


@pytest.mark.parametrize(("words", "what"), [
    (("p1", "--option", "row=5"), "'row=5' is no option of the measurement 'p1'"),
    (("p1", "--option", "rows"), "'rows' is no option of the measurement 'p1'"),
    (("all", "--option", "rows=5"), "'rows=5' is no option of the measurement 'all'"),
])
def test_an_option_that_it_has_not_is_refused(words: tuple[str, ...], what: str, tmp_path: Path) -> None:
    error = plumb("bench", *words, home=tmp_path).error
    assert (error["code"], error["what"]) == ("command.measurement_option", what)


@pytest.mark.parametrize("text", ["", "[]", '{"lines": 5}', '{"lines": [{"what": "x"}]}', '{"benchmarks": []}'])
def test_a_file_that_is_no_result_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(text, encoding="utf-8")
    assert plumb("bench", "p1", "--since", file, home=tmp_path).error["code"] == "command.no_earlier_measurement"


def test_no_file_is_no_result(tmp_path: Path) -> None:
    assert plumb("bench", "all", "--since", tmp_path / "none", home=tmp_path).error["code"] == (
        "command.no_earlier_measurement")


def test_without_processor_times_it_lists_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "resource" else found(name))
    commands.bench()
    assert "p1" in capsys.readouterr().out.split()
    with pytest.raises(PlumblineError, match="does not tell the processor time") as told:
        commands.bench("all")
    assert told.value.code == "command.no_processor_times"
