"""Sign-ins that failed lately: what is counted so that nobody can go on guessing.

No name is kept, for people type passwords into that field: a keyed hash of it is. Rows older than what is counted are
removed as new ones come.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models


class Attempt(models.Model):
    """One sign-in that failed. ``network`` is where it came from: an address, or the 64 bits of IPv6 that one customer
    has. ``device`` is empty, or tells a browser in which this very name had signed in before."""

    at: Any = models.DateTimeField(db_index=True)
    network: Any = models.CharField(max_length=60)
    name: Any = models.CharField(max_length=64)
    device: Any = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["network", "at"], name="attempt_network")]

    objects: models.Manager[Attempt]

    def __str__(self) -> str:
        return f"attempt from {self.network}"


def since(moment: datetime) -> models.QuerySet[Attempt]:
    """The attempts that count from ``moment`` on, oldest first."""
    return Attempt.objects.filter(at__gt=moment).order_by("at")


def sweep(before: datetime) -> int:
    """Remove attempts that no longer count."""
    gone, _ = Attempt.objects.filter(at__lt=before).delete()
    return gone
