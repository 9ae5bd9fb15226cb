"""What waits for a laboratory: portions that came or come to it; and all results of one portion, recorded at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import perform, reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.samples import names
from plumbline.records.core.cases import CaseSummary
from plumbline.text import Text

MOST = 200
"""Portions of one state on one page; beyond that it says that there are more."""
MOST_RESULTS = 200
GROUPS = (
    ("coming", (names.HANDED, names.SENT)), ("testing", (names.RECEIVED,)), ("stopped", (names.BROKEN,)),
    ("here", (names.SEALED,)), ("kept", (names.KEPT,)), ("done", (names.TESTED,)))
"""The sections of the list, each with the states of a portion that stand there."""
GOES_ON = 5
"""So many of the sections are of what goes on; the last one is of what is done."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A portion in the list: of which case, what it is, until when."""

    number: str
    portion: str
    item: str
    region: str
    since: date | None
    due: date | None
    late: bool


def listed(user: Any, *, on: date) -> dict[str, list[Listed]]:
    """The portions that ``user`` may read, by section: those due first above, what is done last first. At most
    :data:`MOST` and one of each, the one more saying that there are more."""
    kind = procedure(names.KIND)
    open_ = reading.readable(kind, user).exclude(member="")
    titles = dict[int, str]()
    found = {}
    for place, (section, states) in enumerate(GROUPS):
        rows = open_.filter(state__in=states).select_related("case")
        rows = rows.order_by("until", "pk") if place < GOES_ON else rows.order_by("-pk")
        if place < GOES_ON:  # nothing waits in a case that has ended
            rows = rows.exclude(case__in=CaseSummary.objects.filter(
                procedure=kind.name, member="", ended=True).values("case"))
        found[section] = list(rows[:MOST + 1])
    cases = {row.case_id for rows in found.values() for row in rows}
    titles |= dict(CaseSummary.objects.filter(case__in=cases, member="").values_list("case", "title"))
    return {section: [Listed(row.case.number, row.member, titles.get(row.case_id, ""), row.region,
                             timezone.localdate(row.since) if row.since else None, row.due,
                             bool(row.due and on > row.due))
                      for row in rows] for section, rows in found.items()}


class ResultsUnfit(RecordError):
    """Some results cannot be taken, and nothing was kept; ``faults`` are theirs, by their place."""

    faults: Mapping[int, RecordError] = {}


def record(home: Home, user: Any, number: str, portion: str, rows: Sequence[Mapping[str, str]], *, seen: int | None,
           organisation: str = "", at: datetime) -> int:
    """Record the results of a portion, all or none; how many. ``seen`` is the newest event of the portion that the
    person saw. :raises ResultsUnfit: with the fault of each result that cannot be taken."""
    kind = procedure(names.KIND)
    if not 1 <= len(rows) <= MOST_RESULTS:
        raise RecordError("sample.how_many", Text(f"1 to {MOST_RESULTS} results are recorded at once, not {len(rows)}",
                                                  f"一次可填写1至{MOST_RESULTS}项结果，不能是{len(rows)}项"),
                          next_step=Text("Fill in at least one verdict, and the rest after",
                                         "请至少填写一项判定，其余分次填写"))
    faults: dict[int, RecordError] = {}
    for place, row in enumerate(rows):
        try:
            perform.checked(kind, names.RESULT, kind.by_name[names.RESULT].specs, row)
        except RecordError as error:
            faults[place] = error
    with transaction.atomic():
        for place, row in enumerate(rows if not faults else ()):
            try:
                perform.act(home, user, kind.name, number, names.RESULT, row, member=portion,
                            seen=seen if place == 0 else None, organisation=organisation,
                            at=at + timedelta(microseconds=place))
            except (ConflictError, NotAllowed):
                raise
            except RecordError as error:
                if not error.where.en.endswith(_FIELDS):
                    raise
                faults[place] = error
        if faults:
            raise _unfit(faults, rows)
    return len(rows)


def _unfit(faults: Mapping[int, RecordError], rows: Sequence[Mapping[str, str]]) -> ResultsUnfit:
    named = [(rows[place].get("parameter") or str(place + 1), error.what) for place, error in faults.items()]
    error = ResultsUnfit(
        "sample.results_unfit", Text(f"{len(faults)} of {len(rows)} results cannot be taken, and nothing was kept",
                                     f"{len(rows)}项结果中有{len(faults)}项填写有误，均未保存"),
        why=Text("; ".join(f"{name}: {what.en}" for name, what in named),
                 "；".join(f"{name}：{what.zh}" for name, what in named)),
        next_step=Text("Mend these, and send all of them again", "请更正后重新提交全部内容"))
    error.faults = dict(faults)
    return error


_FIELDS = ("tested_on", "parameter", "verdict", "value", "unit", "limit", "method")
