"""``plumb verify``: whether what was handed out holds, from its files alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.own_rules import own
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer

MARKS = {True: "ok    ", False: "FAILS ", None: "      "}


def add_to(program: typer.Typer) -> None:
    """Add ``plumb verify``."""
    program.command("verify", cls=Batched)(verify)


def verify(
    file: Annotated[Path, typer.Argument(help="The draw.json of a draw, beside the other files of its folder.")],
    signature: Annotated[str, typer.Option(help="The round's signature, as you got it from the beacon yourself.")] = "",
    commitment: Annotated[str, typer.Option(help="The commitment's SHA-256, as it was published.")] = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> int:
    """Replay a draw from its files alone, without a network: each step, and which of them fails.

    Exit status 1 where one fails.
    """
    from plumbline.procedures.surveillance.draw_verifying import verify as replayed

    found = replayed(own(home), file, signature=signature, published=commitment)
    answer(found, as_json, lambda: _say(found))
    return 0 if found["ok"] else 1


def _say(found: dict[str, Any]) -> None:
    screen = output.console()
    for each in found["steps"]:
        screen.print(f"{MARKS[each['ok']]}{each['what']['en']}", highlight=False, markup=False)
        if each["why"]:
            screen.print(f"      {each['why']['en']} [{each['code']}]", highlight=False, markup=False)
    if not found["published_given"] and found["commitment_sha256"]:
        screen.print(f"That this commitment was public in time no file can show: compare {found['commitment_sha256']} "
                     "with what was published, or give that with --commitment.", highlight=False, markup=False)
    screen.print("The draw holds." if found["ok"] else "The draw does not hold.", highlight=False, markup=False)
