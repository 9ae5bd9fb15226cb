"""A figure: the number, and everything a reader needs to decide whether to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from plumbline.figures.indicators.parted import Parted
from plumbline.figures.indicators.tally import Stratum
from plumbline.rulebook.indicators.formulas import Number
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

CORRECTED = ("stratified-wilson", "normal")
"""Methods of intervals that make the finite-population correction where the population is known."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of the value, in its unit, as decimal strings; ``level`` is "0.95", say; ``method`` is a stable name, and
    ``note`` what was assumed, in words."""

    low: str
    high: str
    level: str
    method: str
    note: Text = field(default_factory=Text)

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"low": self.low, "high": self.high, "level": self.level, "method": self.method}


@dataclass(frozen=True, slots=True)
class Layer:
    """One stratum. ``n`` is its denominator; ``weight`` the count it is weighted with and ``share`` the weight it got
    after the strata without observations were left out ("" where the figure is not weighted). ``units``: how many
    units it has in all, where something else weighs it."""

    stratum: Stratum
    numerator: Number
    denominator: Number
    value: str | None
    weight: Number | None = None
    share: str = ""
    units: Number | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "stratum": self.stratum, "numerator": plain(self.numerator), "denominator": plain(self.denominator),
            "value": self.value, "weight": None if self.weight is None else plain(self.weight), "share": self.share,
            "units": None if self.units is None else plain(self.units),
        }


@dataclass(frozen=True, slots=True)
class Excluded:
    """Records of the region and period that the denominator does not rest on, by reason: ``when`` (the definition
    leaves them out), ``unit`` (they name no unit to group by), ``uncounted`` (its filters do not count them), and
    ``split``: the definition speaks of them, and ``parted`` tells of which regions they are that lie here in part."""

    when: int = 0
    unit: int = 0
    uncounted: int = 0
    parted: tuple[Parted, ...] = ()

    @property
    def split(self) -> int:
        """Records of regions that lie here in part."""
        return sum(each.records for each in self.parted)

    @property
    def total(self) -> int:
        """All of them."""
        return self.when + self.unit + self.uncounted + self.split

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"total": self.total, "when": self.when, "unit": self.unit, "uncounted": self.uncounted,
                "split": self.split, "parted": [each.as_dict() for each in self.parted]}


@dataclass(frozen=True, slots=True)
class Change:
    """Against the period before: its figure, and the difference of the two values (None where either has none)."""

    period: str
    numerator: Number
    denominator: Number
    value: str | None
    difference: str | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "period": self.period, "numerator": plain(self.numerator), "denominator": plain(self.denominator),
            "value": self.value, "difference": self.difference,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One figure that another is made of. ``role`` says which: ``above``, ``below``, ``of``, or a unit or a year."""

    role: str
    name: Text
    indicator: str
    region: str
    period: str
    value: str | None
    unit: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"role": self.role, "name": self.name.as_dict(), "indicator": self.indicator, "region": self.region,
                "period": self.period, "value": self.value, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Made:
    """What a figure of figures rests on. ``parts`` open to their own records. ``among`` is how many were ranked, or are
    on the list; ``listed`` are the codes that are the answer beside the number, with their names: those of equal rank
    or grade, or the units that have none; ``unknown`` are those without a value; ``holds`` what can be said of a
    movement (None: not known)."""

    form: str
    parts: tuple[Part, ...]
    among: int | None = None
    listed: tuple[tuple[str, Text], ...] = ()
    unknown: tuple[tuple[str, Text], ...] = ()
    holds: Mapping[str, bool | None] | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"form": self.form, "parts": [each.as_dict() for each in self.parts], "among": self.among,
                "listed": [{"code": code, "name": name.as_dict()} for code, name in self.listed],
                "unknown": [{"code": code, "name": name.as_dict()} for code, name in self.unknown],
                "holds": None if self.holds is None else dict(self.holds)}


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator in one region and period, from one cut.

    ``value`` is a decimal string in ``unit``, or None where ``missing`` says why there is none. A count has denominator
    1. Of a weighted figure, numerator and denominator are the raw counts beside the value; ``unobserved`` are the
    strata that have a weight and no observation: the other weights were renormalised; where ``unweighted`` strata have
    observations and no weight, there is no value. ``se`` is the standard error of an estimate, in ``unit``, and
    ``note`` what was assumed or could not be told. ``n`` is the number of things in the
    denominator (its numerator, for a count; the records, where amounts are added up); ``population`` N of which they
    are a sample, or None. ``behind`` is the number of records it rests on and ``own`` how many of all records are
    stamped with the region itself, in none of its parts. ``exact`` is the value before it was rounded; ``made`` is what
    a figure made of others rests on. ``root`` and ``records`` are filled in on request.
    """

    indicator: Indicator
    region: str
    period: str
    numerator: Number
    denominator: Number
    value: str | None
    interval: Interval | None
    cut: str
    n: Number
    population: Number | None
    behind: int
    own: int
    excluded: Excluded
    strata: tuple[Layer, ...] = ()
    unobserved: tuple[Stratum, ...] = ()
    unweighted: tuple[Stratum, ...] = ()
    missing: Text = field(default_factory=Text)
    se: str | None = None
    note: Text = field(default_factory=Text)
    exact: Fraction | None = None
    made: Made | None = None
    change: Change | None = None
    root: str | None = None
    records: tuple[dict[str, Any], ...] | None = None

    @property
    def unit(self) -> str:
        """The unit of ``value``."""
        return self.indicator.unit

    @property
    def corrected(self) -> bool:
        """Whether interval and standard error are corrected for the finite population."""
        return self.population is not None and self.interval is not None and self.interval.method in CORRECTED

    @property
    def definition_sha256(self) -> str:
        """What was computed."""
        return self.indicator.definition_sha256

    @property
    def internal(self) -> bool:
        """Whether it is for officers only."""
        return self.indicator.internal

    def as_dict(self) -> dict[str, Any]:
        """The document of ``plumb figure --json``."""
        of = self.indicator
        return {
            "indicator": of.id, "region": self.region, "period": self.period,
            "numerator": plain(self.numerator), "denominator": plain(self.denominator), "value": self.value,
            "unit": self.unit, "interval": self.interval.as_dict() if self.interval else None, "cut": self.cut,
            "definition_sha256": self.definition_sha256, "root": self.root,
            "records": None if self.records is None else [_record(each) for each in self.records],
            "title": of.title.as_dict(), "meaning": of.meaning.as_dict(), "citation": of.cites.as_dict(),
            "n": plain(self.n), "population": None if self.population is None else plain(self.population),
            "behind": self.behind, "own": self.own, "excluded": self.excluded.as_dict(),
            "strata": [layer.as_dict() for layer in self.strata], "unobserved": list(self.unobserved),
            "unweighted": list(self.unweighted), "missing": self.missing.as_dict() if self.missing.en else None,
            "made": self.made.as_dict() if self.made else None, "se": self.se,
            "note": self.note.as_dict() if self.note.en else None,
            "change": self.change.as_dict() if self.change else None, "exposure": of.exposure,
        }


def plain(number: Number) -> int | str:
    """An integer as it is; a decimal as a string, so that JSON keeps its digits."""
    return number if isinstance(number, int) else format(number, "f")


def _record(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str | None) else str(value) for name, value in row.items()}


def figure_of(indicator: str, region: str) -> Text:
    """Which figure an error is about."""
    return Text(f"{indicator} of {region}", f"{region}的{indicator}")
