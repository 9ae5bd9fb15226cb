"""What a table states twice: two weights of one layer, a number of a region beside those of its parts, one of a year
beside those of its quarters.

Such a table holds one value of a region and day, as official statistics do; its key names the region. Its values add up
over regions, so that whatever is there twice would count twice, and nothing in the number would show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeAlias

import pyarrow as pa
from sqlglot import exp

from plumbline.errors import MethodError
from plumbline.figures.indicators import plan
from plumbline.figures.indicators.spans import Span, spans
from plumbline.methods.shared.periods import Period, parse
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.formulas import SUM, Formula
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import KindShape, Path, Schema
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Twice:
    """Where a value is there twice: in a ``region`` on one ``day``; or in it and in one ``below`` it; or in it for one
    period, ``whole``, and for another within that, ``part``."""

    region: Text
    below: Text
    day: date
    whole: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """A table whose values an indicator adds up: records of ``kind`` for which ``when`` holds, by layer. ``weighs``:
    they are weights. ``period`` is the field that names the period a record is about, if there is one."""

    kind: str
    by: Path
    when: exp.Expr | None
    weighs: bool
    period: str = ""

    @property
    def told(self) -> Path:
        """What its rows are told apart by, beside region and day."""
        return (self.period,) if self.period else self.by


StatedRows: TypeAlias = Callable[[Stated, Span], pa.Table]
"""The numbers of records of such a table, by region code, period of the span, day and :attr:`Stated.told`."""


def doubled(stated: StatedRows, schema: Schema, indicators: Iterable[Indicator], trees: Mapping[Period, TreeAt],
            ) -> Iterator[tuple[str, Period, str, Any, Twice]]:
    """What counts twice: indicator, period, region, layer (None: there are no layers) and where. Of a number that is
    no weight only what a region and its parts both state: two series of one region may be meant to add up."""
    for indicator in indicators:
        table = stated_table(indicator, schema)
        if table is None:
            continue
        for span in spans(trees, dated=True):
            rows = stated(table, span).to_pylist()
            rows.sort(key=lambda row: (row[plan.REGION], row[plan.DAY]))  # the example named is the same each time
            found: dict[tuple[Period, Any, date], dict[str, list[tuple[str, int]]]] = defaultdict(dict)
            named: dict[tuple[Period, str], dict[str, date]] = defaultdict(dict)
            for row in rows:
                period = span.by_key[int(row[plan.PERIOD])]
                here = trees[period].resolve(row[plan.REGION])
                if here is None:
                    continue
                layer = row.get(plan.STRATUM)
                if table.period:
                    named[period, here][str(layer)] = row[plan.DAY]
                    layer = None
                found[period, layer, row[plan.DAY]].setdefault(here, []).append((row[plan.REGION], int(row["a0"])))
            for (period, layer, day), there in found.items():
                if not table.by or layer is not None:
                    for region, twice in _twice(there, trees[period], day, table.weighs):
                        yield indicator.id, period, region, layer, twice
            for (period, here), texts in named.items():
                for region, twice in _within(here, texts, trees[period]):
                    yield indicator.id, period, region, None, twice


def stated_table(indicator: Indicator, schema: Schema) -> Stated | None:
    """The table whose values ``indicator`` adds up; None where a value cannot be there twice unseen."""
    weights = indicator.weights
    if weights is not None:
        when = weights.when.tree if weights.when else None
        return Stated(weights.of, weights.by, when, True) if _states(schema[weights.of], weights.count) else None
    if indicator.per or not _states(schema[indicator.of], indicator.numerator):
        return None
    about = next((name for name, field in schema[indicator.of].fields.items() if field.period), "")
    return Stated(indicator.of, (), indicator.when.tree if indicator.when else None, False, about)


def _states(kind: KindShape, formula: Formula) -> bool:
    """Whether the kind states a value of a region and day, and the formula adds such values up."""
    return bool(kind.date) and kind.region in kind.key and any(atom.op == SUM for atom in formula.atoms)


def _twice(there: Mapping[str, list[tuple[str, int]]], tree: TreeAt, day: date, weighs: bool,
           ) -> Iterator[tuple[str, Twice]]:
    """The regions in which something counts twice, each with one example."""
    for here, codes in there.items():
        above = tree.ancestors(here)
        if weighs and any(count > 1 for _code, count in codes):
            yield from ((region, Twice(tree.name(here), Text(), day)) for region in (here, *above))
        upper = next((each for each in above if each in there), None)
        if upper is not None:
            twice = Twice(tree.name(upper), tree.name(here), day)
            yield from ((region, twice) for region in (upper, *tree.ancestors(upper)))


def _within(here: str, texts: Mapping[str, date], tree: TreeAt) -> Iterator[tuple[str, Twice]]:
    """The regions in which a number of a period and one of a part of it count, with one example. ``texts`` name the
    periods of ``here``, each with its last day."""
    known = sorted(_read(texts), key=lambda period: (period.first, -period.days))
    for whole, part in pairwise(known):
        # In this order what lies within anything lies within its neighbour, or a neighbour of that one does.
        if part.last <= whole.last:
            twice = Twice(tree.name(here), Text(), texts[part.text], whole.text, part.text)
            yield from ((region, twice) for region in (here, *tree.ancestors(here)))
            return


def _read(texts: Iterable[str]) -> Iterator[Period]:
    for text in texts:
        with suppress(MethodError):  # kept by a release that took any text
            yield parse(text)
