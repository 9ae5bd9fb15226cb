"""What follows from records, by command: killed between two steps, it loses nothing and does nothing twice."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.house import pages
from tests.needs import ROOT

WRITTEN = dict(step for step in pages.read((ROOT / "docs" / "extending.md").read_text(encoding="utf-8")).steps
               if isinstance(step, tuple))
MODULES = ("example_complaint.py", "regions.csv")
FOLLOW = """
import os
import signal
from pathlib import Path
from plumbline.procedures.casework.consequences import Consequence, declare
from plumbline.text import Citation, Text

LEFT = Path(__file__).parent / "left"


def die(step):
    if LEFT.exists() and LEFT.read_text() == step:
        LEFT.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def failed(record):
    die(f"rule {record.key}")
    return record.values["result"] == "fail"


def matter(record):
    die(f"open {record.key}")
    return record.key


declare(Consequence(
    "looked-into", Text("Looked into", "核查"), kind="inspection", opens="%s", rule=failed,
    fields={"region": "region", "matter": matter}, cites=Citation("An example", ours=True)))
"""


class Bureau:
    """A home with the complaint of the documentation, and what follows from inspections."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in MODULES:
            (place / name).write_text(WRITTEN[name], encoding="utf-8")
        self.declare("example-complaint")
        self.run("init")
        (place / "home" / "plumbline.toml").write_text(
            'secret_key = "for trying"\nextensions = ["example_complaint", "followed"]\n', encoding="utf-8")
        self.run("import", "region", "regions.csv")
        self.run("user", "add", "ann", "--region", "city", "--no-sign-in")

    def declare(self, opens: str) -> None:
        (self.place / "followed.py").write_text(FOLLOW % opens, encoding="utf-8")

    def run(self, *words: str, status: int = 0) -> Any:
        around = os.environ | {"PLUMBLINE_HOME": str(self.place / "home"),
                               "PYTHONPATH": os.pathsep.join([str(self.place), str(ROOT / "src")])}
        done = forked.run([*words, "--json"], environment=around, where=self.place)
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() and status >= 0 else None

    def killed(self, step: str) -> None:
        (self.place / "left").write_text(step)
        self.run("case", "follow", status=-signal.SIGKILL)

    def matters(self) -> list[str]:
        listed = self.run("case", "list", "example-complaint", "--as", "ann")["cases"]
        return sorted(each["title"] for each in listed)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_while_it_looks_and_while_it_opens_it_opens_each_once(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    assert bureau.run("case", "follow") == {
        "opened": 0, "ended": 0, "background": 0, "left": 0}
    rows = "".join(f"I{each},1,2026-03-02,canvass,{'fail' if each % 2 else 'pass'}\n" for each in range(1, 8))
    (tmp_path / "rows.csv").write_text(f"number,region,inspected_on,purpose,result\n{rows}", encoding="utf-8")
    bureau.run("import", "inspection", "rows.csv")
    bureau.killed("rule I5")
    bureau.killed("open I5")
    assert bureau.matters() == ["I1", "I3"]
    assert bureau.run("case", "follow")["opened"] == 2
    assert bureau.run("case", "follow")["opened"] == 0
    assert bureau.matters() == ["I1", "I3", "I5", "I7"]
    [led] = bureau.run("case", "followed", "inspection", "I5", "--as", "ann")["led_to"]
    thread = bureau.run("case", "thread", "example-complaint", led["number"], "--as", "ann")
    assert [(each["kind"], each["key"]) for each in thread["came_of"]] == [("inspection", ["I5"])]


def test_one_that_names_what_there_is_not_is_an_error_at_load(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    bureau.declare("nothing")
    assert bureau.run("case", "list", status=1)["error"]["code"] == "consequence.unfit"
