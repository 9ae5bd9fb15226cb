"""An act that is sent after it was done, by command: with the time, in the zone of the office; several answers."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import forked
from tests.house import pages
from tests.needs import ROOT

WRITTEN = dict(step for step in pages.read((ROOT / "docs" / "extending.md").read_text(encoding="utf-8")).steps
               if isinstance(step, tuple))


def test_the_answer_given_first_decides_whatever_arrives_first(tmp_path: Path) -> None:
    for name in ("example_visit.py", "example_recall.py", "example_complaint.py", "example_follow.py",
                 "example_answer.py", "regions.csv"):
        (tmp_path / name).write_text(WRITTEN[name], encoding="utf-8")
    around = os.environ | {"PLUMBLINE_HOME": str(tmp_path / "home"),
                           "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "src")])}

    def run(*given: str, status: int = 0) -> Any:
        done = forked.run([*given], environment=around, where=tmp_path)
        assert done.returncode == status, (given, done.stdout, done.stderr)
        return done

    run("init")
    (tmp_path / "home" / "plumbline.toml").write_text(WRITTEN["home/plumbline.toml"], encoding="utf-8")
    run("import", "region", "regions.csv")
    for name in ("ann", "bea"):
        run("user", "add", name, "--region", "city", "--no-sign-in")
    run("example-visit", "open", "--as", "ann", "--region", "1")
    number = f"{datetime.now(UTC).year}-0001"
    run("example-visit", "add", number, "--as", "ann", "--shop", "S1")
    first, second = (datetime.now(UTC).isoformat() for _ in range(2))
    on = ("--member", "S1", "--as")
    assert "now passed" in run("example-visit", "pass", number, *on, "ann", "--given", second).stdout
    assert "now failed" in run("example-visit", "fail", number, *on, "bea", "--given", first).stdout
    assert "kept beside another answer" in run(
        "example-visit", "pass", number, *on, "bea", "--given", datetime.now(UTC).isoformat()).stdout
    assert "case.given_unfit" in run(
        "example-visit", "pass", number, *on, "ann", "--given", "2999-01-01T00:00:00", status=1).stderr
    told = json.loads(run("case", "show", "example-visit", number, "--as", "ann", "--json").stdout)
    assert [(each["state"], each["beside"]) for each in told["members"]] == [("failed", 2)]
