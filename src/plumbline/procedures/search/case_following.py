"""The cases in which something happened, put into the index anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework.finding import Found, assembled
from plumbline.procedures.casework.standing import ABOUT_PARTIES
from plumbline.procedures.search import case_texts
from plumbline.records.core.cases import Case, CaseEvent
from plumbline.records.core.journal import Entry
from plumbline.records.search.index import Writer

CASES = 200
"""How many are read at a time."""


def follow_cases(home: Home, name: str, entries: Sequence[Entry], on: date, writer: Writer) -> None:
    """Write the cases anew in which something happened: one member of them, or all where it was about the case."""
    about: dict[int, set[str] | None] = {}
    events = CaseEvent.objects.filter(entry__in=[each.pk for each in entries]).order_by("pk")
    for case, member, act in events.values_list("case", "member", "act"):
        known = about.setdefault(case, {""})
        if not member or act in ABOUT_PARTIES:
            about[case] = None
        elif known is not None:
            known.add(member)
    for found in found_cases(home, Case.objects.filter(pk__in=about), on):
        of = about[found.row.pk]
        members = ("", *found.board.members) if of is None else tuple(sorted(of & {"", *found.board.members}))
        for member in members:
            writer.remove(case_texts.thing(name, found.number, member))
        for document in case_texts.documents(found, members):
            writer.add(document)


def found_cases(home: Home, rows: Any, on: date) -> Iterator[Found]:
    """These cases as they stand. One whose procedure is not declared, or whose flow file cannot be used, is in no
    list either."""
    known, after = case_texts.known(), 0
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:CASES]):
        after = chunk[-1].pk
        events: dict[int, list[CaseEvent]] = {}
        for event in CaseEvent.objects.filter(case__in=chunk).defer("salt", "leaf").order_by("pk").iterator():
            events.setdefault(event.case_id, []).append(event)
        for row in chunk:
            if row.procedure in known and row.pk in events:
                try:
                    yield assembled(home, known[row.procedure], row, events[row.pk], on)
                except PlumblineError:
                    continue
