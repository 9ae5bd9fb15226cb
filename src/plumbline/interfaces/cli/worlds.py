"""``plumb world``: load a shipped world."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plumbline.interfaces.cli import boot, output

app = typer.Typer(help="Shipped worlds: records with their attribution.", no_args_is_help=True)


@app.callback()
def world() -> None:
    """Shipped worlds: records with their attribution."""


@app.command("load")
def load(
    name: Annotated[str, typer.Argument(help="The world: chicago.")],
    inspections: Annotated[Path | None, typer.Option(help="Another copy of the raw inspections (CSV, plain or gzip) "
                                                          "in place of the shipped one.")] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Load a world's regions and records, and freeze a cut of them."""
    place = boot.start(home, create=True)
    from plumbline.figures.cut import freeze
    from plumbline.procedures import worlds

    with output.progress(as_json) as show:
        done = worlds.load(place, name, clock=boot.now, inspections=inspections, progress=show)
    cut = freeze(place)
    if as_json:
        output.json({"world": name, "cut": cut.id, "imports": {kind: one.as_dict() for kind, one in done.items()}})
        return
    screen = output.console()
    for kind, one in done.items():
        aside = f", {one.quarantined:,} set aside ({one.reasons_file})" if one.quarantined else ""
        screen.print(f"{kind}: {one.rows:,} taken in, {one.same:,} unchanged{aside}")
    screen.print(f"cut {cut.id}")
