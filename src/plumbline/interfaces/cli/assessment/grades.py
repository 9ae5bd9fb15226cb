"""``plumb grades``: grades that authorities published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plumbline.errors import RecordError
from plumbline.interfaces.cli.core import boot, output
from plumbline.text import Text

app = typer.Typer(help="Grades of past years, as they were published.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb grades``."""
    program.add_typer(app, name="grades")


@app.callback()
def grades() -> None:
    """Grades of past years, as they were published."""


@app.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(help="A list with the columns scope, year, grade, units, complete, "
                                                     "source (CSV).")] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="The list that ships with Plumbline.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take in a list of published grades, one record for each place and year. A whole year must be a partition."""
    if (file is None) != shipped:
        raise RecordError("command.one_of_two", Text("this needs a list or --shipped, one of the two",
                                                     "名单文件与--shipped须二选一"),
                          next_step=Text("Name a CSV file, or write --shipped", "请指明CSV文件，或写--shipped"))
    place = boot.start(home, create=True)
    from plumbline.procedures.assessment.results import published_grades as grades_

    taken = grades_.import_grades(place, file or grades_.shipped(), clock=boot.now)
    if as_json:
        output.json(taken.as_dict())
        return
    screen = output.console()
    screen.print(f"{taken.outcome.rows:,} grades taken in, {taken.outcome.same:,} unchanged, of "
                 f"{len(taken.years)} years")
    for note in taken.notes:
        screen.print(f"{note.en} {note.zh}")


@app.command("list")
def list_(
    scope: Annotated[str, typer.Option(help="Only these places, such as 广东.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Every year whose grades are on record, by scope; a partial list says so."""
    boot.start(home)
    from plumbline.procedures.assessment.results.published_grades import listed

    found = listed(scope)
    if as_json:
        output.json({"years": found})
        return
    screen = output.console()
    for one in found:
        screen.print(f"{one['scope']} {one['year']}{'' if one['complete'] else ' (partial list 名单不完整)'}")
        for grade in one["grades"]:
            screen.print(f"    {grade['grade']}: {' '.join(grade['units'])}")
    if not found:
        screen.print("No published grades. Take some in with: plumb grades import --shipped")
