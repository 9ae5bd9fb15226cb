"""``plumb webhook``: programs of others that are told what is published."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output

app = typer.Typer(help="Programs of others that are told what is published.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb webhook``."""
    program.add_typer(app, name="webhook")


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Where it is told: an address of https.")],
    procedure: Annotated[str, typer.Option(help="Only what is published of this procedure.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Let an address be told what is published. The secret that signs it is shown this once."""
    boot.start(home)
    from plumbline.procedures.casework.telling import webhooks

    row = webhooks.add(url, procedure, at=boot.now())
    if as_json:
        output.json({"webhook": row.pk, "url": row.url, "procedure": row.procedure, "secret": row.secret})
        return
    output.console().print(f"Webhook {row.pk}. It checks what it is told with this secret:\n{row.secret}",
                           soft_wrap=True)


@app.command("list")
def list_(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Whom is told what, and what was not taken."""
    boot.start(home)
    from plumbline.records.accounts.webhooks import Webhook, WebhookMessage

    rows = [{"webhook": row.pk, "url": row.url, "procedure": row.procedure, "ended": row.ended_at is not None,
             "waiting": WebhookMessage.objects.filter(hook=row, done_at=None, given_up=False).count(),
             "given_up": WebhookMessage.objects.filter(hook=row, given_up=True).count()}
            for row in Webhook.objects.order_by("pk")]
    if as_json:
        output.json({"webhooks": rows})
        return
    for each in rows:
        state = "ended" if each["ended"] else f"{each['waiting']} wait"
        output.console().print(f"{each['webhook']}  {each['url']}  {each['procedure'] or 'everything'}: {state}, "
                               f"{each['given_up']} given up", soft_wrap=True)
    if not rows:
        output.console().print("Nobody is told.")


@app.command("end")
def end(
    number: Annotated[int, typer.Argument(help="The number that plumb webhook list shows.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Tell an address nothing more."""
    boot.start(home)
    from plumbline.procedures.casework.telling import webhooks

    row = webhooks.end(number, at=boot.now())
    if as_json:
        output.json({"webhook": row.pk, "url": row.url, "ended": True})
        return
    output.console().print(f"{row.url} is told nothing more.", soft_wrap=True)


@app.command("send")
def send(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Send what is due. plumb serve does so by itself."""
    boot.start(home)
    from django.conf import settings

    from plumbline.procedures.casework.telling import webhooks

    taken, left = webhooks.send(at=boot.now(), address=settings.PUBLIC_ADDRESS)
    if as_json:
        output.json({"taken": taken, "left": left})
        return
    output.console().print(f"Taken: {taken}. Tried again later: {left}.")
