"""What became known of standards, as it is announced: feeds and notices are made of these rows. They follow from the
versions of records that the journal holds, and are never changed and never taken away."""

from __future__ import annotations

from typing import Any

from django.db import models


class Announcement(models.Model):
    """One thing that became known of one standard: ``what`` happened, on which ``day`` (None: no source tells it).

    ``written`` is the journal's entry that brought the version of the record of which it is told, ``number`` the entry
    that announced it: whoever has seen an older one has not seen this. Both are numbers of entries, so that they stay
    the same in every store."""

    code: Any = models.CharField(max_length=160)
    designation: Any = models.CharField(max_length=160)
    what: Any = models.CharField(max_length=12)
    day: Any = models.DateField(null=True)
    written: Any = models.BigIntegerField()
    number: Any = models.BigIntegerField()
    told_at: Any = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "what", "written"], name="announced_once")]
        indexes = [models.Index(fields=["number", "id"], name="announced_number")]

    objects: models.Manager[Announcement]

    def __str__(self) -> str:
        return f"{self.designation} {self.what}"


class AnnouncedUnder(models.Model):
    """What an announcement can be asked by: ``document:ISO 9001``, ``committee:ISO/TC 176``, ``ics:03.120`` and so on,
    as the record said when it was announced."""

    announcement: Any = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="under", db_index=False)
    under: Any = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["under", "announcement"], name="announced_under")]
        indexes = [models.Index(fields=["announcement"], name="announced_of")]

    objects: models.Manager[AnnouncedUnder]

    def __str__(self) -> str:
        return str(self.under)
