"""Periods in a query: many at once, as long as no day belongs to two of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from sqlglot import exp

from plumbline.methods.shared.periods import Period

NO_DAYS = 0

class Days(Protocol):
    """Which days a query is about, and how it tells them apart."""

    def column(self, day: exp.Expr | None) -> exp.Expr:
        """The expression by which records are told apart in time; ``day`` is None for a register without days."""

    def condition(self, day: exp.Expr | None) -> exp.Expr | None:
        """Which records are spoken of; None: all."""


@dataclass(frozen=True)
class Calendar:
    """Whole years, told apart by year or, ``monthly``, by month: year * 12 + month - 1. A register without days has one
    of either, :data:`NO_DAYS`."""

    years: tuple[int, ...]
    monthly: bool

    def column(self, day: exp.Expr | None) -> exp.Expr:
        """See :class:`Days`."""
        if day is None:
            return exp.Literal.number(NO_DAYS)
        year = exp.Extract(this=exp.var("YEAR"), expression=day.copy())
        if not self.monthly:
            return year
        month = exp.Extract(this=exp.var("MONTH"), expression=day.copy())
        months = exp.Add(this=exp.Mul(this=year, expression=exp.Literal.number(12)), expression=month)
        return exp.Sub(this=months, expression=exp.Literal.number(1))

    def condition(self, day: exp.Expr | None) -> exp.Expr | None:
        """See :class:`Days`."""
        if day is None:
            return None
        runs: list[list[int]] = []
        for year in sorted(self.years):
            if runs and year == runs[-1][1] + 1:
                runs[-1][1] = year
            else:
                runs.append([year, year])
        return exp.or_(*(_between(day, date(first, 1, 1), date(last, 12, 31)) for first, last in runs))


@dataclass(frozen=True)
class Span:
    """Periods without a common day, and the column that tells them apart: ``by_key`` maps its values to periods."""

    periods: tuple[Period, ...]
    years: bool

    @cached_property
    def by_key(self) -> dict[int, Period]:
        """Column value -> period."""
        return {period.first.year if self.years else index: period for index, period in enumerate(self.periods)}

    def column(self, day: exp.Expr | None) -> exp.Expr:
        """The expression whose value is a key of ``by_key``; of a register without days, every row is in the period."""
        if day is None or len(self.periods) == 1:
            return exp.Literal.number(next(iter(self.by_key)))
        if self.years:
            return exp.Extract(this=exp.var("YEAR"), expression=day.copy())
        branches = exp.Case()
        for key, period in self.by_key.items():
            branches = branches.when(_between(day, period.first, period.last), exp.Literal.number(key))
        return branches

    def condition(self, day: exp.Expr | None) -> exp.Expr | None:
        """Which days are in any of the periods."""
        if day is None:
            return None
        ordered = sorted(self.periods, key=lambda each: each.first)
        runs: list[tuple[date, date]] = []
        for period in ordered:
            if runs and (period.first - runs[-1][1]).days == 1:
                runs[-1] = (runs[-1][0], period.last)
            else:
                runs.append((period.first, period.last))
        return exp.or_(*(_between(day, first, last) for first, last in runs))


def spans(periods: Iterable[Period], *, dated: bool) -> list[Span]:
    """As few spans as possible that hold every period once. A register without days gets one span for each period,
    since all its rows are in each of them."""
    layers: list[list[Period]] = []
    for period in sorted(dict.fromkeys(periods), key=lambda each: (each.first, each.last, each.text)):
        free = next((layer for layer in layers if dated and layer[-1].last < period.first), None)
        if free is None:
            layers.append([period])
        else:
            free.append(period)
    return [Span(tuple(layer), all(_is_year(period) for period in layer)) for layer in layers]


def _is_year(period: Period) -> bool:
    year = period.first.year
    return period.first == date(year, 1, 1) and period.last == date(year, 12, 31)


def day_literal(day: date) -> exp.Expr:
    """``CAST('2013-01-31' AS DATE)``."""
    return exp.cast(exp.Literal.string(day.isoformat()), "date")


def _between(day: exp.Expr, first: date, last: date) -> exp.Expr:
    return exp.Between(this=day.copy(), low=day_literal(first), high=day_literal(last))
