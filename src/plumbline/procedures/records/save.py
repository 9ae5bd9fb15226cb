"""Keeping one record by form or program: create, correct, withdraw; and erasing what is known of the person behind it.
The same checks as an import, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction

from plumbline.errors import ConflictError, MethodError, RecordError
from plumbline.records.core import hashing, kinds, locks, region_trees, store
from plumbline.records.core.fields import INTERNAL, PERSONAL
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.intake import personal
from plumbline.records.intake.staging import single
from plumbline.text import Text

NOT_THERE = 0
"""As ``seen``: the person saw that there is no such record."""
Allow: TypeAlias = Callable[[Any, dict[str, Any]], None]
"""Asked before anything is written, in the transaction: with the version there is (None: none) and the new values."""


def keep(kind_name: str, values: dict[str, Any], *, at: datetime, actor: int | None = None,
         seen: int | None = None, allow: Allow | None = None) -> Any:
    """Create a record, or correct the one with the same natural key. Returns the row that now counts.

    ``values``: field -> text or typed value. ``seen`` is the id of the version the person was looking at: if another
    came since, ConflictError. The same content again changes nothing. ``allow`` raises where the act is not allowed.
    Raises RecordError with every fault named.
    """
    kind = kinds.get(kind_name)
    checked = single.check(kind, values)
    with transaction.atomic():
        locks.record(kind.name, checked.key)
        old = _newest(kind, checked.typed)
        if allow is not None:
            allow(old, checked.typed)
        _must_be(seen, old, kind)
        changed = _keep_personal(kind, checked, values)
        if old is not None and not old.withdrawn and _leaf(kind, checked, bytes(old.salt)) == bytes(old.leaf):
            if changed:
                store.write_entry("correct", kind.name, actor=actor, at=at)
            return old
        return _write(kind, checked, old, "correct" if old else "create", at, actor, withdrawn=False)


def withdraw(kind_name: str, row_id: int, *, at: datetime, actor: int | None = None, allow: Allow | None = None,
             reason: str = "") -> Any:
    """Take a record out of what counts. Its versions stay, and earlier cuts keep it. Returns the version that says
    so; ``reason`` stands in the journal."""
    return _restate(kind_name, row_id, "withdraw", at, actor, allow, reason, withdrawn=True)


def restore(kind_name: str, row_id: int, *, at: datetime, actor: int | None = None, allow: Allow | None = None) -> Any:
    """Undo a withdrawal, of which ``row_id`` is the version that says so. Returns the version that counts again."""
    return _restate(kind_name, row_id, "restore", at, actor, allow, "", withdrawn=False)


def _restate(kind_name: str, row_id: int, act: str, at: datetime, actor: int | None, allow: Allow | None, reason: str,
             *, withdrawn: bool) -> Any:
    kind = kinds.get(kind_name)
    with transaction.atomic():
        newest = kind.model.objects.select_for_update().filter(superseded=None, withdrawn=not withdrawn)
        old = newest.exclude(entry__in=store.hidden_entries()).filter(pk=row_id).first()
        if old is None:
            raise ConflictError("keep.changed_meanwhile", Text("this version no longer counts", "该版本已不再有效"),
                                where=f"{kind.name} {row_id}",
                                next_step=Text("Open the record again and look at its newest version",
                                               "请重新打开该记录查看最新版本"))
        restated = single.restated(kind, old)
        if allow is not None:
            allow(old, restated.typed)
        return _write(kind, restated, old, act, at, actor, withdrawn=withdrawn, reason=reason)


def erase_personal(kind_name: str, key: str, *, at: datetime, actor: int | None = None) -> bool:
    """Erase what is known of the person behind a record (``key`` as ``personal.key_of`` writes it); returns whether
    anything was. Nothing remains in the store, for it was never copied; the journal tells who erased, and not whom."""
    kind = kinds.get(kind_name)
    must_hold_personal(kind)
    with transaction.atomic():
        locks.record(kind.name, key)
        held = kind.personal.objects.filter(key=key)
        known = any(value is not None for row in held.values_list(*kind.names(PERSONAL)) for value in row)
        erased, _ = held.delete()
        if erased:  # also of a row that a form emptied: PostgreSQL has what stood there in its file until it forgets
            store.write_entry("erase", kind.name, actor=actor, at=at, rows=erased)
            transaction.on_commit(store.forget)
    return known


def must_hold_personal(kind: Kind) -> None:
    """:raises RecordError: if records of ``kind`` hold no personal data."""
    if kind.personal is None:
        raise RecordError("keep.nothing_personal", Text(f"{kind.name} holds no personal data",
                                                        f"“{kind.title.zh}”记录不含个人信息"),
                          next_step=Text("There is nothing to erase", "没有需要清除的内容"))


def _newest(kind: Kind, typed: dict[str, Any]) -> Any:
    rows = kind.model.objects.select_for_update(of=("self",)).filter(**{name: typed[name] for name in kind.key})
    newest = rows.filter(superseded=None).first() or rows.filter(superseded__state__in=Entry.HIDDEN).first()
    if newest is not None and (newest.superseded_id is not None or newest.entry.state in Entry.HIDDEN):
        raise ConflictError("keep.import_running",
                            Text("an import is changing this record just now", "正在进行的导入涉及该记录"),
                            where=kind.name, next_step=Text("Try again when it has finished", "请待其完成后重试"))
    return newest


def _must_be(seen: int | None, old: Any, kind: Kind) -> None:
    if seen == NOT_THERE:
        if old is not None and not old.withdrawn:
            raise ConflictError("keep.exists",
                                Text("there is a record with this key already", "该编号的记录已存在"), where=kind.name,
                                next_step=Text("Correct that one, or give another key",
                                               "请更正已有记录，或改用其他编号"))
    elif seen is not None and (old is None or old.pk != seen):
        raise ConflictError(
            "keep.changed_meanwhile",
            Text("somebody changed this record while you were editing it", "在您编辑期间有人修改了该记录"),
            where=kind.name,
            next_step=Text("Open it again, compare, and save once more", "请重新打开、比较后再保存"))


def _write(kind: Kind, checked: single.Checked, old: Any, act: str, at: datetime, actor: int | None, *,
           withdrawn: bool, reason: str = "") -> Any:
    salt = hashing.salts(1, bool(kind.names(INTERNAL)))[0]
    leaf = _leaf(kind, checked, salt)
    entry = Entry.objects.create(act=act, kind=kind.name, actor=actor, begun_at=at, rows=1,
                                 superseded_rows=1 if old else 0, root=leaf.hex(),
                                 detail={"reason": reason} if reason else {})
    if old is not None and not kind.model.objects.filter(pk=old.pk, superseded=None).update(superseded=entry):
        raise _at_the_same_moment(kind)
    kept = {field.name: checked.typed[field.name] for field in kind.kept}
    try:
        row = kind.model.objects.create(entry=entry, salt=salt, leaf=leaf, withdrawn=withdrawn, **kept)
    except IntegrityError as error:
        raise _at_the_same_moment(kind) from error
    if kind.name == "region":
        locks.journal()  # what others changed of the tree just before is seen, and nothing changes until the end
        _must_hold()
    store.seal(entry, at)
    return row


def _must_hold() -> None:
    try:
        region_trees.check()
    except MethodError as error:
        raise RecordError.of(error, why=Text("The tree of regions would not hold", "地区树将不再成立")) from error


def _at_the_same_moment(kind: Kind) -> ConflictError:
    return ConflictError(
        "keep.changed_meanwhile",
        Text("this record was saved by somebody else at the same moment", "他人在同一时刻保存了该记录"),
        where=kind.name, next_step=Text("Open it again and look before saving", "请重新打开查看后再保存"))


def _leaf(kind: Kind, checked: single.Checked, salt: bytes) -> bytes:
    return hashing.leaves(kind.name, [checked.public], [checked.internal], [salt])[0]


def _keep_personal(kind: Kind, checked: single.Checked, values: dict[str, Any]) -> bool:
    # What is not named stays: a form does not show everybody everything.
    given = {name: checked.typed[name] for name in kind.names(PERSONAL) if name in values}
    return bool(given) and personal.correct(kind, checked.key, given)
