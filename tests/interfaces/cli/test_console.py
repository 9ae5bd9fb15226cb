"""Words on any console: no encoding breaks a command, and nothing in a record steers the terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
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
AS_JSON = ["figure", "inspection.pass_rate", "--region", "1", "--period", "2013", "--records", "1", "--json"]
AT_FAULT = ["import", "inspection", "没有 [/此] 文件.csv"]
NO_TEXT = [["figure", "\udcff", "--region", "1", "--period", "2013"],
           ["figure", "inspection.pass_rate", "--region", "\udcff", "--period", "2013"],
           ["withdraw", "inspection", "\udcff"], ["export", "inspection", "--as", "\udcff"]]
MARK = "----- next -----"
# One after another in one process: what a console's encoding breaks, it breaks there too.
SEVERAL = f"""
import json, sys
from plumbline.interfaces.cli.main import main
for words in json.loads(sys.argv[1]):
    status = main([*words, "--home", sys.argv[2]])
    for stream in (sys.stdout, sys.stderr):
        print({MARK!r}, status, file=stream, flush=True)
"""


def several(commands: list[list[str]], home: Path, **environment: str) -> list[Ran]:
    """What each of the commands did, in one Python that was started for them."""
    done = subprocess.run([sys.executable, "-c", SEVERAL, json.dumps(commands), str(home)], capture_output=True,
                          env={**os.environ, **environment}, timeout=SECONDS * 2)
    assert done.returncode == 0, done.stderr
    streams = [re.findall(rb"(.*?)" + MARK.encode() + rb" (\d+)\s", said, re.DOTALL)
               for said in (done.stdout, done.stderr)]
    assert [len(each) for each in streams] == [len(commands)] * 2, done.stderr
    return [Ran(int(status), out, err) for (out, status), (err, _) in zip(*streams, strict=True)]


@dataclass(frozen=True)
class Ran:
    """What a command did, its words as bytes, as a console would get them."""

    status: int
    out: bytes
    err: bytes


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


@pytest.fixture(scope="module", params=CONSOLES)
def console(odd_home: Path, request: pytest.FixtureRequest) -> list[Ran]:
    """What the commands did on a console of this encoding: those that show something, one as JSON, one at fault."""
    return several([*COMMANDS, AS_JSON, AT_FAULT], odd_home, PYTHONIOENCODING=request.param, PYTHONUTF8="0")


def test_no_console_breaks_a_command(console: list[Ran]) -> None:
    shown = console[:len(COMMANDS)]
    assert [(each.status, each.err) for each in shown if each.status or b"Traceback" in each.err] == []
    assert [words[0] for words, each in zip(COMMANDS, shown, strict=True) if not each.out.strip()] == ["user"]


def test_json_is_the_same_on_every_console(console: list[Ran]) -> None:
    done = console[-2]
    assert done.out.isascii()
    assert json.loads(done.out)["records"][0]["establishment_name"] == ODD_NAME


def test_errors_are_said_on_every_console(console: list[Ran]) -> None:
    done = console[-1]
    assert (done.status, done.out) == (1, b"")
    assert b"there is no such file" in done.err
    assert b"Traceback" not in done.err


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
    for words, done in zip(NO_TEXT, several(NO_TEXT, odd_home), strict=True):
        assert (done.status in (1, 2), b"Traceback" in done.err) == (True, False), (words, done.err)
