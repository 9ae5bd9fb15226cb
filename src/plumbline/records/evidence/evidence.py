"""Evidence: a file attached to a record, or to anything else that has a name and a key.

The rows are versioned and journalled as records are, and no kind of record: they come with bytes, so they are neither
imported nor frozen into cuts. Who may read one is settled by ``visible`` as for everything, through :func:`kind_of`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from plumbline.methods.shared.trust import canonical, leaf
from plumbline.records.core import kinds, store
from plumbline.records.core.base import Record, by_past, one_current
from plumbline.records.core.fields import INTERNAL, PUBLIC, Exposure, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import may_keep, visible
from plumbline.records.query.conditions import typed
from plumbline.text import Citation, Text

KIND = "evidence"
NUMBER = re.compile(r"[0-9a-f]{24}")
SEPARATOR = "\x1f"
"""Joins the parts of a natural key."""
MOST_NOTE = 500


class Evidence(Record):
    """One version of one attachment. Withdrawing it, and undoing that, are further versions; what was attached - the
    bytes, by their SHA-256, and to what - is the same in all of them."""

    number: Any = models.CharField(max_length=32)
    about: Any = models.CharField(max_length=40)
    key: Any = models.CharField(max_length=400)
    region: Any = models.CharField(max_length=80)
    public: Any = models.BooleanField(default=False)
    name: Any = models.CharField(max_length=160)
    media_type: Any = models.CharField(max_length=100)
    size: Any = models.BigIntegerField()
    sha256: Any = models.CharField(max_length=64)
    pages: Any = models.IntegerField(default=0)
    pictures: Any = models.IntegerField(default=0)
    note: Any = models.CharField(max_length=MOST_NOTE, default="", blank=True)
    reason: Any = models.CharField(max_length=MOST_NOTE, default="", blank=True)
    attached_by: Any = models.BigIntegerField(null=True)
    attached_at: Any = models.DateTimeField()

    class Meta:
        constraints = [one_current("evidence", "number")]
        indexes = [
            by_past("evidence", "number"),
            models.Index(fields=["about", "key", "id"], name="evidence_subject"),
            models.Index(fields=["sha256"], name="evidence_sha256"),
        ]

    @property
    def parts(self) -> tuple[str, ...]:
        """The natural key of what it is attached to."""
        return tuple(self.key.split(SEPARATOR))


@dataclass(frozen=True)
class Subject:
    """Something evidence can be attached to. ``find`` gives, of the one with this natural key, the key as it is kept
    and the region (empty: it belongs to none); None where there is none that counts. Whoever may see and write it there
    may see and attach evidence, but for those to whom ``closed`` shuts the one with a key.

    A subject with parties answers for itself: ``reads`` gives the fields of one attachment (None: of the subject) that
    a person may read, ``keeps`` whether they may attach (None) or withdraw it, ``shares`` whether what they attach is
    for the parties in any case; ``public`` then says of an attachment that it is open to the parties."""

    name: str
    title: Text
    column: str
    public: bool
    find: Callable[[tuple[str, ...]], tuple[tuple[str, ...], str] | None]
    closed: Callable[[Any, tuple[str, ...]], bool] = lambda user, key: False
    reads: Callable[[Any, tuple[str, ...], Evidence | None], frozenset[str]] | None = None
    keeps: Callable[[Any, tuple[str, ...], Evidence | None], bool] | None = None
    shares: Callable[[Any, tuple[str, ...]], bool] = lambda user, key: False

    def open_fields(self, user: Any, key: tuple[str, ...], region: str, row: Evidence | None = None) -> frozenset[str]:
        """The fields of an attachment there that ``user`` may read; without one, whether the subject may be known of
        at all. Empty: nothing."""
        if self.reads is not None:
            return self.reads(user, key, row)
        open_to = visible(user, kind_of(self, public=row.public if row is not None else True), region)
        return open_to if open_to and not self.closed(user, key) else frozenset()

    def kept_by(self, user: Any, key: tuple[str, ...], region: str, row: Evidence | None = None) -> bool:
        """Whether ``user`` may attach evidence there, or withdraw this one."""
        if self.keeps is not None:
            return self.keeps(user, key, row)
        return may_keep(user, kind_of(self, public=False), region)


SUBJECTS: dict[str, Subject] = {}
"""What is no kind of record and takes evidence all the same, by name: declared by the procedures it belongs to."""
LATER: list[Callable[[], object]] = []
"""What declares more of them, asked where a name is not known yet: a command loads no procedure that it does not
need."""


def subject(name: str) -> Subject | None:
    """The subject called ``name``: one that was declared, or a kind of record."""
    if name not in SUBJECTS and name not in kinds.KINDS:
        for declares in LATER:
            declares()
    if name in SUBJECTS:
        return SUBJECTS[name]
    of = kinds.KINDS.get(name)
    if of is None:
        return None
    return Subject(of.name, of.title, of.column, of.public, lambda key: _find_record(of, key))


def declare(of: Subject) -> None:
    """Let evidence be attached to ``of``."""
    assert of.name not in kinds.KINDS, "a kind of record is a subject already"
    SUBJECTS[of.name] = of


def key_of(kind: Kind, row: Any) -> tuple[str, ...]:
    """The natural key of the record ``row`` is a version of, as evidence keeps it."""
    return tuple(canonical.plain(getattr(row, name)) or "" for name in kind.key)


def _find_record(kind: Kind, key: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    values = {part: typed(kind.by_name[part], given) for part, given in zip(kind.key, key, strict=False)}
    if len(key) != len(kind.key) or None in values.values():
        return None
    row = store.current(kind).filter(**values).first()
    return None if row is None else (key_of(kind, row), getattr(row, kind.region) or "")


def _field(name: str, type: str, en: str, zh: str, exposure: Exposure = PUBLIC) -> Spec:
    return Spec(name, type, Text(en, zh), exposure, required=False, help=Text())


FIELDS = (
    _field("number", "text", "Number", "编号"),
    _field("about", "text", "Attached to", "所附对象"),
    _field("key", "text", "Key", "主键"),
    _field("region", "ref", "Region", "地区"),
    _field("public", "flag", "Open to the public", "是否公开"),
    _field("name", "text", "Name of the file", "文件名"),
    _field("media_type", "text", "Type", "类型"),
    _field("size", "integer", "Size", "大小"),
    _field("sha256", "text", "SHA-256", "SHA-256"),
    _field("pages", "integer", "Pages", "页数"),
    _field("pictures", "integer", "Pages shown", "预览页数"),
    _field("attached_at", "text", "Attached at", "上传时间"),
    _field("attached_by", "integer", "Attached by", "上传人", INTERNAL),
    _field("note", "text", "Note", "说明", INTERNAL),
    _field("reason", "text", "Reason", "撤回原因", INTERNAL),
)


def kind_of(about: Subject, *, public: bool) -> Kind:
    """What ``visible`` and ``may_keep`` are asked about evidence of ``about``: it is open to nobody who may not know of
    its subject, and unless ``public`` to nobody without a role over the region."""
    return Kind(
        name=KIND, title=Text("Evidence", "佐证材料"), plural=Text("Evidence", "佐证材料"), meaning=Text(),
        key=("number",), region="region", date="", column=about.column, cites=Citation("", ours=True), model=Evidence,
        fields=FIELDS, public=public and about.public,
    )


def leaf_of(row: Evidence) -> bytes:
    """The leaf of one version: what the journal's entry about it seals. All of it is under the salts, as an internal
    field of a record is."""
    said = {each.name: getattr(row, each.name) for each in FIELDS if each.name != "attached_at"}
    hidden = canonical.canonical_fields(said | {
        "attached_at": row.attached_at.isoformat(), "withdrawn": row.withdrawn})
    salts = bytes(row.salt)
    commitment = leaf.internal_commitment(salts[leaf.SALT_BYTES:], hidden)
    return leaf.leaf_hash(salts[:leaf.SALT_BYTES], canonical.canonical(KIND, {"number": row.number}, commitment))


def of_subject(about: str, key: tuple[str, ...], *, upto: int | None = None) -> list[Evidence]:
    """The newest version of all evidence about one thing, withdrawn ones too, in the order they were attached;
    ``upto``: as the journal knew it with its entry of that number."""
    rows = Evidence.objects.filter(about=about, key=SEPARATOR.join(key), entry__state=Entry.VISIBLE)
    if upto is not None:
        rows = rows.filter(entry__number__lte=upto)
    newest = {row.number: row for row in rows.select_related("entry").order_by("pk")}
    return sorted(newest.values(), key=lambda row: (row.attached_at, row.number))


def versions(number: str) -> list[Evidence]:
    """Every version of one attachment, newest first."""
    if not NUMBER.fullmatch(number):
        return []
    return list(Evidence.objects.filter(number=number, entry__state=Entry.VISIBLE).select_related("entry")
                .order_by("-pk"))


def below(about: str, first: str) -> list[Evidence]:
    """The newest version of all evidence about things of one kind whose key begins with ``first`` and goes on."""
    return list(Evidence.objects.filter(about=about, key__startswith=f"{first}{SEPARATOR}", superseded=None,
                                        entry__state=Entry.VISIBLE))


def newest_entries(about: str, first: str) -> dict[tuple[str, ...], int]:
    """For each key that begins with the part ``first``, under which evidence about things of one kind was attached: the
    entry in the journal of the last that happened to it."""
    rows = Evidence.objects.filter(about=about, key__startswith=f"{first}{SEPARATOR}", entry__state=Entry.VISIBLE)
    return {tuple(key.split(SEPARATOR)): entry
            for key, entry in rows.values_list("key").annotate(models.Max("entry_id")).order_by("key")}


def newest(about: str = "", key: tuple[str, ...] = ()) -> list[Evidence]:
    """The newest version of all evidence, or of that about one kind of thing, or about one thing."""
    rows = Evidence.objects.filter(superseded=None, entry__state=Entry.VISIBLE)
    if about:
        rows = rows.filter(about=about)
    if key:
        rows = rows.filter(key=SEPARATOR.join(key))
    return list(rows.select_related("entry").order_by("attached_at", "pk"))
