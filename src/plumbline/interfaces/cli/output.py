"""How commands speak: one JSON document on standard output, or words for a person; progress on standard error."""

from __future__ import annotations

import json as json_
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from plumbline.errors import RecordError

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HomeOption = Annotated[Path | None, typer.Option("--home", help="The data directory (default: PLUMBLINE_HOME, else "
                                                               "your user data folder).", show_default=False)]
EngineOption = Annotated[str, typer.Option("--engine", help="Compute with duckdb or spark (default: the setting "
                                                            "'engine').")]
MasterOption = Annotated[str, typer.Option("--master", help="For spark: its master, such as local[2] or "
                                                            "spark://host:7077.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def tame_console() -> None:
    """Never fail on a console that cannot show a character: it is replaced instead."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


class Screen(Console):
    """A console that prints words as they are: what stands in a record or a file name colours and steers nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, soft_wrap=True, markup=False, emoji=False, **options)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, with a mark in place of each character that would steer the terminal."""
        super().print(*(STEERING.sub("\ufffd", one) if isinstance(one, str) else one for one in objects), **options)


def console() -> Screen:
    """Words on standard output."""
    return Screen()


def json(document: Any) -> None:
    """One JSON document in plain ASCII, so that no console's encoding can spoil it."""
    sys.stdout.write(json_.dumps(document, ensure_ascii=True, indent=1, default=_plain) + "\n")


def error(sentence: str) -> None:
    """An error on standard error."""
    screen = Screen(stderr=True)
    screen.print(Text("plumb:", style="bold red"), sentence)


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


def free(target: Path, overwrite: bool) -> Path:
    """``target``, to be written. :raises RecordError: if there is such a file and it may not be written over."""
    if target.exists() and not overwrite:
        raise RecordError("there is such a file already", where=str(target),
                          next_step="Name another with --output, or write over it with --overwrite")
    return target
