"""People, and what they may do where. Personal data: never in a cut, a journal payload, a hash or a log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

COLUMNS = ("assessment", "surveillance", "standards", "conformity", "traceability", "programmes")


class User(AbstractUser):
    """A person who signs in. What they may see and do follows from their roles, not from flags here."""

    language: Any = models.CharField(max_length=10, blank=True, default="")

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Role(models.Model):
    """One role of one person in one region (and all below it) and one column (``*``: every column)."""

    OFFICER, AUDITOR, ADMINISTRATOR = "officer", "auditor", "administrator"
    NAMES = ((OFFICER, "Officer"), (AUDITOR, "Auditor"), (ADMINISTRATOR, "Administrator"))

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    name: Any = models.CharField(max_length=20, choices=NAMES)
    region: Any = models.CharField(max_length=80)
    column: Any = models.CharField(max_length=20, default="*")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name", "region", "column"], name="role_once"),
        ]

    objects: models.Manager[Role]

    def __str__(self) -> str:
        return f"{self.name} {self.column} {self.region}"
