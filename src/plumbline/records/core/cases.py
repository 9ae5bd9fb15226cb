"""Cases of procedures: what a case is about, and everything that happened in it.

Events are only ever added, each one entry of the journal whose root is the event's leaf; what they say is hashed under
salts. Where a case stands is derived from them (``procedures/casework/standing.py``). What lists need of that is kept
beside them, a row for the case itself and one for each member, and made anew from the events at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import models

from plumbline.records.core import events
from plumbline.records.core.journal import Entry

MOST_NAME, MOST_KEY, MOST_ORGANISATION = 40, 200, 80
CONFLICT = "declare-conflict"
"""The act by which somebody says that their own interest is touched: it closes the case (or the member) to them."""
HAD, ASKED, AGAINST = "~had", "~asked", "~against"
WHOLE = "*"
"""The region of a case that is everybody's: who sees to it has a role over every region without a parent."""
NEVER = date.max
"""The day until which a state without a last day lasts, in the order of lists."""


class Case(models.Model):
    """One case of a ``procedure``, called ``number`` among its cases."""

    procedure: Any = models.CharField(max_length=MOST_NAME)
    number: Any = models.CharField(max_length=MOST_NAME)
    region: Any = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="case_once")]

    objects: models.Manager[Case]

    def __str__(self) -> str:
        return f"{self.procedure} {self.number}"


class CaseEvent(models.Model):
    """One thing that happened in a case: an ``act`` by ``actor`` in a ``part``, for an ``organisation`` or none.
    ``member`` is the member it is about, empty: the case itself; ``said`` its fields as texts, the personal ones apart;
    ``state`` what it brought about, empty: all stays as it was. ``about`` is the event that it answers. ``sealed_as``
    names the form of its leaf in :data:`FORMS`, where that is an older one."""

    case: Any = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    entry: Any = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    act: Any = models.CharField(max_length=MOST_NAME)
    member: Any = models.CharField(max_length=MOST_KEY, blank=True, default="")
    said: Any = models.JSONField(default=dict)
    state: Any = models.CharField(max_length=MOST_NAME, blank=True, default="")
    part: Any = models.CharField(max_length=MOST_NAME, blank=True, default="")
    organisation: Any = models.CharField(max_length=MOST_ORGANISATION, blank=True, default="")
    about: Any = models.BigIntegerField(null=True)
    late: Any = models.BooleanField(default=False)
    actor: Any = models.BigIntegerField(null=True)
    at: Any = models.DateTimeField()
    salt: Any = models.BinaryField(max_length=32)
    leaf: Any = models.BinaryField(max_length=32)
    sealed_as: Any = models.CharField(max_length=MOST_NAME, blank=True, default="")

    class Meta:
        # Lists look for the few conflicts of a person, and the parts somebody was given, among all events.
        indexes = [models.Index(fields=["case", "member", "id"], name="case_event_member"),
                   models.Index(fields=["act", "actor"], name="case_event_act")]

    objects: models.Manager[CaseEvent]

    def __str__(self) -> str:
        return f"{self.act} {self.member}".strip()


class CasePersonal(models.Model):
    """What is personal of an event's fields, apart from it so that it can be erased."""

    event: Any = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="personal")
    said: Any = models.JSONField(default=dict)

    objects: models.Manager[CasePersonal]

    def __str__(self) -> str:
        return f"personal of {self.event_id}"


class CaseSummary(models.Model):
    """Where a case or one of its members stands, for lists: derived from the events and never read by an act. ``event``
    is the newest event counted; ``ended`` that nothing more is to be done, not even to decide on a contest; ``due`` the
    last day of its state, ``provisional`` as long as days off may move it;
    ``until`` is the same for ordering, :data:`NEVER` where there is none. ``away``: the instance
    that has the case, where that is another; ``published``: open to everybody;
    ``own_parties``: a member that names parties of its own. Of a case that followed from something: ``ends_on`` is the
    day with which it ends by itself, ``contested`` who contests that it was opened (0: somebody elsewhere)."""

    case: Any = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="summaries")
    procedure: Any = models.CharField(max_length=MOST_NAME)
    region: Any = models.CharField(max_length=80)
    member: Any = models.CharField(max_length=MOST_KEY, blank=True, default="")
    state: Any = models.CharField(max_length=MOST_NAME)
    since: Any = models.DateTimeField()
    event: Any = models.BigIntegerField()
    due: Any = models.DateField(null=True)
    until: Any = models.DateField()
    provisional: Any = models.BooleanField(default=False)
    ended: Any = models.BooleanField(default=False)
    away: Any = models.CharField(max_length=MOST_NAME, blank=True, default="")
    published: Any = models.BooleanField(default=False)
    own_parties: Any = models.BooleanField(default=False)
    title: Any = models.CharField(max_length=200, blank=True, default="")
    ends_on: Any = models.DateField(null=True)
    contested: Any = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "member"], name="case_summary_once")]
        indexes = [models.Index(fields=["procedure", "ended", "until", "id"], name="case_summary_due"),
                   models.Index(fields=["procedure", "region", "id"], name="case_summary_region"),
                   models.Index(fields=["procedure", "id"], condition=models.Q(published=True),
                                name="case_summary_public"),
                   models.Index(fields=["ends_on", "id"], condition=models.Q(ended=False, ends_on__isnull=False),
                                name="case_summary_ends")]

    objects: models.Manager[CaseSummary]

    def __str__(self) -> str:
        return f"{self.member or self.case_id} {self.state}"


class CaseParty(models.Model):
    """Who has a ``part`` in a case, or in one ``member`` of it, for lists: an ``organisation`` by its code, a
    ``person``, or the authority of a ``region`` that had the case before or was asked (part :data:`HAD`), or whose
    opinion is still to come (:data:`ASKED`, by the ``event``); or the organisation that the case is about, whose people
    read nothing of it (:data:`AGAINST`). Derived from the events, as summaries are."""

    case: Any = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    member: Any = models.CharField(max_length=MOST_KEY, blank=True, default="")
    part: Any = models.CharField(max_length=MOST_NAME)
    organisation: Any = models.CharField(max_length=MOST_ORGANISATION, blank=True, default="")
    person: Any = models.BigIntegerField(null=True)
    region: Any = models.CharField(max_length=80, blank=True, default="")
    event: Any = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["region", "part", "case"], name="case_party_region"),
                   models.Index(fields=["organisation", "case"], name="case_party_organisation"),
                   models.Index(fields=["person", "case"], name="case_party_person"),
                   models.Index(fields=["case", "member"], name="case_party_member")]

    objects: models.Manager[CaseParty]

    def __str__(self) -> str:
        return f"{self.part} {self.organisation or self.person}"


class CaseLink(models.Model):
    """By which event a link was handed out, found by the hash of its secret. Whether it still opens anything stands in
    the events."""

    sha256: Any = models.CharField(max_length=64, primary_key=True)
    event: Any = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="link")

    objects: models.Manager[CaseLink]

    def __str__(self) -> str:
        return f"link of {self.event_id}"


class CaseConsequence(models.Model):
    """What followed, or is to follow, from an ``event`` by a declared consequence ``name``: the case it ``opened``, or
    acted in.
    Kept in the transaction of the event, and done after it, once: ``done_at`` is empty until then; ``why_not`` says why
    nothing followed, or what failed the last time (``tries``). Without an event it follows from the record of ``kind``
    with this natural ``key``, whose version was that of the ``entry`` with this number of the journal."""

    name: Any = models.CharField(max_length=MOST_NAME)
    event: Any = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, null=True, related_name="consequences")
    kind: Any = models.CharField(max_length=MOST_NAME, blank=True, default="")
    key: Any = models.CharField(max_length=MOST_KEY, blank=True, default="")
    entry: Any = models.BigIntegerField(null=True)
    opened: Any = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="came_of")
    made_at: Any = models.DateTimeField()
    done_at: Any = models.DateTimeField(null=True)
    tries: Any = models.IntegerField(default=0)
    why_not: Any = models.CharField(max_length=400, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "event"], name="consequence_once"),
                       models.UniqueConstraint(fields=["name", "kind", "key"], condition=models.Q(event=None),
                                               name="consequence_record_once")]
        indexes = [models.Index(fields=["done_at", "id"], name="consequence_waiting"),
                   models.Index(fields=["kind", "key"], condition=models.Q(event=None), name="consequence_record")]

    objects: models.Manager[CaseConsequence]

    def __str__(self) -> str:
        return f"{self.name} of {self.event_id or f'{self.kind} {self.key}'}"


class RecordsFollowed(models.Model):
    """How far the consequence ``name`` has looked at records: at all that the journal's entries up to ``number`` wrote,
    and at no row that was there before it was first seen. ``row`` is the newest row looked at; where the older ones are
    to be looked at too, ``sweep`` is the one up to which that is done, else it is empty."""

    name: Any = models.CharField(max_length=MOST_NAME, primary_key=True)
    number: Any = models.BigIntegerField()
    row: Any = models.BigIntegerField(default=0)
    sweep: Any = models.BigIntegerField(null=True)

    objects: models.Manager[RecordsFollowed]

    def __str__(self) -> str:
        return f"{self.name} up to {self.number}"


class CaseEffect(models.Model):
    """What takes long and was declared with the act of an ``event``: done after it, in the background, at least once.
    ``done`` of ``of`` steps are told while it goes on, ``changed_at`` is its last sign; ``outcome`` what came of it, or
    ``error`` why it failed, after so many ``tries``."""

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

    event: Any = models.OneToOneField(CaseEvent, on_delete=models.PROTECT, related_name="effect")
    state: Any = models.CharField(max_length=12, default=WAITING)
    done: Any = models.BigIntegerField(default=0)
    of: Any = models.BigIntegerField(default=0)
    tries: Any = models.IntegerField(default=0)
    outcome: Any = models.JSONField(default=dict)
    error: Any = models.JSONField(null=True)
    made_at: Any = models.DateTimeField()
    changed_at: Any = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="case_effect_waiting")]

    objects: models.Manager[CaseEffect]

    def __str__(self) -> str:
        return f"effect of {self.event_id}"


FORMS: dict[str, Callable[[CaseEvent], Mapping[str, Any]]] = {}
"""What the leaf of an event covers that was sealed before its procedure was one of the engine's, by the name of the
form: it is moved to the tables of cases, and its leaf stays as it was."""
FIELDS = ("act", "member", "said", "state", "part", "organisation", "about", "late", "actor")


def leaf_of(row: CaseEvent) -> bytes:
    """The leaf of one event: all it says but the number of its case is under the salts."""
    if row.sealed_as:
        older = FORMS.get(row.sealed_as)
        said = older(row) if older is not None else {}  # a form that there is not fits no leaf
    else:
        said = {name: _plain(getattr(row, name)) for name in FIELDS} | {"at": row.at.isoformat()}
    return events.leaf_over(row.case.procedure, row.case.number, said, bytes(row.salt))


def add(row: CaseEvent, at: datetime, detail: Mapping[str, Any] = events.EMPTY) -> CaseEvent:
    """Keep an event with its entry of the journal, and ``detail`` in that. Must run in the transaction of the act."""
    found: CaseEvent = events.add(row, row.case.procedure, leaf_of, at, detail)
    return found


def add_all(rows: Sequence[CaseEvent], at: datetime) -> None:
    """Keep many events of one case in their order, as :func:`add` does one after the other."""
    if rows:
        events.add_all(rows, rows[0].case.procedure, leaf_of, at)


def events_of_some(case: Case, members: Collection[str]) -> list[CaseEvent]:
    """What happened in ``case`` that is about the case itself, or about one of ``members``, in order."""
    rows = CaseEvent.objects.filter(case=case).defer("salt", "leaf").order_by("pk")
    return sorted([*rows.filter(member=""), *rows.filter(member__in=members)], key=lambda each: each.pk)


def events_of(case: Case, member: str | None = None) -> list[CaseEvent]:
    """What happened in ``case``, in order: everything; or what is about the case itself and the ``member`` (empty:
    about the case alone)."""
    rows = CaseEvent.objects.filter(case=case).defer("salt", "leaf").order_by("pk")
    if member is None:
        return list(rows)
    # Asked apart, each by its index: for both at once SQLite would read the whole case.
    found = [each for name in dict.fromkeys(("", member)) for each in rows.filter(member=name)]
    return sorted(found, key=lambda each: each.pk)


def is_altered(event: CaseEvent) -> bool:
    """Whether an event is not what its entry in the journal sealed."""
    return events.is_altered(event, leaf_of)


def altered(case: Case) -> list[int]:
    """Numbers of the events that are not what their entry in the journal sealed; empty when all is well."""
    rows = CaseEvent.objects.filter(case=case).select_related("case", "entry").order_by("pk")
    return [row.pk for row in rows if is_altered(row)]


def _plain(value: Any) -> Any:
    return msgspec.json.encode(value, order="sorted").decode() if isinstance(value, list | dict) else value
