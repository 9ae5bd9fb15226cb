"""Who signs in with a name and a password: whether they fit, and how often one may try.

Counted is what failed for one name from one place, and, with a delay that grows, what failed from one place under any
name. Nothing is counted for a name from everywhere: whoever could make that count rise could lock its owner out. A
browser in which the name has signed in before is counted by itself, so that guessing from the same office, behind the
same address, does not close the door to people who are known there. docs/decisions/0023-accounts.md.
"""

from __future__ import annotations

import logging
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.base import AxesHandler
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from plumbline.interfaces.shared.client_address import client_address, network
from plumbline.procedures.accounts import accounts
from plumbline.records.accounts import attempts
from plumbline.records.accounts.attempts import Attempt
from plumbline.records.core.people import User, hash_for_nobody, may_act

log = logging.getLogger("plumbline.sign-in")
TRIES = 5
"""Wrong passwords for one name from one place, or in one known browser, ..."""
CLOSED_FOR = timedelta(minutes=15)
"""... close that door this long."""
FREE = 10
"""Wrong passwords from one place, whatever the names, within ``REMEMBERED`` before it must wait between two."""
REMEMBERED = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
LONGEST_PASSWORD = 4096
"""Characters beyond which nothing is looked at. New ones are shorter (methods/shared/password_strength.py); older ones
may not be."""
KNOWN_COOKIE, KNOWN_DAYS, KNOWN_NAMES = "plumb_known", 365, 5
NAME_CHARACTERS = 150


class Backend(ModelBackend):
    """Looks at name and password, in the same time whether or not there is such a name."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None,
                     **_: Any) -> User | None:
        """The person; None where name and password do not fit, or the account is closed."""
        if username is None or password is None:
            return None
        given = password if len(password) <= LONGEST_PASSWORD else ""
        user = User.objects.filter(username=username).first()
        if user is None:
            hash_for_nobody(given)
            return None
        if not user.check_password(given) or not may_act(user):
            return None
        if _outdated(user.password):
            accounts.rehash(user, given, at=timezone.now())
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked for each request of a session: whether the account may act now."""
        return may_act(user)


class Counter(AxesHandler):  # type: ignore[misc]
    """Counts what failed, in place of axes' own tables, which keep names, addresses and forms as they came."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether a password is looked at now."""
        waits = wait(request, _name_of(credentials), timezone.now())
        request.sign_in_wait = waits  # type: ignore[attr-defined]
        return not waits

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None,
                          **_: Any) -> None:
        """Count it, write it down, and close the door where it was one too many."""
        if request is None:
            return
        name, now = _name_of(credentials), timezone.now()
        refused = bool(getattr(request, "sign_in_wait", None))
        who = User.objects.filter(username=name).values_list("pk", flat=True).first()
        fields = {"address": client_address(request), **({"name": name_key(name)[:16]} if who is None
                                                         else {"account": who})}
        log.warning("a sign-in was refused unread" if refused else "a sign-in failed", extra={"fields": fields})
        if refused:
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return  # not counted: else whoever goes on trying would keep the door closed
        attempts.sweep(now - REMEMBERED)
        Attempt.objects.create(at=now, network=network(client_address(request)), name=name_key(name),
                               device=device(request, name))
        closed = _closed_until(request, name, now) - now
        if closed > timedelta(0):
            request.sign_in_wait = closed  # type: ignore[attr-defined]
            request.axes_locked_out = True  # type: ignore[attr-defined]

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
        """Forget what this person got wrong here before; what was tried under other names stays counted."""
        Attempt.objects.filter(name=name_key(user.username), network=network(client_address(request)),
                               device=device(request, user.username)).delete()
        log.info("signed in", extra={"fields": {"address": client_address(request), "account": user.pk}})

    def user_logged_out(self, sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
        """Nothing to count."""


def wait(request: HttpRequest, name: str, now: datetime) -> timedelta:
    """How long from ``now`` on no password is looked at for ``name`` from where ``request`` comes; zero: not at all."""
    until = _closed_until(request, name, now)
    if not device(request, name):
        until = max(until, _slowed_until(request, now))
    return max(until - now, timedelta(0))


def _closed_until(request: HttpRequest, name: str, now: datetime) -> datetime:
    known = device(request, name)
    failed = attempts.since(now - CLOSED_FOR).filter(name=name_key(name), device=known)
    if not known:
        failed = failed.filter(network=network(client_address(request)))
    times = list(failed.values_list("at", flat=True))
    return times[-1] + CLOSED_FOR if len(times) >= TRIES else now


def _slowed_until(request: HttpRequest, now: datetime) -> datetime:
    """Twice as long after each failure: 5, 10, 20 ... seconds, a quarter of an hour at most."""
    failed = attempts.since(now - REMEMBERED).filter(network=network(client_address(request)), device="")
    times: list[datetime] = list(failed.values_list("at", flat=True))
    if len(times) < FREE:
        return now
    last: datetime = times[-1]
    return last + min(FIRST_WAIT * (1 << min(len(times) - FREE, 10)), LONGEST_WAIT)


def name_key(name: str) -> str:
    """What a name that was typed is counted and written down as: it says nothing to whoever has not this home's key,
    for people type passwords into that field."""
    plain = unicodedata.normalize("NFKC", name[:NAME_CHARACTERS])
    return salted_hmac("plumbline.sign-in.name", plain, algorithm="sha256").hexdigest()


def device(request: HttpRequest, name: str) -> str:
    """The number of the browser, if ``name`` signed in with it before; else empty."""
    return _known(request).get(name_key(name), "")


def remember_device(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """Let the browser show later that ``name`` signed in with it. It gives no right but to be counted by itself."""
    known = _known(request)
    number = known.pop(name_key(name), "") or secrets.token_hex(8)
    kept = dict([*known.items(), (name_key(name), number)][-KNOWN_NAMES:])
    response.set_cookie(KNOWN_COOKIE, signing.dumps(kept, salt=KNOWN_COOKIE), max_age=KNOWN_DAYS * 86400,
                        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found: dict[str, str] = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_COOKIE)
    except signing.BadSignature:
        return {}
    return found


def _name_of(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")


def _outdated(encoded: str) -> bool:
    preferred = get_hasher()
    return identify_hasher(encoded).algorithm != preferred.algorithm or preferred.must_update(encoded)
