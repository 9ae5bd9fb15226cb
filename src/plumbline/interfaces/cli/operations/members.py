"""``plumb member``: who acts for which organisation. Whoever runs commands on this machine settles it for the
authority."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.operations.people import StdinOption, ask_password
from plumbline.text import Text

app = typer.Typer(help="Who acts for which organisation.", no_args_is_help=True)
OrganisationArgument = Annotated[str, typer.Argument(help="The organisation's code in the register.")]
NumberArgument = Annotated[int, typer.Argument(help="The number that plumb member list shows.")]
CapacityOption = Annotated[str, typer.Option(help="enterprise, laboratory, certifier or operator.")]
ManagesOption = Annotated[bool, typer.Option("--manages", help="They bring in colleagues, and let them go.")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb member``."""
    program.add_typer(app, name="member")


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name the person signs in with.")],
    organisation: OrganisationArgument,
    capacity: CapacityOption = "enterprise",
    manages: ManagesOption = False,
    password_stdin: StdinOption = False,
    no_sign_in: Annotated[bool, typer.Option("--no-sign-in", help="A new account that nobody can sign in "
                                                                  "with.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Let a person act for an organisation, making the account first if there is none (asks for a password)."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts, memberships, people

    if not people.exists(name):
        password = None if no_sign_in else ask_password(
            Text(f"a new account needs a password: {name}", f"新账号须设密码：{name}"), password_stdin)
        row = memberships.add_new(name, password, organisation, capacity, managing=manages, at=boot.now())
    else:
        row = memberships.add(accounts.find(name), organisation, capacity, by=None, managing=manages, at=boot.now())
    _tell(row, f"{name} acts for {organisation}.", as_json)


@app.command("invite")
def invite(
    organisation: OrganisationArgument,
    capacity: CapacityOption = "enterprise",
    manages: ManagesOption = False,
    days: Annotated[int, typer.Option(help="So many days it opens.")] = 30,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Give out a code by which one person comes to act for an organisation. It is shown this once."""
    boot.start(home)
    from plumbline.procedures.accounts import memberships

    row, code = memberships.invite(organisation, capacity, by=None, managing=manages, days=days, at=boot.now())
    if as_json:
        output.json({"invitation": row.pk, "organisation": organisation, "code": code, "until": row.until.isoformat()})
        return
    output.console().print(f"{code}\nFor {organisation}, once, until {row.until}: to be typed at /join/.")


@app.command("list")
def list_(organisation: OrganisationArgument, home: output.HomeOption = None, as_json: output.JsonOption = False,
          ) -> None:
    """Who acts for an organisation, who claims to, and which codes nobody used yet."""
    boot.start(home)
    from django.utils import timezone

    from plumbline.procedures.accounts import memberships
    from plumbline.records.core.memberships import Invitation, Membership

    memberships.register_row(organisation)
    on = timezone.localdate(boot.now())
    rows = [_document(row) | {"holds": row.holds(on)} for row in
            Membership.objects.filter(organisation=organisation).select_related("user").order_by("pk")]
    codes = [{"invitation": row.pk, "capacity": row.capacity, "manages": row.manages, "until": row.until.isoformat()}
             for row in Invitation.objects.filter(organisation=organisation, used_at=None, revoked_at=None,
                                                  until__gte=on).order_by("pk")]
    if as_json:
        output.json({"organisation": organisation, "memberships": rows, "invitations": codes})
        return
    for each in rows:
        state = "acts" if each["holds"] else each["state"] if each["state"] != "held" else f"ended {each['until']}"
        output.console().print(f"{each['membership']}  {each['name']}: {each['capacity']}, {state}"
                               f"{', manages' if each['manages'] else ''}")
    for each in codes:
        output.console().print(f"code {each['invitation']}: {each['capacity']}, until {each['until']}")
    if not rows and not codes:
        output.console().print("Nobody yet.")


@app.command("settle")
def settle(
    number: NumberArgument,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse the claim instead of confirming it.")] = False,
    manages: ManagesOption = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Confirm a claim, or refuse it."""
    boot.start(home)
    from plumbline.procedures.accounts import memberships

    row = memberships.settle(number, confirmed=not refuse, managing=manages, by=None, at=boot.now())
    _tell(row, f"{'Refused' if refuse else 'Confirmed'}: {row.user.username} for {row.organisation}.", as_json)


@app.command("manage")
def manage(
    number: NumberArgument,
    no_more: Annotated[bool, typer.Option("--no-more", help="Let them manage no more.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Let somebody manage who else acts for the organisation."""
    boot.start(home)
    from plumbline.procedures.accounts import memberships

    row = memberships.hand_over(number, not no_more, by=None, at=boot.now())
    _tell(row, f"{row.user.username} manages {'no more' if no_more else 'who acts for ' + row.organisation}.", as_json)


@app.command("end")
def end(number: NumberArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Let a person act for the organisation no more, at once. What they did stays."""
    boot.start(home)
    from plumbline.procedures.accounts import memberships

    row = memberships.end(number, by=None, at=boot.now())
    _tell(row, f"{row.user.username} acts for {row.organisation} no more.", as_json)


@app.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(help="The number of the code that plumb member list shows.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take a code back that nobody used."""
    boot.start(home)
    from plumbline.procedures.accounts import memberships

    row = memberships.revoke(number, by=None, at=boot.now())
    if as_json:
        output.json({"invitation": row.pk, "organisation": row.organisation, "used": row.used_at is not None})
        return
    output.console().print("It was used already." if row.used_at else "The code opens nothing any more.")


@app.command("close")
def close(organisation: OrganisationArgument, home: output.HomeOption = None, as_json: output.JsonOption = False,
          ) -> None:
    """Let nobody act for an organisation any more, and take its codes back."""
    boot.start(home)
    from plumbline.procedures.accounts import memberships

    count = memberships.close(organisation, by=None, at=boot.now())
    if as_json:
        output.json({"organisation": organisation, "ended": count})
        return
    output.console().print(f"{count} people act for {organisation} no more; its codes open nothing.")


def _document(row: Any) -> dict[str, Any]:
    return {"membership": row.pk, "name": row.user.username, "account": row.user_id, "organisation": row.organisation,
            "capacity": row.capacity, "manages": row.manages, "state": row.state, "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else None}


def _tell(row: Any, sentence: str, as_json: bool) -> None:
    if as_json:
        output.json(_document(row))
    else:
        output.console().print(sentence)
