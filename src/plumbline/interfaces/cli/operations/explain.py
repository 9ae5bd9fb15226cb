"""``plumb explain``: what an error code means."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.output import HomeOption, JsonOption
from plumbline.rulebook.core.error_codes import explanation, explanations


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(explain)


def explain(code: Annotated[str, typer.Argument(help="The code that an error carries; without one, all are listed.",
                                                show_default=False)] = "",
            home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say what an error code means, with an example of what brings it about. It is the same for every home."""
    found = [explanation(code)] if code else list(explanations().values())
    if as_json:
        output.json(found[0].as_dict() if code else {"codes": [each.as_dict() for each in found]})
        return
    screen = output.console()
    for each in found:
        if not code:
            screen.print(each.code, highlight=False, markup=False)
            continue
        for words in (each.meaning.en, each.meaning.zh, each.example):
            screen.print(f"{words}\n", highlight=False, markup=False)
