"""The tree of commands: which module each command of ``plumb`` is declared in, and its help as it is printed.

Both are written into the package (``commands.json``), so that help needs no library and a command loads its own module
only. ``python -m plumbline.interfaces.cli.core.describing`` writes it anew; a test holds it to the declarations."""

from __future__ import annotations

import importlib
import json
import shutil
from functools import cache
from importlib.resources import files
from typing import Any

MODULES = (
    "operations.demo", "operations.init", "records.imports", "records.files", "records.withdraw", "records.erase",
    "figures.federation", "figures.figures", "assessment.rescore", "figures.sheets", "operations.serve",
    "operations.doctor", "operations.backups", "operations.move", "operations.journal", "operations.bench",
    "operations.explain", "operations.deadline", "operations.notify", "records.search", "records.mapping",
    "operations.worlds", "assessment.grades", "operations.people", "operations.members", "operations.webhook",
    "operations.tokens", "records.evidence", "assessment.papers", "assessment.rule", "casework.following",
    "surveillance.draw", "surveillance.verify", "surveillance.risk",
    "surveillance.plan", "surveillance.signal", "surveillance.link", "surveillance.notice", "surveillance.recall",
    "standards.designation", "standards.keeping", "standards.adoption",
)
"""In the order in which their commands are listed."""
FILE = "commands.json"
WIDTH = 80
"""The columns for which help was written: on a narrower screen it is laid out anew."""
HELP = "--help"


def told(arguments: list[str]) -> str | None:
    """The help that ``plumb`` with exactly these ``arguments`` asks for; None where they ask for something else, or for
    what the package does not know of."""
    if not arguments or arguments[-1] != HELP or shutil.get_terminal_size().columns < WIDTH:
        return None
    known: dict[str, str] = _written()["help"]
    return known.get(" ".join(arguments[:-1]))


def module_of(name: str) -> str | None:
    """The module that declares the command called ``name``; None where no module of ours does."""
    found: str | None = _written()["modules"].get(name)
    return found


def add(program: Any, module: str) -> None:
    """Add to ``program`` what ``module`` declares."""
    importlib.import_module(f"plumbline.interfaces.cli.{module}").add_to(program)


@cache
def _written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(__package__).joinpath(FILE).read_text("utf-8"))
    return found
