"""Whatever the umask, what a command makes in a home is for its owner alone; what leaves it is as the user has it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tests import forked, offices

pytestmark = [pytest.mark.skipif(os.name == "nt", reason="rights are others there"), pytest.mark.store("sqlite")]
# Several commands in one process: that the first closes what comes after is no help to the first.
PROGRAM = """
import json, os, sys
os.umask(int(sys.argv[1], 8))
from plumbline.interfaces.cli.main import main
for words in json.loads(sys.argv[2]):
    status = main([*words, "--json"])
    assert status == 0, (words, status)
"""


def run(umask: int, *commands: list[object]) -> None:
    words = json.dumps([[str(word) for word in each] for each in commands])
    done = forked.run([f"{umask:o}", words], program=PROGRAM, where=Path(str(commands[0][-1])).parent)
    assert done.returncode == 0, done.stdout + done.stderr


def open_to_others(folder: Path) -> list[str]:
    """Every file and folder that others may do anything with."""
    found = [folder, *folder.rglob("*")]
    return [f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}" for path in found
            if path.stat().st_mode & 0o077]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def everything(home: Path, out: Path) -> list[list[object]]:
    """Commands that write of all kinds: settings, store, lock, quarantine, cut, key, rulebook, evidence, copies."""
    (out / "regions.csv").write_text(offices.REGIONS, encoding="utf-8")
    (out / "rows.csv").write_text(offices.inspections(20) + "99,nowhere,2013-01-01,canvass,pass,high,0,green\n",
                                  encoding="utf-8")
    (out / "photo.png").write_bytes(bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"))
    at: list[object] = ["--home", home]
    return [
        ["import", "region", out / "regions.csv", *at],
        ["import", "inspection", out / "rows.csv", "--save-mapping", "own", *at],
        ["cut", *at], ["figure", "inspection.pass_rate", "--region", "city", "--period", "2013", *at],
        ["evidence", "add", out / "photo.png", "inspection", "1", *at],
        ["cut", "export", "latest", out / "package.zip", *at],
        ["export", "inspection", "--output", out / "rows-out.csv", *at],
        ["template", "inspection", "--output", out / "template.xlsx", *at],
        ["backup", out / "office.zip", *at], ["backup", home / "backups" / "inside.zip", *at],
        ["export", "inspection", "--output", home / "cache" / "inside.csv", *at],
    ]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_home_is_private_from_its_first_byte(tmp_path: Path, umask: int) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    out.mkdir(mode=0o755)
    home.mkdir()
    home.chmod(0o777)  # as somebody may have made it beforehand
    run(umask, ["init", "--home", home])
    assert open_to_others(home) == []
    settings = (home / "plumbline.toml").read_text("utf-8")
    (home / "plumbline.toml").write_text(
        settings + 'instance = "office"\nregion = "city"\n', encoding="utf-8")
    (home / "backups").mkdir(mode=0o700)
    run(umask, *everything(home, out))
    assert open_to_others(home) == []
    names = {path.name for path in home.rglob("*")}
    assert {"own.toml", "inside.zip", "inside.csv", "plumbline.sqlite3", ".lock"} <= names
    # What leaves the home is as the user's other files are; a backup holds the home's secrets.
    plain = 0o666 & ~umask
    assert {name: mode(out / name) for name in ("rows-out.csv", "template.xlsx", "package.zip", "office.zip")} == {
        "rows-out.csv": plain, "template.xlsx": plain, "package.zip": plain, "office.zip": 0o600}


def test_a_restored_home_is_private_whatever_the_rights_in_the_backup(tmp_path: Path) -> None:
    home, back = tmp_path / "home", tmp_path / "back"
    run(0o022, ["init", "--home", home])
    for path in [home, *home.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)  # a home of an older program
    run(0o000, ["backup", tmp_path / "office.zip", "--home", home])
    run(0o000, ["restore", tmp_path / "office.zip", "--home", back])
    assert open_to_others(back) == []


def test_upgrading_and_sweeping_close_an_older_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(0o022, ["init", "--home", home])
    for command in (["upgrade", "--home", home], ["doctor", "--sweep", "--home", home]):
        for path in [home, *home.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        run(0o022, command)
        assert open_to_others(home) == []
