"""``plumb user``: people and their roles."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from plumbline.errors import NotAllowed
from plumbline.interfaces.cli import boot, output

app = typer.Typer(help="People and their roles.", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    region: Annotated[str, typer.Option(help="The region of the role; it holds for all below.")],
    role: Annotated[str, typer.Option(help="officer, auditor or administrator.")] = "officer",
    column: Annotated[str, typer.Option(help="The column of work, or * for all.")] = "*",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    no_sign_in: Annotated[bool, typer.Option("--no-sign-in", help="A new account that nobody can sign in with: it acts "
                                                                  "through whoever runs commands here.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Add a person with a role (asks for a password), or give a person one more role."""
    place = boot.start(home)
    from plumbline.procedures import people

    known = people.exists(name)
    password = None
    if not known and not no_sign_in:
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _ask(name)
    people.grant(place, name, role=role, region=region, column=column, password=password,
                 sign_in=not no_sign_in, at=boot.now())
    answer = {"name": name, "role": role, "region": region, "column": column, "new": not known}
    if as_json:
        output.json(answer)
    else:
        output.console().print(f"{name} is {role} in {region} ({column}).")


def _ask(name: str) -> str:
    if not sys.stdin.isatty():
        raise NotAllowed(f"a new account needs a password: {name}",
                         next_step="Run this in a terminal, or give it on standard input with --password-stdin")
    return getpass.getpass("Password: ")


@app.command("list")
def list_(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Who may do what where."""
    boot.start(home)
    from plumbline.records.people import Role

    roles = [{"name": role.user.username, "role": role.name, "region": role.region, "column": role.column}
             for role in Role.objects.select_related("user").order_by("user__username", "region")]
    if as_json:
        output.json({"roles": roles})
        return
    for one in roles:
        output.console().print(f"{one['name']}: {one['role']} in {one['region']} ({one['column']})")
