"""The commands in the documentation work: each page's are run in order, on one home of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests import forked
from tests.house import pages
from tests.house.files import PACKAGE, markdown, name_of
from tests.needs import require

PAGES = {name_of(path): pages.read(path.read_text(encoding="utf-8")) for path in markdown()}
BEGINNING = ["plumb", "demo", "--no-serve"]
COMMAND_LINE = PACKAGE / "interfaces" / "cli" / "main.py"


def run(words: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of a page. What several pages begin with is run once, and its home copied for the others, by
    whichever name they call it."""
    named = words[:-1] == [*BEGINNING, "--home"]
    if not (named or words == BEGINNING) or list(where.glob("*")):
        return _run(words, where)
    done, home = _made()
    shutil.copytree(home, where / (words[-1] if named else "home"))
    return done


@cache
def _made() -> tuple[subprocess.CompletedProcess[str], Path]:
    where = Path(tempfile.mkdtemp(prefix="plumbline-docs-"))
    atexit.register(shutil.rmtree, where, ignore_errors=True)
    return _run([*BEGINNING, "--home", "made"], where), where / "made"


def _run(words: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    # The code of this tree, whichever one the commands' own environment was made for.
    path = os.pathsep.join([str(where), str(PACKAGE.parent)])
    around = {**os.environ, "PLUMBLINE_HOME": str(where / "home"), "PYTHONPATH": path}
    return forked.run(words[1:], environment=around, where=where)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.commands])
def test_the_commands_of_a_page_work(name, tmp_path):
    require(COMMAND_LINE.exists(), "needs the command line")
    for step in PAGES[name].steps:
        if isinstance(step, tuple):
            (tmp_path / step[0]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / step[0]).write_text(step[1], encoding="utf-8")
            continue
        done = run(step, tmp_path)
        assert done.returncode == 0, f"{name}: {' '.join(step)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


@pytest.mark.parametrize("name", PAGES)
def test_every_command_is_run_or_says_why_not(name):
    assert PAGES[name].faults == []


def test_the_two_commands_are_in_the_readme_and_on_the_start_page():
    for name in ("README.md", "docs/start.md"):
        assert {"make demo", "make test"} <= {command for command, _ in PAGES[name].left_alone}


def test_a_page_is_read_as_the_rules_say():
    page = pages.read("""\
```console
$ plumb cut \\
    --json
a line of output
$ plumb figure 'a b'
```

<!-- file: rows.csv -->
```csv
a,b
1,2
```

<!-- not run: it serves until stopped -->
```console
$ plumb serve
```

```toml
$ plumb is not a command here
```
""")
    assert page.steps == [["plumb", "cut", "--json"], ["plumb", "figure", "a b"], ("rows.csv", "a,b\n1,2\n")]
    assert page.left_alone == [("plumb serve", "it serves until stopped")]
    assert page.faults == []


@pytest.mark.parametrize("planted", [
    "```console\n$ curl example.org\n```\n",
    "<!-- not run: -->\n```console\n$ make x\n```\n",
])
def test_a_command_that_is_neither_run_nor_explained_is_a_fault(planted):
    assert len(pages.read(planted).faults) == 1


def test_a_planted_command_that_fails_is_noticed(tmp_path):
    require(COMMAND_LINE.exists(), "needs the command line")
    assert run(["plumb", "no-such-command"], tmp_path).returncode != 0
