"""How commands speak: one JSON document on standard output, or words for a person; progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plumbline import unfinished
from plumbline.errors import RecordError
from plumbline.methods.shared.json_texts import laid_out
from plumbline.text import Text

if TYPE_CHECKING:
    from plumbline.interfaces.cli.core.screen import Screen

HomeOption = Annotated[Path | None, typer.Option("--home", help="The data directory (default: PLUMBLINE_HOME, else "
                                                               "your user data folder).", show_default=False)]
EngineOption = Annotated[str, typer.Option("--engine", help="Compute with duckdb or spark (default: the setting "
                                                            "'engine').")]
MasterOption = Annotated[str, typer.Option("--master", help="For spark: its master, such as local[2] or "
                                                            "spark://host:7077.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def console() -> Screen:
    """Words on standard output."""
    return _screen()


def json(document: Any) -> None:
    """One JSON document in plain ASCII, so that no console's encoding can spoil it."""
    stream([laid_out(document, default=_plain)])


def settled(document: Any) -> Any:
    """``document`` with days, moments, decimals and paths as the texts that :func:`json` writes for them."""
    if isinstance(document, dict):
        return {name: settled(value) for name, value in document.items()}
    if isinstance(document, list | tuple):
        return [settled(value) for value in document]
    return document if document is None or isinstance(document, str | int | float) else _plain(document)


def stream(pieces: Iterable[str]) -> None:
    """One JSON document, piece by piece: what is printed already is in nobody's memory. Nothing that a reader can keep
    waiting is held meanwhile, and one that goes (``head``, say) ends it."""
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.write("\n")


def error(sentence: str) -> None:
    """An error on standard error."""
    from rich.text import Text as Styled

    _screen(stderr=True).print(Styled("plumb:", style="bold red"), sentence)


def _screen(**options: Any) -> Screen:
    # Only now: a command that prints a document needs no screen, and what makes one takes long to load.
    from plumbline.interfaces.cli.core.screen import Screen

    return Screen(**options)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | Path):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, float, int], None]]:
    """A progress bar on standard error; silent with ``--json`` and where nobody watches."""
    if quiet:
        yield lambda step, share, rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    screen = Console(stderr=True)
    if not screen.is_terminal:
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
