"""``plumb standards near`` and ``review-due``: titles near each other, and reviews opened for what is due."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.standards import register_said
from plumbline.interfaces.cli.standards.register_app import OnOption, app

LevelOption = Annotated[str, typer.Option(help="Only standards of this level, such as national.")]
CatalogueOption = Annotated[str, typer.Option(help="Only standards taken from this catalogue.")]


def add() -> None:
    """Add the commands of this module to ``plumb standards``."""
    app.command("near")(near)
    app.command("review-due")(review_due)


def near(
    level: LevelOption = "",
    catalogue: CatalogueOption = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="So many at most, the nearest first.")] = 100,
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List standards in force whose titles say nearly the same: how alike, what differs, and what speaks against it."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.near_register import near as found_of

    with output.progress(as_json) as show_progress:
        found = found_of(place, day_asked(on, place), level=level, catalogue=catalogue, limit=limit,
                         progress=lambda share: show_progress("comparing", share, round(100 * share)))
    if as_json:
        output.json(found)
    else:
        register_said.near(found)


def review_due(
    as_: Annotated[str, typer.Option("--as", help="Who opens them, by the name they sign in with.")],
    region: Annotated[str, typer.Option(help="The region that sees to the reviews.")],
    level: LevelOption = "",
    catalogue: CatalogueOption = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="So many at most, the longest overdue first.")] = 100,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Open a review of each standard of which one is due and none is under way. Exit status 1 where none was opened."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.reviews import open_due

    done = open_due(place, person(as_), region, on=day_asked("", place), at=boot.now(), level=level,
                    catalogue=catalogue,
                    limit=limit)
    if as_json:
        output.json(done)
    else:
        register_said.reviews(done)
    if done["refused"] and not done["opened"]:
        raise typer.Exit(1)
