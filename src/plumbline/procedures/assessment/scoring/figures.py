"""The figures a scheme needs: of the year, and of the year before where a rule compares with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.absent import NOTHING
from plumbline.figures.indicators.compute import figures, prepare
from plumbline.figures.indicators.figure import Figure
from plumbline.methods.shared.periods import Period, year_before
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.loading import Indicator
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text


@dataclass(frozen=True)
class Year:
    """Every figure a scheme needs in one assessment year, by indicator and region.

    ``predecessors`` gives, for each region, the regions of the year before that have become it: itself, or its old
    code, or several that merged; nothing where no rule looks at last year. ``parted`` gives those of which a part only
    has become it. ``back`` are the years before, as far as an item is measured over several, the newest first.
    """

    period: Period
    before: Period
    indicators: Mapping[str, Indicator]
    now: Mapping[str, Mapping[str, Figure]]
    earlier: Mapping[str, Mapping[str, Figure]]
    predecessors: Mapping[str, tuple[str, ...]]
    parted: Mapping[str, tuple[str, ...]]
    back: tuple[Back, ...] = ()

    def last_year(self, item: Item, region: str) -> tuple[Figure | None, Text]:
        """Last year's figure for ``item`` in ``region``; or None and why there is nothing to compare with."""
        codes = self.predecessors.get(region, ())
        if parted := self.parted.get(region):
            joined = ", ".join(parted)
            return None, Text(f"The region was formed since last year out of {joined}, which was split: figures do not "
                              "compare", f"本地区上年以来由{joined}拆分而成，数据不可比")
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


    def over(self, item: Item, region: str) -> list[tuple[Period, Decimal | None]]:
        """The values of ``item`` over its years, the newest first; None where a year has none to compare with."""
        assert item.over is not None
        figure = self.now[item.figure][region]
        found = [(self.period, None if figure.value is None else value_of(figure))]
        for each in self.back[:item.over.years - 1]:
            codes = each.predecessors.get(region, ())
            then = each.figures[item.figure][codes[0]] if len(codes) == 1 else None
            found.append((each.period, None if then is None or then.value is None else value_of(then)))
        return found


@dataclass(frozen=True)
class Back:
    """One year before: its figures by indicator and region, and for each region of now those that have become it."""

    period: Period
    figures: Mapping[str, Mapping[str, Figure]]
    predecessors: Mapping[str, tuple[str, ...]]


def nothing_counted(figure: Figure) -> Text:
    """Why a figure has no value, as a sentence without its full stop."""
    title, why = figure.indicator.title, figure.missing
    if why.en and why != NOTHING:
        return Text(f"'{title.en}' has no value in {figure.period}: {why.en}",
                    f"“{title.zh}”在{figure.period}没有数值：{why.zh}")
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
    spanned = {item.figure for item in scheme.items if item.over}
    longest = max((item.over.years for item in scheme.items if item.over), default=1)
    earlier = [before]
    while len(earlier) < longest - 1:
        earlier.append(year_before(earlier[-1]))
    prepare(cut, needed, [period, *(earlier if spanned else [before] if compared else [])])
    return Year(
        period=period,
        before=before,
        indicators={each.id: each for each in needed},
        now={each.id: figures(cut, each, period) for each in needed},
        earlier={each.id: figures(cut, each, before) for each in compared},
        predecessors=_predecessors(cut.tree().at(before.last), tree) if compared else {},
        parted=_parted(cut.tree().at(before.last), tree) if compared else {},
        back=tuple(Back(each, {id: figures(cut, indicators[id], each) for id in spanned},
                        _predecessors(cut.tree().at(each.last), tree)) for each in earlier if spanned),
    )


def _predecessors(before: TreeAt, now: TreeAt) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in before.codes:
        target = now.goes_on_as(code)
        if target is not None:
            found[target] = (*found.get(target, ()), code)
    return found


def _parted(before: TreeAt, now: TreeAt) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in before.codes:
        parts = now.parts_of(code)
        for part in parts if len(parts) > 1 and code not in now else ():
            found[part] = (*found.get(part, ()), code)
    return found
