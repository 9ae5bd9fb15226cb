"""Giving and taking roles. Who holds what is asked at each request, so both hold from that moment on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from plumbline.errors import NotAllowed, RecordError
from plumbline.records.accounts import account_leaves
from plumbline.records.core import locks
from plumbline.records.core.people import COLUMNS, Role, User, open_accounts
from plumbline.records.core.region_trees import parents_now
from plumbline.text import Text

GRANT = "grant"


def must_be_possible(role: str, region: str, column: str) -> None:
    """:raises RecordError: for a role, a region or a column that there is not."""
    if role not in dict(Role.NAMES):
        names = list(dict(Role.NAMES))
        raise RecordError("role.unknown", Text(f"there is no role '{role}'", f"没有角色“{role}”"),
                          next_step=Text(f"Choose one of: {', '.join(names)}", f"可选：{'、'.join(names)}"))
    if column not in ("*", *COLUMNS):
        raise RecordError("role.column_unknown", Text(f"there is no column '{column}'", f"没有业务“{column}”"),
                          next_step=Text(f"Choose * or one of: {', '.join(COLUMNS)}",
                                         f"可选*（全部）或以下之一：{'、'.join(COLUMNS)}"))
    if region not in parents_now():
        raise region_unknown(region, next_step=Text("Import the regions first", "请先导入地区"))


def region_unknown(region: str, *, next_step: Text) -> RecordError:
    """That a role or a token is to reach over a region that there is not."""
    return RecordError("role.region_unknown",
                       Text(f"the region '{region}' is not in the tree", f"地区树中没有地区“{region}”"),
                       next_step=next_step)


def unknown(name: str, *, next_step: Text) -> RecordError:
    """That nobody signs in as ``name``, or not any more."""
    return RecordError("account.unknown", Text(f"there is nobody called '{name}' here", f"没有名为“{name}”的人员"),
                       next_step=next_step)


def account(user: User) -> Text:
    """Which account, by number: names are nobody's matter."""
    return Text(f"account {user.pk}", f"账号{user.pk}")


def erased(user: User) -> RecordError:
    """That nothing is done with an account whose person was erased."""
    return RecordError("account.erased", Text("this account was erased", "该账号已清除"), where=account(user),
                       next_step=Text("Make a new one", "请新建账号"))


def give(user: User, role: str, region: str, column: str, *, at: datetime, actor: int | None = None) -> bool:
    """Give ``user`` a role, unless it is held already; returns whether it is new. In a transaction that holds the
    journal. :raises RecordError: for an account that was erased."""
    if account_leaves.is_empty(user):
        raise erased(user)
    if Role.objects.filter(user=user, name=role, region=region, column=column).exists():
        return False
    account_leaves.seal(Role(user=user, name=role, region=region, column=column), GRANT, actor=actor, at=at)
    return True


def add(user: User, role: str, region: str, column: str, *, at: datetime, actor: int | None = None) -> bool:
    """Give ``user`` one more role; returns whether it is new. :raises RecordError: as :func:`must_be_possible`."""
    must_be_possible(role, region, column)
    with transaction.atomic():
        locks.journal()
        return give(user, role, region, column, at=at, actor=actor)


def take(user: User, role: str, region: str, column: str, *, at: datetime, actor: int | None = None,
         even_the_last: bool = False) -> None:
    """Take a role from ``user``. What the person did with it stays.

    :raises RecordError: if it is not held. :raises NotAllowed: for the last administrator of a region, unless
        ``even_the_last``.
    """
    with transaction.atomic():
        locks.journal()
        held = Role.objects.filter(user=user, name=role, region=region, column=column).first()
        if held is None:
            raise RecordError(
                "role.not_held", Text(f"{user.username} is not {role} in '{region}' ({column})",
                                      f"{user.username}在“{region}”没有角色“{role}”（{column}）"),
                next_step=Text(f"See what there is with: plumb user show {user.username}",
                               f"查看已有角色：plumb user show {user.username}"))
        if not even_the_last:
            must_leave_administrators(user, [held])
        account_leaves.seal_end(held, account_leaves.TAKE, actor=actor, at=at)
        held.delete()


def must_leave_administrators(user: User, going: Iterable[Role]) -> None:
    """:raises NotAllowed: if a region would have no administrator any more once the roles ``going`` of ``user`` are
    gone."""
    own = [each for each in going if each.name == Role.ADMINISTRATOR]
    if not own or not open_accounts().filter(pk=user.pk).exists():
        return
    staying = Role.objects.filter(name=Role.ADMINISTRATOR, user__in=open_accounts())
    others = set(staying.exclude(pk__in=[each.pk for each in own]).values_list("region", "column"))
    parents = parents_now()
    for each in own:
        above = _line(parents, each.region)
        if not any(region in above and column in ("*", each.column) for region, column in others):
            command = f"plumb user add NAME --role administrator --region {each.region}"
            raise NotAllowed(
                "role.last_administrator",
                Text(f"{user.username} is the last administrator of '{each.region}'",
                     f"{user.username}是“{each.region}”的最后一名管理员"),
                where=account(user),
                why=Text("Nobody could give roles there any more, but whoever runs commands on this machine",
                         "此后除在本机运行命令的人以外，再无人能在该地区授予角色"),
                next_step=Text(f"Make another first: {command}; or add --even-the-last",
                               f"请先设立另一名管理员：{command}；或加上--even-the-last"))


def _line(parents: dict[str, str | None], code: str | None) -> set[str]:
    """``code`` and all above it."""
    found: set[str] = set()
    while code and code not in found:
        found.add(code)
        code = parents.get(code)
    return found
