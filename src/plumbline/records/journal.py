"""The journal: one entry for each change, written in the transaction of the change.

A bulk import is one entry with the root of its rows. An entry is *sealed* when what it did becomes visible: it then has
a number, a time, and the hash of the entry before it, so that a removed or altered entry breaks the chain. Entries
carry no personal data: the actor is a number.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class Entry(models.Model):
    """One change of the records.

    ``state``: ``staging`` and ``publishing`` while an import runs, then ``visible``; ``abandoned`` once every row of an
    import that failed has been taken back; ``empty`` for an import that held nothing new; ``moved`` marks a store whose
    records live in another one now (``detail`` says where), and which takes no changes any more.
    """

    STAGING, PUBLISHING, VISIBLE = "staging", "publishing", "visible"
    ABANDONED, EMPTY, MOVED = "abandoned", "empty", "moved"
    HIDDEN = (STAGING, PUBLISHING)

    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    actor = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, default=STAGING)
    begun_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    number = models.BigIntegerField(null=True, unique=True)
    rows = models.BigIntegerField(default=0)
    superseded_rows = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64, default="")
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["state"], name="entry_state")]

    objects: models.Manager[Entry]

    def __str__(self) -> str:
        return f"{self.act} {self.kind} #{self.number or self.pk}"

    def payload(self) -> dict[str, Any]:
        """What the entry's hash covers."""
        return {
            "act": self.act,
            "actor": None if self.actor is None else str(self.actor),
            "kind": self.kind,
            "number": str(self.number),
            "previous": self.previous,
            "root": self.root,
            "rows": str(self.rows),
            "sealed_at": "" if self.sealed_at is None else self.sealed_at.isoformat(),
            "superseded_rows": str(self.superseded_rows),
        }
