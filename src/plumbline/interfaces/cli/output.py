"""How commands speak: one JSON document on standard output, or words for a person; progress on standard error."""

from __future__ import annotations

import json as json_
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

HomeOption = Annotated[Path | None, typer.Option("--home", help="The data directory (default: PLUMBLINE_HOME, else "
                                                               "your user data folder).", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def tame_console() -> None:
    """Never fail on a console that cannot show a character: it is replaced instead."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def console() -> Console:
    """Words on standard output."""
    return Console(highlight=False, soft_wrap=True)


def json(document: Any) -> None:
    """One JSON document in plain ASCII, so that no console's encoding can spoil it."""
    sys.stdout.write(json_.dumps(document, ensure_ascii=True, indent=1, default=_plain) + "\n")


def error(sentence: str) -> None:
    """An error on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[bold red]plumb:[/] {escaped(sentence)}")


def escaped(text: str) -> str:
    """``text`` with nothing in it that the console takes for a colour."""
    return text.replace("[", "\\[")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Path):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, float, int], None]]:
    """A progress bar on standard error; silent with ``--json`` and where nobody watches."""
    screen = Console(stderr=True)
    if quiet or not screen.is_terminal:
        yield lambda step, share, rows: None
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[n]}"),
                  TimeElapsedColumn(), console=screen, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, share: float, rows: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=1.0, n="")
            bars.update(tasks[step], completed=share, n=f"{rows:,} rows")

        yield show
