"""The files that a spot check rests on: its directories, and the folder that anybody draws again from.

A directory has tens of thousands of lines, and an event of a case is read whenever the case is: so the event keeps the
hash, which seals the text into the journal, and the text lies here, under that hash, once."""

from __future__ import annotations

from typing import Any

from django.db import models


class DrawFile(models.Model):
    """A text under the SHA-256 of its UTF-8, compressed. It is never changed."""

    sha256: Any = models.CharField(max_length=64, unique=True)
    content: Any = models.BinaryField()

    objects: models.Manager[DrawFile]

    def __str__(self) -> str:
        return str(self.sha256)
