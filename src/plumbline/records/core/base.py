"""What every record row has: which journal entry wrote it, which one replaced it, its salt and its leaf hash."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.records.core.journal import Entry


def one_current(kind: str, *key: str) -> models.UniqueConstraint:
    """At most one version of each record counts: the constraint of every kind, over its natural key."""
    return models.UniqueConstraint(fields=list(key), condition=models.Q(superseded=None), name=f"{kind}_current")


def by_past(kind: str, *key: str) -> models.Index:
    """The index by which earlier versions of a record are found. It holds them only, so new records do not touch it."""
    return models.Index(fields=list(key), condition=models.Q(superseded__isnull=False), name=f"{kind}_past")


def by_region(kind: str, date: str = "") -> models.Index:
    """The index that lists of a region and period read; of a register without days, those of a region."""
    if not date:
        return models.Index(fields=["region", "id"], name=f"{kind}_region")
    return models.Index(fields=["region", date, "id"], name=f"{kind}_region_date")


def by_day(kind: str, date: str) -> models.Index:
    """The index by which a long list is ordered by day, whatever its region."""
    return models.Index(fields=[date, "id"], name=f"{kind}_day")


def found_by(kind: str, field: str, date: str = "") -> models.Index:
    """The index that finds the rows with one value of ``field``, in the order of days (else of entry). Each costs an
    import time (docs/decisions/0014-lists.md): declare it where people look things up so."""
    return models.Index(fields=[field, *([date] if date else []), "id"], name=f"{kind}_{field}")


class Record(models.Model):
    """One version of one record. Rows are never changed in place: a correction is a new row that supersedes.

    A row counts as current when its entry is visible and no visible entry superseded it.
    """

    id: Any = models.BigAutoField(primary_key=True)
    # Entries are never deleted, so the store need not look each one up again on every insert (measured: a tenth of an
    # import), and nothing but the taking back of an import asks for rows by entry.
    entry: Any = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False,
                                   db_constraint=False)
    superseded: Any = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", null=True, db_index=False,
                                        db_constraint=False)
    withdrawn: Any = models.BooleanField(default=False)
    salt: Any = models.BinaryField(max_length=32)
    leaf: Any = models.BinaryField(max_length=32)

    class Meta:
        abstract = True

    objects: models.Manager[Any]


class Personal(models.Model):
    """Personal data that belongs to a record, apart from it so that it can be erased. ``key`` is the record's natural
    key, joined with a unit separator when it has several parts."""

    id: Any = models.BigAutoField(primary_key=True)
    key: Any = models.CharField(max_length=200, unique=True)

    class Meta:
        abstract = True

    objects: models.Manager[Any]
