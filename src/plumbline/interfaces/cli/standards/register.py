"""``plumb standards``: catalogues of standards taken in and given out, and one standard as of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.standards import announced, keeping, reform, register_said
from plumbline.interfaces.cli.standards.register_app import AsOption, OnOption, app

FormatOption = Annotated[str, typer.Option("--format", help="Its form: relaton, iso-open-data or samr.")]
WAIT_SECONDS = 20.0
"""So long another program that writes the index is waited for."""


def add_to(program: typer.Typer) -> None:
    """Add ``plumb standards``, with the commands of rounds of reform among its own."""
    announced.add()
    keeping.add()
    reform.add_to(app)
    program.add_typer(app, name="standards")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The catalogue: JSON Lines (plain or gzip), or a table.")],
    form: FormatOption,
    catalogue: Annotated[str, typer.Option(help="Whose catalogue it is; without it, as the file is called.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take a catalogue in: its standards, what they have to do with each other, and its committees. A line that is none
    is set aside. Exit status 1 where nothing could be taken in."""
    place = boot.start(home, create=True)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.catalogues.importing import take_in

    with output.progress(as_json) as show_progress:
        done = take_in(place, file, form, on=day_asked("", place), clock=boot.now, name=catalogue,
                       progress=show_progress)
    if as_json:
        output.json(done.as_dict())
    else:
        register_said.taken(done.as_dict())
    if done.quarantined and not any(each["taken_in"] or each["unchanged"] for each in done.imports):
        raise typer.Exit(1)


@app.command("show")
def show(
    designation: Annotated[str, typer.Argument(help="A designation; without a year, the newest edition in force.")],
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show one standard as of a day: its state, its editions, what it replaces, amends and adopts, who drafted it."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.showing import show as found_of

    found = found_of(place, designation, day_asked(on, place)).as_dict()
    if as_json:
        output.json(found)
    else:
        register_said.shown(found)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    form: FormatOption,
    catalogue: Annotated[str, typer.Option(help="Only what was taken from this catalogue.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write the register as a catalogue: each standard with what it has to do with others."""
    place = boot.start(home)
    from plumbline.procedures.standards.catalogues.exporting import give_out

    done = give_out(place, file, form, catalogue=catalogue).as_dict()
    if as_json:
        output.json(done)
    else:
        register_said.line(f"{done['standards']:,} standards written to {done['file']}")


@app.command("search")
def search(
    words: Annotated[list[str], typer.Argument(help="A number, words of a title, or both.")],
    facet: Annotated[list[str] | None, typer.Option(help="Narrow: NAME=VALUE, such as status=in-force; may be given "
                                                         "again.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many hits at most.")] = 20,
    as_: AsOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Search the register: the number that was meant first, what is in force before what no longer is."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.search import following, standards_register

    on = day_asked("", place)
    with output.progress(as_json) as show_progress:
        following.follow(place, on=on, wait=WAIT_SECONDS, tell=lambda progress: show_progress(
            "indexing", progress.done / max(1, progress.of), progress.done))
    found = standards_register.search(place, person(as_), " ".join(words), on=on,
                                      facets=register_said.facets(facet or []), limit=limit).as_dict()
    if as_json:
        output.json(found)
    else:
        register_said.hits(found)


@app.command("health")
def health(
    what: Annotated[str, typer.Argument(help="chaotic, low or soft.")],
    level: Annotated[str, typer.Option(help="Only standards of this level, such as national.")] = "",
    catalogue: Annotated[str, typer.Option(help="Only standards taken from this catalogue.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="So many at most, the heaviest first.")] = 100,
    on: OnOption = "",
    as_: AsOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List where standards overlap, are behind their time or used by nobody: why, since when, and what to do."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.health import health as found_of

    found = found_of(place, what, day_asked(on, place), level=level, catalogue=catalogue, limit=limit,
                     user=person(as_))
    if as_json:
        output.json(found)
    else:
        register_said.health(found)


@app.command("front-runners")
def front_runners(
    product: Annotated[str, typer.Argument(help="The product group, as requirements name it.")],
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Rank enterprise standards that are below the national one in no parameter and above it in one at least; and name
    the standards that are below a mandatory one. Exit status 1 where there is such a one."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.front_runners import front_runners as found_of

    found = found_of(place, product, day_asked(on, place))
    if as_json:
        output.json(found)
    else:
        register_said.front_runners(found)
    if found["findings"]:
        raise typer.Exit(1)


@app.command("missing")
def missing(
    kind: Annotated[str, typer.Option("--type", help="Only relations of this type, such as replaces or adopts.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="So many, those referred to most first.")] = 100,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List what standards refer to and the register does not hold."""
    boot.start(home)
    from plumbline.procedures.standards import missing as missing_ones

    found = missing_ones.missing(kind=kind, limit=limit)
    if as_json:
        output.json(found)
    else:
        register_said.missing(found)


@app.command("services")
def services(
    region: Annotated[str, typer.Option(help="As they hold in this region, by its code.")] = "",
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the service sectors with the standards in force for each, and the gaps: those that have none."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards import service_sectors

    found = service_sectors.by_sector(region, day_asked(on, place))
    if as_json:
        output.json(found)
    else:
        register_said.services(found)
