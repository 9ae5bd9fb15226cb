"""Candidates among cases and their members, looked at as they stand now: by part, stage and declared conflict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.procedures.casework import holding, reading
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.search import case_texts
from plumbline.procedures.search.hits import Hit, Place
from plumbline.procedures.search.records_judged import MOST_PLACES, fits
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.search.asking import Candidate, Wanted
from plumbline.records.search.marking import places
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

CASE = "case"


def judged(home: Home, user: Any, procedure: Procedure, candidates: Sequence[Candidate], wanted: Wanted, on: date,
           ) -> Iterator[Hit]:
    """The hits among ``candidates``, in their order."""
    named = [(each, *case_texts.parts_of(each.thing)[1:]) for each in candidates]
    open_ = {(row.case.number, row.member): row for row in reading.readable(procedure, user).filter(
        case__number__in={number for _, number, _ in named}).select_related("case")} if named else {}
    cases = _standing(home, procedure, {row.case_id: row.case for row in open_.values()}, on)
    for candidate, number, member in named:
        row = open_.get((number, member))
        case = cases.get(row.case_id) if row is not None else None
        if row is None or case is None or not (names := case.open_fields(user, member)):
            continue
        said = case_texts.texts(case, member, names)
        if fits(wanted, said, [case.region] if case.procedure.region in names else []):
            yield _hit(case, row, said, names, candidate.serial, wanted)


def _standing(home: Home, procedure: Procedure, rows: dict[int, Any], on: date) -> dict[int, Found]:
    events: dict[int, list[CaseEvent]] = {}
    for event in CaseEvent.objects.filter(case__in=rows).defer("salt", "leaf").order_by("pk") if rows else ():
        events.setdefault(event.case_id, []).append(event)
    found = {}
    for pk, row in rows.items():
        try:
            found[pk] = assembled(home, procedure, row, events.get(pk, ()), on)
        except RulebookError:
            continue  # a flow file that cannot be used: nobody opens the case before it is mended
    return found


def _hit(case: Found, row: CaseSummary, said: dict[str, str], names: frozenset[str], serial: int, wanted: Wanted,
         ) -> Hit:
    kind, marks = holding.kind_of(case.procedure), wanted.marks
    values = case.board.of.get(row.member, {}) if row.member else case.board.values
    found = []
    for name, text in said.items():
        if name and places(text, marks) and values.get(name, "") != row.title:
            spec = kind.by_name[name]
            shown = vocabularies.title(spec.vocabulary, values[name]) if spec.type == "choice" else Text(text, text)
            found.append(Place(spec.title, shown))
    title = str(row.title or case.number)
    return Hit(target=(CASE, case.procedure.name, case.number), title=Text(title, title),
               key=case.number, region=case.region if case.procedure.region in names else "",
               stands=case.state(row.member).title, found=tuple(found[:MOST_PLACES]), serial=serial)
