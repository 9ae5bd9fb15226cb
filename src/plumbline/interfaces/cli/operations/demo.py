"""``plumb demo``: the main job in one command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import platformdirs
import typer

from plumbline.home import VARIABLE, Home
from plumbline.interfaces.cli.core import boot, grade_table, output
from plumbline.interfaces.cli.operations import serve as serving
from plumbline.worlds import FIRST_SHOWN, describe, name_in


def add_to(app: typer.Typer) -> None:
    """Add ``plumb demo``."""
    app.command("demo")(demo)


def demo(
    world: Annotated[str, typer.Option(help="The world to show: chicago (graded wards), watch (samples, notices and "
                                            "recalls) or brics (requirements of five countries), say.")] = FIRST_SHOWN,
    serve: Annotated[bool, typer.Option(help="Serve the pages after the table.")] = True,
    port: Annotated[int, typer.Option(help="The port to serve on.")] = 8000,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Load a world, print what it gives - Chicago's: its 50 wards, graded for 2013 - and serve the pages on this
    machine."""
    about = describe(world)
    place = boot.start(home or _own_place(world), create=True, demo=True)
    from django.conf import settings

    from plumbline.figures.cuts.cut import cut_ids
    from plumbline.figures.cuts.freezing import freeze
    from plumbline.procedures.accounts import demo_people
    from plumbline.procedures.worlds import open_cases, worlds

    # A constructed world is known to be here before all of it is, so that a load that was cut short goes on.
    fresh = name_in(place) != world or not cut_ids(place)
    if fresh:
        with output.progress(as_json) as show:
            worlds.load(place, world, clock=boot.now, progress=show)
        freeze(place)
    if settings.DEMO:
        demo_people.seed(place, at=boot.now())
        if fresh:
            open_cases.begin(place, world, at=boot.now())
    _show(place, about, as_json)
    if serve and not as_json:
        serving.run(place, port=port)


def _show(place: Home, about: dict[str, Any], as_json: bool) -> None:
    if not {"scheme", "sheet"} & set(about):
        from plumbline.interfaces.cli.core.own_rules import today
        from plumbline.interfaces.cli.standards import topic_said
        from plumbline.procedures.standards.topics import matrix

        listed = {"topics": matrix.listed(today(place, boot.now())), "home": str(place.path),
                  **{name: about[name] for name in ("constructed", "label", "attribution")}}
        if as_json:
            output.json(listed)
        else:
            topic_said.topics(listed)
            output.console().print(f"\n{about['label']['en']}. {about['attribution']['en']}")
        return
    if "scheme" not in about:
        from plumbline.figures.cuts.cut import open_cut
        from plumbline.interfaces.cli.figures import sheets
        from plumbline.procedures.figures.sheets import read_sheet, sheet_named

        document = read_sheet(open_cut(place), place, sheet_named(about["sheet"], place))
        document |= {"home": str(place.path), **{name: about[name] for name in ("constructed", "label", "attribution")}}
        if as_json:
            output.json(document)
        else:
            sheets.say(document)
        return
    documents = {year: _graded(place, about["scheme"], year) for year in about["years"]}
    document = documents[about["default_year"]]
    if as_json:
        output.json(document)
    else:
        grade_table.print_grades(document, document["regions"])
        output.console().print(f"\n{about['label']['en']}. {about['attribution']['en']}")


def _own_place(world: str) -> Path | None:
    # Never in the home an office works in: automatic sign-in exists in homes made by this command.
    apart = "plumbline-demo" if world == FIRST_SHOWN else f"plumbline-demo-{world}"
    return None if os.environ.get(VARIABLE) else Path(platformdirs.user_data_dir(apart, appauthor=False))


def _graded(place: Home, scheme: str, year: str) -> dict[str, Any]:
    from plumbline.procedures.assessment.results.assess import assess
    from plumbline.procedures.assessment.scoring.reading import latest

    kept = latest(scheme, year)
    return assess(place, scheme, year, at=boot.now()).document() if kept is None else kept.document
