"""Rows read as Arrow by a process beside are those read value by value, whatever somebody put into the store."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests import forked, offices
from tests.commands import BESIDE, well
from tests.needs import ROOT

pytestmark = pytest.mark.store("sqlite")
TABLE = "records_inspection"
ROWS = 60
READ = 27
"""Rows before the batch of the one that is altered: four batches of seven, of which the first begins with a row that
tells the types."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty inspections, of which one was corrected. Most of their columns hold nothing. Not to be changed."""
    scratch = tmp_path_factory.mktemp("rows")
    home = offices.make(scratch / "home", scratch)
    file = scratch / "again.csv"
    file.write_text(offices.inspections(1).replace(",pass,", ",fail,"), encoding="utf-8")
    well("import", "inspection", file, home=home)
    return home


def ways(home: Path, kind: str = "inspection") -> dict[str, Any]:
    """What the program says of the home."""
    done = forked.run([kind], environment=os.environ | {"PLUMBLINE_HOME": str(home)}, where=ROOT,
                      program=BESIDE.format("tests.records.verifying.both_ways"))
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rows_are_the_same_and_columns_of_nothing_keep_their_type(made: Path) -> None:
    assert ways(made) == {"same": True, "apart": ROWS + 1, "rows": ROWS + 1, "plain": [], "beside": []}


@pytest.mark.parametrize(("change", "apart", "fault"), [
    ("address = CAST('x' AS BLOB)", READ, "unreadable"),  # bytes where text should be
    ("critical_count = 'many'", READ, "unreadable"),
    ("critical_count = 1.5", READ, "unreadable"),
    ("inspected_on = 'someday'", READ, "unreadable"),
    ("inspected_on = 20130105", READ, "unreadable"),
    ("withdrawn = 2", READ, "unreadable"),
    ("leaf = x'00'", READ, "unreadable"),
    ("salt = 'sixteen letters!'", READ, "unreadable"),
    ("address = CAST(x'ff' AS TEXT)", READ, "unreadable"),  # no text in any encoding
    ("result = 'fail'", ROWS + 1, "altered"),
])
def test_what_no_field_can_hold_is_named_all_the_same(
        made: Path, tmp_path: Path, change: str, apart: int, fault: str) -> None:
    home = shutil.copytree(made, tmp_path / "home")
    store = sqlite3.connect(home / "plumbline.sqlite3", isolation_level=None)
    store.execute(f"UPDATE {TABLE} SET {change} WHERE number = '31'")
    store.close()
    found = ways(home)
    assert found["beside"] == found["plain"]
    assert fault in {one[0] for one in found["beside"]}
    assert (found["same"], found["apart"]) == (True, apart)
