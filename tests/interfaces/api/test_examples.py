"""The examples do what they say, against a server of their own.

The notebook's code cells are run in order in one Python, without Jupyter: the cells use nothing of it, and it would be
forty packages for one test.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import offices
from tests.commands import well
from tests.interfaces.cli.runs import PROGRAM, run
from tests.needs import ROOT

EXAMPLES = ROOT / "examples"
NOTEBOOK = EXAMPLES / "figures.ipynb"
SECONDS = 120
CELLS = """
import json, pathlib, sys
for cell in json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), globals())
"""
WRITING = """
from client import Plumbline, Problem
import os
server = Plumbline(os.environ["SERVER"], os.environ["TOKEN"])
made = server.create("inspection", number="x/1", region="1", inspected_on="2013-05-01", purpose="canvass",
                     result="pass", critical_count=0)
changed = server.correct(made, result="fail")
try:
    server.correct(made, critical_count=3)
except Problem as problem:
    print(problem.document["status"], problem.document["what"])
print(changed["fields"]["result"], server.withdraw(changed)["withdrawn"])
"""


@dataclass(frozen=True)
class Server:
    """A served office and a token of the officer of ward 1."""

    address: str
    token: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Sixty inspections in two wards, served on this machine."""
    scratch = tmp_path_factory.mktemp("examples")
    home = offices.make(scratch / "home", scratch)
    added = run("user", "add", "li", "--region", "1", "--password-stdin", home=home, given=b"a plumb line hangs true\n")
    assert added.returncode == 0, added.stderr
    token = well("token", "add", "li", "--label", "test", "--write", home=home)["secret"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([*PROGRAM, "serve", "--port", str(port), "--home", str(home), "--json"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{address}/api/v1/", process)
        yield Server(address, token)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("the server did not answer")


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the folder of the examples."""
    return subprocess.run([sys.executable, *words], cwd=EXAMPLES, capture_output=True, text=True, timeout=SECONDS,
                          env=os.environ | {"PYTHONPATH": str(ROOT / "src")} | environment)


def test_the_client_prints_a_figure_and_what_failed(server: Server) -> None:
    done = python("client.py", "--server", server.address, "--region", "city", "--period", "2013")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].startswith("Inspection pass rate: 80.00 % (48 of 60; cut ")
    assert len(lines) == 1 + 12


def test_the_client_says_what_the_server_cannot_do(server: Server) -> None:
    done = python("client.py", "--server", server.address, "--region", "nowhere", "--period", "2013")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_client_writes_with_a_token(server: Server) -> None:
    done = python("-c", WRITING, SERVER=server.address, TOKEN=server.token)
    assert (done.stdout.splitlines(), done.stderr) == (["409 this is not the newest version", "fail True"], "")


def test_the_notebook_holds_from_the_first_cell_to_the_last(server: Server) -> None:
    done = python("-c", CELLS, str(NOTEBOOK), SERVER=server.address, REGION="1", PERIOD="2013")
    assert (done.returncode, done.stderr) == (0, "")
    assert "steps for 30 records" in done.stdout


def test_the_notebook_is_kept_without_output() -> None:
    cells: list[dict[str, Any]] = json.loads(Path(NOTEBOOK).read_text("utf-8"))["cells"]
    assert [cell["id"] for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
