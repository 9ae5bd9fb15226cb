"""``plumb recall``: recalls as they are told, and whether a product carries a warning. What is done in a recall are
acts of the procedure ``product-recall``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person

app = typer.Typer(help="Recalls: how far they are, and what they warn of.", no_args_is_help=True)
AsOption = Annotated[str, typer.Option("--as", help="Who asks, by the name they sign in with; without it, the public.")]


def add_to(program: typer.Typer) -> None:
    """Add this module's commands."""
    program.add_typer(app, name="recall")


@app.command("list")
def list_(
    state: Annotated[str, typer.Option(help="Only those in this state: running or closed.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List published recalls, the newest first, with how much of each came."""
    boot.start(home)
    from plumbline.procedures.surveillance.recalls import showing

    found = [each.as_dict() for each in showing.listed(state=showing.state_asked(state))]
    if as_json:
        output.json({"recalls": found})
        return
    screen = output.console()
    for each in found:
        screen.print(f"{each['number']}  {each['published_on']}  {each['state']}  {_rate(each)}  {each['title']}",
                     highlight=False, markup=False)
    if not found:
        screen.print("No recall is published.")


@app.command("show")
def show(
    number: Annotated[str, typer.Argument(help="The recall's number, or that of its case.")],
    as_: AsOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show how much of a recall came, by channel, and what was seen at outlets. The rate is in per cent."""
    place = boot.start(home)
    from plumbline.procedures.surveillance.recalls import showing

    found = showing.show(place, person(as_), number, at=boot.now()).as_dict()
    if as_json:
        output.json(found)
        return
    _say(found)


@app.command("warning")
def warning(
    product: Annotated[str, typer.Option(help="The product's code, such as the number under its bar code.")],
    lot: Annotated[str, typer.Option(help="The lot number, or the lot's code.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; without it, today.")] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Tell whether a product, or one lot of it, carries a warning on a day, and by which recalls."""
    boot.start(home)
    from django.utils import timezone

    from plumbline.procedures.surveillance import warnings

    found = warnings.document(product, lot, on.date() if on else timezone.localdate(boot.now()))
    if as_json:
        output.json(found)
        return
    screen = output.console()
    about = found["lot"] or found["product"]
    screen.print(f"{about}: {'a warning' if found['warning'] else 'no warning'} on {found['on']}", highlight=False,
                 markup=False)
    for each in found["recalls"]:
        of = "all lots" if each["all_lots"] else ", ".join(each["lots"])
        screen.print(f"  {each['recall']} since {each['since']}: {each['title']} ({of})", highlight=False, markup=False)


def _say(found: dict[str, Any]) -> None:
    def line(text: str) -> None:
        output.console().print(text, highlight=False, markup=False)

    line(f"{found['number']}: {found['state']}{', ' + found['title'] if found['title'] else ''}")
    line(f"Affected {found['affected']:,}, remedied {found['remedied']:,}, recovered {found['recovered']:,}: "
         f"{_rate(found)}")
    if found["over"]:
        line(f"Reported are {found['over']:,} more than are affected: a count is wrong")
    for each in found["channels"]:
        line(f"  {each['channel']}: remedied {each['remedied']:,}, recovered {each['recovered']:,}, last reported "
             f"{each['reported_on']}")
    checks = found["checks"]
    line(f"Outlets checked: {checks['outlets']}")
    for name, words in (("told", "told"), ("on_shelf", "still on the shelf")):
        share = checks[name]
        if share["of"]:
            bounds = share["interval"]
            line(f"  {words}: {share['count']} of {share['of']}, {share['share']} % "
                 f"({bounds['low']} to {bounds['high']} %)")


def _rate(found: dict[str, Any]) -> str:
    return "-" if found["rate"] is None else f"{found['rate']} %"
