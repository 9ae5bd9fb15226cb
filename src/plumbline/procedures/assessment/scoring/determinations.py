"""What officers determined for one scheme and year, read from a cut and checked against the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.errors import MethodError, RecordError
from plumbline.figures.cuts.cut import Cut
from plumbline.methods.assessment.scoring.determined import NO
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.refusals import whom
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text, written_day

KIND = "determination"
COLUMNS = ["scheme", "year", "region", "item", "value", "decided_on"]


@dataclass(frozen=True, slots=True)
class Determined:
    """One determination: the ``value`` an officer gave for ``item``, and when. The reason stays with the record; in a
    year with a procedure, with the ``events`` that stated it."""

    item: str
    value: str
    decided_on: date
    events: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"item": self.item, "value": self.value, "decided_on": self.decided_on.isoformat(),
                "events": list(self.events)}


class Determinations:
    """The determinations of one scheme and year, by the region in which they count at the end of the year."""

    def __init__(self, by_region: dict[tuple[str, str], Determined]) -> None:
        self._by_item: dict[str, dict[str, Determined]] = {}
        for (region, item), each in by_region.items():
            self._by_item.setdefault(item, {})[region] = each

    def by_region(self) -> dict[tuple[str, str], Determined]:
        """All of them, by region and the item or determination that they are of."""
        return {(region, name): each for name, found in self._by_item.items() for region, each in found.items()}

    def of(self, region: str, item: Item) -> Determined | None:
        """What was determined for ``item`` in ``region``, under its own id or the determination it names."""
        return self.of_item(item).get(region)

    def of_item(self, item: Item) -> Mapping[str, Determined]:
        """What was determined for ``item``, by region."""
        return self._by_item.get(item.determination or item.id, {})


def determinations(cut: Cut, scheme: Scheme, year: str, tree: TreeAt) -> Determinations:
    """Every determination for ``scheme`` in ``year`` that ``cut`` holds. ``tree`` is that of the year's last day.

    None may be passed over: a misspelt item could hide a veto. :raises RecordError: naming the record, for an item or a
    year the scheme does not know, a region it does not assess, or two answers for regions that have become one.
    """
    found: dict[tuple[str, str], Determined] = {}
    assessed = frozenset(scheme.assessed(tree))
    names = {name: item.determination or item.id for item in scheme.items for name in (item.id, item.determination)}
    vetoes = frozenset(item.determination for item in scheme.vetoes)
    for row in _rows(cut, scheme):
        key = f"{row['scheme']} {row['year']} {row['region']} {row['item']}"
        where = Text(f"determination {key}", f"认定记录{key}")
        if not _same_year(scheme, row["year"], year, where):
            continue
        item = names.get(row["item"])
        if item is None:
            raise RecordError("assess.item_unknown", Text(f"the scheme has no item '{row['item']}'",
                                                          f"方案没有考核项“{row['item']}”"), where=where,
                              next_step=suggest(row["item"], sorted(name for name in names if name)))
        region = tree.goes_on_as(row["region"])
        if region not in assessed:
            raise _not_assessed(row["region"], scheme, tree, where)
        new = Determined(item, row["value"], row["decided_on"])
        found[region, item] = _joined(found.get((region, item)), new, item in vetoes, where)
    return Determinations(found)


def _not_assessed(code: str, scheme: Scheme, tree: TreeAt, where: Text) -> RecordError:
    parts = tree.parts_of(code)
    if len(parts) > 1:
        return RecordError("assess.region_split", Text(
            f"region '{code}' was split into {', '.join(parts)} by {written_day(tree.day, 'en')}",
            f"地区“{code}”至{written_day(tree.day, 'zh')}已拆分为{'、'.join(parts)}"), where=where,
            why=Text("One answer for what it was does not say what holds in each of them",
                     "对原地区的一条认定不能说明拆分后各地区的情况"),
            next_step=Text("Determine it for each of them, and withdraw this one", "请分别认定，并撤回本条记录"))
    whose = whom(scheme)
    return RecordError("assess.region_unknown", Text(f"the scheme does not assess region '{code}'",
                                                     f"方案不考核地区“{code}”"), where=where,
                       why=Text(f"It assesses regions {whose.en}", f"方案考核{whose.zh}"),
                       next_step=Text("Correct or withdraw it", "请更正或撤回"))


def _rows(cut: Cut, scheme: Scheme) -> Iterator[dict[str, Any]]:
    if not cut.rows(KIND):
        return
    table = pq.read_table(cut.path(KIND), columns=COLUMNS).filter(pc.field("scheme") == scheme.id)
    yield from sorted(table.to_pylist(), key=lambda row: (row["year"], row["region"], row["item"]))


def _same_year(scheme: Scheme, written: str, year: str, where: Text) -> bool:
    try:
        return scheme.year.label(written) == year
    except MethodError as error:
        raise RecordError.of(error, where=where) from error


def _joined(old: Determined | None, new: Determined, veto: bool, where: Text) -> Determined:
    """Regions that merged may each bring an answer: they must agree, but a veto in one is a veto in all."""
    if old is None or old.value == new.value:
        return new
    if veto and NO in (old.value, new.value):
        return old if new.value == NO else new
    raise RecordError("assess.two_answers", Text(
        f"regions that have become one have two answers, '{old.value}' and '{new.value}'",
        f"合并前的各地区认定不一致：“{old.value}”与“{new.value}”"), where=where,
        next_step=Text("Determine one for the region that goes on, and withdraw the others",
                       "请对合并后的地区作出一条认定，并撤回其余记录"))
