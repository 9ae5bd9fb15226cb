"""What people were told: how far they have seen what happened to them, when they were last sent a mail, and at
which secret address their calendar is."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import models

from plumbline.records.core.people import User


class Seen(models.Model):
    """The newest entry of the journal that a person has seen among what is new."""

    user: Any = models.OneToOneField(User, on_delete=models.CASCADE, related_name="seen")
    entry: Any = models.BigIntegerField(default=0)

    objects: models.Manager[Seen]

    def __str__(self) -> str:
        return f"seen {self.entry}"


class Digest(models.Model):
    """The day on which a person was last sent what is due, and the newest entry of the journal that it told of."""

    user: Any = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest")
    day: Any = models.DateField()
    entry: Any = models.BigIntegerField(default=0)

    objects: models.Manager[Digest]

    def __str__(self) -> str:
        return f"digest of {self.day}"


class CalendarAddress(models.Model):
    """The secret address of a person's calendar: only a hash of it is kept."""

    user: Any = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_address")
    sha256: Any = models.CharField(max_length=64, unique=True)
    made_at: Any = models.DateTimeField()

    objects: models.Manager[CalendarAddress]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"


def key_of(secret: str) -> str:
    """The key of the calendar whose address holds ``secret``."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
