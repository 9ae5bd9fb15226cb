"""Kept assessments as pages read them: who got which grade, for what, and how that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from plumbline.interfaces.web import world
from plumbline.interfaces.web.words import number
from plumbline.records.assessment import Assessment
from plumbline.text import Text


@dataclass(frozen=True)
class Graded:
    """One region in one assessment."""

    code: str
    name: Text
    score: Decimal | None
    grade: str
    rank: int | None
    withheld: Text
    veto: str
    items: tuple[dict[str, Any], ...]
    places: int

    @property
    def shown(self) -> str:
        """The score with the places its scheme gives."""
        return "\u2013" if self.score is None else number(self.score, self.places)


@dataclass(frozen=True)
class Result:
    """One assessment."""

    scheme: str
    year: str
    cut: str
    document: dict[str, Any]

    @cached_property
    def regions(self) -> dict[str, Graded]:
        """Every region assessed, by code."""
        places = int(self.document["rounding"]["places"])
        return {raw["code"]: _graded(raw, places) for raw in self.document["regions"]}

    @cached_property
    def ranked(self) -> list[Graded]:
        """Best first; regions without a grade last."""
        return sorted(self.regions.values(), key=lambda one: (one.rank is None, one.rank or 0, natural(one.code)))

    @cached_property
    def words(self) -> dict[str, Text]:
        """Grade -> its word."""
        return {band["grade"]: text(band.get("title")) for band in self.document["bands"]}


def _graded(raw: dict[str, Any], places: int) -> Graded:
    score = raw.get("score")
    return Graded(
        code=raw["code"], name=text(raw.get("names") or raw.get("name")),
        score=None if score is None else Decimal(str(score)), grade=raw.get("grade") or "", rank=raw.get("rank"),
        withheld=text(raw.get("withheld_words") or raw.get("withheld")),
        veto=raw.get("veto") or "", items=tuple(raw.get("items", ())), places=places,
    )


def text(value: Any) -> Text:
    """A phrase of the document in both languages."""
    if isinstance(value, dict):
        return Text(value.get("en", ""), value.get("zh", ""))
    return Text(value or "", value or "")


def natural(code: str) -> tuple[Any, ...]:
    """Codes that are numbers in the order of numbers, before all others."""
    return (0, int(code), "") if code.isdecimal() else (1, 0, code)


def scheme_here() -> str:
    """The scheme whose grades this home shows: its world's, else that of its latest assessment; empty: none."""
    held = world.here()
    if held is not None and held.scheme:
        return held.scheme
    last = Assessment.objects.order_by("-made_at").values_list("scheme", flat=True).first()
    return str(last or "")


def years_of(scheme: str) -> list[str]:
    """The years this scheme was assessed for, newest first."""
    if not scheme:
        return []
    found = Assessment.objects.filter(scheme=scheme).order_by().values_list("year", flat=True).distinct()
    return sorted(found, reverse=True)


def result(scheme: str, year: str) -> Result | None:
    """The latest assessment of ``year``; None where there was none."""
    made = Assessment.objects.filter(scheme=scheme, year=year).order_by("-made_at", "-pk")
    kept = made.values_list("pk", "cut", "made_at").first()
    return _result(*kept) if kept else None


@lru_cache(maxsize=16)
def _result(key: int, _cut: str, _made_at: datetime) -> Result:
    kept = Assessment.objects.get(pk=key)
    return Result(kept.scheme, kept.year, kept.cut, kept.document)
