"""Words on any console: no encoding breaks a command, and nothing in a record steers the terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

from plumbline.interfaces.cli.core import output
from tests import offices
from tests.commands import well
from tests.interfaces.cli.runs import SECONDS, run

ODD_NAME = "狮子 [bold]x[/nothing] :smile: 🏪"
CONSOLES = ["ascii", "cp437", "cp936", "utf-8"]
COMMANDS = [
    ["kinds"], ["indicators"], ["mappings"], ["journal"], ["cut", "list"], ["cut", "describe"], ["user", "list"],
    ["figure", "inspection.pass_rate", "--region", "1", "--period", "2013", "--records", "3"],
]
MARK = b"----- next -----"
# One after another in one process: what a console's encoding breaks, it breaks there too.
SEVERAL = f"""
import json, sys
from plumbline.interfaces.cli.main import main
for words in json.loads(sys.argv[1]):
    print({MARK.decode()!r}, flush=True)
    status = main([*words, "--home", sys.argv[2]])
    assert status == 0, (words, status)
"""


@pytest.fixture(scope="module")
def odd_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose own path and records hold spaces, Chinese and brackets."""
    scratch = tmp_path_factory.mktemp("odd")
    home = offices.make(scratch / "县 市场 [监管]" / "home 1", scratch)
    file = scratch / "names.csv"
    file.write_text("number,region,inspected_on,purpose,result,critical_count,establishment_name\n"
                    f"0000,1,2013-01-31,canvass,pass,0,{ODD_NAME}\n", encoding="utf-8")
    well("import", "inspection", file, home=home)
    well("cut", home=home)
    return home


@pytest.mark.parametrize("console", CONSOLES)
def test_no_console_breaks_a_command(odd_home: Path, console: str) -> None:
    done = subprocess.run([sys.executable, "-c", SEVERAL, json.dumps(COMMANDS), str(odd_home)], capture_output=True,
                          env={**os.environ, "PYTHONIOENCODING": console, "PYTHONUTF8": "0"}, timeout=SECONDS)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    said = done.stdout.split(MARK)[1:]
    assert [words[0] for words, each in zip(COMMANDS, said, strict=True) if not each.strip()] == ["user"]


@pytest.mark.parametrize("console", CONSOLES)
def test_json_is_the_same_on_every_console(odd_home: Path, console: str) -> None:
    words = ["figure", "inspection.pass_rate", "--region", "1", "--period", "2013", "--records", "1", "--json"]
    done = run(*words, home=odd_home, PYTHONIOENCODING=console, PYTHONUTF8="0")
    assert done.stdout.isascii()
    assert json.loads(done.stdout)["records"][0]["establishment_name"] == ODD_NAME


@pytest.mark.parametrize("console", CONSOLES)
def test_errors_are_said_on_every_console(odd_home: Path, console: str) -> None:
    done = run("import", "inspection", "没有 [/此] 文件.csv", home=odd_home, PYTHONIOENCODING=console, PYTHONUTF8="0")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"there is no such file" in done.stderr
    assert b"Traceback" not in done.stderr


def test_names_are_printed_as_they_are(odd_home: Path) -> None:
    done = run("figure", "inspection.pass_rate", "--region", "1", "--period", "2013", "--records", "1", home=odd_home)
    assert ODD_NAME in done.stdout.decode()


def test_nothing_in_a_file_steers_the_terminal(odd_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"number,\x1b[31mred\x07\n1,2\n")
    done = run("import", "inspection", file, home=odd_home)
    assert done.returncode == 1
    assert "unknown column '\ufffd[31mred\ufffd'" in done.stderr.decode()
    assert b"\x1b" not in done.stderr


def test_a_folder_named_relative_to_where_one_stands(odd_home: Path, tmp_path: Path) -> None:
    shutil.copytree(odd_home, tmp_path / "这里 now")
    done = run("journal", "--json", "--home", "这里 now", cwd=tmp_path)
    assert json.loads(done.stdout)["whole"] is True


def test_what_turns_the_order_of_writing_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table(box=None)
    table.add_column("name")
    table.add_row("1\u202e042")
    screen = output.console()
    screen.print(table)
    screen.print("a\u2066b", Text("c\u200fd"))
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "name", "1<U+202E>042", "a<U+2066>b c<U+200F>d"]


def test_an_argument_that_is_no_text_is_refused_in_words(odd_home: Path) -> None:
    for words in (["figure", "\udcff", "--region", "1", "--period", "2013"],
                  ["figure", "inspection.pass_rate", "--region", "\udcff", "--period", "2013"],
                  ["withdraw", "inspection", "\udcff"], ["export", "inspection", "--as", "\udcff"]):
        done = run(*words, home=odd_home)
        assert (done.returncode in (1, 2), b"Traceback" in done.stderr) == (True, False), done.stderr
