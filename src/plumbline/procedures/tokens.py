"""Issuing, checking and revoking the tokens by which a person's programs speak for them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from plumbline.errors import RecordError
from plumbline.records import store
from plumbline.records.people import User
from plumbline.records.regiontrees import parents_now
from plumbline.records.tokens import Token
from plumbline.records.visibility import narrow, reach

PREFIX = "plumb_"
SECRET_BYTES = 32
HINT_CHARACTERS = len(PREFIX) + 4
DAYS, MOST_DAYS = 90, 366


def issue(name: str, *, label: str, at: datetime, write: bool = False, region: str = "", days: int = DAYS,
          actor: int | None = None) -> tuple[Token, str]:
    """A new token for the person called ``name``, and its secret, which is shown this once and kept nowhere.

    :raises RecordError: for a person or region that does not exist, or a time that is too long.
    """
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise RecordError(f"there is nobody called '{name}' here", next_step="Add a person with: plumb user add NAME")
    if not 1 <= days <= MOST_DAYS:
        raise RecordError(f"a token lives 1 to {MOST_DAYS} days, not {days}", next_step="Issue a new one when it ends")
    if not label.strip() or len(label) > 80:
        raise RecordError("a label has 1 to 80 characters", next_step="Name the program that will use the token")
    if region and region not in parents_now():
        raise RecordError(f"the region '{region}' is not in the tree", next_step="Name a region of the person's")
    if region and not reach(narrow(user, region), "ground").tops:
        raise RecordError(f"{name} has no role in '{region}'", next_step="Give one with: plumb user add NAME --region")
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        token = Token.objects.create(user=user, label=label.strip(), sha256=_hash(secret), region=region, write=write,
                                     hint=secret[:HINT_CHARACTERS], made_at=at, expires_at=at + timedelta(days=days))
        store.write_entry("issue", "token", actor=actor, at=at, rows=1, detail={"token": token.pk, "user": user.pk})
    return token, secret


def revoke(number: int, *, at: datetime, actor: int | None = None) -> Token:
    """End a token now. Ending it again changes nothing. :raises RecordError: if there is no such token."""
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(pk=number).first()
        if token is None:
            raise RecordError(f"there is no token {number}", next_step="List them with: plumb token list")
        if token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
            store.write_entry("revoke", "token", actor=actor, at=at, rows=1, detail={"token": token.pk})
    return token


def state(token: Token, at: datetime) -> str:
    """``valid``, ``expired``, ``revoked``, or ``closed`` where the person's account is."""
    if token.revoked_at is not None:
        return "revoked"
    if at >= token.expires_at:
        return "expired"
    return "valid" if token.user.is_active else "closed"


def known(secret: str) -> Token | None:
    """The token with this secret, in whatever state, with its person."""
    return Token.objects.select_related("user").filter(sha256=_hash(secret)).first()


def holder(token: Token) -> User:
    """The person of ``token``, reaching no further than the token does."""
    user: User = token.user
    return narrow(user, token.region) if token.region else user


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
