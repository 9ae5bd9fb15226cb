"""``plumb agreement``: agreements as of a day, and what is late. What is done in one are acts of the procedure
``quality-agreement``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.standards.register_said import line

app = typer.Typer(help="Agreements on quality work: what the parties owe, and what is late.", no_args_is_help=True)
OnOption = Annotated[str, typer.Option("--on", help="As of this day, 2026-01-31 (default: today).")]
RegionOption = Annotated[str, typer.Option(help="Only those of this region and below, by its code.")]
PartyOption = Annotated[str, typer.Option(help="Only those of this organisation, by its code.")]
AsOption = Annotated[str, typer.Option("--as", help="Who asks, by the name they sign in with; without it, the public.")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb agreement``."""
    program.add_typer(app, name="agreement")


@app.command("list")
def list_(
    region: RegionOption = "",
    type_: Annotated[str, typer.Option("--type", help="cooperative, memorandum or strategic.")] = "",
    party: PartyOption = "",
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List agreements, the newest first, with how many commitments of each are late."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.agreements import showing

    day = day_asked(on, place)
    found = [each.as_dict() for each in showing.listed(showing.rows(region=region, type=type_, party=party), day)]
    if as_json:
        output.json({"on": str(day), "agreements": found})
        return
    for each in found:
        counts = each["commitments"]
        line(f"{each['number']}  {each['signed_on']}  {each['state']}  {each['title']}: {sum(counts.values())} "
             f"commitments, {counts['late']} late")
    if not found:
        line("No agreement is held here.")


@app.command("show")
def show(
    number: Annotated[str, typer.Argument(help="The agreement's number.")],
    on: OnOption = "",
    as_: AsOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show an agreement as of a day: its parties, what each owes and whether it is late, bodies founded, reviews."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.agreements import showing

    found = showing.show(person(as_), number, day_asked(on, place))
    if as_json:
        output.json(found)
        return
    line(f"{found['number']}  {found['title']}: {found['state']} on {found['on']}")
    line(f"  signed {found['signed_on']}{', until ' + found['valid_to'] if found['valid_to'] else ''}, by "
         + "; ".join(each["name"] or each["organisation"] for each in found["parties"]))
    for each in found["commitments"]:
        line(f"  {each['number']}  {_stands(each)}  {each['what']} ({each['party_name'] or each['party']}, due "
             f"{each['due']})")
    for each in found["bodies"]:
        line(f"  founded {each['founded_on']}: {each['name']}")
    for each in found["reviews"]:
        line(f"  reviewed {each['reviewed_on']}: {each['done']} of {each['commitments']} done, {each['late']} late; "
             f"{each['conclusion']}")


@app.command("late")
def late(
    on: OnOption = "",
    region: RegionOption = "",
    party: PartyOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the commitments that are late on a day, the longest first."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.agreements import showing

    day = day_asked(on, place)
    found = showing.late(day, region=region, party=party)
    if as_json:
        output.json({"on": str(day), "late": found})
        return
    for each in found:
        line(f"{each['agreement']} {each['number']}  {each['days_late']} days  {each['what']} "
             f"({each['party_name'] or each['party']}, due {each['due']})")
    if not found:
        line(f"Nothing is late on {day}.")


def _stands(each: dict[str, Any]) -> str:
    return f"{each['state']} by {each['days_late']} days" if each["days_late"] else str(each["state"])
