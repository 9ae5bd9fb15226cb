"""The figures a scheme needs: of the year, and of the year before where a rule compares with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plumbline.figures.compute import figures, prepare
from plumbline.figures.cut import Cut
from plumbline.figures.figure import Figure
from plumbline.methods.periods import Period, year_before
from plumbline.methods.regiontree import TreeAt
from plumbline.rulebook.indicators import Indicator
from plumbline.rulebook.schemes import Item, Scheme
from plumbline.text import Text


@dataclass(frozen=True)
class Year:
    """Every figure a scheme needs in one assessment year, by indicator and region.

    ``predecessors`` gives, for each region, the regions of the year before that have become it: itself, or its old
    code, or several that merged; nothing where no rule looks at last year.
    """

    period: Period
    before: Period
    indicators: Mapping[str, Indicator]
    now: Mapping[str, Mapping[str, Figure]]
    earlier: Mapping[str, Mapping[str, Figure]]
    predecessors: Mapping[str, tuple[str, ...]]

    def last_year(self, item: Item, region: str) -> tuple[Figure | None, Text]:
        """Last year's figure for ``item`` in ``region``; or None and why there is nothing to compare with."""
        codes = self.predecessors.get(region, ())
        if not codes:
            return None, Text("The region did not exist last year", "本地区上年尚未设立")
        if len(codes) > 1:
            joined = ", ".join(codes)
            return None, Text(f"The region was formed since last year from {joined}, whose figures do not compare",
                              f"本地区上年以来由{joined}合并而成，数据不可比")
        figure = self.earlier[item.figure][codes[0]]
        if figure.value is None:
            return None, nothing_counted(figure)
        return figure, Text()


def nothing_counted(figure: Figure) -> Text:
    """Why a figure has no value, as a sentence without its full stop."""
    title = figure.indicator.title
    return Text(f"'{title.en}' counts nothing in {figure.period}", f"“{title.zh}”在{figure.period}没有可统计的数据")


def value_of(figure: Figure) -> Decimal:
    """The value as published. Only for figures that have one."""
    assert figure.value is not None
    return Decimal(figure.value)


def figures_of(cut: Cut, scheme: Scheme, indicators: Mapping[str, Indicator], period: Period, tree: TreeAt) -> Year:
    """Compute what ``scheme`` needs for ``period``, all in shared passes over the records. ``indicators`` are those the
    scheme was checked against; ``tree`` is that of the period's last day."""
    before = year_before(period)
    needed = [indicators[id] for id in scheme.figures]
    later = {item.figure for item in scheme.items if item.rule and item.rule.uses_last_year}
    compared = [each for each in needed if each.id in later]
    prepare(cut, needed, [period, before] if compared else [period])
    return Year(
        period=period,
        before=before,
        indicators={each.id: each for each in needed},
        now={each.id: figures(cut, each, period) for each in needed},
        earlier={each.id: figures(cut, each, before) for each in compared},
        predecessors=_predecessors(cut.tree().at(before.last), tree) if compared else {},
    )


def _predecessors(before: TreeAt, now: TreeAt) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in before.codes:
        target = now.resolve(code)
        if target is not None:
            found[target] = (*found.get(target, ()), code)
    return found
