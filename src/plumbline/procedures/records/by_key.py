"""What is done by command to a record that a person names by the values of its key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from plumbline.errors import RecordError
from plumbline.procedures.records import save
from plumbline.records.core import kinds, store
from plumbline.records.core.kinds import Kind
from plumbline.records.intake import personal
from plumbline.text import Text


def withdraw_by_key(kind_name: str, key: Sequence[str], *, at: datetime, actor: int | None = None) -> dict[str, str]:
    """Take the record with this natural key out of what counts; returns the key by field. Raises RecordError for a key
    that is not whole or names no record that counts."""
    kind = kinds.get(kind_name)
    row = store.current(kind).filter(**_typed(kind, key)).first()
    if row is None:
        raise _unknown(key, Text(f"no {kind.name} with this key counts", f"没有该编号的有效“{kind.title.zh}”记录"))
    save.withdraw(kind.name, row.pk, at=at, actor=actor)
    return dict(zip(kind.key, key, strict=True))


def erase_by_key(kind_name: str, key: Sequence[str], *, at: datetime,
                 actor: int | None = None) -> tuple[dict[str, str], bool]:
    """Erase what is known of the person behind the record with this natural key, withdrawn or not. Returns the key by
    field, and whether there was anything. Raises RecordError for a kind without personal data, and for a key that is
    not whole or names nothing."""
    kind = kinds.get(kind_name)
    save.must_hold_personal(kind)
    typed = _typed(kind, key)
    # First what lies there and only then the record: what is known of a person goes even where no record is left.
    erased = save.erase_personal(kind.name, personal.key_of(kind, typed), at=at, actor=actor)
    if not erased and not store.versions(kind, typed):
        raise _unknown(key, Text(f"there is no {kind.name} with this key", f"没有该编号的“{kind.title.zh}”记录"))
    return dict(zip(kind.key, key, strict=True)), erased


def _unknown(key: Sequence[str], what: Text) -> RecordError:
    return RecordError("keep.unknown", what, where=Text(", ".join(key), "、".join(key)),
                       next_step=Text("Look it up in the list of records, or in the records behind a figure",
                                      "请在记录列表或数据的来源记录中查找"))


def _typed(kind: Kind, key: Sequence[str]) -> dict[str, Any]:
    """The key by field, each value of its field's type."""
    if len(key) != len(kind.key):
        raise RecordError(
            "keep.key_incomplete",
            Text(f"the key of {kind.name} has {len(kind.key)} parts, and {len(key)} were given",
                 f"“{kind.title.zh}”的编号由{len(kind.key)}部分组成，给出了{len(key)}部分"),
            next_step=Text(f"Give, in this order: {', '.join(kind.key)}", f"请依次给出：{'、'.join(kind.key)}"))
    values: dict[str, Any] = {}
    for name, text in zip(kind.key, key, strict=True):
        of = kind.by_name[name].type
        try:
            values[name] = date.fromisoformat(text) if of == "date" else int(text) if of == "integer" else text
        except ValueError as error:
            what = Text("a day", "日期") if of == "date" else Text("a whole number", "整数")
            raise RecordError("keep.key_unfit", Text(f"'{text}' is not {what.en}", f"“{text}”不是{what.zh}"),
                              where=f"{kind.name}.{name}",
                              next_step=Text("Write it as the record shows it", "请按记录所示填写")) from error
    return values
