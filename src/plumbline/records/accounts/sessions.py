"""Who is signed in where. A session lives in the store, so that it ends when it is ended, wherever its cookie is.

A row holds the SHA-256 of what the cookie holds, and content signed for that very row: who reads the store cannot use
what they read, and a row put in or copied past Plumbline opens nothing.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import models

from plumbline.records.core.people import User


class Session(models.Model):
    """One sign-in of one person with one browser. ``seen_at`` is written once a minute at most."""

    key: Any = models.CharField(max_length=64, primary_key=True)
    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions", null=True)
    content: Any = models.TextField()
    begun_at: Any = models.DateTimeField()
    seen_at: Any = models.DateTimeField(db_index=True)

    objects: models.Manager[Session]

    def __str__(self) -> str:
        return f"session of {self.user_id}"


def key_of(secret: str) -> str:
    """The key of the row whose cookie holds ``secret``."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def end_all(user: User, *, but: str = "") -> int:
    """End every session of ``user``, ``but`` the one whose key this is. Returns how many there were."""
    ended, _ = Session.objects.filter(user=user).exclude(key=but).delete()
    return ended


def sweep(idle_since: datetime, begun_before: datetime) -> int:
    """Remove sessions that have ended by themselves. Returns how many."""
    gone, _ = Session.objects.filter(models.Q(seen_at__lt=idle_since) | models.Q(begun_at__lt=begun_before)).delete()
    return gone
