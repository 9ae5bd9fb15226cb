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
from rich.segment import Segment
from rich.text import Text as Styled

from plumbline import unfinished
from plumbline.errors import RecordError
from plumbline.text import Text, directions_shown

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

    def render(self, renderable: Any, options: Any = None) -> Iterator[Segment]:
        """Render, with a sign that turns the order of writing in words: it would reorder the rest of the line."""
        for one in super().render(renderable, options):
            yield one if one.control else Segment(directions_shown(one.text), one.style)

    def render_str(self, text: str, **options: Any) -> Styled:
        """Text from what was given as a string: also in the cells of a table, where it is measured."""
        return super().render_str(directions_shown(STEERING.sub("\ufffd", text)), **options)

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
    screen.print(Styled("plumb:", style="bold red"), sentence)


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


def write(content: bytes, target: Path, act: str) -> None:
    """Write a file that leaves the home: whole, or not there. ``act`` is the command."""
    with unfinished.handed_out(act, target) as aside:
        aside.write_bytes(content)


def free(target: Path, overwrite: bool) -> Path:
    """``target``, to be written. :raises RecordError: if there is such a file and it may not be written over."""
    if target.exists() and not overwrite:
        raise RecordError("disk.file_exists", Text("there is such a file already", "该文件已存在"),
                          where=str(target),
                          next_step=Text("Name another with --output, or write over it with --overwrite",
                                           "请用--output另指文件，或用--overwrite覆盖"))
    return target
