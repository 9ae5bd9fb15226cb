"""Figures made of others: each part is a figure of its own and opens to its records; the last step is exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeAlias, TypeVar

from plumbline.errors import MethodError
from plumbline.figures.indicators.figure import Excluded, Figure, Made, Part
from plumbline.figures.indicators.grade_streaks import graded, on_record
from plumbline.figures.indicators.naming import named
from plumbline.figures.indicators.session import FigureSession
from plumbline.figures.indicators.values import shown
from plumbline.methods.shared import derived_values
from plumbline.methods.shared.periods import Period, year_before
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.rulebook.indicators.compositions import COVERAGE, MOST_YEARS, RANK, RATIO, TREND
from plumbline.rulebook.indicators.indicator import Composition, Indicator
from plumbline.text import Text

Of = TypeVar("Of")


class Look(Protocol):
    """Where figures are looked up."""

    def __call__(self, indicator: Indicator, region: str, period: Period) -> Figure:
        """The figure of one indicator, region and period."""

    def values(self, indicator: Indicator, regions: Sequence[str], period: Period) -> dict[str, Fraction]:
        """The exact values of those regions that have one."""

    def once(self, key: tuple[Any, ...], make: Callable[[], Of]) -> Of:
        """What ``make`` gives, made once for each ``key``."""


Looked: TypeAlias = tuple[Fraction | None, Text, Made, Text]
"""The exact value, why there is none, what it is made of, and a note."""


def plain_parts(indicator: Indicator) -> tuple[Indicator, ...]:
    """The indicators at the bottom, each once: what must be counted."""
    if indicator.composed is None:
        return (indicator,)
    return tuple(dict.fromkeys(each for part in indicator.composed.parts for each in plain_parts(part)))


def years_of(indicator: Indicator, period: Period) -> tuple[Period, ...]:
    """The periods whose counts a figure of ``period`` needs, that one first."""
    made = indicator.composed
    if made is None:
        return (period,)
    reach = made.years if made.form == TREND else 1
    own = _back(period, reach)
    return tuple(dict.fromkeys(each for one in own for part in made.parts for each in years_of(part, one)))


def compose(session: FigureSession, indicator: Indicator, region: str, period: Period, look: Look) -> Figure:
    """The figure of ``region``."""
    made = indicator.composed
    assert made is not None
    tree = session.tree(period)
    how = {RATIO: _ratio, RANK: _rank, TREND: _trend}.get(made.form)
    if how is not None:
        value, missing, told, note = how(made, region, period, tree, look)
    elif made.form == COVERAGE:
        value, missing, told, note = _coverage(session, made, region, period, tree, look)
    elif made.scope:
        rows = look.once((made.scope, period.text), lambda: on_record(session, made.scope, tree))
        value, missing, told, note = graded(rows, made, region, period)
    else:
        value, missing, told, note = _streak(made, region, period, look)
    exact = None if value is None else value * (indicator.scale if made.form in (RATIO, COVERAGE) else 1)
    base = look(made.parts[0], region, period)
    # A quotient as whole numbers; anything else is a number of its own.
    quotient = made.form in (RATIO, COVERAGE) and value is not None
    above = value.numerator if quotient and value is not None else _number(value)
    below = value.denominator if quotient and value is not None else 1
    if made.form == COVERAGE and told.among is not None:
        above, below = told.among - len(told.listed) - len(told.unknown), told.among
    return Figure(
        indicator=indicator, region=region, period=period.text, numerator=above, denominator=below,
        value=shown(exact, indicator.places), interval=None, cut=session.cut.id, n=told.among or len(told.parts),
        population=None, behind=base.behind, own=base.own, excluded=Excluded(), missing=missing, note=note, exact=exact,
        made=told,
    )


def _number(value: Fraction | None) -> int:
    return int(value) if value is not None and value.denominator == 1 else 0


def _part(role: str, name: Text, figure: Figure) -> Part:
    return Part(role, name, figure.indicator.id, figure.region, figure.period, figure.value, figure.unit)


def _no_value(figure: Figure, place: Text) -> Text:
    title = figure.indicator.title
    return Text(f"'{title.en}' of {place.en} has no value in {figure.period}",
                f"“{title.zh}”在{place.say('zh')}{figure.period}没有数值")


def _no_whole(figure: Figure, place: Text) -> Text:
    if figure.exact is None:
        return _no_value(figure, place)
    title = figure.indicator.title
    return Text(f"'{title.en}' of {place.en} is zero", f"“{title.zh}”在{place.say('zh')}为零")


def _ratio(made: Composition, region: str, period: Period, tree: TreeAt, look: Look) -> Looked:
    parts, shares = [], []
    missing = Text()
    above = region
    if made.share_of:
        above = next((code for code in (region, *tree.ancestors(region)) if tree.level(code) == made.share_of), "")
        if not above:
            return None, Text(f"there is no region of level {made.share_of} above it",
                              f"其上没有“{made.share_of}”层级的地区"), Made(RATIO, ()), Text()
    for role, indicator in zip(("above", "below"), made.parts, strict=True):
        here = look(indicator, region, period)
        parts.append(_part(role, indicator.title, here))
        value = here.exact
        missing = missing if value is not None or missing.en else _no_value(here, tree.name(region))
        if made.share_of:
            whole = look(indicator, above, period)
            parts.append(_part(f"{role}.whole", indicator.title, whole))
            if whole.exact is None or not whole.exact:
                missing = missing if missing.en else _no_whole(whole, tree.name(above))
                value = None
            elif value is not None:
                value = value / whole.exact
        shares.append(value)
    top, bottom = shares
    if not missing.en and not bottom:
        missing = Text("what it is divided by is zero", "除数为零")
    value = top / bottom if not missing.en and top is not None and bottom else None
    return value, missing, Made(RATIO, tuple(parts)), Text()


def _rank(made: Composition, region: str, period: Period, tree: TreeAt, look: Look) -> Looked:
    (of,) = made.parts
    top = next((code for code in tree.ancestors(region) if tree.level(code) == made.within), "") if made.within else ""
    same = tree.of_level(tree.level(region))
    codes = [code for code in same if not made.within or (top and top in tree.ancestors(code))]
    if made.within and not top:
        return None, Text(f"there is no region of level {made.within} above it",
                          f"其上没有“{made.within}”层级的地区"), Made(RANK, ()), Text()
    known = look.values(of, codes, period)
    places = look.once((of.id, period.text, tree.level(region), top, made.ties, made.higher),
                         lambda: derived_values.ranks(known, made.ties, higher=made.higher))
    equal = tuple((code, tree.name(code)) for code in codes if code != region and code in known
                  and known[code] == known.get(region))
    unknown = tuple((code, tree.name(code)) for code in codes if code not in known)
    here = look(of, region, period)
    told = Made(RANK, (_part("of", of.title, here),), len(known), equal, unknown)
    note = Text(f"{len(unknown)} of {len(codes)} have no value and no rank.",
                f"{len(codes)}个地区中有{len(unknown)}个没有数值，不参加排名。") if unknown else Text()
    if region not in known:
        return None, _no_value(here, tree.name(region)), told, note
    return Fraction(places[region]), Text(), told, note


def _coverage(session: FigureSession, made: Composition, region: str, period: Period, tree: TreeAt,
              look: Look) -> Looked:
    of, *among = made.parts
    here = look(of, region, period)
    if made.level:
        codes = [code for code in (region, *tree.descendants(region)) if tree.level(code) == made.level]
        names = {code: tree.name(code) for code in codes}
        figures = {code: look(of, code, period) for code in codes}
        values = {code: figure.exact for code, figure in figures.items()}
        parts = tuple(_part(code, names[code], figures[code]) for code in codes)
    else:
        parts = (_part("of", of.title, here),)
        names = dict(made.titles)
        for register in among:
            listed = look(register, region, period)
            parts += (_part("among", register.title, listed),)
            names = named(session, register, [str(layer.stratum) for layer in listed.strata if layer.numerator])
        counts = {layer.stratum: layer for layer in here.strata}
        values = {code: Fraction(counts[code].numerator) if code in counts else Fraction(0) for code in names}
    unknown = tuple((code, names[code]) for code, value in values.items() if value is None)
    none = tuple((code, names[code]) for code, value in values.items() if value is not None and not made.holds(value))
    told = Made(COVERAGE, parts, len(names), none, unknown)
    if not names:
        return None, Text("the list is empty", "名单为空"), told, Text()
    if unknown:
        listed_en, listed_zh = _listed([name for _, name in unknown])
        return None, Text(f"it is not known of {listed_en}", f"{listed_zh}情况未知"), told, Text()
    return Fraction(len(names) - len(none), len(names)), Text(), told, Text()


def _streak(made: Composition, region: str, period: Period, look: Look) -> Looked:
    (of,) = made.parts
    parts: list[Part] = []
    holds: list[bool | None] = []
    for year in _back(period, MOST_YEARS):
        try:
            figure = look(of, region, year)
        except MethodError:
            holds.append(None)
            break
        parts.append(_part(year.text, Text(year.text, year.text), figure))
        holds.append(None if figure.exact is None else made.holds(figure.exact))
        if not holds[-1]:
            break
    found = derived_values.streak(holds)
    told = Made(made.form, tuple(parts))
    if found.unknown and not found.years:
        return None, Text("there is no value for this year", "本年没有数值"), told, Text()
    note = Text()
    if found.unknown and found.broken_by is not None:
        gap = _back(period, found.broken_by + 1)[-1].text
        note = Text(f"Nothing is known of {gap}, so it may be longer.", f"{gap}情况不明，实际可能更长。")
    elif found.broken_by is None:
        note = Text(f"It was looked back {MOST_YEARS} years at most.", f"最多回溯{MOST_YEARS}年。")
    return Fraction(found.years), Text(), told, note


def _trend(made: Composition, region: str, period: Period, tree: TreeAt, look: Look) -> Looked:
    (of,) = made.parts
    years = list(reversed(_back(period, made.years)))
    figures = [look(of, region, year) for year in years]
    values = [figure.exact for figure in figures]
    parts = tuple(_part(year.text, Text(year.text, year.text), figure)
                  for year, figure in zip(years, figures, strict=True))
    gaps = tuple((year.text, Text(year.text, year.text)) for year, value in zip(years, values, strict=True)
                 if value is None)
    told = Made(TREND, parts, len(years), (), gaps, derived_values.movement(values))
    note = Text()
    if gaps:
        said_en, said_zh = _listed([name for _, name in gaps])
        note = Text(f"There is no value for {said_en}.", f"{said_zh}没有数值。")
    if values[0] is None or values[-1] is None or len(values) < made.years:
        return None, Text("the first or the last of the years has no value", "首年或末年没有数值"), told, note
    return values[-1] - values[0], Text(), told, note


def _back(period: Period, years: int) -> list[Period]:
    """``period`` and the same of the years before, latest first; fewer at the beginning of time."""
    found = [period]
    while len(found) < years:
        try:
            found.append(year_before(found[-1]))
        except MethodError:
            break
    return found


def _listed(names: Sequence[Text]) -> tuple[str, str]:
    return ", ".join(name.en for name in names), "、".join(name.say("zh") for name in names)
