"""Many members by command: a table is checked, added whole or not at all, and leaves again as a file."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.house import pages
from tests.needs import ROOT

WRITTEN = dict(step for step in pages.read((ROOT / "docs" / "extending.md").read_text(encoding="utf-8")).steps
               if isinstance(step, tuple))


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """Runs ``plumb`` in a home with the recall of the documentation, opened once."""
    for name in ("example_recall.py", "regions.csv", "producers.csv"):
        (tmp_path / name).write_text(WRITTEN[name], encoding="utf-8")
    around = os.environ | {
        "PLUMBLINE_HOME": str(tmp_path / "home"), "PLUMBLINE_NOW": "2026-03-02T09:00:00+00:00",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "src")])}

    def run(*words: str, status: int = 0) -> Any:
        done = forked.run([*words, "--json"], environment=around, where=tmp_path)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    run("init")
    (tmp_path / "home" / "plumbline.toml").write_text('secret_key = "for trying"\nextensions = ["example_recall"]\n')
    for kind, file in (("region", "regions.csv"), ("organisation", "producers.csv")):
        run("import", kind, file)
    run("user", "add", "ann", "--region", "city", "--no-sign-in")
    return run


def test_a_table_is_added_whole_and_leaves_again(desk: Any, tmp_path: Path) -> None:
    number = desk("example-recall", "open", "--as", "ann", "--producer", "F1", "--region", "1", "--product", "Pan")[
        "number"]
    case, table = ("example-recall", number), tmp_path / "lots.csv"
    table.write_text("lot\nL1\nL2\nL1\n", "utf-8")
    told = desk("case", "add-members", *case, "add-lot", str(table), "--as", "ann", "--check", status=1)["error"]
    assert told["code"] == "case.rows_unfit"
    assert f"{table}, row 4" in told["why"]
    table.write_text("lot,lto\nL1,\n", "utf-8")
    assert desk("case", "add-members", *case, "add-lot", str(table), "--as", "ann", status=1)["error"][
        "code"] == "case.column_unknown"
    table.write_text("lot\nL1\nL2\n", "utf-8")
    assert desk("case", "add-members", *case, "add-lot", str(table), "--as", "ann")["done"] == ["L1", "L2"]
    assert [each["member"] for each in desk("case", "members", *case, "--as", "ann", "--word", "l2")["members"]] == [
        "L2"]
    target = str(tmp_path / "out.csv")
    assert desk("case", "members", *case, "--as", "ann", "--output", target)["rows"] == 2
    with Path(target).open(encoding="utf-8-sig", newline="") as file:
        assert [row["member"] for row in csv.DictReader(file)] == ["L1", "L2"]
