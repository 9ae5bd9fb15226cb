"""``plumb demo``: the main job in one command."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, grade_table, output
from plumbline.interfaces.cli.operations import serve as serving

WORLD = "chicago"


def add_to(app: typer.Typer) -> None:
    """Add ``plumb demo``."""
    app.command("demo")(demo)


def demo(
    serve: Annotated[bool, typer.Option(help="Serve the pages after the table.")] = True,
    port: Annotated[int, typer.Option(help="The port to serve on.")] = 8000,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Load the Chicago world, grade its 50 wards for 2013, and serve the pages on this machine."""
    place = boot.start(home or _own_place(), create=True, demo=True)
    from django.conf import settings

    from plumbline.figures.cuts.cut import cut_ids
    from plumbline.figures.cuts.freezing import freeze
    from plumbline.procedures.accounts import people
    from plumbline.procedures.assessment.results.assess import assess
    from plumbline.procedures.worlds import worlds
    from plumbline.worlds import name_in

    about = worlds.describe(WORLD)
    fresh = name_in(place) != WORLD
    if fresh:
        with output.progress(as_json) as show:
            worlds.load(place, WORLD, clock=boot.now, progress=show)
    if fresh or not cut_ids(place):  # it may have been stopped between the two
        freeze(place)
    if settings.DEMO:
        people.seed_demo(place, at=boot.now())
    documents: dict[str, Any] = {}
    for year in about["years"]:
        documents[year] = _latest(about["scheme"], year) or assess(place, about["scheme"], year, at=boot.now())
    document = documents[about["default_year"]]
    if as_json:
        output.json(document)
    else:
        grade_table.print_grades(document)
        output.console().print(f"\n{about['label']['en']}. {about['attribution']['en']}")
    if serve and not as_json:
        serving.run(place, port=port)


def _own_place() -> Any:
    import os
    from pathlib import Path

    import platformdirs

    from plumbline.home import VARIABLE

    # Never in the home an office works in: automatic sign-in exists in homes made by this command.
    return None if os.environ.get(VARIABLE) else Path(platformdirs.user_data_dir("plumbline-demo", appauthor=False))


def _latest(scheme: str, year: str) -> dict[str, Any] | None:
    from plumbline.procedures.assessment.scoring.reading import latest

    kept = latest(scheme, year)
    return None if kept is None else kept.document
