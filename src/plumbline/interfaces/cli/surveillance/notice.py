"""``plumb notice``: what a notice must say so that its product can be found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.own_rules import own
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer

app = typer.Typer(help="Notices of dangerous products.", no_args_is_help=True)
SHOWN = 50


def add_to(program: typer.Typer) -> None:
    """Add this module's commands."""
    program.add_typer(app, name="notice")


@app.callback()
def _notice() -> None:
    """Notices of dangerous products."""


@app.command("score", cls=Batched)
def score(
    file: Annotated[Path, typer.Argument(help="A table of notices.")],
    mapping: Annotated[str, typer.Option(help="How its columns become fields, such as safety-gate, or a file.")] = "",
    rules: Annotated[str, typer.Option(help="The set of rules.")] = "product-notice",
    encoding: Annotated[str, typer.Option(help="The encoding of the table, where it cannot be told.")] = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say of each notice how far its product can be found from it, 0 to 100, and what it does not say."""
    from plumbline.procedures.surveillance.notice_scoring import score_file

    found = score_file(own(home), file, mapping, rules, encoding)
    answer(found, as_json, lambda: _say(found))


def _say(found: dict[str, Any]) -> None:
    screen = output.console()
    results = found["results"]
    for each in results[:SHOWN]:
        missing = ", ".join(one["title"]["en"] for one in each["missing"])
        screen.print(f"{each['number'] or 'row ' + str(each['row'])}: {each['score']}"
                     + (f", without {missing}" if missing else ""), highlight=False, markup=False)
    if len(results) > SHOWN:
        screen.print(f"and {len(results) - SHOWN:,} more; --json gives all", highlight=False, markup=False)
    if found["set_aside"]:
        screen.print(f"{len(found['set_aside']):,} lines are no rows of the table", highlight=False, markup=False)
