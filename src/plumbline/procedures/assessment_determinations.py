"""What officers determined for one scheme and year, read from a cut and checked against the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.errors import MethodError, RecordError
from plumbline.figures.cut import Cut
from plumbline.methods.assessment.determined import NO
from plumbline.methods.regiontree import TreeAt
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.schemes import Item, Scheme

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
        where = f"determination {row['scheme']} {row['year']} {row['region']} {row['item']}"
        if not _same_year(scheme, row["year"], year, where):
            continue
        item = names.get(row["item"])
        if item is None:
            raise RecordError(f"the scheme has no item '{row['item']}'", where=where,
                              next_step=suggest(row["item"], sorted(name for name in names if name)))
        region = tree.resolve(row["region"])
        if region not in assessed:
            raise RecordError(f"the scheme does not assess region '{row['region']}'", where=where,
                              why=f"It assesses regions of level {scheme.level}", next_step="Correct or withdraw it")
        new = Determined(item, row["value"], row["decided_on"])
        found[region, item] = _joined(found.get((region, item)), new, item in vetoes, where)
    return Determinations(found)


def _rows(cut: Cut, scheme: Scheme) -> Iterator[dict[str, Any]]:
    if not cut.rows(KIND):
        return
    table = pq.read_table(cut.path(KIND), columns=COLUMNS).filter(pc.field("scheme") == scheme.id)
    yield from sorted(table.to_pylist(), key=lambda row: (row["year"], row["region"], row["item"]))


def _same_year(scheme: Scheme, written: str, year: str, where: str) -> bool:
    try:
        return scheme.year.label(written) == year
    except MethodError as error:
        raise RecordError(error.what, where=where, why=error.why, next_step=error.next_step) from error


def _joined(old: Determined | None, new: Determined, veto: bool, where: str) -> Determined:
    """Regions that merged may each bring an answer: they must agree, but a veto in one is a veto in all."""
    if old is None or old.value == new.value:
        return new
    if veto and NO in (old.value, new.value):
        return old if new.value == NO else new
    raise RecordError(f"regions that have become one have two answers, '{old.value}' and '{new.value}'", where=where,
                      next_step="Determine one for the region that goes on, and withdraw the others")
