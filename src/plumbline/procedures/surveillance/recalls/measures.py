"""What the acts of a measure against a product do: take it, end it; and what it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plumbline.errors import RecordError
from plumbline.procedures.casework.finding import Asked
from plumbline.records.core import kinds, store
from plumbline.text import Text

KIND, FIELD = "corrective_measure", "measure_number"


def to_take(asked: Asked) -> Mapping[str, str]:
    """The number under which the measure is published. :raises RecordError: where another one has it, or it would end
    before it began."""
    case = asked.case
    number = asked.said.get(FIELD) or f"{case.region}-{case.number}"
    if kinds.get(KIND).model.objects.filter(number=number).exists():
        raise RecordError("measure.number_taken", Text(f"there is a measure '{number}' already",
                                                       f"措施编号“{number}”已被使用"), where=FIELD,
                          next_step=Text("Give another number", "请填写其他编号"))
    until = asked.said.get("valid_to")
    if until is not None and date.fromisoformat(until) < case.on:
        raise RecordError("measure.ends_before_it_begins", Text("the measure would end before it began",
                                                                "措施的截止日期早于采取日期"), where="valid_to",
                          next_step=Text("Give a later day, or none", "请填写较晚的日期，或留空"))
    return {FIELD: number, "taken_on": case.on.isoformat()}


def as_it_is(here: Any, name: str) -> Any:
    """A value of the measure's record as it counts. :raises RecordError: if it was withdrawn meanwhile."""
    row = store.current(kinds.get(KIND)).filter(number=here.values[FIELD]).first()
    if row is None:
        raise RecordError("measure.withdrawn", Text("the record of the measure was withdrawn", "该措施的记录已撤回"),
                          where=here.values[FIELD],
                          next_step=Text("Restore the record first, or leave the case as it is",
                                         "请先恢复该记录，或保持事项现状"))
    return getattr(row, name)


def ends_on(here: Any) -> date:
    """The last day of a measure that is ended: its own, where that came before."""
    until: date | None = as_it_is(here, "valid_to")
    today: date = here.day
    return min(until, today) if until is not None else today
