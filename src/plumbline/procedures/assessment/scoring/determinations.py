"""What officers determined for one scheme and year, read from a cut and checked against the scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.errors import MethodError, RecordError
from plumbline.figures.cuts.cut import Cut
from plumbline.methods.assessment.scoring.determined import NO
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring import determination_rows
from plumbline.procedures.assessment.scoring.determination_rows import ITEM, REGION, YEAR, Rows
from plumbline.procedures.assessment.scoring.refusals import whom
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text, written_day

KIND = determination_rows.KIND


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

    def __init__(self, by_region: Mapping[tuple[str, str], Determined]) -> None:
        self._by_item: dict[str, dict[str, Determined]] = {}
        for (region, item), each in by_region.items():
            self._by_item.setdefault(item, {})[region] = each

    @classmethod
    def of_items(cls, by_item: dict[str, dict[str, Determined]]) -> Determinations:
        """Those that are ordered by item already, and then by region."""
        made = cls({})
        made._by_item = by_item
        return made

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
    every, known = determination_rows.rows_of(cut, scheme.id), _Known(scheme, year, tree)
    try:
        return Determinations.of_items(_many(every, known) or _one_by_one(every, known))
    except RecordError:  # row by row the first record at fault is named
        return Determinations.of_items(_one_by_one(every, known))


def _many(rows: Rows, known: _Known) -> dict[str, dict[str, Determined]] | None:
    """What ``rows`` say, each word looked up once; None where two of them answer the same."""
    here = rows.where(YEAR, lambda written: known.year(written, "", ""))
    return here.renamed(ITEM, lambda name: known.item("", "", name)).renamed(
        REGION, lambda code: known.region("", code, "")).by_item(Determined)


def _one_by_one(rows: Rows, known: _Known) -> dict[str, dict[str, Determined]]:
    found: dict[str, dict[str, Determined]] = {}
    for written, code, name, value, day in rows:
        if not known.year(written, code, name):
            continue
        item, region = known.item(written, code, name), known.region(written, code, name)
        new, of = Determined(item, value, day), found.setdefault(item, {})
        of[region] = new if region not in of else _joined(of[region], new, item in known.vetoes,
                                                          known.where(written, code, name))
    return found


class _Known:
    """What the words of determinations mean to a scheme in a year, each looked up once. What is named beside a word
    says in an error which record it is about."""

    def __init__(self, scheme: Scheme, label: str, tree: TreeAt) -> None:
        self.scheme, self.label, self.tree = scheme, label, tree
        self.vetoes = frozenset(item.determination for item in scheme.vetoes)
        self._assessed = frozenset(scheme.assessed(tree))
        self._names = {name: item.determination or item.id for item in scheme.items
                       for name in (item.id, item.determination)}
        self._years: dict[str, bool] = {}
        self._regions: dict[str, str] = {}

    def where(self, year: str, region: str, item: str) -> Text:
        """Which record an error is about."""
        key = f"{self.scheme.id} {year} {region} {item}"
        return Text(f"determination {key}", f"认定记录{key}")

    def year(self, written: str, region: str, item: str) -> bool:
        """Whether ``written`` is the year asked for. :raises RecordError: naming the record, if it is no year."""
        if (found := self._years.get(written)) is None:
            try:
                found = self._years[written] = self.scheme.year.label(written) == self.label
            except MethodError as error:
                raise RecordError.of(error, where=self.where(written, region, item)) from error
        return found

    def item(self, year: str, region: str, name: str) -> str:
        """The determination that ``name`` is. :raises RecordError: if the scheme has no such item."""
        if (found := self._names.get(name)) is None:
            raise RecordError("assess.item_unknown", Text(f"the scheme has no item '{name}'",
                                                          f"方案没有考核项“{name}”"),
                              where=self.where(year, region, name),
                              next_step=suggest(name, sorted(each for each in self._names if each)))
        return found

    def region(self, year: str, code: str, item: str) -> str:
        """The region in which what was determined of ``code`` counts. :raises RecordError: if it is not assessed."""
        if (found := self._regions.get(code)) is None:
            onward = self.tree.goes_on_as(code)
            if onward is None or onward not in self._assessed:
                raise _not_assessed(code, self.scheme, self.tree, self.where(year, code, item))
            found = self._regions[code] = onward
        return found


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
