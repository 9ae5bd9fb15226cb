"""What is known of people is in no index. It is looked for in the store each time, by who may read it, and in no more
rows than can be looked through while somebody waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.procedures.casework import holding, reading
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import assembled
from plumbline.procedures.records.viewing import personal_key
from plumbline.procedures.search.case_texts import known
from plumbline.procedures.search.hits import Hit, Place
from plumbline.procedures.search.records_judged import MOST_PLACES, Reader, hit
from plumbline.records.core import cases
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import PERSONAL
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.people import may_act
from plumbline.records.core.region_trees import covered_by
from plumbline.records.core.visibility import ORGANISATION, parties_of, reach
from plumbline.records.query import counting
from plumbline.records.search.asking import Wanted
from plumbline.records.search.words import fold, words
from plumbline.text import Text

TITLE = Text("By what is known of people", "按个人信息")
MOST, MOST_EVENTS = 50, 2_000
"""Rows of a kind that are looked at, and events of cases, the newest first."""


def found(home: Home, user: Any, wanted: Wanted, on: date) -> list[Hit]:
    """The records and cases in whose personal fields the words stand, as far as ``user`` may read those."""
    if not may_act(user):
        return []
    hits: list[Hit] = []
    for kind in KINDS.values():
        if kind.personal is not None:
            hits += _records(Reader(user), kind, user, wanted)
    for each in known().values():
        if holding.kind_of(each).names(PERSONAL):
            hits += _cases(home, user, each, wanted, on)
    return hits


def _records(reader: Reader, kind: Kind, user: Any, wanted: Wanted) -> Iterator[Hit]:
    own, fields = reach(user, kind.column).regions(), kind.names(PERSONAL)
    parties = [str(code) for sort, code in parties_of(user) if sort == ORGANISATION]
    if not own and not (parties and kind.parties and set(kind.shared) & set(fields)):
        return
    asked = _within(kind, own, parties)
    for part in wanted.question.parts:
        asked &= _any(Q(**{f"{name}__icontains": part.written}) for name in fields)
    held = counting.in_time(lambda: list(kind.personal.objects.filter(asked).order_by("-pk")[:MOST]))
    for personal in held or ():
        yield from _record(reader, kind, personal, fields, wanted)


def _within(kind: Kind, own: frozenset[str], parties: Sequence[str]) -> Q:
    """The personal rows of records that the reader has to do with: others would take the place of them."""
    if len(kind.key) != 1 or own >= frozenset(covered_by()):
        return Q()
    rows = _any(Q(**{f"{name}__in": parties}) for name in kind.parties) if parties else Q(pk__in=[])
    if own and kind.region:
        rows |= Q(**{f"{kind.region}__in": own})
    return Q(key__in=kind.model.objects.filter(rows, superseded=None).values(kind.key[0]))


def _any(ways: Iterator[Q]) -> Q:
    found = Q()
    for each in ways:
        found |= each
    return found


def _record(reader: Reader, kind: Kind, personal: Any, fields: tuple[str, ...], wanted: Wanted) -> Iterator[Hit]:
    values = dict(zip(kind.key, str(personal.key).split("\x1f"), strict=False))
    row = kind.model.objects.filter(**values, superseded=None, withdrawn=False).first()
    if row is None or row.pk not in reader.rows(kind, [row.pk]) or personal_key(kind, row) != personal.key:
        return
    names = reader.names(kind, row)
    said = {name: str(getattr(personal, name) or "") for name in fields if name in names}
    if not _holds(wanted, said):
        return
    shown = {spec.name: getattr(row, spec.name) for spec in kind.kept if spec.name in names}
    places = tuple(Place(kind.by_name[name].title, Text(text, text)) for name, text in said.items()
                   if text and _holds_some(wanted, text))
    yield hit(kind, shown, row.pk, wanted, places)


def _holds(wanted: Wanted, said: dict[str, str]) -> bool:
    text = words(said.values())
    whole = fold("\n".join(said.values()))
    return all(part.in_(text) or part.written in whole for part in wanted.question.parts)


def _holds_some(wanted: Wanted, text: str) -> bool:
    return any(part.in_(words([text])) or part.written in fold(text) for part in wanted.question.parts)


def _cases(home: Home, user: Any, procedure: Procedure, wanted: Wanted, on: date) -> Iterator[Hit]:
    open_ = reading.readable(procedure, user).filter(member="").values("case")
    events = CaseEvent.objects.filter(case__in=open_, personal__isnull=False).select_related("personal", "case")
    held: dict[int, list[CaseEvent]] = {}
    for event in events.order_by("-pk")[:MOST_EVENTS]:
        if any(_holds_some(wanted, str(text)) for text in event.personal.said.values()):
            held.setdefault(event.case_id, []).append(event)
    for these in list(held.values())[:MOST]:
        row = these[0].case
        try:
            case = assembled(home, procedure, row, cases.events_of(row), on)
        except RulebookError:
            continue  # of a flow file that cannot be used: nobody opens the case before it is mended
        told, personal = reading.Telling(case, user), holding.kind_of(procedure).names(PERSONAL)
        said = {(each.pk, name): text for each in these if told.shows(each)
                for name, text in told.said(each, {}).items() if name in personal}
        if said and _holds(wanted, {f"{pk} {name}": text for (pk, name), text in said.items()}):
            by_name = holding.kind_of(procedure).by_name
            places = tuple(Place(by_name[name].title, Text(text, text)) for (_, name), text in said.items()
                           if _holds_some(wanted, text))
            yield Hit(("case", procedure.name, case.number), Text(case.number, case.number), case.number,
                      stands=case.state().title, found=places[:MOST_PLACES])
