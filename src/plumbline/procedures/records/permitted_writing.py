"""Writing one record as a person may: in regions of their own, never over what somebody else wrote meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.records import save, viewing
from plumbline.records.core import kinds
from plumbline.records.core.kinds import Kind
from plumbline.records.core.region_trees import roots
from plumbline.records.core.visibility import may_keep, reach
from plumbline.text import Text


def create(user: Any, kind_name: str, values: dict[str, Any], *, at: datetime) -> Any:
    """Keep a record that is not there yet. Returns its row. :raises NotAllowed: for a region that is not the person's.
    :raises ConflictError: if it is there. :raises RecordError: with every fault named."""
    kind = kinds.get(kind_name)
    _must_keep_some(user, kind)
    return save.keep(kind_name, values, at=at, actor=user.pk, seen=save.NOT_THERE, allow=_allow(user, kind))


def correct(user: Any, kind_name: str, key: tuple[str, ...], changes: dict[str, Any], *, seen: int,
            at: datetime) -> Any:
    """Change some fields of the record with natural key ``key``, of which the person saw version ``seen``. Returns the
    row that now counts. Raises as :func:`create`, and ConflictError if another version came since."""
    kind = kinds.get(kind_name)
    row = _seen(user, kind, key, seen)
    for name in kind.key:
        if name in changes and _text(changes[name]) != _text(getattr(row, name)):
            raise RecordError("keep.key_fixed", Text("the key of a record does not change", "记录的编号不可更改"),
                              where=f"{kind.name}.{name}",
                              next_step=Text("Withdraw this record and create the other one",
                                             "请撤回本记录，另行新增"))
    values = {each.name: getattr(row, each.name) for each in kind.kept} | changes
    return save.keep(kind_name, values, at=at, actor=user.pk, seen=seen, allow=_allow(user, kind))


def withdraw(user: Any, kind_name: str, key: tuple[str, ...], *, seen: int, at: datetime, reason: str = "") -> Any:
    """Take the record out of what counts. Returns the version that says so. Raises as :func:`correct`."""
    kind = kinds.get(kind_name)
    row = _seen(user, kind, key, seen)
    return save.withdraw(kind_name, row.pk, at=at, actor=user.pk, allow=_allow(user, kind), reason=reason)


def restore(user: Any, kind_name: str, key: tuple[str, ...], *, at: datetime) -> Any:
    """Undo a withdrawal: what the newest version says counts again. Returns its row. :raises ConflictError: if the
    record is not withdrawn, or no longer."""
    kind = kinds.get(kind_name)
    _must_keep_some(user, kind)
    found = viewing.versions(kind, key, user)
    if not found or not found[0].row.withdrawn:
        raise ConflictError("keep.not_withdrawn", Text("this record is not withdrawn", "该记录未被撤回"),
                            where=f"{kind.name} {' '.join(key)}",
                            next_step=Text("Open it and look at its newest version", "请打开该记录查看最新版本"))
    return save.restore(kind_name, found[0].row.pk, at=at, actor=user.pk, allow=_allow(user, kind))


def erase_personal(user: Any, kind_name: str, key: tuple[str, ...], *, at: datetime) -> bool:
    """Erase, for good, what is known of the person behind the record. Returns whether anything was. Raises as
    :func:`to_erase`."""
    row = to_erase(user, kind_name, key).row
    return save.erase_personal(kind_name, viewing.personal_key(kinds.get(kind_name), row), at=at, actor=user.pk)


def to_erase(user: Any, kind_name: str, key: tuple[str, ...]) -> viewing.Version:
    """The newest version, withdrawn or not, of the record whose personal data ``user`` may erase: who may correct it.
    :raises NotAllowed: to anybody else. :raises RecordError: if there is no such record, or its kind holds no personal
    data."""
    kind = kinds.get(kind_name)
    save.must_hold_personal(kind)
    _must_keep_some(user, kind)
    newest = _newest(user, kind, key)
    _allow(user, kind)(None, {each.name: getattr(newest.row, each.name) for each in kind.kept})
    return newest


def may_write(user: Any, kind: Kind) -> bool:
    """Whether ``user`` may write records of ``kind`` anywhere."""
    return any(may_keep(user, kind, code) for code in reach(user, kind.column).tops)


def may_correct(user: Any, kind: Kind, row: Any) -> bool:
    """Whether ``user`` may write the record that ``row`` is a version of."""
    values = {each.name: getattr(row, each.name) for each in kind.kept}
    return may_write(user, kind) and all(may_keep(user, kind, place) for place in _places(kind, values))


def may_import(user: Any, kind: Kind) -> bool:
    """Whether ``user`` may take in files of ``kind``: a file can name any region, so all must be open to them. A home
    without a tree is filled by whoever holds a role that writes."""
    tops = roots()
    return all(may_keep(user, kind, code) for code in tops) if tops else bool(reach(user, "ground").tops)


def _seen(user: Any, kind: Kind, key: tuple[str, ...], seen: int) -> Any:
    _must_keep_some(user, kind)
    row = _newest(user, kind, key).row
    if row.pk != seen or row.withdrawn:
        raise ConflictError(
            "keep.changed_meanwhile", Text("this is not the newest version", "这不是最新版本"),
            where=f"{kind.name} {' '.join(key)}",
            why=Text("Somebody changed the record since, or withdrew it", "此后有人修改或撤回了该记录"),
            next_step=Text("Read it again, compare, and send the change with its newest version",
                           "请重新读取并比较，然后以最新版本为基础提交修改"))
    return row


def _newest(user: Any, kind: Kind, key: tuple[str, ...]) -> viewing.Version:
    found = viewing.versions(kind, key, user)
    if not found:
        raise RecordError("keep.unknown", Text("there is no such record", "没有该记录"),
                          where=f"{kind.name} {' '.join(key)}",
                          next_step=Text("Look for it in the list, or create it", "请在列表中查找，或新增该记录"))
    return found[0]


def _must_keep_some(user: Any, kind: Kind) -> None:
    if not may_write(user, kind):
        raise not_of_kind(kind)


def not_of_kind(kind: Kind, *, where: str = "") -> NotAllowed:
    """That a person writes no records of ``kind``."""
    return NotAllowed(
        "keep.not_allowed", Text(f"this person may not write records of kind '{kind.name}'",
                                 f"该人员无权填写“{kind.title.zh}”记录"), where=where,
        next_step=Text("Ask whoever administers the region for an officer's role",
                       "请向本地区的管理员申请工作人员角色"))


def _allow(user: Any, kind: Kind) -> save.Allow:
    def allow(old: Any, new: dict[str, Any]) -> None:
        before = _places(kind, {each.name: getattr(old, each.name) for each in kind.kept}) if old is not None else ()
        for place in dict.fromkeys([*before, *_places(kind, new)]):
            if not may_keep(user, kind, place):
                raise NotAllowed(
                    "keep.not_allowed", Text(f"this person may not write records of '{place}'",
                                             f"该人员无权填写“{place}”的记录"), where=kind.name,
                    next_step=Text("Ask whoever administers that region", "请联系该地区的管理员"))

    return allow


def _places(kind: Kind, values: dict[str, Any]) -> tuple[str, ...]:
    """The regions over which a writer needs a role. Who shapes a region stands above it: a new one is not yet in the
    tree, and nobody lifts the own one into another. What belongs to no region belongs to all."""
    place = (values["parent"] or values["code"]) if kind.name == "region" else values.get(kind.region)
    return (place,) if place else roots()


def _text(value: Any) -> str:
    return "" if value is None else str(value)
