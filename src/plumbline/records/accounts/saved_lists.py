"""Lists that people keep: a kind's filters, order and columns under a name. They travel with backups and moves."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.records.core.people import User


class SavedList(models.Model):
    """One list that one person keeps. ``query`` is what the list's address says after the question mark.

    ``shared`` names the region whose officers see it too; empty: its owner alone. A list that was deleted stays a
    while, so that this can be undone.
    """

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_lists")
    kind: Any = models.CharField(max_length=40)
    name: Any = models.CharField(max_length=80)
    query: Any = models.CharField(max_length=2000, blank=True)
    shared: Any = models.CharField(max_length=80, default="", blank=True)
    made_at: Any = models.DateTimeField()
    deleted_at: Any = models.DateTimeField(null=True)

    objects: models.Manager[SavedList]

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}?{self.query}"
