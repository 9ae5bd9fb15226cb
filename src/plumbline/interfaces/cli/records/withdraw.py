"""``plumb withdraw``: take one record out of what counts."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("withdraw")(withdraw)


def withdraw(
    kind: Annotated[str, typer.Argument(help="The record kind, such as award.")],
    key: Annotated[list[str], typer.Argument(help="The record's key: as many values as the kind's key has fields, in "
                                                  "their order ('plumb kinds' tells them).")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take a record out of what counts. Its versions stay, and cuts made before keep it."""
    boot.start(home)
    from plumbline.procedures.records.by_key import withdraw_by_key

    found = withdraw_by_key(kind, key, at=boot.now())
    if as_json:
        output.json({"kind": kind, "key": found, "withdrawn": True})
        return
    output.console().print(f"{kind} {', '.join(found.values())} no longer counts. Figures change with the next cut.")
