"""Catalogues that are killed, meet another, find no room, or have one broken line: all of one is in, or none."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.commands import plumb, well
from tests.interfaces.cli.killing import killed, moments, took
from tests.interfaces.cli.runs import PROGRAM, run
from tests.needs import require

pytestmark = pytest.mark.slow
MANY = 4_000


def catalogue(path: Path, many: int = MANY, broken: int = 0) -> Path:
    """Standards, each of which replaces the one before; the line ``broken`` is cut short."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, many + 1):
            entry = {"id": f"GB/T {number}-2020", "title": {"zh": f"第{number}种水泵 技术要求"}, "stage": "valid",
                     "date": {"published": "2020-01-01"}, "rel": [["obsoletes", f"GB/T {number - 1}-2020"]]}
            line = json.dumps(entry, ensure_ascii=False)
            file.write(f"{line[:20] if number == broken else line}\n")
    return path


def held(home: Path) -> tuple[int, int, int]:
    """How many standards and relations count, and how many imports are under way, by plain SQL."""
    store = sqlite3.connect(home / "plumbline.sqlite3")
    try:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        known = "(SELECT id FROM records_entry WHERE state = 'visible')"
        standards, relations = (store.execute(f"SELECT count(*) FROM records_{kind} WHERE entry_id IN {known} AND "
                                              "superseded_id IS NULL").fetchone()[0]
                                for kind in ("standard", "relation"))
        hidden = store.execute("SELECT count(*) FROM records_entry WHERE state IN ('staging', 'publishing')").fetchone()
        return int(standards), int(relations), int(hidden[0])
    finally:
        store.close()


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_at_any_moment(made_office: Path, tmp_path: Path) -> None:
    words = ["standards", "import", catalogue(tmp_path / "gb.jsonl"), "--format", "relaton"]
    whole = took(words, shutil.copytree(made_office, tmp_path / "whole"))
    stopped = 0
    for number, after in enumerate(moments(whole)):
        home = shutil.copytree(made_office, tmp_path / f"home{number}")
        stopped += killed(words, home, after)
        found = held(home)[:2]
        assert found in ((0, 0), (MANY, MANY))
        again = well(*words, home=home)
        assert sum(each["taken_in"] for each in again["imports"]) == (0 if found[0] else 2 * MANY)
        assert held(home) == (MANY, MANY, 0)
        assert well("journal", home=home)["whole"] is True
        assert [path.name for path in (home / "imports").iterdir() if path.name != ".lock"] == []
        shutil.rmtree(home)
    assert stopped >= 3


def test_two_at_once(office_home: Path, tmp_path: Path) -> None:
    """Both list the same editions: one after the other, each stays its own, and neither corrects the other."""
    files = [catalogue(tmp_path / f"{name}.jsonl") for name in ("one", "two")]
    both = [subprocess.Popen([*PROGRAM, "standards", "import", str(file), "--format", "relaton", "--home",
                              str(office_home), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for file in files]
    told = [(json.loads(each.communicate(timeout=300)[0]), each.returncode) for each in both]
    for file, (document, status) in zip(files, told, strict=True):
        if status:
            assert document["error"]["code"] == "import.running"
            document = well("standards", "import", file, "--format", "relaton", home=office_home)
        assert [each["corrections"] for each in document["imports"]] == [0, 0]
    assert 0 in [status for _, status in told]
    assert held(office_home) == (2 * MANY, 2 * MANY, 0)
    assert well("journal", home=office_home)["whole"] is True


def test_one_broken_line_among_many(office_home: Path, tmp_path: Path) -> None:
    many, broken = 20_500, 20_001  # behind the first rows that are written at once
    done = well("standards", "import", catalogue(tmp_path / "gb.jsonl", many, broken), "--format", "relaton",
                home=office_home)
    assert (done["broken"], [each["line"] for each in done["broken_lines"]]) == (1, [broken])
    assert Path(done["broken_file"]).read_text("utf-8").startswith(f"{broken}\t")
    assert held(office_home) == (many - 1, many - 1, 0)


@pytest.mark.parametrize("place", ["home", "scratch"])
def test_a_full_disk(made_office: Path, tmp_path: Path, place: str) -> None:
    """Of the home, or of the folder for what is under way."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(path.stat().st_size for path in made_office.rglob("*") if path.is_file())
    able = os.name != "nt" and os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size + (1 << 20) if place == 'home' else 65_536}", "tmpfs", str(disk)],
        capture_output=True).returncode == 0
    require(able, "needs the right to mount a small disk")
    try:
        home = shutil.copytree(made_office, disk / "home" if place == "home" else tmp_path / "home")
        file = catalogue(tmp_path / "gb.jsonl", 12_000)
        words = ["standards", "import", file, "--format", "relaton"]
        scratch = {"TMPDIR": str(disk)} if place == "scratch" else {}
        done = run(*words, "--json", home=home, **scratch)
        error = json.loads(done.stdout)["error"]
        assert (done.returncode, "disk is full" in error["what"], error["next_step"][:9]) == (1, True, "Make room")
        assert held(home)[:2] == (0, 0)
        assert plumb("journal", home=home).status == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)
