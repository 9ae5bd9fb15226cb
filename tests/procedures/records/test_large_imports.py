"""Large files are checked, written and read by processes of their own: whatever ends them, nothing is half done, and
what they write is to the byte what was written before there were such processes."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import forked, offices
from tests.commands import BESIDE, well
from tests.needs import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.store("sqlite"),
              pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and limits on files")]
MADE = ROOT / "tests" / "homes" / "taken-in.zip"
"""Made by the script beside it, with a release that wrote and read every row in one process."""
BEFORE, ROWS, MANY = 60, 5_000, 20_000
CORRECTED = 36
"""Of the four hundred inspections of the home, those that its second file corrected."""


def started(home: Path, *words: object) -> subprocess.Popen[str]:
    program = [sys.executable, "-c", BESIDE.format("tests.procedures.records.large")]
    return subprocess.Popen([*program, *map(str, words)], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                            env=os.environ | {"PLUMBLINE_HOME": str(home)})


def told(home: Path, *words: object) -> Any:
    done = forked.run(words, environment=os.environ | {"PLUMBLINE_HOME": str(home)}, where=ROOT,
                      program=BESIDE.format("tests.procedures.records.large"))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def more(tmp_path: Path) -> Path:
    file = tmp_path / "more.csv"
    file.write_text(offices.inspections(ROWS), encoding="utf-8")
    return file


def test_what_was_taken_in_before_is_read_checked_and_frozen_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with zipfile.ZipFile(MADE) as packed:
        packed.extractall(home)
    well("upgrade", home=home)
    found = told(home, "again")
    assert found["differ"] == []
    assert found["wider"] == ["agreement", "establishment", "sampling", "standard"]
    assert found["same"] >= 40
    given = home / "given"
    known = {"rows": 0, "corrections": 0, "quarantined": 0, "hidden": 0, "misfits": []}
    # The leaf of each row under the salt it has is the one it has: else a row would be a correction.
    assert told(home, "take", given / "corrected.csv") == known | {
        "same": 400, "visible": 400, "all": 400 + CORRECTED}
    # One of the seven has nineteen digits.
    assert told(home, "take", given / "statistics.csv", "statistic") == known | {
        "same": 6, "quarantined": 1, "visible": 6, "all": 6}
    back = told(home, "take", given / "inspections.csv")
    assert back == known | {"rows": CORRECTED, "corrections": CORRECTED, "same": 400 - CORRECTED, "visible": 400,
                            "all": 400 + 2 * CORRECTED}


def test_the_writer_ended_at_any_moment_and_a_full_disk(office_home: Path, more: Path) -> None:
    more.write_text(offices.inspections(MANY), encoding="utf-8")
    *ended, full, done = told(office_home, "kill", more)
    nothing = {"visible": BEFORE, "all": BEFORE, "hidden": 0, "misfits": []}
    for each in ended:
        assert each == nothing | {"code": "import.writer_stopped", "why": "It ended with -9"}
    assert {name: full[name] for name in nothing} == nothing
    assert full["code"] == "disk.full"
    assert done == {"rows": MANY - BEFORE, "same": BEFORE, "corrections": 0, "quarantined": 0, "visible": MANY,
                    "all": MANY, "hidden": 0, "misfits": []}


def test_killed_while_another_process_writes_for_it(office_home: Path, more: Path) -> None:
    store = office_home / "plumbline.sqlite3"
    with started(office_home, "take", more) as child:
        while count(store) == BEFORE and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    assert count(store) > BEFORE
    assert well("cut", home=office_home)["kinds"]["inspection"]["rows"] == BEFORE
    done = told(office_home, "take", more)
    assert (done["visible"], done["all"], done["hidden"], done["misfits"]) == (ROWS, ROWS, 0, [])


def test_two_imports_and_a_cut_at_once(office_home: Path, more: Path) -> None:
    both = [started(office_home, "take", more) for _ in range(2)]
    cut = well("cut", home=office_home)
    done = [json.loads(one.communicate(timeout=600)[0]) for one in both]
    assert cut["kinds"]["inspection"]["rows"] in (BEFORE, ROWS)
    taken = [one for one in done if "code" not in one]
    assert {one["code"] for one in done if "code" in one} <= {"import.running"}
    assert sum(one["rows"] for one in taken) == ROWS - BEFORE
    assert (taken[-1]["all"], taken[-1]["hidden"], taken[-1]["misfits"]) == (ROWS, 0, [])
    assert well("cut", home=office_home)["kinds"]["inspection"]["rows"] == ROWS


def count(store: Path) -> int:
    """Rows of inspections, hidden or not."""
    found = sqlite3.connect(store)
    try:
        return int(found.execute("SELECT count(*) FROM records_inspection").fetchone()[0])
    finally:
        found.close()
