"""Published results as pages show them: who got which grade, and how that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from plumbline.interfaces.shared.words import number
from plumbline.interfaces.web.core import world
from plumbline.procedures.assessment.results import reading as results_reading
from plumbline.procedures.assessment.scoring import reading as assessment_reading
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Graded:
    """One region in one assessment."""

    code: str
    name: Text
    score: Decimal | None
    grade: str
    rank: int | None
    withheld: Text
    veto: str
    places: int

    @property
    def shown(self) -> str:
        """The score with the places its scheme gives."""
        return "\u2013" if self.score is None else number(self.score, self.places)


@dataclass(frozen=True)
class Result:
    """One assessment. ``number`` is what procedures know it by; ``head`` says what holds for all its regions,
    ``totals`` what they got together (``records.results.totals``), ``root`` is the SHA-256 of all of it."""

    number: int
    scheme: str
    year: str
    cut: str
    head: dict[str, Any]
    totals: dict[str, Any]
    root: str

    @cached_property
    def ranked(self) -> list[Graded]:
        """Best first; regions without a grade last."""
        found = [Graded(one.code, one.name, one.score, one.grade, one.rank, one.withheld, one.veto, self.places)
                 for one in results_reading.lines(self.number)]
        return sorted(found, key=lambda one: (one.rank is None, one.rank or 0, natural(one.code)))

    @cached_property
    def regions(self) -> dict[str, Graded]:
        """Every region assessed, by code."""
        return {one.code: one for one in self.ranked}

    @cached_property
    def words(self) -> dict[str, Text]:
        """Grade -> its word."""
        return {band["grade"]: text(band.get("title")) for band in self.head["bands"]}

    @property
    def places(self) -> int:
        """The decimal places of its points and scores."""
        return int(self.head["rounding"]["places"])


def text(value: Any) -> Text:
    """A phrase of the document in both languages."""
    return Text.of(value or "")


def natural(code: str) -> tuple[Any, ...]:
    """Codes that are numbers in the order of numbers, before all others."""
    return (0, int(code), "") if code.isdecimal() else (1, 0, code)


def scheme_here() -> str:
    """The scheme whose grades this home shows: its world's, else that of its latest assessment; empty: none."""
    held = world.here()
    if held is not None and held.scheme:
        return held.scheme
    last = assessment_reading.published().order_by("-made_at").values_list("scheme", flat=True).first()
    return str(last or "")


def newest(scheme: str) -> dict[str, results_reading.Version]:
    """The version that counts of each year this scheme was assessed for, the newest year first."""
    found = results_reading.newest(scheme) if scheme else {}
    return {year: found[of, year] for of, year in reversed(found)}


def of_version(one: results_reading.Version) -> Result:
    """The result of one version of a year."""
    return _result(one.number, one.scheme, one.year, one.cut, one.made_at, one.root)


@lru_cache(maxsize=32)
def _result(number: int, scheme: str, year: str, cut: str, _made_at: datetime, root: str) -> Result:
    return Result(number, scheme, year, cut, *results_reading.head(number), root)
