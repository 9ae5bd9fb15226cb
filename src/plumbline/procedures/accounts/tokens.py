"""Issuing, checking and revoking the tokens by which a person's programs speak for them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from plumbline.errors import RecordError
from plumbline.procedures.accounts import roles
from plumbline.records.accounts import account_leaves
from plumbline.records.accounts.tokens import Token
from plumbline.records.core import locks
from plumbline.records.core.people import User, may_act, open_accounts
from plumbline.records.core.region_trees import parents_now
from plumbline.records.core.visibility import narrow, reach
from plumbline.text import Text

PREFIX = "plumb_"
SECRET_BYTES = 32
HINT_CHARACTERS = len(PREFIX) + 4
DAYS, MOST_DAYS = 90, 366
ISSUE, REVOKE = "issue", "revoke"


def issue(name: str, *, label: str, at: datetime, write: bool = False, region: str = "", days: int = DAYS,
          actor: int | None = None) -> tuple[Token, str]:
    """A new token for the person called ``name``, and its secret, which is shown this once and kept nowhere.

    :raises RecordError: for a person or region that does not exist, or a time that is too long.
    """
    user = open_accounts().filter(username=name).first()
    if user is None:
        raise roles.unknown(name, next_step=Text("Add a person with: plumb user add NAME",
                                                 "添加人员：plumb user add NAME"))
    if not 1 <= days <= MOST_DAYS:
        raise RecordError("token.days_unfit", Text(f"a token lives 1 to {MOST_DAYS} days, not {days}",
                                                   f"令牌的有效期为1至{MOST_DAYS}天，不能是{days}天"),
                          next_step=Text("Issue a new one when it ends", "到期后请另发新令牌"))
    if not label.strip() or len(label) > 80:
        raise RecordError("token.label_unfit", Text("a label has 1 to 80 characters", "标签须为1至80个字符"),
                          next_step=Text("Name the program that will use the token", "请写明使用该令牌的程序"))
    if region and region not in parents_now():
        raise roles.region_unknown(region, next_step=Text("Name a region of the person's", "请指明此人所辖的地区"))
    if region and not reach(narrow(user, region), "ground").tops:
        raise RecordError("token.out_of_reach",
                          Text(f"{name} has no role in '{region}'", f"{name}在“{region}”没有角色"),
                          next_step=Text("Give one with: plumb user add NAME --region",
                                         "请先授予角色：plumb user add NAME --region"))
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        locks.journal()
        token = Token(user=user, label=label.strip(), sha256=_hash(secret), region=region, write=write,
                      hint=secret[:HINT_CHARACTERS], made_at=at, expires_at=at + timedelta(days=days))
        account_leaves.seal(token, ISSUE, actor=actor, at=at)
    return token, secret


def revoke(number: int, *, at: datetime, actor: int | None = None) -> Token:
    """End a token now. Ending it again changes nothing. :raises RecordError: if there is no such token."""
    with transaction.atomic():
        locks.journal()
        token = Token.objects.select_for_update().filter(pk=number).first()
        if token is None:
            raise RecordError("token.unknown", Text(f"there is no token {number}", f"没有令牌{number}"),
                              next_step=Text("List them with: plumb token list", "查看全部令牌：plumb token list"))
        if token.revoked_at is None:
            token.revoked_at = at
            account_leaves.seal(token, REVOKE, actor=actor, at=at)
    return token


def state(token: Token, at: datetime) -> str:
    """``valid``, ``expired``, ``revoked``, or ``closed`` where the person's account is."""
    if token.revoked_at is not None:
        return "revoked"
    if at >= token.expires_at:
        return "expired"
    return "valid" if may_act(token.user) else "closed"


def known(secret: str) -> Token | None:
    """The token with this secret, in whatever state, with its person."""
    return Token.objects.select_related("user").filter(sha256=_hash(secret)).first()


def holder(token: Token) -> User:
    """The person of ``token``, reaching no further than the token does."""
    user: User = token.user
    return narrow(user, token.region) if token.region else user


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
