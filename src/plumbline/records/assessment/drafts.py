"""Drafts of rules: an indicator or a scheme that somebody writes on a page, until it is in force or given up.

Events are only ever added; where a draft stands is derived from them (``methods/assessment/year/draft_states.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from plumbline.methods.assessment.year.draft_states import MOST_REASON
from plumbline.records.core import events
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.text import Citation, Text

KIND = "draft"
FIELDS = ("act", "text", "day", "reason", "actor")
CITES = Citation("国办发〔2013〕47号", article="4", status="verified", read_at="jsqa.org")


class Draft(models.Model):
    """One draft. ``what`` is ``indicator`` or ``scheme``, ``target`` its id; ``file`` the name of the file in the
    rulebook it begins from, such as ``schemes/county.toml``, empty for a new rule."""

    what: Any = models.CharField(max_length=20)
    target: Any = models.CharField(max_length=120)
    file: Any = models.CharField(max_length=200, blank=True, default="")

    objects: models.Manager[Draft]

    def __str__(self) -> str:
        return f"{self.what} {self.target} #{self.pk}"


class DraftEvent(models.Model):
    """One thing that happened to a draft. ``text`` is the rule's text where it was written, or that of the file it
    begins from; ``day`` the first day a proposal is to be in force, where the text does not say it."""

    draft: Any = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="events")
    entry: Any = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    act: Any = models.CharField(max_length=20)
    text: Any = models.TextField(blank=True, default="")
    day: Any = models.DateField(null=True)
    reason: Any = models.CharField(max_length=MOST_REASON, blank=True, default="")
    actor: Any = models.BigIntegerField(null=True)
    at: Any = models.DateTimeField()
    salt: Any = models.BinaryField(max_length=32)
    leaf: Any = models.BinaryField(max_length=32)

    objects: models.Manager[DraftEvent]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


def leaf_of(row: DraftEvent) -> bytes:
    """The leaf of one event."""
    said = {"act": row.act, "text": row.text, "day": row.day.isoformat() if row.day else None, "reason": row.reason,
            "actor": row.actor, "at": row.at.isoformat()}
    return events.leaf_over(KIND, str(row.draft.pk), said, bytes(row.salt))


def add(row: DraftEvent, at: datetime, detail: Mapping[str, Any] = events.EMPTY) -> DraftEvent:
    """Keep an event with its entry of the journal, and ``detail`` in that: what the event itself does not say. Must run
    in the transaction of the act."""
    found: DraftEvent = events.add(row, KIND, leaf_of, at, detail)
    return found


def events_of(*drafts: Draft, texts: bool = True) -> list[DraftEvent]:
    """Everything that happened to ``drafts``, in order; without ``texts`` those are read only when asked for."""
    rows = DraftEvent.objects.filter(draft__in=drafts).order_by("pk")
    return list(rows if texts else rows.defer("text", "salt", "leaf"))


def altered() -> list[tuple[int, int]]:
    """Numbers (of the draft, of the event) of what is not as its entry in the journal sealed it."""
    rows = DraftEvent.objects.select_related("draft", "entry").order_by("pk")
    return [(row.draft.pk, row.pk) for row in rows.iterator() if events.is_altered(row, leaf_of)]


def kind_of() -> Kind:
    """What ``visible`` and ``may_keep`` are asked about drafts: nothing is open to who has no role."""
    fields = tuple(Spec(name, "text", Text(name, name), INTERNAL, required=False, help=Text()) for name in FIELDS)
    return Kind(name=KIND, title=Text("Draft of a rule", "规则草案"), plural=Text("Drafts of rules", "规则草案"),
                meaning=Text(), key=("id",), region="region", date="", column="assessment", cites=CITES,
                model=DraftEvent, fields=fields, public=False)
