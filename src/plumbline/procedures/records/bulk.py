"""Changing many records at once: withdraw them, set one field of them, undo either.

One act is one journal entry with the root of its rows, as an import is, in one transaction. A record that somebody
changed since the person saw it is left alone and told, and so is one of a region that is not theirs. An undo writes
what stood before as new versions, under an entry of its own, which can be undone in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from plumbline.errors import ConflictError, RecordError
from plumbline.methods.shared.trust.merkle import RootBuilder
from plumbline.procedures.records.permitted_writing import may_correct, may_write, not_of_kind
from plumbline.records.core import hashing, kinds, store
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.staging import single
from plumbline.records.query.conditions import typed
from plumbline.text import Text

MOST = 5_000
"""Records in one act: what one transaction writes while a colleague's form waits."""
AT_ONCE = 500
WITHDRAW, SET, UNDO = "withdraw-many", "set-many", "undo-many"
ACTS = (WITHDRAW, SET, UNDO)
CHANGED, NOT_OWN, SAME = "changed", "not_own", "same"
"""Why a record was left alone: somebody changed it since; its region is not the person's; it stands so already."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: its entry (None: nothing was left to do), and of each record left alone its row and why."""

    entry: Entry | None
    left: tuple[tuple[int, str], ...]

    @property
    def rows(self) -> int:
        """How many records it changed."""
        return int(self.entry.rows) if self.entry is not None else 0


def settable(kind: Kind) -> tuple[Spec, ...]:
    """The fields of ``kind`` that may be set on many records at once."""
    return tuple(kind.by_name[name] for name in kind.settable)


def withdraw(user: Any, kind_name: str, rows: Sequence[int], *, reason: str, at: datetime) -> Done:
    """Take the records, of which ``rows`` are the versions the person saw, out of what counts. :raises RecordError:
    for none, or more than :data:`MOST`. :raises NotAllowed: if the person writes no records of the kind."""
    kind = _kind(user, kind_name, rows)
    return _act(user, kind, WITHDRAW, rows, lambda row: (row, True), at, {"reason": reason})


def set_field(user: Any, kind_name: str, rows: Sequence[int], field: str, value: str, *, reason: str,
              at: datetime) -> Done:
    """Set ``field`` to ``value`` (as a form gives it; empty: not known). Raises as :func:`withdraw`, and Faults for a
    value that does not fit the field."""
    kind = _kind(user, kind_name, rows)
    if field not in kind.settable:
        raise RecordError(
            "keep.field_not_settable", Text(f"'{field}' cannot be set on many records at once",
                                            f"不能对多条记录批量设置“{field}”"), where=kind.name,
            next_step=Text(f"Choose one of: {', '.join(kind.settable)}", f"可选：{'、'.join(kind.settable)}"))
    new = _checked(kind, field, value, rows)

    def changed(row: Any) -> tuple[Any, bool] | None:
        if getattr(row, field) == new:
            return None
        other = copy(row)
        setattr(other, field, new)
        return other, False

    return _act(user, kind, SET, rows, changed, at, {"reason": reason, "field": field, "value": value})


def correct(user: Any, kind_name: str, changed: Mapping[int, Mapping[str, Any]], *, reason: str, at: datetime) -> Done:
    """Correct many records as a procedure decided, which settled that ``user`` may: of each, by its row, the fields
    that change, with typed values that fit them by themselves. :raises ConflictError: where somebody changed one of
    them since: then nothing is written."""
    kind = kinds.get(kind_name)

    def new(row: Any) -> tuple[Any, bool] | None:
        values = changed[row.pk]
        if all(getattr(row, name) == value for name, value in values.items()):
            return None
        other = copy(row)
        for name, value in values.items():
            setattr(other, name, value)
        return other, False

    with transaction.atomic():
        done = _act(user, kind, SET, list(changed), new, at, {"reason": reason}, may=lambda _user, _kind, _row: True)
        if any(why == CHANGED for _, why in done.left):
            raise _at_once(kind)
    return done


def undo(user: Any, number: int, *, at: datetime) -> Done:
    """Undo the act whose journal number is ``number``. :raises RecordError: if it is none that can be undone.
    :raises ConflictError: if it was undone already."""
    entry = Entry.objects.filter(number=number, act__in=ACTS, state=Entry.VISIBLE).first()
    if entry is None:
        raise RecordError("journal.not_undoable",
                          Text(f"journal entry {number} cannot be undone", f"日志第{number}条不能撤销"),
                          next_step=Text("Undo changes of many records only", "只能撤销对多条记录的批量修改"))
    kind = _kind(user, entry.kind, entry.detail["rows"])
    before = dict(zip(entry.detail["rows"], entry.detail["replaced"], strict=True))
    olds = {row.pk: row for part in _parts(entry.detail["replaced"])
            for row in kind.model.objects.filter(pk__in=part)}
    with transaction.atomic():
        held = Entry.objects.select_for_update().get(pk=entry.pk)
        if held.detail.get("undone"):
            by = held.detail["undone"]
            raise ConflictError("journal.undone_already", Text("this was undone already", "该操作已被撤销"),
                                where=Text(f"journal {number}", f"日志第{number}条"),
                                next_step=Text(f"See journal entry {by}", f"请查看日志第{by}条"))
        done = _act(user, kind, UNDO, entry.detail["rows"], lambda row: _stood(olds[before[row.pk]]), at,
                    {"undoes": number})
        if done.entry is not None:
            held.detail["undone"] = done.entry.number
            Entry.objects.filter(pk=held.pk).update(detail=held.detail)
    return done


def _stood(old: Any) -> tuple[Any, bool]:
    return old, bool(old.withdrawn)


def _kind(user: Any, name: str, rows: Sequence[int]) -> Kind:
    kind = kinds.get(name)
    if not may_write(user, kind):
        raise not_of_kind(kind)
    if name == "region":
        raise RecordError("keep.regions_one_by_one", Text("regions are changed one by one", "地区须逐个更正"),
                          next_step=Text("Open each region and correct it", "请分别打开各地区进行更正"))
    if not rows or len(rows) > MOST:
        raise RecordError(
            "keep.number_unfit", Text(f"{len(rows)} records were chosen", f"选择了{len(rows)}条记录"), where=name,
            next_step=Text(f"Choose at least one and at most {MOST}; narrow the list, and act in parts",
                           f"请选择1至{MOST}条；可缩小列表范围，分批操作"))
    return kind


def _checked(kind: Kind, field: str, value: str, rows: Sequence[int]) -> Any:
    # A field that may be set so is checked by itself, so what fits one of the records fits all of them.
    first = kind.model.objects.filter(pk__in=list(rows)[:1]).first()
    values = {each.name: getattr(first, each.name) for each in kind.kept} if first is not None else {}
    try:
        return single.check(kind, {**values, field: value}).typed[field]
    except single.Faults as error:
        own = [fault for fault in error.faults if fault[0] == field]
        if own:
            raise single.Faults(kind, own) from None
        return typed(kind.by_name[field], value) if value else None  # what else stands there was fit when it came in


def _act(user: Any, kind: Kind, act: str, rows: Sequence[int], change: Callable[[Any], tuple[Any, bool] | None],
         at: datetime, detail: dict[str, Any], may: Callable[[Any, Kind, Any], bool] = may_correct) -> Done:
    own: dict[str | None, bool] = {}
    left: list[tuple[int, str]] = []
    olds: list[Any] = []
    news: list[tuple[Any, bool]] = []
    with transaction.atomic():
        there = {row.pk: row for part in _parts(sorted(set(rows)))
                 for row in _current(kind, act).filter(pk__in=part).order_by("pk")}
        for pk in dict.fromkeys(rows):
            row = there.get(pk)
            if row is None:
                left.append((pk, CHANGED))
                continue
            place = getattr(row, kind.region) if kind.region else None
            if place not in own:
                own[place] = may(user, kind, row)
            new = change(row) if own[place] else None
            if new is None:
                left.append((pk, SAME if own[place] else NOT_OWN))
                continue
            olds.append(row)
            news.append(new)
        entry = _write(kind, act, olds, news, at, user.pk, detail, left) if olds else None
    return Done(entry, tuple(left))


def _current(kind: Kind, act: str) -> Any:
    rows = kind.model.objects.select_for_update().filter(superseded=None).exclude(entry__in=store.hidden_entries())
    # What was withdrawn is the newest version of its record, and only an undo begins from it.
    return rows if act == UNDO else rows.filter(withdrawn=False)


def _write(kind: Kind, act: str, olds: list[Any], news: list[tuple[Any, bool]], at: datetime, actor: int,
           detail: dict[str, Any], left: list[tuple[int, str]]) -> Entry:
    restated = [single.restated(kind, row) for row, _ in news]
    salts = hashing.salts(len(news), bool(kind.names(INTERNAL)))
    leaves = hashing.leaves(kind.name, [each.public for each in restated], [each.internal for each in restated], salts)
    root = RootBuilder()
    root.extend(leaves)
    entry = Entry.objects.create(act=act, kind=kind.name, actor=actor, begun_at=at, rows=len(news),
                                 superseded_rows=len(news), root=root.root().hex())
    for part in _parts([row.pk for row in olds]):
        if kind.model.objects.filter(pk__in=part, superseded=None).update(superseded=entry) != len(part):
            raise _at_once(kind)
    made = [kind.model(entry=entry, salt=salt, leaf=leaf, withdrawn=withdrawn,
                       **{field.name: each.typed[field.name] for field in kind.kept})
            for each, salt, leaf, (_, withdrawn) in zip(restated, salts, leaves, news, strict=True)]
    try:
        kind.model.objects.bulk_create(made, batch_size=AT_ONCE)
    except IntegrityError as error:
        raise _at_once(kind) from error
    entry.detail = {**detail, "rows": [row.pk for row in made], "replaced": [row.pk for row in olds], "left": left}
    return store.seal(entry, at)


def _at_once(kind: Kind) -> ConflictError:
    return ConflictError(
        "keep.changed_meanwhile",
        Text("somebody changed one of these records at the same moment", "他人在同一时刻修改了其中一条记录"),
        where=kind.name,
        next_step=Text("Nothing was changed. Look at the list again and repeat",
                       "没有作任何改动。请重新查看列表后再操作"))


def _parts(rows: Iterable[int]) -> Iterable[list[int]]:
    every = list(rows)
    return (every[start:start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
