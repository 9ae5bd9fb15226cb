"""A figure as a page shows it: every number already in words, every link already made (PAGES.md, component 1)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from plumbline.figures.indicators.absent import NOTHING
from plumbline.figures.indicators.figure import Figure
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.charts.draw import Bar, bar
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.records.core import kinds
from plumbline.records.core.fields import Spec
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.indicators.definitions import CNY, COUNT
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

YUAN = Text("yuan", "元")

@dataclass(frozen=True, slots=True)
class Change:
    """Against the period before, in words. ``direction`` is up, down or same."""

    text: str
    direction: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure, ready for the template. ``value`` is empty where there is none."""

    figure: Figure
    title: str
    value: str
    unit: str
    n_of: str
    interval: str
    level: str
    period: str
    place: str
    change: Change | None
    bar: Bar | None
    address: str
    query: str
    made: Made | None

    @property
    def indicator(self) -> Indicator:
        """Its definition."""
        return self.figure.indicator

    @property
    def quantity(self) -> str:
        """The value with its unit; empty where there is none."""
        return joined(self.value, self.unit) if self.value else ""

    @property
    def missing(self) -> str:
        """Why there is no value, as a sentence, where it is not just that no record counts."""
        why = self.figure.missing
        if not why.en or why == NOTHING:
            return ""
        return _("No value: %(reason)s.") % {"reason": words.say(why)}

    def records(self, part: str) -> str:
        """The address of the records behind a part of it."""
        return f"{self.address}/records{self.query}{'&' if self.query else '?'}of={part}"

    @property
    def numerator_records(self) -> str:
        """Records that satisfy the numerator."""
        return self.records("numerator")

    @property
    def denominator_records(self) -> str:
        """Records the figure rests on."""
        return self.records("denominator")

    @property
    def excluded_records(self) -> str:
        """Records of place and period that it leaves out."""
        return self.records("excluded")


def view_of(figure: Figure, tree: TreeAt, latest: str = "") -> FigureView:
    """The face of ``figure``. Addresses name its cut unless it is the ``latest``."""
    of = figure.indicator
    query = "" if figure.cut == latest else f"?{urlencode({'cut': figure.cut})}"
    held = figure.interval
    return FigureView(
        figure=figure, title=words.say(of.title), value=words.number(figure.value) if figure.value else "",
        unit=unit(of.unit), n_of=_n_of(figure), period=words.period(figure.period),
        interval="" if held is None else _("%(low)s to %(high)s") % {
            "low": words.number(held.low), "high": words.number(held.high)},
        level="" if held is None else _percent(held.level), place=words.say(tree.name(figure.region)),
        change=_change(figure), bar=bar(figure),
        address=reverse("figure", args=(of.id, figure.region, figure.period)), query=query,
        made=None if figure.made is None else made(figure, tree, query),
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What a figure of figures rests on. ``parts`` are name, value and address; ``listed`` and ``unknown`` names, each
    under its heading; ``holds`` what can be said of a movement."""

    parts: list[tuple[str, str, str]]
    heading: str
    listed: list[str]
    unknown: list[str]
    holds: list[tuple[str, str]]


def made(figure: Figure, tree: TreeAt, query: str) -> Made:
    """The words of ``figure.made``: a part of another region names it."""
    held = figure.made
    assert held is not None
    parts = []
    for part in held.parts:
        where = "" if part.indicator.endswith(".grades") else reverse(
            "figure", args=(part.indicator, part.region, part.period))
        value = part.value if part.value is None or not part.unit else joined(words.number(part.value), unit(part.unit))
        name = words.say(part.name)
        if part.region != figure.region:
            name = f"{name} · {words.say(tree.name(part.region)) if part.region in tree else part.region}"
        parts.append((name, value or "–", where + query if where else ""))
    heading = {
        "coverage": _("Those that have none"), "rank": _("Of the same rank"), "streak": _("Of the same grade"),
    }.get(held.form, "")
    movements = {"risen": _("risen"), "fallen": _("fallen"), "steadily risen": _("steadily risen"),
                 "steadily fallen": _("steadily fallen"), "unchanged": _("unchanged")}
    answers = {True: _("yes"), False: _("no"), None: _("not known")}
    return Made(parts, heading, [words.say(name) for _code, name in held.listed],
                [words.say(name) for _code, name in held.unknown],
                [(movements[name], answers[one]) for name, one in (held.holds or {}).items()])


def method(figure: Figure) -> str:
    """How the interval was made, and what was assumed, in words."""
    if figure.interval is None:
        return ""
    known = {
        "wilson": _("Wilson’s score interval (E. B. Wilson, 1927)."),
        "stratified-wilson": _("Stratified estimate (W. G. Cochran, 1977), with Wilson’s interval on its effective "
                               "sample size (E. L. Korn and B. I. Graubard, 1998)."),
        "normal": _("Stratified estimate (W. G. Cochran, 1977), with the normal distribution."),
        "census": _("Every unit was counted, so nothing is left to estimate."),
    }
    finite = _("Corrected for a finite population.") if figure.corrected else ""
    parts = known.get(figure.interval.method, figure.interval.method), finite, words.say(figure.interval.note)
    return " ".join(part for part in parts if part)


def unit(name: str) -> str:
    """A unit as it stands behind a value."""
    if name == COUNT:
        return ""
    if name == CNY:
        return words.say(YUAN)
    if name.startswith("per "):
        return _("per %(number)s") % {"number": words.number(name.removeprefix("per "))}
    return name


def joined(value: str, name: str) -> str:
    """A value and its unit, with the space that the language puts between them."""
    return f"{value}{'' if words.chinese() else ' '}{name}".strip()


def points(name: str) -> str:
    """The unit of a difference: percentages differ by percentage points."""
    return _("percentage points") if name == "%" else unit(name)


def _n_of(figure: Figure) -> str:
    if figure.made is not None and (figure.made.among is None or figure.made.form == "trend"):
        return ""
    if figure.made is not None and figure.made.form != "coverage":
        return _("among %(number)s") % {"number": words.number(figure.made.among)}
    if figure.made is None and figure.indicator.denominator is None:
        return ""
    return _("%(part)s of %(whole)s") % {"part": words.number(figure.numerator), "whole": words.number(
        figure.denominator)}


def _percent(level: str) -> str:
    return f"{Decimal(level) * 100:f}".rstrip("0").rstrip(".") + ("%" if words.chinese() else " %")


def _change(figure: Figure) -> Change | None:
    held = figure.change
    if held is None or held.difference is None or held.value is None:
        return None
    moved = Decimal(held.difference)
    said = {"period": words.period(held.period), "value": joined(words.number(held.value), unit(figure.unit)),
            "by": joined(words.number(abs(moved)), points(figure.unit))}
    if not moved:
        return Change(_("As in %(period)s") % said, "same")
    better = figure.indicator.better
    if better == "neither":
        text = _("Up %(by)s on %(period)s (%(value)s)") if moved > 0 else _("Down %(by)s on %(period)s (%(value)s)")
    elif (moved > 0) == (better == "higher"):
        text = (_("Better: up %(by)s on %(period)s (%(value)s)") if moved > 0
                else _("Better: down %(by)s on %(period)s (%(value)s)"))
    else:
        text = (_("Worse: up %(by)s on %(period)s (%(value)s)") if moved > 0
                else _("Worse: down %(by)s on %(period)s (%(value)s)"))
    return Change(text % said, "up" if moved > 0 else "down")


def stratum_spec(indicator: Indicator) -> Spec | None:
    """The field that divides an indicator's records into strata."""
    kind = kinds.KINDS.get(indicator.of)
    for step in indicator.strata[:-1]:
        kind = kinds.KINDS.get(kind.by_name[step].refers) if kind and step in kind.by_name else None
    return kind.by_name.get(indicator.strata[-1]) if kind and indicator.strata else None


def stratum_name(indicator: Indicator, stratum: object) -> str:
    """A stratum in words."""
    if stratum is None:
        return _("not known")
    spec = stratum_spec(indicator)
    if spec is not None and spec.vocabulary:
        return words.say(vocabularies.title(spec.vocabulary, str(stratum)))
    return str(stratum)


def overlapping(one: Figure, other: Figure) -> bool | None:
    """Whether two intervals have a value in common; None where either figure has no interval."""
    if one.interval is None or other.interval is None:
        return None
    return (Decimal(one.interval.low) <= Decimal(other.interval.high)
            and Decimal(other.interval.low) <= Decimal(one.interval.high))
