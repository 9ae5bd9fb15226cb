"""``plumb doctor``: what is well here, what is not, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

import plumbline
from plumbline.errors import PlumblineError
from plumbline.home import Home, resolve
from plumbline.interfaces.cli import boot, output

if TYPE_CHECKING:
    from plumbline.procedures.doctor import Finding

COLOURS = {"ok": "green", "warn": "yellow", "fault": "bold red"}


def add_to(app: typer.Typer) -> None:
    """Add ``plumb doctor``."""
    app.command("doctor")(doctor)


def doctor(
    deep: Annotated[bool, typer.Option(help="Also check each index of the store: minutes where it is large.")] = False,
    sweep: Annotated[bool, typer.Option(help="Take back imports that were cut short.")] = False,
    port: Annotated[int, typer.Option(help="The port the pages would be served on.")] = 8000,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Look the home and the machine over: what is well, what wants attention, what is broken. Changes nothing.

    Ends with exit status 1 if anything is broken.
    """
    place = resolve(home)
    findings = _look(place, deep=deep, sweep=sweep, port=port)
    from plumbline.procedures.doctor import FAULT, document, worst

    if as_json:
        output.json(document(place, plumbline.__version__, findings))
    else:
        _say(findings)
    if worst(findings) == FAULT:
        raise typer.Exit(1)


def _look(place: Home, *, deep: bool, sweep: bool, port: int) -> list[Finding]:
    from plumbline.procedures import doctor as doctors
    from plumbline.procedures.doctor_machine import MACHINE

    visit = doctors.Visit(place, boot.now(), deep=deep, port=port)
    try:
        boot.set_up(place)
        from django.conf import settings

        visit = doctors.Visit(place, boot.now(), deep=deep, port=port, time_zone=settings.TIME_ZONE,
                              unknown_settings=settings.UNKNOWN_SETTINGS)
    except PlumblineError:
        # What is wrong with the home or its settings the first checks say; without them there is no store to look at.
        return list(doctors.examine(visit, MACHINE))
    from plumbline.procedures import doctor_store

    first = {"sweep": doctor_store.sweep} if sweep else {}
    return list(doctors.examine(visit, {**MACHINE, **first, **doctor_store.STORE}))


def _say(findings: list[Finding]) -> None:
    screen = output.console()
    for one in findings:
        screen.print(Text(f"{one.status:5}", style=COLOURS[one.status]), f"{one.check}: {one.what}")
        if one.status != "ok":
            for part in (one.where, one.why, one.next_step):
                if part:
                    screen.print(f"      {part}")
    counts = {status: sum(one.status == status for one in findings) for status in COLOURS}
    screen.print(f"{counts['fault']} broken, {counts['warn']} to look at, {counts['ok']} well.")
