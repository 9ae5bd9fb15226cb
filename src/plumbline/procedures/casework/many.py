"""One act done on many cases, or on many members of cases, at once, with the same values or with some of its own for
each: all values are checked before anything is done; then each is done by itself, so that what cannot be done is told
and the rest is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from plumbline.documents import csv_of
from plumbline.errors import ConflictError, IntakeError, NotAllowed, PlumblineError, RecordError, reported
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import perform, refusals
from plumbline.procedures.casework.declaration import Act, Procedure
from plumbline.procedures.casework.refusals import RowsUnfit
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.records.core.cases import CaseEvent
from plumbline.text import Text

MOST = 500
NUMBER, MEMBER = "number", "member"
"""The columns of a file of rows beside the fields of the act."""
Target = tuple[str, str]
"""The number of a case, and a member of it; empty: the case itself."""
NOTHING: Mapping[Target, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: its event, or the error that says why it was left alone."""

    number: str
    member: str
    event: CaseEvent | None = None
    error: PlumblineError | None = None


def act_on(home: Home, user: Any, name: str, act_name: str, targets: Iterable[Target], values: Mapping[str, Any], *,
           each: Mapping[Target, Mapping[str, str]] = NOTHING, at: datetime) -> list[Outcome]:
    """Do an act on each of ``targets``, in their order, with the ``values`` that are the same for all and, over them,
    those that ``each`` has of its own; what became of each. Each is a transaction and an event of its own.
    :raises RecordError: for an act that there is not, that opens a case or adds a member, and for no target or more
    than :data:`MOST`. :raises RowsUnfit: for values that cannot be taken: then nothing is done."""
    procedure, chosen = procedure_called(name), list(dict.fromkeys(targets))
    act = act_for_many(procedure, act_name)
    refusals.must_be_some(procedure.name, len(chosen), MOST)
    rows = {target: {**values, **each.get(target, {})} for target in chosen}
    _must_fit(procedure, act, rows, same=not each)
    found = []
    for place, ((number, member), own) in enumerate(rows.items()):
        moment = at + timedelta(microseconds=place)
        try:
            event = perform.act(home, user, name, number, act_name, own, member=member, at=moment)
        except PlumblineError as error:
            found.append(Outcome(number, member, error=error))
        else:
            found.append(Outcome(number, member, event))
    return found


def act_for_many(procedure: Procedure, name: str) -> Act:
    """The act that is done on many. :raises RecordError: where there is none, it opens a case or adds a member."""
    act = procedure.by_name.get(name)
    if act is None or act in procedure.opening or act.adds:
        raise refusals.act_unknown(procedure, name)
    return act


def read(text: str) -> dict[Target, dict[str, str]]:
    """The rows of a CSV file: the columns ``number`` and, where it is about members, ``member``; the others are fields
    of the act, left out where they are empty. :raises RecordError: for a file without rows or numbers, or that names
    one case or member twice."""
    try:
        names, rows = csv_of(text)
    except ValueError as error:
        raise IntakeError("file.not_csv", Text("the rows cannot be read", "无法读取各行"), why=reported(error),
                          next_step=Text("Look for a quotation mark that is not closed",
                                         "请检查是否有未闭合的引号")) from error
    if NUMBER not in names:
        raise RecordError("case.rows_without_numbers", Text("the file has no column 'number'", "文件中没有number列"),
                          where="1", next_step=suggest(NUMBER, [each for each in names if each]))
    found: dict[Target, dict[str, str]] = {}
    for line, (_, row) in enumerate(rows, 2):
        own = {str(name).strip(): text.strip() for name, text in row.items() if isinstance(text, str) and text.strip()}
        target = own.pop(NUMBER, ""), own.pop(MEMBER, "")
        if not target[0] or target in found or None in row:
            raise RecordError("case.row_unfit", Text(
                "this row names no case, one that stands above already, or more values than there are columns",
                "该行未写明事项编号、与前面的行重复，或多于列数"), where=str(line),
                next_step=Text("Give each case, or each member, one row", "请使每个事项或成员各占一行"))
        found[target] = own
    return found


def _must_fit(procedure: Procedure, act: Act, rows: Mapping[Target, Mapping[str, Any]], *, same: bool) -> None:
    faults: dict[Target, RecordError] = {}
    for target, values in rows.items():
        try:
            perform.checked(procedure, act.name, act.specs, values)
        except (ConflictError, NotAllowed):
            raise
        except RecordError as error:
            if same:  # what is wrong is wrong for all
                raise
            faults[target] = error
        if same:
            return
    if faults:
        named = [Text(" ".join(filter(None, target)), " ".join(filter(None, target))) for target in faults]
        told = [(each, error.what) for each, error in zip(named, faults.values(), strict=True)]
        raise refusals.rows_unfit(f"{procedure.name} {named[0].en}", told, faults, len(rows))


__all__ = ["MEMBER", "MOST", "NUMBER", "Outcome", "RowsUnfit", "Target", "act_for_many", "act_on", "read"]
