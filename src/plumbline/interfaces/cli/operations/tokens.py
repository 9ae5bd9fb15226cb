"""``plumb token``: tokens by which a person's programs speak for them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output

app = typer.Typer(help="Tokens by which a person's programs speak for them.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb token``."""
    program.add_typer(app, name="token")


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Whose programs: the name the person signs in with.")],
    label: Annotated[str, typer.Option(help="What the token is for, such as the name of the program.")],
    write: Annotated[bool, typer.Option("--write", help="May also write; without it the token only reads.")] = False,
    region: Annotated[str, typer.Option(help="Narrow it to this region and all below (default: the person's own "
                                             "reach).")] = "",
    days: Annotated[int, typer.Option(help="After how many days it ends, 366 at most.")] = 90,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Issue a token and print its secret, which is shown this once and kept nowhere."""
    boot.start(home)
    from plumbline.procedures.accounts import tokens

    made, secret = tokens.issue(name, label=label, write=write, region=region, days=days, at=boot.now())
    if as_json:
        output.json(_document(made) | {"secret": secret})
        return
    screen = output.console()
    screen.print(secret)
    screen.print(f"Token {made.pk} of {name}, {'reads and writes' if write else 'reads'}, until "
                 f"{boot.day_of(made.expires_at)}. Keep the line above: it is not shown again.")


@app.command("list")
def list_(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Whose tokens there are, for what, and until when."""
    boot.start(home)
    from plumbline.records.accounts.tokens import Token

    found = [_document(each) for each in Token.objects.select_related("user").order_by("pk")]
    if as_json:
        output.json({"tokens": found})
        return
    for one in found:
        output.console().print(f"{one['token']}: {one['hint']}… {one['name']}, {one['label']}, "
                               f"{'reads and writes' if one['write'] else 'reads'}"
                               f"{' in ' + one['region'] if one['region'] else ''}, {one['state']}, until "
                               f"{boot.day_of(one['expires_at'])}")
    if not found:
        output.console().print("No tokens. Issue one with: plumb token add NAME --label PROGRAM")


@app.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(help="The token's number, from: plumb token list")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """End a token now."""
    boot.start(home)
    from plumbline.procedures.accounts import tokens

    ended = tokens.revoke(number, at=boot.now())
    if as_json:
        output.json(_document(ended))
    else:
        output.console().print(f"Token {ended.pk} of {ended.user.username} has ended.")


def _document(token: Any) -> dict[str, Any]:
    from plumbline.procedures.accounts import tokens

    return {"token": token.pk, "name": token.user.username, "label": token.label, "hint": token.hint,
            "write": token.write, "region": token.region or None, "made_at": token.made_at.isoformat(),
            "expires_at": token.expires_at.isoformat(), "state": tokens.state(token, boot.now())}
