"""``plumb erase``: erase what is known of the person behind a record."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.confirming import must_confirm
from plumbline.text import Text


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("erase")(erase)


def erase(
    kind: Annotated[str, typer.Argument(help="The record kind, such as organisation.")],
    key: Annotated[list[str], typer.Argument(help="The record's key: as many values as the kind's key has fields, in "
                                                  "their order ('plumb kinds' tells them).")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Erase the personal data of one record, for good: whom to ask there, by which telephone. The record stays."""
    boot.start(home)
    from plumbline.procedures.records.by_key import erase_by_key

    named = f"{kind} {', '.join(key)}"
    must_confirm(f"Erase the personal data of {named}, for good?", yes=yes, where=named,
                 next_step=Text("Say so with --yes", "请用--yes确认"))
    found, erased = erase_by_key(kind, key, at=boot.now())
    if as_json:
        output.json({"kind": kind, "key": found, "erased": erased})
        return
    output.console().print(f"The personal data of {named} was erased, for good. Backups made before still hold it."
                           if erased else f"There was no personal data of {named} to erase.")
