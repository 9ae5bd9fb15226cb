"""Who calls: the holder of a token, somebody signed in on the pages, or the public."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from plumbline.interfaces.api.limits import Limiter
from plumbline.interfaces.api.problems import Problem, unauthorized
from plumbline.procedures import tokens
from plumbline.records.tokens import Token

SCHEME = "bearer"
limiter = Limiter(settings.API_PER_MINUTE)
NEXT_STEP = "Ask the people who run this server for a token: plumb token add NAME"
STATES = {
    "expired": "this token has expired", "revoked": "this token was revoked", "closed": "this account is closed",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """``user`` is None for the public, and reaches no further than ``token``, where there is one."""

    user: Any
    token: Token | None = None


def reader(request: HttpRequest) -> Caller:
    """Whoever reads. :raises Problem: for a token that is not valid, and for one that asks too often."""
    given = request.headers.get("Authorization")
    if given is None:
        user = getattr(request, "user", None)
        return Caller(user if getattr(user, "is_authenticated", False) else None)
    token = _token(given)
    wait = limiter.wait(token.sha256, time.monotonic())
    if wait:
        seconds = math.ceil(wait)
        raise Problem(429, f"this token may ask {limiter.per_minute} times a minute",
                      next_step=f"Wait {seconds} seconds", headers={"Retry-After": str(seconds)})
    return Caller(tokens.holder(token), token)


def writer(request: HttpRequest) -> Caller:
    """Whoever writes: by a token that may, or by a page of ours, which sends its form token along."""
    caller = reader(request)
    if caller.user is None:
        raise unauthorized("writing needs a token", NEXT_STEP)
    if caller.token is None and check_csrf(request) is not None:
        raise Problem(403, "writing with a cookie needs the form token of a page of this server", where="X-CSRFToken",
                      next_step="Programs send a token: Authorization: Bearer plumb_…")
    if caller.token is not None and not caller.token.write:
        raise Problem(403, "this token only reads", where="Authorization",
                      next_step="Ask for one that writes: plumb token add NAME --write")
    return caller


def _token(given: str) -> Token:
    scheme, _, secret = given.partition(" ")
    token = tokens.known(secret.strip()) if scheme.lower() == SCHEME else None
    if token is None:
        raise unauthorized("this is not a token of this server", NEXT_STEP)
    state = tokens.state(token, datetime.now(UTC))
    if state != "valid":
        raise unauthorized(STATES[state], NEXT_STEP)
    return token
