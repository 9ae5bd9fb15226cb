"""Closing accounts, opening them again, new passwords, erasing a person. Each is an entry of the journal.

All of it holds at once, wherever the person is signed in and whatever they hold in hand: who opens anything for an
account asks :func:`plumbline.records.core.people.may_act`, and sessions lie in the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from plumbline.errors import ConflictError
from plumbline.procedures.accounts import roles, tokens
from plumbline.procedures.accounts.memberships import take_back
from plumbline.procedures.accounts.passwords import must_be_strong
from plumbline.records.accounts import account_leaves, sessions
from plumbline.records.accounts.account_leaves import ACCEPT, ERASE, TAKE
from plumbline.records.accounts.card_choices import CardChoice
from plumbline.records.accounts.form_drafts import FormDraft
from plumbline.records.accounts.notices import CalendarAddress, Digest, Seen
from plumbline.records.accounts.saved_lists import SavedList
from plumbline.records.accounts.tokens import Token
from plumbline.records.accounts.watches import Watch
from plumbline.records.core import locks, store
from plumbline.records.core.memberships import Invitation, Membership
from plumbline.records.core.people import Role, User
from plumbline.text import Text

CLOSE, OPEN, PASSWORD, REHASH, EMAIL = "close", "open", "password", "rehash", "e-mail"


def find(name: str) -> User:
    """The account that signs in as ``name``, or has this number. :raises RecordError: if there is none."""
    found = User.objects.filter(username=name).first() if name.isprintable() else None
    if found is None and name.isascii() and name.isdecimal() and len(name) < 19:  # a number of 64 bits
        found = User.objects.filter(pk=int(name)).first()
    if found is None:
        raise roles.unknown(name, next_step=Text("See who there is with: plumb user list",
                                                 "查看已有人员：plumb user list"))
    return found


def close(user: User, *, at: datetime, actor: int | None = None, even_the_last: bool = False) -> bool:
    """Close an account: nobody acts through it from now on, and what the person did stays. Returns whether it was open.

    An account that was changed past Plumbline can be closed too; it then has no password any more, for nobody knows
    whose it is. :raises NotAllowed: for the last administrator of a region, unless ``even_the_last``.
    """
    with _held(user, whatever=True) as mine:
        if not mine.is_active and (account_leaves.fits(mine) or account_leaves.is_empty(mine)):
            return False
        if not even_the_last:
            roles.must_leave_administrators(mine, mine.roles.all())
        if not account_leaves.fits(mine):
            mine.set_unusable_password()
        mine.is_active = mine.is_staff = mine.is_superuser = False
        account_leaves.seal(mine, CLOSE, actor=actor, at=at)
        take_back(Invitation.objects.filter(given_by=mine.pk), at=at, actor=actor)
        sessions.end_all(mine)
    return True


def reopen(user: User, *, at: datetime, actor: int | None = None) -> bool:
    """Open an account again, with the roles, tokens and password it had. Returns whether it was closed."""
    with _held(user) as mine:
        if mine.is_active:
            return False
        mine.is_active = True
        account_leaves.seal(mine, OPEN, actor=actor, at=at)
    return True


def set_password(user: User, password: str, *, at: datetime, actor: int | None = None, keep: str = "") -> int:
    """Give an account a new password, which ends its sessions, but the one whose key is ``keep``. Returns how many.

    :raises WeakPassword: for one that can be guessed.
    """
    must_be_strong(password, user)
    with _held(user) as mine:
        mine.set_password(password)
        account_leaves.seal(mine, PASSWORD, actor=actor, at=at)
        user.password = mine.password
        return sessions.end_all(mine, but=keep)


def set_email(user: User, email: str, *, at: datetime, actor: int | None = None) -> None:
    """Give an account the address that mails go to; empty: none are sent."""
    with _held(user) as mine:
        if mine.email != email:
            mine.email = user.email = email
            account_leaves.seal(mine, EMAIL, actor=actor, at=at)


def rehash(user: User, password: str, *, at: datetime) -> None:
    """Keep the same password as today's hash makes it, as it was typed just now; an entry of its own. Nothing happens
    to an account that was changed past Plumbline: that must stay to be seen."""
    with transaction.atomic():
        locks.journal()
        mine = User.objects.select_for_update().get(pk=user.pk)
        if mine.password == user.password and account_leaves.fits(mine):
            mine.set_password(password)
            account_leaves.seal(mine, REHASH, actor=None, at=at)
            user.password = mine.password


def erase(user: User, *, at: datetime, actor: int | None = None, even_the_last: bool = False) -> User:
    """Take all that is known of a person out of the store: name, password, roles, tokens, lists, sessions, salts. The
    number stays, for the journal and what the person did name it; nobody signs in with it again.

    :raises NotAllowed: for the last administrator of a region, unless ``even_the_last``.
    """
    with _held(user, whatever=True) as mine:
        if account_leaves.is_empty(mine):
            return mine
        if not even_the_last:
            roles.must_leave_administrators(mine, mine.roles.all())
        for role in list(mine.roles.all()):
            account_leaves.seal_end(role, TAKE, actor=actor, at=at)
        for row in (*mine.tokens.all(), *mine.memberships.all()):
            account_leaves.seal_end(row, ERASE, actor=actor, at=at)
        account_leaves.seal_end(mine, ERASE, actor=actor, at=at)
        take_back(Invitation.objects.filter(given_by=mine.pk), at=at, actor=actor)
        for model in (Role, Token, Membership, SavedList, Seen, Digest, CalendarAddress, FormDraft, CardChoice,
                      Watch, sessions.Session):
            model._base_manager.filter(user=mine).delete()
        mine.groups.clear()
        mine.user_permissions.clear()
        account_leaves.empty(mine).save()
        transaction.on_commit(store.forget)
    return mine


def accept(number: int, *, at: datetime, actor: int | None = None) -> list[account_leaves.Altered]:
    """Seal an account with its roles and tokens as they are now, although somebody changed them past Plumbline: for
    whoever found out what happened, and that it may stay. Returns what was accepted; each is an entry of the journal.
    """
    with transaction.atomic():
        locks.journal()
        found = [each for each in account_leaves.altered() if each.account == number]
        for each in found:
            _accept(each, at=at, actor=actor)
    return found


def _accept(each: account_leaves.Altered, *, at: datetime, actor: int | None) -> None:
    kind = account_leaves.KINDS[each.kind]
    row: Any = kind.model._base_manager.filter(pk=each.number).first()
    if each.fault == "foreign":
        row.groups.clear()
        row.user_permissions.clear()
    elif row is None:
        end = next(act for name, act in account_leaves.ENDING if name == each.kind)
        number = {"user": each.account} | ({} if each.kind == account_leaves.ACCOUNT else {each.kind: each.number})
        account_leaves.seal_gone(each.kind, number, end, actor=actor, at=at)
    else:
        account_leaves.seal(row, ACCEPT, actor=actor, at=at)


def document(user: User, at: datetime) -> dict[str, Any]:
    """An account as ``plumb user show --json`` tells it."""
    held = [{"role": each.name, "region": each.region, "column": each.column}
            for each in user.roles.order_by("region", "name", "column")]
    return {"account": user.pk, "name": user.username, "state": state(user), "password": user.has_usable_password(),
            "roles": held, "sessions": user.sessions.count(),
            "tokens": sum(tokens.state(each, at) == "valid" for each in user.tokens.select_related("user"))}


def state(user: User) -> str:
    """``open``, ``closed`` or ``erased``."""
    if user.is_active:
        return "open"
    return "erased" if account_leaves.is_empty(user) else "closed"


@contextmanager
def _held(user: User, *, whatever: bool = False) -> Iterator[User]:
    """The account as it stands now, held until the end of the transaction.

    :raises ConflictError: if it was changed past Plumbline, unless ``whatever``: sealing it anew would hide that.
    :raises RecordError: if it was erased."""
    with transaction.atomic():
        locks.journal()
        mine = User.objects.select_for_update().filter(pk=user.pk).first()
        if mine is None or (account_leaves.is_empty(mine) and not whatever):
            raise roles.erased(user)
        if not whatever and not account_leaves.fits(mine):
            raise ConflictError(
                "account.altered",
                Text("this account is not what the journal last sealed", "该账号与日志最后封存的内容不一致"),
                where=roles.account(mine),
                why=Text("Somebody changed it past Plumbline", "有人绕过Plumbline作了修改"),
                next_step=Text(
                    f"See what does not fit with: plumb doctor. Then close it (plumb user close {mine.pk}), or accept "
                    f"it as it is (plumb user accept {mine.pk})",
                    f"请运行plumb doctor查看不一致之处，然后停用该账号（plumb user close {mine.pk}），或按现状认可"
                    f"（plumb user accept {mine.pk}）"))
        yield mine
