"""Tables by which members are added to a case, or parts of members given to people: a file, or a text that was pasted,
read as every table is that is given by hand; and all that is wrong in one, told at once."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError, PlumblineError, RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import refusals
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.members import adding
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.common import given_columns
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import Spec
from plumbline.text import Text

MOST = 3_000
"""Rows of one table: they are added in one transaction, of about two seconds, for which others wait who write."""
MEMBER, PERSON = "member", "person"
Names = tuple[str, ...]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The ``rows`` of a table by the names of its columns, and the place of each in it; ``passed_over`` are headings of
    columns that nobody asked for, and ``notes`` what reading guessed, each with its ``text``."""

    rows: list[dict[str, str]]
    places: list[Text]
    passed_over: list[str]
    notes: list[dict[str, Any]]


def of_act(act: Act) -> dict[str, Names]:
    """The columns of a table of members that ``act`` adds: of each field what a heading may call it, its own name
    first. What two fields are called alike tells neither."""
    called: dict[str, Names] = {spec.name: (spec.name, spec.title.en, spec.title.zh) for spec in act.specs}
    known = Counter(name for names in called.values() for name in set(names))
    found = {spec: tuple(name for name in dict.fromkeys(names) if name == spec or known[name] == 1)
             for spec, names in called.items()}
    if MEMBER not in known:  # so is the column called in a table that left here
        found[act.adds] = (*found[act.adds], MEMBER)
    return found


def of_gifts(procedure: Procedure) -> dict[str, Names]:
    """The columns of a table of people who are given a part of members each."""
    members = procedure.members
    own = {act.adds for act in procedure.acts if act.adds}
    titles = (members.title.en, members.title.zh) if members is not None else ()
    return {MEMBER: tuple(dict.fromkeys((MEMBER, *titles, *sorted(own - {PERSON})))), PERSON: (
        PERSON, "sign-in name", "登录名", "人员")}


def needed(act: Act) -> list[str]:
    """The columns without which no member is added by ``act``."""
    return [spec.name for spec in act.specs if spec.required]


def read(source: Path | str, columns: Mapping[str, Names], wanted: Sequence[str], *, called: str = "",
         exact: bool = False) -> Given:
    """The table in a file, or in a text that was pasted, with the ``columns`` of which some are ``wanted``. A text
    without headings has the wanted ones in their order. ``called`` is the name by which a file is told, where it lies
    under another. ``exact``: a column that nobody asked for is refused, for nobody looks at what is passed over.

    :raises IntakeError: for what cannot be read, without a row, or without a column that is wanted. :raises
    RecordError: for more than :data:`MOST` rows, and with ``exact``."""
    must = [columns[name] for name in wanted]
    may = [names for name, names in columns.items() if name not in wanted]
    order = [names[0] for names in (*must, *may)]
    own, told = str(source) if isinstance(source, Path) else "", called or str(source)

    def by_name(place: Text) -> Text:
        return Text(place.en.replace(own, told), place.zh.replace(own, told)) if own else place

    try:
        table = (given_columns.read(source, must, optional=may, whole=True) if isinstance(source, Path) else
                 given_columns.read_pasted(source, must, optional=may, headless=True, whole=True))
    except IntakeError as error:
        raise IntakeError.of(error, where=by_name(error.where)) from error
    if len(table) > MOST:
        raise too_long(Text(f"this one has {len(table):,}", f"该表有{len(table):,}行"), told if own else "")
    if exact and table.others:
        raise RecordError("case.column_unknown", Text(
            f"nothing is known of the column '{table.others[0][:60]}'", f"无法识别“{table.others[0][:60]}”列"),
            where=told if own else "", next_step=suggest(table.others[0], order))
    texts = [table.texts(place) for place in range(len(order))]
    return Given([{name: text for name, text in zip(order, row, strict=True) if text}
                  for row in zip(*texts, strict=True)],
                 [by_name(table.place(place)) for place in range(len(table))], table.others, table.notes)


def too_long(why: Text, where: str) -> RecordError:
    """That a table is longer than one that is taken at once."""
    return RecordError("case.table_too_long", Text(f"a table has at most {MOST:,} rows here", f"一个表最多{MOST:,}行"),
                       where=where, why=why, next_step=Text("Divide it, and give the parts one after another",
                                                            "请拆分后逐一提交"))


def as_text(columns: Mapping[str, Names], rows: Sequence[Row]) -> str:
    """``rows`` as a text that :func:`read` reads again to the letter."""
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    used = [name for place, name in enumerate(columns) if not place or any(row.get(name) for row in rows)]
    written.writerow(used)
    written.writerows([row.get(name, "") for name in used] for row in rows)
    return out.getvalue()


def add(home: Home, user: Any, name: str, number: str, act: str, rows: Sequence[Row], places: Sequence[Text] = (), *,
        organisation: str = "", seen: int | None = None, at: datetime) -> list[CaseEvent]:
    """Add a member for each of ``rows``, as :func:`adding.add <plumbline.procedures.casework.members.adding.add>`, or
    none. :raises RowsUnfit: with all that is wrong, each at its place."""
    refusals.must_be_some(name, len(rows), MOST)
    try:
        return adding.add(home, user, name, number, act, rows, organisation=organisation, seen=seen, at=at)
    except PlumblineError:
        if faults := adding.unfit(home, user, name, number, act, rows, at=at):
            raise unfit(procedure_called(name), number, faults, len(rows), places) from None
        raise


def give(home: Home, user: Any, name: str, number: str, part: str, rows: Sequence[Row], places: Sequence[Text] = (), *,
         at: datetime) -> list[CaseEvent]:
    """Give a part as each of ``rows`` says (``member``, ``person``), or none of it. :raises RowsUnfit: with all that
    is wrong, each at its place."""
    refusals.must_be_some(name, len(rows), MOST)
    told = adding.give(home, user, name, number, part, gifts(rows), whole=True, at=at)
    if faults := {place: each for place, each in enumerate(told) if isinstance(each, PlumblineError)}:
        raise unfit(procedure_called(name), number, faults, len(rows), places)
    return [each for each in told if isinstance(each, CaseEvent)]


def gifts(rows: Sequence[Row]) -> list[adding.Gift]:
    """Of each row the member and the person."""
    return [(row.get(MEMBER, ""), row.get(PERSON, "")) for row in rows]


def place_of(places: Sequence[Text], place: int) -> Text:
    """Where a row stands: in its table, else by its number, the first being 1."""
    return places[place] if places else Text(f"row {place + 1}", f"第{place + 1}行")


def unfit(procedure: Procedure, number: str, faults: Mapping[int, PlumblineError], of: int, places: Sequence[Text],
          ) -> refusals.RowsUnfit:
    """That ``faults`` keep a table of so many rows back."""
    named = [(place_of(places, place), each.what) for place, each in sorted(faults.items())]
    return refusals.rows_unfit(refusals.place(procedure, number), named, faults, of)


def shown_columns(act: Act) -> list[Spec]:
    """The fields of which a table of new members may have columns, those that are needed first."""
    return sorted(act.specs, key=lambda spec: not spec.required)
