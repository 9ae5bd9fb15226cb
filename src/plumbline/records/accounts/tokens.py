"""Tokens by which a person's programs speak for them. Only a hash is kept, so the store gives no token away."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.methods.shared.trust.leaf import SALT_BYTES
from plumbline.records.core.people import User


class Token(models.Model):
    """One token of one person. It never reaches further than the person's roles; ``region`` may narrow it further.

    ``hint`` holds its first characters, by which its owner tells it from others. ``write`` is false for a token that
    only reads. ``salt`` is that of its leaf in the journal (:mod:`plumbline.records.accounts.account_leaves`).
    """

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    label: Any = models.CharField(max_length=80)
    sha256: Any = models.CharField(max_length=64, unique=True)
    hint: Any = models.CharField(max_length=16)
    write: Any = models.BooleanField(default=False)
    region: Any = models.CharField(max_length=80, default="")
    made_at: Any = models.DateTimeField()
    expires_at: Any = models.DateTimeField()
    revoked_at: Any = models.DateTimeField(null=True)
    salt: Any = models.BinaryField(max_length=SALT_BYTES, default=b"")

    objects: models.Manager[Token]

    def __str__(self) -> str:
        return f"{self.hint}… {self.label}"
