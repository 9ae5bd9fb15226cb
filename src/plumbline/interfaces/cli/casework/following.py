"""``plumb case``: what followed from acts and records, read, contested and decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.casework import members
from plumbline.interfaces.cli.casework.case import (
    AsOption,
    MemberOption,
    NumberArgument,
    ProcedureArgument,
    ReasonOption,
    app,
    common,
    found,
    say,
)
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person


def add_to(program: typer.Typer) -> None:
    """Add ``plumb case``, with the commands of this module among its own."""
    app.command("thread")(thread)
    app.command("followed")(followed)
    app.command("contest")(contest)
    app.command("uphold-contest")(uphold)
    app.command("dismiss-contest")(dismiss)
    app.command("follow")(follow)
    members.add_to(app)
    program.add_typer(app, name="case")


def thread(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, home: output.HomeOption = None,
           as_json: output.JsonOption = False) -> None:
    """Show what led to a case, what it led to, and what is done in the background, as far as the person may read it."""
    place = boot.start(home)
    from plumbline.procedures.casework.consequences import threads

    user = person(as_)
    told = threads.document(place, found(place, user, procedure, number), user, at=boot.now())
    say(as_json, told, [*_lines("came of", told["came_of"]), *_lines("led to", told["led_to"]), *(
        f"in the background: {each['act']} {each['state']}" for each in told["background"])])


def followed(kind: Annotated[str, typer.Argument(help="The kind of record.")],
             key: Annotated[list[str], typer.Argument(help="The record's key, its parts in order.")], as_: AsOption,
             home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Show the cases that followed from a record, as far as the person may read both."""
    place = boot.start(home)
    from plumbline.procedures.casework.consequences import threads
    from plumbline.records.core import kinds

    led = threads.of_record(place, kinds.get(kind), tuple(key), person(as_), at=boot.now())
    told = [each.as_dict() for each in led]
    say(as_json, {"kind": kind, "key": key, "led_to": told}, _lines("led to", told))


def contest(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
            member: MemberOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Say why what followed by itself should not have: a case opened, or an act in one. It goes on until that is
    decided."""
    common("contest", home, as_, procedure, number, {"reason": reason}, as_json, member)


def uphold(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
           member: MemberOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Decide that a contest is right: the case is lifted, or the act taken back. For somebody else than who contested
    it."""
    common("uphold-contest", home, as_, procedure, number, {"reason": reason}, as_json, member)


def dismiss(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
            member: MemberOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Decide that a contest is not right: the case goes on. For somebody else than who contested it."""
    common("dismiss-contest", home, as_, procedure, number, {"reason": reason}, as_json, member)


def follow(again: Annotated[bool, typer.Option("--again", help="Also what failed too often to be tried by "
                                                               "itself.")] = False,
           older: Annotated[str, typer.Option(help="Also from records that were there before this consequence was "
                                                   "declared: its name.")] = "",
           home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Do what is to follow from acts and records, in other procedures or in the background, and was not done yet."""
    place = boot.start(home)
    from plumbline.procedures.casework import consequences
    from plumbline.procedures.casework.consequences import days, effects, journal

    if older:
        journal.ask_for_older(consequences.consequences(), older)
    if again:
        consequences.try_again()
    ended = days.end(place, at=boot.now())
    count, worked = consequences.run(place, at=boot.now()), effects.run(place, clock=boot.now)
    left = consequences.waiting().count() + consequences.stopped().count()
    say(as_json, {"opened": count, "ended": ended, "background": worked, "left": left},
        [f"Opened, or acted in: {count} cases. Done in the background: {worked}.",
         f"Ended with their day: {ended}. Left to do: {left}."])


def _lines(how: str, steps: Iterable[Mapping[str, Any]]) -> list[str]:
    return [" ".join(filter(None, [
        f"{how}:", each["kind"] or each["procedure"], *each["key"], each["number"], each["state"], each["act"],
        "contested" if each["contested"] else "", f"by {each['consequence']}",
        f"(the record was {each['cause']} since)" if each["cause"] else ""])) for each in steps]
