"""``plumb move``."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output


def add_to(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("move")(move)


def move(
    to: Annotated[str, typer.Option(help="Where to: sqlite, or postgresql://user:password@host:5432/name of an empty "
                                         "database.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Move all records to another store: copied, compared, and only then switched. Stop plumb serve first."""
    place = boot.start(home)
    from plumbline.procedures.operations import store_transfer

    with output.progress(as_json) as show:
        done = store_transfer.move(place, to, at=boot.now(), progress=show)
    if as_json:
        output.json(done.as_dict())
        return
    screen = output.console()
    screen.print(f"{sum(done.tables.values()):,} rows of {len(done.tables)} tables moved from {done.source} to "
                 f"{done.target} in {done.seconds:.0f} s.")
    screen.print(f"The journal's {done.journal['number']} entries and every record are the same in both.")
    screen.print(f"As they were, they are still in {done.kept}; delete that when you no longer want it.")
