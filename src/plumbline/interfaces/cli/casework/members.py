"""``plumb case``: the members of a case, listed or as a file, and many added or given from one table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.casework.case import (
    ActArgument,
    AsOption,
    ForOption,
    NumberArgument,
    ProcedureArgument,
    found,
    say,
)
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person

TableArgument = Annotated[Path, typer.Argument(help="A table: CSV, or a workbook (XLSX).")]
CheckOption = Annotated[bool, typer.Option("--check", help="Only say what is wrong with the table; do nothing.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to those of cases."""
    app.command("members")(members)
    app.command("add-members")(add_members)
    app.command("give-members")(give_members)


def members(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption,
            state: Annotated[str, typer.Option(help="Only members in this state.")] = "",
            word: Annotated[str, typer.Option(help="Only those in which this word stands.")] = "",
            file: Annotated[Path | None, typer.Option("--output", "-o", help="Write them as a file.")] = None,
            form: Annotated[str, typer.Option("--format", help="Of the file: csv, xlsx or parquet.")] = "csv",
            overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over a file of this name.")] = False,
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """List the members of a case that a person may know of, or write them as a file."""
    place = boot.start(home)
    from plumbline.procedures.casework.telling import tables
    from plumbline.procedures.records import exports

    user = person(as_)
    table = tables.members_table(found(place, user, procedure, number), user, language="en", state=state, word=word)
    if file is not None:
        done = exports.save(table, file, form, overwrite=overwrite)
        say(as_json, {**done.as_dict(), "kind": procedure, "number": number}, [f"{done.file}: {done.rows:,} rows"])
        return
    names = [each.name for each in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    say(as_json, {"procedure": procedure, "number": number, "members": output.settled(rows)},
        [f"{each['member']}  {each['state']}  {each['due'] or '-'}" for each in rows])


def add_members(procedure: ProcedureArgument, number: NumberArgument, act: ActArgument, file: TableArgument,
                as_: AsOption, for_: ForOption = "", check: CheckOption = False, home: output.HomeOption = None,
                as_json: output.JsonOption = False) -> None:
    """Add a member of a case for each row of a table, whose columns are the fields of the act: all of them, or none."""
    place, user = boot.start(home), person(as_)
    from plumbline.procedures.casework.members import adding, given

    of, found_act = adding.adding(_procedure(procedure), act)
    table = given.read(file, given.of_act(found_act), given.needed(found_act), exact=True)
    if check:
        _must_fit(of, number, adding.unfit(place, user, procedure, number, act, table.rows, at=boot.now()), table)
    done = [] if check else given.add(place, user, procedure, number, act, table.rows, table.places,
                                      organisation=for_, at=boot.now())
    _tell(as_json, procedure, number, table, [event.member for event in done], check)


def give_members(procedure: ProcedureArgument, number: NumberArgument,
                 part: Annotated[str, typer.Argument(help="The part.")], file: TableArgument, as_: AsOption,
                 check: CheckOption = False, home: output.HomeOption = None, as_json: output.JsonOption = False,
                 ) -> None:
    """Give a part of many members of a case to people: a table of member and person, all of it or nothing."""
    place, user = boot.start(home), person(as_)
    from plumbline.procedures.casework.members import adding, given

    of = _procedure(procedure)
    table = given.read(file, given.of_gifts(of), [given.MEMBER, given.PERSON], exact=True)
    if check:
        _must_fit(of, number, adding.ungivable(place, user, procedure, number, part, given.gifts(table.rows),
                                               at=boot.now()), table)
    done = [] if check else given.give(place, user, procedure, number, part, table.rows, table.places, at=boot.now())
    _tell(as_json, procedure, number, table, [event.member for event in done], check)


def _procedure(name: str) -> Any:
    from plumbline.procedures.casework import registry

    return registry.procedure(name)


def _must_fit(procedure: Any, number: str, faults: Any, table: Any) -> None:
    from plumbline.procedures.casework.members import given

    if faults:
        raise given.unfit(procedure, number, faults, len(table.rows), table.places)


def _tell(as_json: bool, procedure: str, number: str, table: Any, done: list[str], check: bool) -> None:
    lines = [f"All {len(table.rows)} rows fit. Nothing was done."] if check else [f"Done: {len(done)} members."]
    say(as_json, {"procedure": procedure, "number": number, "rows": len(table.rows), "done": done,
                  "notes": table.notes}, [*lines, *(each["text"]["en"] for each in table.notes)])
