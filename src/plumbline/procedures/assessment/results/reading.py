"""Published results as pages and programs read them: versions of a year, its regions, trends, objections.

Only what is published is read here (``assessment_reading.published``). No name of a person is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import timezone

from plumbline.home import Home
from plumbline.methods.assessment.flows import flow as flows
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.scoring.reading import published
from plumbline.records.assessment import results
from plumbline.records.assessment.determinations import AssessedRegion, Assessment
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core.readings import while_unchanged
from plumbline.records.core.region_trees import tree
from plumbline.rulebook.flows.flows import flow_for, load_flows
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Version:
    """One published result of a year. ``number`` is that of the assessment, ``place`` counts from 1; ``root`` is the
    SHA-256 of its document, which entry ``journal`` of the journal sealed."""

    number: int
    scheme: str
    year: str
    cut: str
    made_at: datetime
    place: int
    root: str
    journal: int


@dataclass(frozen=True, slots=True)
class RegionResult:
    """One region in a result. ``score`` and ``rank`` are None, ``grade`` empty, where ``withheld`` says why."""

    code: str
    name: Text
    score: Decimal | None
    grade: str
    rank: int | None
    veto: str
    withheld: Text


@dataclass(frozen=True, slots=True)
class Mark:
    """What one region got in one year."""

    year: str
    score: Decimal | None
    grade: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What a region objected to. ``state`` is open, upheld or dismissed; ``due`` the last day to answer it, ``left``
    the days until then (below 0: so many days late), None once it is answered; ``version`` the result that corrected
    it, None where none did."""

    number: int
    region: str
    item: str
    text: str
    made_on: date
    late: bool
    state: str
    answered_on: date | None
    due: date | None
    left: int | None
    version: int | None

    @property
    def overdue(self) -> int:
        """How many days its answer is late."""
        return 0 if self.left is None else max(0, -self.left)


@dataclass(frozen=True, slots=True)
class Objecting:
    """The objections to a year, newest first, and until when more may be made; ``under_way`` while an upheld one awaits
    its correction."""

    objections: tuple[Objection, ...]
    until: date | None
    left: int | None
    under_way: bool

    @property
    def open(self) -> int:
        """How many are not answered."""
        return sum(1 for one in self.objections if one.state == OPEN)


def versions(scheme: str = "", year: str = "") -> list[Version]:
    """Every published result, oldest first: of a year, of all years of a scheme, or of all schemes."""
    return list(while_unchanged(("versions", scheme, year), lambda: _versions(scheme, year)))


def _versions(scheme: str, year: str) -> list[Version]:
    asked = {name: value for name, value in (("scheme", scheme), ("year", year)) if value}
    found: list[Version] = []
    places: dict[tuple[str, str], int] = {}
    for row in published().filter(**asked).select_related("entry").order_by("made_at", "pk"):
        place = places[row.scheme, row.year] = places.get((row.scheme, row.year), 0) + 1
        found.append(Version(row.pk, row.scheme, row.year, row.cut, row.made_at, place, row.entry.root,
                             row.entry.number))
    return found


def newest(scheme: str = "") -> dict[tuple[str, str], Version]:
    """The version that counts of each year, by scheme and year, in their order."""
    found = {(one.scheme, one.year): one for one in versions(scheme)}
    return dict(sorted(found.items()))


def head(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a result says of all its regions, and what they got together by item (``records.results.totals``)."""
    kept = Assessment.objects.get(pk=number)
    return kept.head, kept.totals


def lines(number: int) -> list[RegionResult]:
    """Every region of a result, best first, those without a rank last."""
    rows = AssessedRegion.objects.filter(assessment=number).order_by("place").values_list(
        "code", "name_en", "name_zh", "score", "grade", "rank", "veto", "withheld")
    return [RegionResult(code, Text(en, zh), _exact(score), grade, rank, veto, Text.of(withheld or ""))
            for code, en, zh, score, grade, rank, veto, withheld in rows]


def counts(numbers: Iterable[int]) -> dict[int, dict[str, int]]:
    """For each of these results how many regions got each grade; without a grade under the empty one."""
    found: dict[int, dict[str, int]] = {number: {} for number in numbers}
    rows = AssessedRegion.objects.filter(assessment__in=found).order_by().values("assessment", "grade")
    for row in rows.annotate(count=Count("pk")):
        found[row["assessment"]][row["grade"]] = row["count"]
    return found


def marks(of: Iterable[Version], codes: Iterable[str]) -> dict[str, list[Mark]]:
    """What each of these regions got in each of these results, in their order."""
    years = {one.number: one.year for one in of}
    found: dict[str, list[Mark]] = {code: [] for code in codes}
    rows = AssessedRegion.objects.filter(assessment__in=years, code__in=found).values_list(
        "assessment", "code", "score", "grade")
    by_key = {(number, code): Mark(years[number], _exact(score), grade) for number, code, score, grade in rows}
    for code, kept in found.items():
        kept += [mark for number in years if (mark := by_key.get((number, code))) is not None]
    return found


def objecting(home: Home, scheme: Scheme, year: str, *, on: date) -> Objecting | None:
    """The objections to a published year and their days as of ``on``; None for a year without a procedure, or not
    published yet. ``scheme`` is the version that governs the year."""
    round = Round.objects.filter(scheme=scheme.id, year=year).first()
    if round is None:
        return None
    rows = list(RoundEvent.objects.filter(
        round=round, act__in=(acts.OBJECT, acts.RULE, acts.PUBLISH)).defer("document").order_by("pk"))
    out = [row for row in rows if row.act == acts.PUBLISH]
    if not out:
        return None
    period = scheme.year.period(year)
    flow = flow_for(load_flows(home), round.flow, period, scheme.file)
    here, first = tree().at(period.last), timezone.localdate(out[0].at)

    def last_day(stage: str) -> date | None:
        found = flow.stage(stage)
        return None if found is None else found.due.day(period, first)

    rulings = {row.about: row for row in rows if row.act == acts.RULE}
    made = [_objection(row, rulings.get(row.pk), out, last_day(flows.ANSWER), on, here.goes_on_as)
            for row in rows if row.act == acts.OBJECT]
    until = last_day(flows.OBJECT)
    return Objecting(tuple(reversed(made)), until, _days(until, on),
                     any(one.state == acts.UPHELD and one.version is None for one in made))


def _objection(row: RoundEvent, ruling: RoundEvent | None, out: list[RoundEvent], due: date | None, on: date,
               resolve: Any) -> Objection:
    state = ruling.answer if ruling else OPEN
    after = [place for place, each in enumerate(out, start=1) if ruling is not None and each.pk > ruling.pk]
    return Objection(
        number=row.pk, region=resolve(row.region) or row.region, item=row.item, text=row.answer,
        made_on=timezone.localdate(row.at), late=row.late, state=state,
        answered_on=timezone.localdate(ruling.at) if ruling else None, due=due,
        left=None if ruling else _days(due, on), version=after[0] if after and state == acts.UPHELD else None)


def _days(due: date | None, on: date) -> int | None:
    return None if due is None else (due - on).days


def _exact(score: float | None) -> Decimal | None:
    return None if score is None else results.exact(score)
