"""``plumb notify``: the mail of the day."""

from __future__ import annotations

import typer

from plumbline.interfaces.cli.core import boot, output


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("notify")(notify)


def notify(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Send each who has a mail address what is due and new: once a day at most, however often this runs."""
    place = boot.start(home)
    from django.conf import settings

    from plumbline.procedures.notices import digest

    found = digest.send(place, at=boot.now(), address=settings.PUBLIC_ADDRESS)
    if as_json:
        output.json({"sent": found.sent, "nothing": found.nothing,
                     "failed": [{"account": account, "why": why} for account, why in found.failed]})
    else:
        output.console().print(f"Sent: {found.sent}. Nothing due, or sent today: {found.nothing}.")
        for account, why in found.failed:
            output.error(f"account {account}: the mail could not be sent, and is tried again: {why}")
    if found.failed:
        raise typer.Exit(1)
