"""Sessions in the store, as Django asks for them: :mod:`plumbline.records.accounts.sessions` says what lies there and
why.

A session ends when its person signs out, when the account is closed or has a new password, when nobody asked for a page
for a while, and eight hours after it was begun. Page views of the public neither read nor write one.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.core import signing
from django.db import OperationalError
from django.utils import timezone

from plumbline.records.accounts import sessions
from plumbline.records.accounts.sessions import Session, key_of

SECRET_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
BEGUN, CONTENT = "begun", "content"


class SessionStore(SessionBase):
    """One request's session. ``ended`` tells that the request came with one that is over."""

    ended = False
    _begun: datetime | None = None

    def load(self) -> dict[str, Any]:
        """The content of the session whose secret the cookie holds; nothing for one that is over or never was."""
        now = timezone.now()
        row = self._row()
        held = None if row is None else self._open(row, now)
        if row is None or held is None:
            self.ended = self._session_key is not None
            self._session_key = None
            return {}
        if now - row.seen_at >= SEEN_EVERY:
            with suppress(OperationalError):  # a store that only reads just now still shows its pages
                Session.objects.filter(pk=row.pk).update(seen_at=now)
        self._begun = datetime.fromtimestamp(held[BEGUN], UTC)
        content: dict[str, Any] = held[CONTENT]
        return content

    def exists(self, session_key: str) -> bool:
        """Whether there is a session with this secret."""
        return Session.objects.filter(pk=key_of(session_key)).exists()

    def create(self) -> None:
        """Begin a session; those that are over are removed meanwhile."""
        self.clear_expired()
        self._session_key = secrets.token_hex(SECRET_BYTES)
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Keep the content. :raises UpdateError: if the session was ended since it was read."""
        if self.session_key is None:
            self.create()
            return
        if must_create:
            self._session_cache: dict[str, Any] = {}
        content = self._session_cache if must_create else dict(self.items())
        now = timezone.now()
        if must_create or self._begun is None:
            self._begun = now
        key = key_of(self.session_key)
        signed = signing.dumps({BEGUN: self._begun.timestamp(), CONTENT: content}, salt=_salt(key), compress=True)
        number = content.get(SESSION_KEY)
        values = {"content": signed, "user_id": int(number) if number else None}
        if must_create:
            Session.objects.create(pk=key, begun_at=now, seen_at=now, **values)
        elif not Session.objects.filter(pk=key).update(**values):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """End a session: this one, or the one with this secret."""
        secret = session_key or self.session_key
        if secret is not None:
            Session.objects.filter(pk=key_of(secret)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the sessions that are over."""
        now = timezone.now()
        sessions.sweep(now - (settings.SESSION_IDLE or _longest()), now - _longest())

    def _row(self) -> Session | None:
        return None if self._session_key is None else Session.objects.filter(pk=key_of(self._session_key)).first()

    def _open(self, row: Session, now: datetime) -> dict[str, Any] | None:
        try:
            held: dict[str, Any] = signing.loads(row.content, salt=_salt(row.pk))
        except signing.BadSignature:
            return None  # put in or copied past Plumbline
        idle = settings.SESSION_IDLE is not None and now - row.seen_at >= settings.SESSION_IDLE
        if idle or now.timestamp() - held[BEGUN] >= settings.SESSION_COOKIE_AGE:
            row.delete()
            return None
        return held


def _longest() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _salt(key: str) -> str:
    # Signed for this very row: the same content under another key opens nothing.
    return f"plumbline.session.{key}"
