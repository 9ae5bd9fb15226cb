"""``plumb standards``: catalogues of standards taken in and given out, and one standard as of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output

app = typer.Typer(help="The register of standards: take catalogues in, look a standard up.", no_args_is_help=True)
FormatOption = Annotated[str, typer.Option("--format", help="Its form: relaton, iso-open-data or samr.")]
OnOption = Annotated[str, typer.Option("--on", help="As of this day, 2026-01-31 (default: today).")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb standards``."""
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
        _say_taken(done.as_dict())
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
        _say(found)


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
        _line(f"{done['standards']:,} standards written to {done['file']}")


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
        return
    _line(f"{found['relations']:,} relations to {found['targets']:,} documents that are not held")
    for each in found["listed"]:
        _line(f"  {each['target']}: {each['relations']:,}, such as of {each['of']}")


def _line(text: str) -> None:
    output.console().print(text, highlight=False, markup=False, soft_wrap=True)


def _say_taken(done: dict[str, Any]) -> None:
    for each in done["imports"]:
        _line(f"{each['taken_in']:,} taken in as {each['kind']} (import {each['import']}), {each['corrections']:,} of "
              f"them corrections; {each['unchanged']:,} known already and unchanged; {each['repeated']:,} repeated")
        if each["quarantined"]:
            _line(f"  {each['quarantined']:,} set aside: {each['quarantine']}")
    _line(f"Relations: the other is held of {done['targets_held']:,}, and not held of {done['targets_not_held']:,}, "
          "which stay as they are written")
    if done["broken"]:
        _line(f"{done['broken']:,} lines are none: {done['broken_file']}")
        for each in done["broken_lines"][:5]:
            _line(f"  line {each['line']}: {each['why']}")


def _say(found: dict[str, Any]) -> None:
    _line(f"{found['designation']}  {found['titles'].get('en') or found['titles'].get('zh') or ''}")
    state = found["status"]
    since = f" since {state['since']}" if state["since"] else ""
    _line(f"On {found['on']}: {state['state']}{since}; {state['why']['en']}")
    if found["match"] != "edition":
        _line(f"Asked was {found['asked']}: this is the {found['match']}")
    for name, words in (("replaces", "replaces"), ("replaced_by", "is replaced by"), ("amends", "amends"),
                        ("amended_by", "is amended by"), ("adopts", "adopts"), ("adopted_by", "is adopted by")):
        for each in found[name]:
            degree = f" ({each['degree']})" if each["degree"] else ""
            _line(f"  {words} {each['designation']}{degree}{'' if each['held'] else ', which is not held'}")
    for each in found["editions"]:
        day = each["published_on"] or "on no known day"
        _line(f"  edition {each['designation']}: {each['state']}, published {day}")
    for each in found["drafted_by"]:
        _line(f"  drafted by {each['name'] or each['organisation']} ({each['role']})")
