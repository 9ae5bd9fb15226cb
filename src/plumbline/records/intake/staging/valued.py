"""What of a file is told by field and value: references to nothing known, check digits that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from plumbline.methods.shared import identifiers
from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind, get
from plumbline.text import Text

NAMED = 10
"""Values that the words of a note name; ``KEPT`` stand in its document."""
KEPT = 100


def _to_nothing(kind: Kind, spec: Spec, rows: int, distinct: int, values: Text) -> Text:
    to = get(spec.refers)
    one = distinct == 1
    return Text(
        f"{spec.title.en}: {rows:,} row{'s' if rows != 1 else ''} {'name' if rows != 1 else 'names'} {distinct:,} "
        f"{(to.title if one else to.plural).en.lower()} not known here: {values.en}. They are taken in; take in what "
        f"is missing, or list them in the records of this kind by what points to nothing",
        f"{spec.title.zh}：{rows:,}行引用了本库中没有的{distinct:,}个{to.title.zh}：{values.zh}。这些行已导入；"
        "请补充导入所缺记录，或在该类记录的列表中按“指向不存在的记录”筛选")


def _check_digits(kind: Kind, spec: Spec, rows: int, distinct: int, values: Text) -> Text:
    told = identifiers.KINDS[spec.identifier]
    return Text(
        f"{spec.title.en}: in {rows:,} row{'s' if rows != 1 else ''} the check digits of the {told.title.en} do not "
        f"fit ({told.standard}), or it is none: {values.en}. They are taken in as they are written; correct them at "
        "their source",
        f"{spec.title.zh}：{rows:,}行的{told.title.zh}校验码不符或格式有误（{told.standard}）：{values.zh}。"
        "已按原样导入，请在来源处核正")


ABOUT: dict[str, Callable[[Kind, Spec, int, int, Text], Text]] = {
    "points_to_nothing": _to_nothing, "check_digits": _check_digits}


def note(code: str, kind: Kind, spec: Spec, values: Sequence[tuple[str, int]], rows: int, distinct: int,
         ) -> dict[str, Any]:
    """The note ``code`` of the field ``spec`` of ``kind``: ``rows`` rows in all have ``distinct`` such values; those
    given, each with the number of its rows, are the first of them."""
    more = distinct > NAMED
    said = Text(", ".join(f"{value} ({count:,})" for value, count in values[:NAMED]) + (", …" if more else ""),
                "、".join(f"{value}（{count:,}）" for value, count in values[:NAMED]) + ("等" if more else ""))
    return {"code": code, "detail": f"{kind.name}.{spec.name}", "count": rows,
            "text": ABOUT[code](kind, spec, rows, distinct, said).as_dict(), "distinct": distinct,
            "values": [{"value": value, "count": count} for value, count in values[:KEPT]]}
