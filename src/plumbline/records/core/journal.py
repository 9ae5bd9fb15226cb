"""The journal: one entry for each change, written in the transaction of the change.

A bulk import is one entry with the root of its rows. An entry is *sealed* when what it did becomes visible: it then has
a number, a time, and the hash of the entry before it, so that a removed or altered entry breaks the chain. Entries
carry no personal data: the actor is a number.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from django.db import models

from plumbline.methods.shared.trust.leaf import internal_commitment

UNDONE = "undone"
"""In the ``detail`` of a change of many records: the number of the entry that undid it. It is written there after the
entry was sealed, so no hash covers it; the entry that undid says the same of itself (``undoes``), and that one is."""


class Entry(models.Model):
    """One change of the records.

    ``state``: ``staging`` and ``publishing`` while an import runs, then ``visible``; ``taking back`` while the rows of
    one that failed are taken back, then ``abandoned``; ``empty`` for an import that held nothing new; ``moved`` marks a
    store whose records live in another one now (``detail`` says where), and which takes no changes any more.
    """

    STAGING, PUBLISHING, VISIBLE = "staging", "publishing", "visible"
    ABANDONED, EMPTY, MOVED = "abandoned", "empty", "moved"
    TAKING_BACK = "taking back"
    HIDDEN = (STAGING, PUBLISHING, TAKING_BACK)
    HOLDING = (PUBLISHING, TAKING_BACK)
    """Of the hidden ones those that may have rows in the store."""

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
    # Reasons and names of files can be guessed, so the hash covers them under a salt. Empty: an entry that was sealed
    # when hashes did not cover the detail yet.
    detail_salt = models.CharField(max_length=32, default="", db_default="", blank=True)
    previous = models.CharField(max_length=64, default="")
    hash = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["state"], name="entry_state")]

    objects: models.Manager[Entry]

    def __str__(self) -> str:
        return f"{self.act} {self.kind} #{self.number or self.pk}"

    def payload(self) -> dict[str, Any]:
        """What the entry's hash covers."""
        return self._told() | (self._covered_too() if self.detail_salt else {})

    def _told(self) -> dict[str, Any]:
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

    def _covered_too(self) -> dict[str, str]:
        detail = self.detail
        if isinstance(detail, dict):
            detail = {name: value for name, value in detail.items() if name != UNDONE}
        text = json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return {"begun_at": self.begun_at.astimezone(UTC).isoformat(),
                "detail": internal_commitment(bytes.fromhex(self.detail_salt), text.encode()).hex()}
