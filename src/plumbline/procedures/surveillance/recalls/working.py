"""Open recalls as their officers work on them: what is due, how much came, who did not report yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.procedures.casework import holding, reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.recalls import published, sampling
from plumbline.procedures.surveillance.recalls.checks import Checks, checks_of
from plumbline.procedures.surveillance.recalls.progress import Progress, progress_of
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.core.visibility import reach
from plumbline.text import Text

EXPECTED = ("consumer", "retail", "stock")
"""Channels of which every recall has some: who did not report of them is named."""
MOST = 300


@dataclass(frozen=True)
class Work:
    """An open recall: its case, title, state and last day; ``progress`` and ``checks`` once it is published, and the
    channels that are ``silent``."""

    number: str
    title: Text
    region: str
    state: str
    due: date | None
    progress: Progress | None
    checks: Checks | None
    silent: tuple[str, ...]


def open_recalls(user: Any, on: date) -> list[Work]:
    """The recalls that ``user`` sees to and that are open, the nearest last day first; with five questions, however
    many they are."""
    of = procedure(published.PROCEDURE)
    rows = [each for each in reading.listed(of, user, ended=False, most=MOST) if inside(user, each.region)]
    numbers = _records(rows)
    held = {row.number: row for row in store.current(kinds.get(published.KIND)).filter(number__in=numbers.values())}
    counted = progress_of({number: int(row.affected) for number, row in held.items()})
    seen = checks_of(held)
    found = []
    for row in rows:
        number = numbers.get(row.case_id, "")
        record, progress = held.get(number), counted.get(number)
        found.append(Work(row.case.number, _title(record, row), row.region, row.state,
                          row.due, progress, seen.get(number), silent(progress) if progress is not None else ()))
    return found


def inside(user: Any, region: str) -> bool:
    """Whether ``user`` sees to the recalls of a region, and does not only read of one that is published."""
    return reach(user, holding.kind_of(procedure(published.PROCEDURE)).column).covers(region)


def silent(progress: Progress) -> tuple[str, ...]:
    """The channels of which nothing was reported yet."""
    told = {each.name for each in progress.channels}
    return tuple(each for each in EXPECTED if each not in told)


def rounds(user: Any, number: str) -> list[dict[str, Any]]:
    """The rounds of checks of the recall ``number`` that ``user`` may read, with how many outlets of each are to be
    visited, waiting to be taken up, and done."""
    of = procedure(sampling.PROCEDURE)
    opened = CaseEvent.objects.filter(case__procedure=of.name, act="draw", said__recall=number).values_list("case")
    rows = reading.readable(of, user).filter(case__in=opened).select_related("case")
    found: dict[str, dict[str, Any]] = {}
    for row in rows.order_by("case", "member"):
        each = found.setdefault(row.case.number, {"number": row.case.number, "open": 0, "waiting": 0, "done": 0})
        if row.member:
            each[{"to-check": "open", "checked": "waiting"}.get(row.state, "done")] += 1
    return list(found.values())


def _title(record: Any, row: CaseSummary) -> Text:
    if record is None:
        return Text(row.title, row.title)
    return Text(record.title_en or record.title, record.title)


def _records(rows: list[CaseSummary]) -> dict[int, str]:
    events = CaseEvent.objects.filter(case__in=[row.case_id for row in rows], act=published.PUBLISH, member="")
    return {case: said[published.FIELD] for case, said in events.values_list("case", "said") if published.FIELD in said}
