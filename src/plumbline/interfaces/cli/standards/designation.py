"""``plumb designation``: what designations of standards say, and whether two of them name the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import output

app = typer.Typer(help="Designations of standards: read them, compare them.", no_args_is_help=True)
OnOption = Annotated[str, typer.Option("--on", help="By the rules in force on this day, 2026-01-31 (default: today).")]
SHOWN = ("family", "publisher", "number", "part", "year", "kind", "force", "region", "issuer", "title")
WORDS = {"edition": "the same edition", "document": "the same document, other editions or supplements of it",
         "series": "parts of one standard, or the whole of it", "no": "different standards"}


def add_to(program: typer.Typer) -> None:
    """Add ``plumb designation``."""
    program.add_typer(app, name="designation")


@app.command("parse")
def parse(
    text: Annotated[list[str] | None, typer.Argument(help="Designations, each in quotes.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A text file with one on each line, plain or gzip.")]
    = None,
    encoding: Annotated[str, typer.Option(help="How the text of the file is encoded, if it cannot be told.")] = "",
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say what each designation says. What is none is told in its place, and the command then ends with 1."""
    from plumbline.interfaces.cli.standards import designation_asked

    results, refused = designation_asked.parsed(text or [], file, encoding, on, home)
    if as_json:
        designation_asked.print_results(results)
    else:
        for each in results:
            _say(each.as_dict())
    if refused:
        raise typer.Exit(1)


@app.command("same")
def same(
    one: Annotated[str, typer.Argument(metavar="A", help="A designation.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say how far two designations name the same: edition, document, series or no."""
    from plumbline.interfaces.cli.standards import designation_asked

    found = designation_asked.compared(one, other, on, home)
    if as_json:
        output.json(found)
    else:
        output.console().print(f"{found['same']}: {WORDS[found['same']]}", markup=False)


def _say(found: dict[str, Any]) -> None:
    screen = output.console()
    if not found["ok"]:
        error = found["error"]
        screen.print(f"{found['input'][:80]}  {error['code']}: {error['message']}, at character {error['at'] + 1}. "
                     f"{error['next_step']}", markup=False, highlight=False)
        return
    told = [f"{name} {found[name]}" for name in SHOWN if found[name] is not None]
    more = [*found["supplements"], *(f"with {each}" for each in found["dual"])]
    if found["undated"]:
        more.append("undated")
    if found["all_parts"]:
        more.append("all parts")
    screen.print(f"{found['canonical']}  {', '.join([*told, *more])}", markup=False, highlight=False)
