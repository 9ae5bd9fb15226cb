"""Giving people accounts, and their first role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.accounts import roles
from plumbline.procedures.accounts.passwords import joined, must_be_strong, refusals
from plumbline.records.accounts import account_leaves
from plumbline.records.core import locks
from plumbline.records.core.people import User
from plumbline.text import Text

MAKE = "make"
EMPTY = Text("It is empty.", "登录名为空。")


def exists(name: str) -> bool:
    """Whether somebody signs in as ``name``."""
    return User.objects.filter(username=name).exists()


def grant(home: Home, name: str, *, role: str, region: str, at: datetime, column: str = "*",
          password: str | None = None, sign_in: bool = True, actor: int | None = None) -> User:
    """Give ``name`` a role, making the account first if there is none, without a password unless somebody is to
    ``sign_in`` with it. The journal keeps numbers, not names."""
    roles.must_be_possible(role, region, column)
    with transaction.atomic():
        locks.journal()  # two who give one new account its first roles make one account
        user = User.objects.filter(username=name).first() or _make(name, password, sign_in, at, actor)
        roles.give(user, role, region, column, at=at, actor=actor)
    return user


def make(name: str, password: str | None, *, at: datetime, sign_in: bool = True) -> User:
    """A new account that holds nothing yet. In a transaction that holds the journal. :raises RecordError: for a name or
    a password that cannot be."""
    return _make(name, password, sign_in, at, None)


def _make(name: str, password: str | None, sign_in: bool, at: datetime, actor: int | None) -> User:
    user = User(username=name)
    if password is None and sign_in:
        raise NotAllowed("password.missing",
                         Text(f"a new account needs a password: {name}", f"新账号须设密码：{name}"),
                         next_step=Text("Give it one, or make the account one that nobody signs in with",
                                        "请设置密码，或建立不用于登录的账号"))
    wrong = refusals(lambda: User._meta.get_field("username").run_validators(name)) if name else [EMPTY]
    if wrong:
        raise RecordError("account.name_unfit",
                          Text(f"'{name}' cannot be a name to sign in with", f"“{name}”不能用作登录名"),
                          why=joined(wrong), next_step=Text("Choose another", "请换一个"))
    if password is not None:
        must_be_strong(password, user)
    user.set_password(password)
    account_leaves.seal(user, MAKE, actor=actor, at=at)
    return user
