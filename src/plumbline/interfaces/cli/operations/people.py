"""``plumb user``: people, their accounts and their roles."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated, Any

import typer

from plumbline.errors import Code, NotAllowed
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.confirming import must_confirm
from plumbline.text import Text

app = typer.Typer(help="People, their accounts and their roles.", no_args_is_help=True)
role = typer.Typer(help="Give a role to a person, or take one.", no_args_is_help=True)
app.add_typer(role, name="role")

NameArgument = Annotated[str, typer.Argument(help="The name the person signs in with, or the account's number.")]
RegionOption = Annotated[str, typer.Option(help="The region of the role; it holds for all below.")]
RoleOption = Annotated[str, typer.Option(help="officer, auditor or administrator.")]
ColumnOption = Annotated[str, typer.Option(help="The column of work, or * for all.")]
StdinOption = Annotated[bool, typer.Option(help="Read the password from standard input.")]
LastOption = Annotated[bool, typer.Option("--even-the-last", help="Also where a region is left without an "
                                                                  "administrator.")]
PASSWORD = Code("password.missing")
LONGEST = 4096
"""Characters of a line that may hold a password; a longer one is cut, and refused for its length."""


def add_to(program: typer.Typer) -> None:
    """Add ``plumb user``."""
    program.add_typer(app, name="user")


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    region: RegionOption,
    role: RoleOption = "officer",
    column: ColumnOption = "*",
    password_stdin: StdinOption = False,
    no_sign_in: Annotated[bool, typer.Option("--no-sign-in", help="A new account that nobody can sign in with: it acts "
                                                                  "through whoever runs commands here.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Add a person with a role (asks for a password), or give a person one more role."""
    place = boot.start(home)
    from plumbline.procedures.accounts import people

    known = people.exists(name)
    password = None
    if not known and not no_sign_in:
        password = ask_password(Text(f"a new account needs a password: {name}", f"新账号须设密码：{name}"),
                                password_stdin)
    people.grant(place, name, role=role, region=region, column=column, password=password,
                 sign_in=not no_sign_in, at=boot.now())
    answer = {"name": name, "role": role, "region": region, "column": column, "new": not known}
    if as_json:
        output.json(answer)
    else:
        output.console().print(f"{name} is {role} in {region} ({column}).")


@app.command("list")
def list_(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Who may do what where, and whose account is closed."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts
    from plumbline.records.core.people import Role, User

    roles = [{"name": role.user.username, "role": role.name, "region": role.region, "column": role.column}
             for role in Role.objects.select_related("user").order_by("user__username", "region")]
    every = [(user, accounts.state(user)) for user in User.objects.order_by("username")]
    if as_json:
        output.json({"roles": roles, "accounts": [{"account": user.pk, "name": user.username, "state": state}
                                                  for user, state in every]})
        return
    for one in roles:
        output.console().print(f"{one['name']}: {one['role']} in {one['region']} ({one['column']})")
    for user, state in every:
        if state != "open":
            output.console().print(f"{user.username}: {state}")


@app.command("show")
def show(name: NameArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """One account: whether it is open, its roles, where it is signed in, and its tokens."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts

    found = accounts.document(accounts.find(name), boot.now())
    if as_json:
        output.json(found)
        return
    screen = output.console()
    screen.print(f"{found['name']}: account {found['account']}, {found['state']}")
    for one in found["roles"]:
        screen.print(f"  {one['role']} in {one['region']} ({one['column']})")
    screen.print(f"  signed in {found['sessions']} times, {found['tokens']} tokens"
                 f"{'' if found['password'] else ', no password'}")


@app.command("close")
def close(
    name: NameArgument,
    even_the_last: LastOption = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Close an account, at once and everywhere: pages, tokens, secret addresses. What the person did stays."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts

    user = accounts.find(name)
    changed = accounts.close(user, at=boot.now(), even_the_last=even_the_last)
    _tell(user, changed, as_json, f"The account of {user.username} is closed. What the person did stays. Open it again "
                                  f"with: plumb user open {user.username}")


@app.command("open")
def open_(name: NameArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Open a closed account again, with the roles, tokens and password it had."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts

    user = accounts.find(name)
    changed = accounts.reopen(user, at=boot.now())
    user.refresh_from_db()
    found = accounts.document(user, boot.now())
    _tell(user, changed, as_json, f"The account of {user.username} is open again, with {len(found['roles'])} roles and "
                                  f"{found['tokens']} tokens.")


@app.command("password")
def password(
    name: NameArgument,
    password_stdin: StdinOption = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Give a person a new password (asks for it), and end every session under the old one."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts

    user = accounts.find(name)
    given = ask_password(Text(f"a new password must be typed for {user.username}", f"须为{user.username}录入新密码"),
                      password_stdin)
    ended = accounts.set_password(user, given, at=boot.now())
    _tell(user, True, as_json, f"{user.username} has a new password; {ended} sessions were ended.",
          sessions_ended=ended)


@app.command("erase")
def erase(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    even_the_last: LastOption = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take all that is known of a person out of the store: for good. The number stays with what the person did."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts

    user = accounts.find(name)
    must_confirm(f"Erase {user.username}, account {user.pk}, for good?", yes=yes,
                 where=Text(f"account {user.pk}", f"账号{user.pk}"),
                 next_step=Text("Say so with --yes; to keep the account and let nobody in: plumb user close",
                                "请用--yes确认；如要保留账号但禁止登录，请用plumb user close"))
    accounts.erase(user, at=boot.now(), even_the_last=even_the_last)
    _tell(user, True, as_json, f"Account {user.pk} holds nothing about anybody any more.")


@app.command("accept")
def accept(
    number: Annotated[int, typer.Argument(help="The account's number, from: plumb doctor")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Seal an account as it is now, although it was changed past Plumbline. The journal says so for good."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts
    from plumbline.procedures.operations import check_accounts

    found = [check_accounts.said(each) for each in accounts.accept(number, at=boot.now())]
    if as_json:
        output.json({"account": number, "accepted": found})
        return
    for one in found or [f"account {number} is as the journal sealed it"]:
        output.console().print(f"Accepted: {one}." if found else f"Nothing to accept: {one}.")


@role.command("add")
def role_add(
    name: NameArgument,
    role: RoleOption,
    region: RegionOption,
    column: ColumnOption = "*",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Give a person one more role. It holds from the person's next click."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts, roles

    user = accounts.find(name)
    changed = roles.add(user, role, region, column, at=boot.now())
    _tell(user, changed, as_json, f"{user.username} is {role} in {region} ({column}).", role=role, region=region,
          column=column)


@role.command("take")
def role_take(
    name: NameArgument,
    role: RoleOption,
    region: RegionOption,
    column: ColumnOption = "*",
    even_the_last: LastOption = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take a role from a person. It is gone from the person's next click; what was done with it stays."""
    boot.start(home)
    from plumbline.procedures.accounts import accounts, roles

    user = accounts.find(name)
    roles.take(user, role, region, column, at=boot.now(), even_the_last=even_the_last)
    _tell(user, True, as_json, f"{user.username} is no longer {role} in {region} ({column}).", role=role,
          region=region, column=column)


def _tell(user: Any, changed: bool, as_json: bool, sentence: str, **more: Any) -> None:
    from plumbline.procedures.accounts import accounts

    if as_json:
        user.refresh_from_db()
        output.json({"account": user.pk, "name": user.username, "state": accounts.state(user), "changed": changed,
                     **more})
    else:
        output.console().print(sentence if changed else f"Nothing changed: {sentence}")


def ask_password(needed: Text, from_stdin: bool) -> str:
    """A password from where nobody else reads it: never from the command line, which other users and the shell's
    history see."""
    if from_stdin:
        line = sys.stdin.readline(LONGEST)
        if not line:
            raise NotAllowed(PASSWORD, needed, why=Text("Standard input was empty", "标准输入为空"),
                             next_step=Text("Write the password as its first line", "请将密码写在第一行"))
        return line.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise NotAllowed(PASSWORD, needed, next_step=Text(
            "Run this in a terminal, or give it on standard input with --password-stdin",
            "请在终端中运行，或用--password-stdin从标准输入给出"))
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise NotAllowed("command.passwords_differ", Text("the two were not the same, so nothing was changed",
                                                          "两次录入的密码不一致，未作任何改动"),
                         next_step=Text("Try again", "请重试"))
    return first
