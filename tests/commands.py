"""Running ``plumb`` as an office does: in a process of its own, on a home of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import forked

# A limit on the size of a file stands in for a disk that is full: the write fails in the same place.
SMALL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); "
BESIDE = ("import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'plumbline.interfaces.settings'; django.setup(); "
          "from {0} import main; main()")
"""Runs a program of the tests on the home that ``PLUMBLINE_HOME`` names."""
IN_TURN = """
import json, sys
from plumbline.interfaces.cli.main import main
for words in json.loads(sys.argv[1]):
    if main(words):
        raise SystemExit(1)
    from plumbline.figures.indicators.session import forget_counted
    forget_counted()
"""
DJANGO = "import sys; from django.core.management import execute_from_command_line as run; run(['', *sys.argv[1:]])"
RUN = "import sys; from plumbline.interfaces.cli.main import main; main()"


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document it printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def error(self) -> dict[str, str]:
        """The error it told as JSON."""
        assert self.status != 0, self.out
        found: dict[str, str] = self.document["error"]
        return found


def plumb(*words: object, home: Path | None = None, disk: int = 0) -> Ran:
    """Run one command with ``--json``; ``disk`` bytes are then the most that any file may hold."""
    end = [str(word) for word in words] + (["--home", str(home)] if home else []) + ["--json"]
    done = forked.run(end, program=SMALL_DISK.format(disk) + RUN if disk else "")
    return Ran(done.returncode, done.stdout, done.stderr)


def well(*words: object, home: Path | None = None) -> dict[str, Any]:
    """The document of a command that must succeed."""
    done = plumb(*words, home=home)
    assert done.status == 0, f"plumb {' '.join(map(str, words))}\n{done.out}\n{done.err}"
    return done.document


def in_turn(*commands: Sequence[object], home: Path) -> list[dict[str, Any]]:
    """The documents of commands that must succeed, one after another in one process, where they share one Spark. What
    one of them counted is forgotten before the next."""
    given = [[*map(str, words), "--home", str(home), "--json"] for words in commands]
    done = forked.run([json.dumps(given)], program=IN_TURN, seconds=len(given) * forked.SECONDS)
    assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    found, rest = [], done.stdout.lstrip()
    while rest:
        document, end = json.JSONDecoder().raw_decode(rest)
        found.append(document)
        rest = rest[end:].lstrip()
    return found


def django(home: Path, *words: str) -> None:
    """Run one of Django's own commands on ``home``."""
    done = forked.run(words, environment={**os.environ, "PLUMBLINE_HOME": str(home)}, program=DJANGO)
    assert done.returncode == 0, done.stderr
