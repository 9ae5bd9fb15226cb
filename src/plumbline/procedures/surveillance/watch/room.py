"""What the watch room shows one reader: signals that wait, open risk cases, what is late, what came in, and reports by
region and week. A fixed number of reads of the store, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet

from plumbline.methods.shared import natural_order
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure, procedures
from plumbline.procedures.surveillance.cases import product_risk, signal_review
from plumbline.procedures.surveillance.watch.weeks import WEEK, monday_of, week_before
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseConsequence, CaseSummary
from plumbline.records.core.visibility import cases_open_to, reach
from plumbline.text import Text

COLUMN = "surveillance"
DAYS_NEW, MOST = 7, 12
TREND_WEEKS, MOST_REGIONS = 12, 24
OPENS_REVIEW = "review-of-signal"


@dataclass(frozen=True, slots=True)
class Source:
    """Reports of which a trend is drawn: records of a ``kind`` by ``date``, only those of ``where``."""

    title: Text
    kind: str
    date: str
    where: Mapping[str, str]


SOURCES = {
    "complaint": Source(Text("Complaints", "投诉举报"), "complaint", "received_on", {}),
    "alert": Source(Text("Product notices", "产品安全通报"), "alert", "published_on", {}),
    "sampling": Source(Text("Samples that failed", "抽检不合格"), "sampling", "sampled_on", {"result": "fail"}),
}


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal that waits for somebody: its record, and its case, by number, with state and last day."""

    row: Any
    case: str
    state: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Reports of one region, with all below it, in each of the last weeks, the oldest first."""

    region: str
    counts: tuple[int, ...]


def may_enter(user: Any) -> bool:
    """Whether the room is open to ``user``: to whoever reads surveillance somewhere by a role."""
    return bool(reach(user, COLUMN).tops)


def signals(user: Any) -> list[SignalLine]:
    """The signals that are not settled, as far as ``user`` may read their cases; those to be looked into first."""
    of = procedure(signal_review.NAME)
    cases = {row.case_id: row for row in reading.listed(of, user, ended=False)}
    links = CaseConsequence.objects.filter(name=OPENS_REVIEW, opened__in=cases)
    numbers = dict(links.values_list("opened", "key"))
    rows = {row.number: row for row in _mine("signal", user).filter(number__in=numbers.values())}
    found = [SignalLine(rows[key], str(cases[case].case.number), cases[case].state, cases[case].due)
             for case, key in numbers.items() if key in rows]
    return sorted(found, key=lambda each: (each.state != "raised", each.due or date.max, each.row.number))


def risks(user: Any) -> list[CaseSummary]:
    """The risk cases that are open, those that are due first above."""
    return reading.listed(procedure(product_risk.NAME), user, ended=False, most=MOST)


def late(user: Any, on: date) -> list[CaseSummary]:
    """The cases of this column whose last day has passed, the longest first."""
    names = [each.name for each in procedures().values() if each.column == COLUMN]
    rows = CaseSummary.objects.filter(cases_open_to(user, names, COLUMN), member="", ended=False, due__lt=on)
    return list(rows.select_related("case").order_by("due", "pk")[:MOST])


def new(user: Any, kind: str, on: date) -> list[Any]:
    """The newest records of a kind in the reader's regions, of the last days."""
    of = SOURCES[kind]
    rows = _mine(kind, user).filter(**{f"{of.date}__gt": on - timedelta(days=DAYS_NEW), f"{of.date}__lte": on})
    return list(rows.order_by(f"-{of.date}", "-pk")[:MOST])


def trends(user: Any, source: str, on: date, here: TreeAt) -> tuple[tuple[date, ...], list[Trend]]:
    """Reports by week and region: of each region right below the reader's own (or the own ones, where there is none
    below), and the Mondays of the weeks: the last ones, or those up to the newest report where it is older."""
    of = SOURCES[source]
    mine = _mine(of.kind, user).filter(**of.where)
    last = week_before(on)
    newest = mine.filter(**{f"{of.date}__lt": last + WEEK}).aggregate(day=Max(of.date))["day"]
    if newest is not None and newest < last - WEEK * (TREND_WEEKS - 1):
        last = monday_of(newest)
    days = tuple(last - WEEK * back for back in range(TREND_WEEKS - 1, -1, -1))
    shown = _regions(user, here)
    counts = {region: [0] * TREND_WEEKS for region in shown}
    rows = mine.filter(**{f"{of.date}__gte": days[0], f"{of.date}__lt": last + WEEK})
    kind = kinds.get(of.kind)
    for region, day, n in rows.order_by().values_list(kind.region, of.date).annotate(n=Count("pk")):
        now = here.goes_on_as(region) or region
        above = next((each for each in (now, *here.ancestors(now)) if each in counts), "") \
            if now in here else ""
        if above:
            counts[above][(day - days[0]) // WEEK] += n
    return days, [Trend(region, tuple(counts[region])) for region in shown]


def _regions(user: Any, here: TreeAt) -> list[str]:
    tops = [each for each in reach(user, COLUMN).tops if each in here]
    below = [child for top in tops for child in here.children(top)]
    return sorted(below or tops, key=natural_order.key)[:MOST_REGIONS]


def _mine(kind: str, user: Any) -> QuerySet[Any]:
    """The records of a kind that belong to the reader's regions."""
    of = kinds.get(kind)
    regions = sorted(reach(user, of.column).regions())
    return store.current(of).filter(**{f"{of.region}__in": regions})
