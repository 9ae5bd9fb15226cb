"""Assessment years under way: which scheme and flow a year was opened with, and everything that happened in it.

Events are only ever added. Where a year stands - who acts for whom, what was answered, approved, published - is derived
from them (``methods/assessment/year/board.py``); nothing else is kept. Each is one entry of the journal, whose root is
the event's leaf; what it says is hashed under salts, as an internal field of a record is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
from django.db import models

from plumbline.methods.assessment.year.board import CANCEL, COMMENT, FEW, MOST_TEXT, OPEN, ORDER, STATE
from plumbline.methods.assessment.year.orders import JUDGE
from plumbline.records.core import events, kinds
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.evidence.evidence import Subject, declare
from plumbline.text import Citation, Text

KIND = "year"
CONFLICT = "declare"
"""The act by which a person declares a conflict of interest."""
CITES = Citation("国办发〔2013〕47号", article="6", status="verified", read_at="jsqa.org")


class Round(models.Model):
    """One assessment year of one scheme. ``top`` is the region whose authority assesses."""

    number: Any = models.CharField(max_length=110, unique=True)
    scheme: Any = models.CharField(max_length=80)
    year: Any = models.CharField(max_length=20)
    scheme_sha256: Any = models.CharField(max_length=64)
    flow: Any = models.CharField(max_length=80)
    flow_sha256: Any = models.CharField(max_length=64)
    top: Any = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "year"], name="round_once")]

    objects: models.Manager[Round]

    def __str__(self) -> str:
        return str(self.number)


class RoundEvent(models.Model):
    """One thing that happened in a round. ``evidence`` holds the SHA-256 of what counted when it did, and
    ``evidence_state`` the token that changes when that changes; ``document`` the result of an evaluation."""

    round: Any = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="events")
    entry: Any = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    act: Any = models.CharField(max_length=20)
    stage: Any = models.CharField(max_length=20, blank=True, default="")
    region: Any = models.CharField(max_length=80, blank=True, default="")
    item: Any = models.CharField(max_length=40, blank=True, default="")
    answer: Any = models.CharField(max_length=MOST_TEXT, blank=True, default="")
    reason: Any = models.CharField(max_length=MOST_TEXT, blank=True, default="")
    clause: Any = models.CharField(max_length=200, blank=True, default="")
    evidence: Any = models.JSONField(default=list)
    evidence_state: Any = models.CharField(max_length=64, blank=True, default="")
    person: Any = models.BigIntegerField(null=True)
    about: Any = models.BigIntegerField(null=True)
    late: Any = models.BooleanField(default=False)
    actor: Any = models.BigIntegerField(null=True)
    at: Any = models.DateTimeField()
    document: Any = models.JSONField(null=True)
    salt: Any = models.BinaryField(max_length=32)
    leaf: Any = models.BinaryField(max_length=32)

    class Meta:
        # Pages on results look for the few objections among hundreds of thousands of answers; an act, for those of one
        # region.
        indexes = [models.Index(fields=["round", "act", "stage"], name="round_event_act_stage"),
                   models.Index(fields=["round", "region", "act"], name="round_event_region")]

    objects: models.Manager[RoundEvent]

    def __str__(self) -> str:
        return f"{self.act} {self.stage} {self.region} {self.item}".strip()


class RoundSummary(models.Model):
    """What was stated of one ``region`` in a round, for lists: derived from the events, and never read by an act.
    ``marks`` is packed as ``round_marks.py`` says."""

    round: Any = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="summaries")
    region: Any = models.CharField(max_length=80)
    marks: Any = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "region"], name="round_summary_once")]

    objects: models.Manager[RoundSummary]

    def __str__(self) -> str:
        return f"{self.round_id} {self.region}"


FIELDS = ("act", "stage", "region", "item", "answer", "reason", "clause", "evidence", "evidence_state", "person",
          "about", "late", "actor", "document")


def leaf_of(row: RoundEvent) -> bytes:
    """The leaf of one event: all it says but the number of its round is under the salts."""
    said = {name: _plain(getattr(row, name)) for name in FIELDS} | {"at": row.at.isoformat()}
    return events.leaf_over(KIND, row.round.number, said, bytes(row.salt))


def add(row: RoundEvent, at: datetime, detail: Mapping[str, Any] = events.EMPTY) -> RoundEvent:
    """Keep an event with its entry of the journal, and ``detail`` in that: what the event itself does not say. Must run
    in the transaction of the act."""
    found: RoundEvent = events.add(row, KIND, leaf_of, at, detail)
    return found


Told = tuple[int, str, datetime, int | None, str, str, str, str, int | None, int | None, bool]
"""Of an event its number, act, time, actor, stage, region, item, answer, person, what it is about, and whether it is
late."""
TOLD = ("pk", "act", "at", "actor", "stage", "region", "item", "answer", "person", "about", "late")


def told(rounds: Collection[Round], regions: Collection[str] | None = None, stages: Collection[str] = (), *,
         until: int | None = None) -> dict[int, list[Told]]:
    """What happened in some rounds, by the key of each and in order, as far as where it stands rests on it;
    ``regions``, ``stages`` and ``until`` as :func:`events_of` takes them."""
    found: dict[int, list[Told]] = {each.pk: [] for each in rounds}
    for rows in _read(rounds, regions, stages, until, comments=False):
        for row in rows.values_list("round_id", *TOLD):
            found[row[0]].append(row[1:])
    return {key: sorted(rows) for key, rows in found.items()}


def events_of(round: Round, regions: Collection[str] | None = None, stages: Collection[str] = (), *,
              until: int | None = None) -> list[RoundEvent]:
    """What happened in a round, in order, without the documents of evaluations: everything; or where ``regions`` are
    named, what was done otherwise than by stating something, what was stated in ``stages`` of any region, and what was
    stated of those regions; and comments on those, and on the round as a whole. Before the event ``until``, if one is
    named."""
    found = [row for rows in _read([round], regions, stages, until, comments=True)
             for row in rows.defer("document").select_related("entry")]
    for row in found:
        row.round = round
    return sorted(found, key=lambda row: row.pk)


def evidence_states(round: Round, regions: Collection[str] | None = None, stages: Collection[str] = (), *,
                    until: int | None = None) -> dict[int, str]:
    """The state of the evidence that counted at each event, by its number; which events, as :func:`events_of` says."""
    same: dict[str, str] = {}  # nearly always the state of none
    return {number: same.setdefault(state, state)
            for rows in _read([round], regions, stages, until, comments=False)
            for number, state in rows.values_list("pk", "evidence_state").iterator()}


def _read(rounds: Collection[Round], regions: Collection[str] | None, stages: Collection[str], until: int | None,
          comments: bool) -> list[models.QuerySet[RoundEvent]]:
    rows = RoundEvent.objects.filter(round__in=rounds)
    rows = rows if until is None else rows.filter(pk__lt=until)
    if regions is None:
        return [rows if comments else rows.exclude(act=COMMENT)]
    # Asked apart, each by its index: for all at once SQLite would read the whole round.
    found = [rows.filter(act__in=FEW)]
    found += [rows.filter(act=COMMENT, region__in=[*regions, ""])] if comments else []
    found += [rows.filter(act=STATE, stage__in=stages)] if stages else []
    found += [rows.filter(act=STATE, region__in=regions).exclude(stage__in=stages)] if regions else []
    return found


def days_set(rounds: Collection[Round]) -> dict[int, date]:
    """The last day that each order, or the return of a report, sets. It stands in the journal beside the event."""
    found = {}
    rows = RoundEvent.objects.filter(round__in=rounds, act__in=(ORDER, JUDGE))
    for number, detail in rows.values_list("pk", "entry__detail"):
        try:
            found[number] = date.fromisoformat(detail["due"])
        except (KeyError, TypeError, ValueError):
            continue  # of version 0.1, or altered, which the doctor tells
    return found


def reason_of(event: int) -> str:
    """What was given as the reason of an event."""
    return str(RoundEvent.objects.values_list("reason", flat=True).get(pk=event))


def entries(round: Round, stage: str) -> dict[int, int]:
    """The entries in the journal of what was stated in a stage, by event."""
    return dict(RoundEvent.objects.filter(round=round, act=STATE, stage=stage).values_list("pk", "entry_id"))


def newest(round: Round) -> int:
    """The number of the last event on which where the year stands may rest."""
    rows = RoundEvent.objects.filter(round=round).exclude(act=COMMENT)
    found: int = rows.aggregate(last=models.Max("pk"))["last"] or 0
    return found


def altered(using_round: Round) -> list[int]:
    """Numbers of the events that are not what their entry in the journal sealed; empty when all is well."""
    rows = RoundEvent.objects.filter(round=using_round).select_related("round", "entry").order_by("pk")
    return [row.pk for row in rows if events.is_altered(row, leaf_of)]


@cache
def kind_of() -> Kind:
    """What ``visible`` is asked about the events of a round: nothing is open to who has no role over their region."""
    fields = tuple(Spec(name, "text", Text(name, name), INTERNAL, required=False, help=Text()) for name in FIELDS)
    return Kind(name=KIND, title=Text("Assessment year", "考核年度"), plural=Text("Assessment years", "考核年度"),
                meaning=Text(), key=("number",), region="region", date="", column="assessment", cites=CITES,
                model=RoundEvent, fields=fields, public=False)


def _plain(value: Any) -> Any:
    return msgspec.json.encode(value, order="sorted").decode() if isinstance(value, list | dict) else value


def _find(key: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    # (round, region, item), or (round, region) for what belongs to no item.
    known = 2 <= len(key) <= 3 and Round.objects.filter(number=key[0]).exists()
    region = kinds.get("region").model.objects.filter(code=key[1], superseded=None, withdrawn=False) if known else None
    return (key, key[1]) if region is not None and region.exists() else None


def _closed(user: Any, key: tuple[str, ...]) -> bool:
    # Whoever declared a conflict of interest over the region reads nothing of it.
    said = RoundEvent.objects.filter(round__number=key[0], act=CONFLICT, region__in=("", key[1]))
    return user is not None and said.filter(actor=user.pk).exists()


declare(Subject(KIND, Text("Assessment year", "考核年度"), "assessment", public=False, find=_find, closed=_closed))


def in_force() -> models.QuerySet[Round]:
    """The years that count: all but those that were cancelled, and not opened again."""
    newest = RoundEvent.objects.filter(round=models.OuterRef("pk"), act__in=(OPEN, CANCEL)).order_by("-pk")
    return Round.objects.annotate(stands=models.Subquery(newest.values("act")[:1])).exclude(stands=CANCEL)
