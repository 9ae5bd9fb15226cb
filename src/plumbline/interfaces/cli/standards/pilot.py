"""``plumb pilot``: what is tried where, what came of it, and by which document it is valid elsewhere. What is done in
one are acts of the procedure ``quality-pilot``."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.standards.register_said import line

app = typer.Typer(help="Pilots: what is tried where, and what came of it.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb pilot``."""
    program.add_typer(app, name="pilot")


@app.command("list")
def list_(
    region: Annotated[str, typer.Option(help="Only those of this region and below, by its code.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List pilots, the newest first."""
    boot.start(home)
    from plumbline.procedures.standards.agreements import pilots_shown

    found = pilots_shown.listed(region)
    if as_json:
        output.json({"pilots": found})
        return
    for each in found:
        line(f"{each['number']}  {each['started_on']}  {each['region']}  {each['verdict'] or 'not judged yet'}  "
             f"{each['title']}")
    if not found:
        line("No pilot is held here.")


@app.command("show")
def show(
    number: Annotated[str, typer.Argument(help="The pilot's number.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show a pilot: what was measured before and after, who judged it, and by which document it is valid elsewhere."""
    boot.start(home)
    from plumbline.procedures.standards.agreements import pilots_shown

    found = pilots_shown.show(number)
    if as_json:
        output.json(found)
        return
    line(f"{found['number']}  {found['title']}")
    line(f"  tried in {found['region']} since {found['started_on']} by "
         f"{found['runner']['name'] or found['runner']['organisation']}, as {found['allowed_by']} allows")
    line(f"  {found['measure']}: {found['baseline'] or 'not measured'} before, {found['after'] or 'not yet'} after")
    if found["judge"]:
        line(f"  {found['verdict'] or 'to be judged'} by {found['judge']['name'] or found['judge']['organisation']}"
             f"{' on ' + found['verdict_on'] if found['verdict_on'] else ''}")
    if found["valid"]:
        document = found["valid"]["standard"] or found["valid"]["policy"]
        by = found["valid"]["text"] or (document["key"] if document else "")
        line(f"  valid in {', '.join(found['extended_to'])} since {found['extended_on']} by {by}"
             f"{': ' + document['title'] if document and document['title'] else ''}")
    if found["ended_on"]:
        line(f"  ended on {found['ended_on']}: {found['ended_why']}")
