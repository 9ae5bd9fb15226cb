"""``plumb assess --json`` is written region by region, once the result is kept: a reader may go at any moment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plumbline.methods.shared.json_texts import laid_out
from tests.commands import well
from tests.interfaces.cli.runs import PROGRAM, SECONDS, run

fcntl = pytest.importorskip("fcntl")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="sets how much a pipe holds")]
SMALLEST = 4096
ASSESS = ("assess", "chicago-canvass", "--year", "2013", "--json")


def test_a_reader_that_goes_ends_it_and_nothing_is_lost(chicago_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(chicago_home, tmp_path / "home")
    with subprocess.Popen([*PROGRAM, *ASSESS, "--home", str(home)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, SMALLEST)  # else all of it would wait in the pipe
        first = os.read(process.stdout.fileno(), 1000)
        process.stdout.close()
        said = process.stderr.read()
        assert (process.wait(timeout=SECONDS), said) == (1, b"")
    kept = well("journal", home=home)["entries"]
    assert [each["act"] for each in kept].count("assess") == 1
    whole = run(*ASSESS, home=home)
    assert (whole.returncode, whole.stderr) == (0, b"")
    assert len(whole.stdout) > 4 * SMALLEST
    assert whole.stdout.startswith(first)
    text = whole.stdout.decode("ascii")
    assert text == laid_out(json.loads(text)) + "\n"
    assert well("journal", home=home)["entries"] == kept
    well("doctor", "--deep", home=home)
