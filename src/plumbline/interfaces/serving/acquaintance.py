"""Whether a request comes from somebody we know, told from its head, before anything of its body is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.signals import request_finished
from django.db import DatabaseError

from plumbline.procedures.accounts import tokens


def is_known(headers: Mapping[str, str]) -> bool:
    """Whether the request is of somebody signed in, or brings a token that is valid. In a demonstration home, which
    answers its own machine alone, everybody is known."""
    if settings.DEMO:
        return True
    try:
        return _by_token(headers.get("AUTHORIZATION", "")) or _by_session(headers.get("COOKIE", ""))
    except DatabaseError:
        return False
    finally:
        # As after a request: this thread keeps no connection longer than one that answers would.
        request_finished.send(sender=is_known)


def _by_token(given: str) -> bool:
    scheme, _, secret = given.partition(" ")
    token = tokens.known(secret.strip()) if scheme.lower() == "bearer" else None
    return token is not None and tokens.state(token, datetime.now(UTC)) == "valid"


def _by_session(cookies: str) -> bool:
    try:
        held = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    if held is None:
        return False
    session = import_module(settings.SESSION_ENGINE).SessionStore(held.value)
    return bool(session.get(SESSION_KEY))
