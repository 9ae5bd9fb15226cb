"""``plumb doctor``: what is well here, what is not, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

import plumbline
from plumbline.errors import PlumblineError
from plumbline.home import Home, resolve
from plumbline.interfaces.cli.core import boot, output

if TYPE_CHECKING:
    from plumbline.procedures.operations.doctor import Finding, Serving

COLOURS = {"ok": "green", "warn": "yellow", "fault": "bold red"}


def add_to(app: typer.Typer) -> None:
    """Add ``plumb doctor``."""
    app.command("doctor")(doctor)


def doctor(
    deep: Annotated[bool, typer.Option(help="Also check each index of the store, and every record, event and cut "
                                            "against the journal: minutes where it is large.")] = False,
    against: Annotated[list[Path] | None, typer.Option(help="A backup, or the folder of a cut, kept elsewhere: does "
                                                            "the journal go on from it?")] = None,
    sweep: Annotated[bool, typer.Option(help="Take back imports that were cut short, remove what stopped programs "
                                             "left, and close the home to others.")] = False,
    port: Annotated[int, typer.Option(help="The port the pages would be served on.")] = 8000,
    home: output.HomeOption = None, as_json: output.JsonOption = False,
) -> None:
    """Look the home and the machine over: what is well, what wants attention, what is broken. Changes nothing, except
    with --sweep.

    Ends with exit status 1 if anything is broken.
    """
    place = resolve(home)
    findings = _look(place, deep=deep, sweep=sweep, port=port, against=against or [])
    from plumbline.procedures.operations.doctor import FAULT, document, worst

    if as_json:
        output.json(document(place, plumbline.__version__, findings))
    else:
        _say(findings)
    if worst(findings) == FAULT:
        raise typer.Exit(1)


def _look(place: Home, *, deep: bool, sweep: bool, port: int, against: list[Path]) -> list[Finding]:
    from plumbline.procedures.operations import check_leftovers, check_privacy
    from plumbline.procedures.operations import doctor as doctors
    from plumbline.procedures.operations.check_machine import MACHINE

    machine: dict[str, doctors.Check] = dict(MACHINE)
    if sweep:  # first, so that what they mended is found well
        machine = {"sweep rights": check_privacy.sweep, "sweep leftovers": check_leftovers.sweep, **MACHINE}
    visit = doctors.Visit(place, boot.now(), deep=deep, port=port)
    try:
        boot.set_up(place)
        from django.conf import settings

        visit = doctors.Visit(place, boot.now(), deep=deep, port=port, time_zone=settings.TIME_ZONE,
                              unknown_settings=settings.UNKNOWN_SETTINGS, serving=_serving())
    except PlumblineError as error:
        # Without settings there is no store to look at. What is wrong with the home or its file the checks say already.
        found = list(doctors.examine(visit, machine))
        return found if doctors.worst(found) == doctors.FAULT else [*found, doctors.Finding.of("settings", error)]
    from plumbline.procedures.operations import check_cubes, check_store, check_unfinished, integrity

    first = {"sweep": check_store.sweep, "unfinished sweep": check_unfinished.sweep,
             "cubes sweep": check_cubes.sweep} if sweep else {}
    more = {f"against {path}": integrity.against(path) for path in against} | (check_store.DEEP if deep else {})
    return list(doctors.examine(visit, {**machine, **first, **check_store.STORE, **more}))


def _serving() -> Serving:
    from django.conf import settings

    from plumbline.interfaces.serving.proxies import networks
    from plumbline.procedures.operations.doctor import Serving

    named, unread = networks(settings.PROXIES)
    own = {"127.0.0.1", "localhost", "[::1]"}
    return Serving(settings.HTTPS, tuple(host for host in settings.ALLOWED_HOSTS if host not in own),
                   tuple(map(str, named)), unread)


def _say(findings: list[Finding]) -> None:
    screen = output.console()
    for one in findings:
        screen.print(Text(f"{one.status:5}", style=COLOURS[one.status]), f"{one.check}: {one.what}")
        if one.status != "ok":
            for part in filter(None, (one.where, one.why, one.next_step)):
                screen.print(f"      {part}")
    counts = {status: sum(one.status == status for one in findings) for status in COLOURS}
    screen.print(f"{counts['fault']} broken, {counts['warn']} to look at, {counts['ok']} well.")
