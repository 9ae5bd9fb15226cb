"""A workbook for an office to fill in: with the regions its writer may write, and the records they may see whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.shared.periods import Period
from plumbline.procedures.records.exports import WHOSE_EYES, no_period
from plumbline.procedures.records.permitted_writing import not_of_kind
from plumbline.records.core import kinds, region_trees
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import may_keep, reach, visible
from plumbline.records.export import template
from plumbline.records.query import listing
from plumbline.records.query.listing import Asked, Rows
from plumbline.text import Text

MOST_ROWS = 50_000
"""Records in one workbook. One is made whole in memory, and people fill it in by hand."""


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook and what is in it. ``left_out`` records are not: some of their fields are not open to the asker."""

    content: bytes
    rows: int
    left_out: int
    regions: int


def make(kind_name: str, *, day: date, user: Any = None, keeper: bool = False, region: str = "",
         period: Period | None = None, with_records: bool = False, language: str = "en") -> Template:
    """The template of a kind for ``user`` (None: the public), with the regions of ``day``.

    ``keeper``: the asker keeps this home, and may choose among all regions. Only records of which every field is open
    to the asker are filled in: one that came back without a field would lose it. :raises NotAllowed: if the asker may
    write nothing, or may see no record of the kind whole. :raises RecordError: for a region that is not there, or too
    many records.
    """
    kind = kinds.get(kind_name)
    regions = _regions(kind, user, keeper, region, day)
    if not regions and region_trees.parents_now() and not keeper:
        raise not_of_kind(kind, where=region)
    rows = _Known(kind, user, listing.Asked(region=region, period=period)) if with_records else None
    content, count = template.build(kind, language, template.Filling(regions, rows or ()))
    return Template(content, count, rows.left_out if rows else 0, len(regions))


def may_ask(user: Any, kind: Kind) -> bool:
    """Whether ``user`` may have a template of ``kind``: somewhere they write such records."""
    return any(may_keep(user, kind, code) for code in reach(user, kind.column).tops)


def _regions(kind: Kind, user: Any, keeper: bool, top: str, day: date) -> dict[str, Text]:
    tree = region_trees.tree().at(day)
    if top and top not in tree:
        raise RecordError("export.region_unknown", Text(f"there is no region '{top}'", f"没有地区“{top}”"),
                          next_step=Text("Look for its code with: plumb export region",
                                         "查询地区编号：plumb export region"))
    within = set(listing.below(top)) if top else None
    return {code: tree.name(code) for code in tree.codes
            if (within is None or code in within) and (keeper or may_keep(user, kind, code))}


class _Known:
    """The records of which the asker may see every field, as template rows."""

    def __init__(self, kind: Kind, user: Any, asked: Asked) -> None:
        self.kind, self.user, self.left_out = kind, user, 0
        self.names = [spec.name for spec in kind.kept]
        if asked.period is not None and not kind.date:
            raise no_period(kind)
        own = reach(user, kind.column).regions()
        if not self._whole(None) and not own:
            raise NotAllowed(
                "export.not_public", Text(f"records of kind '{kind.name}' have fields that are not public",
                                          f"“{kind.title.zh}”记录含有不对外公开的字段"), where=kind.name,
                why=Text("A record that came back without a field would lose it", "缺少字段的记录再导入时会丢失该字段"),
                next_step=WHOSE_EYES)
        self.rows = Rows(kind, own, asked).matching.order_by(*([kind.date] if kind.date else []), "id")
        if self.rows.order_by()[:MOST_ROWS + 1].count() > MOST_ROWS:
            raise RecordError(
                "export.template_too_large", Text(f"there are more than {MOST_ROWS:,} records for one workbook",
                                             f"超过{MOST_ROWS:,}条记录，一个工作簿容纳不下"), where=kind.name,
                why=Text("It is made whole in memory, and filled in by hand", "工作簿须一次生成，并由人工填写"),
                next_step=Text("Narrow them by region or period", "请按地区或时段缩小范围"))

    def _whole(self, region: str | None) -> bool:
        return visible(self.user, self.kind, region) >= set(self.names)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        whole: dict[str | None, bool] = {}
        for values in self.rows.values_list(*self.names).iterator(chunk_size=2_000):
            row = dict(zip(self.names, values, strict=True))
            region = row[self.kind.region] if self.kind.region else None
            if region not in whole:
                whole[region] = self._whole(region)
            if whole[region]:
                yield row
            else:
                self.left_out += 1
