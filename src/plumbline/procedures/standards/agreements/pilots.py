"""What the acts of a pilot ask: a verdict is never that of who runs it, and nothing is extended that was not proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from plumbline.errors import NotAllowed, RecordError
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.writing import Situation
from plumbline.records.core import kinds, store
from plumbline.records.core.visibility import ORGANISATION, parties_of
from plumbline.text import Text

PROCEDURE, KIND = "quality-pilot", "pilot"
NUMBER = "pilot"
"""The field of a case that holds the number of its record."""
PROPOSED, APPROVED, RUNNING, MEASURED, JUDGED, EXTENDED, ENDED, DECLINED = (
    "proposed", "approved", "running", "measured", "judged", "extended", "ended", "declined")
UNPROVEN = "unproven"
FOUND = {"valid_by": "text", "valid_standard": "standard", "valid_policy": "policy"}
"""The fields that may name what makes a pilot valid elsewhere, with the kind of each."""


def must_be_approvable(asked: Asked) -> None:
    """:raises RecordError: for a verdict that would be that of who runs it, or a number that is taken."""
    if asked.at is None:
        return  # nothing is said yet
    _second_body(asked.said["judge"], asked.case.board.values["runner"])
    number = asked.said[NUMBER]
    if store.current(kinds.get(KIND)).filter(number=number).exists():
        raise RecordError("pilot.number_taken", Text(f"there is a pilot '{number}' already",
                                                     f"试点编号“{number}”已被使用"), where=NUMBER,
                          next_step=Text("Give another number", "请填写其他编号"))


def approved(asked: Asked) -> Mapping[str, str]:
    """The day of its approval."""
    assert asked.at is not None, "it is done, not only asked about"
    return {"approved_on": timezone.localdate(asked.at).isoformat()}


def must_be_a_second_body(asked: Asked) -> None:
    """:raises RecordError: where the body that judges is the one that runs it by now. :raises NotAllowed: to somebody
    who acts for that one too."""
    values = asked.case.board.values
    _second_body(values["judge"], values["runner"])
    if asked.user is not None and (ORGANISATION, values["runner"]) in parties_of(asked.user):
        raise NotAllowed("pilot.own_verdict", Text("you act for who runs the pilot", "您同时代表试点承担单位"),
                         where=asked.case.number, next_step=Text("Let somebody else of the judging body give it",
                                                                 "请由评价单位的其他人员作出评价"))


def _second_body(judge: str, runner: str) -> None:
    if judge == runner:
        raise RecordError("pilot.own_judge", Text("who runs a pilot does not judge it", "承担单位不得自行评价"),
                          where="judge", next_step=Text("Name another body", "请另选评价单位"))


def begun(asked: Asked) -> Mapping[str, str]:
    """Its first day. :raises RecordError: for a day in the future, or a baseline taken after it began."""
    _not_ahead(asked, "started_on")
    if "baseline_on" in asked.said and asked.said["baseline_on"] > asked.said["started_on"]:
        raise RecordError("pilot.day_before", Text("the baseline was taken after the pilot began",
                                                   "试点前测算日期晚于开始日期"), where="baseline_on",
                          next_step=Text("Give a day before it began", "请填写开始日期之前的日期"))
    return {}


def measured(asked: Asked) -> Mapping[str, str]:
    """What was measured after. :raises RecordError: for a day in the future, or before it began."""
    _not_ahead(asked, "after_on")
    if asked.said["after_on"] < asked.case.board.values["started_on"]:
        raise RecordError("pilot.day_before", Text("this is before the pilot began", "该日期早于试点开始日期"),
                          where="after_on", next_step=Text("Give a later day", "请填写较晚的日期"))
    return {}


def must_be_proven(asked: Asked) -> None:
    """:raises RecordError: for extending what was found not to be proven, or without a document that makes it valid
    there."""
    if asked.case.board.values.get("verdict") == UNPROVEN:
        raise RecordError("pilot.unproven", Text("the verdict is that it is not proven", "评价结论为成效不明显"),
                          where=asked.case.number, next_step=Text("Measure again, or end the pilot",
                                                                  "请重新测算，或结束试点"))
    if asked.at is None:
        return  # nothing is said yet
    if not any(asked.said.get(name) for name in FOUND):
        raise RecordError("pilot.no_document", Text("it is not said by which document it is valid there",
                                                    "未填写推广依据"), where="valid_by",
                          next_step=Text("Name a standard, a policy document, or cite the text",
                                         "请填写标准、政策文件或引用的文件"))
    for name, kind in FOUND.items():
        key = asked.said.get(name)
        if kind == "text" or not key:
            continue
        if not store.current(kinds.get(kind)).filter(**{kinds.get(kind).key[0]: key}).exists():
            raise RecordError("pilot.no_such_document", Text(
                f"'{key[:80]}' is not held here", f"本库中没有“{key[:80]}”"),
                              where=name, next_step=Text("Cite it as a text instead", "请改在“推广依据文件”中引用"))


def kept(field: str) -> Callable[[Situation], Any]:
    """A ``field`` as the record has it: what was measured again since leaves no verdict there."""
    def of(here: Situation) -> Any:
        row = store.current(kinds.get(KIND)).filter(number=here.values[NUMBER]).first()
        return getattr(row, field) if row is not None else None
    return of


def _not_ahead(asked: Asked, field: str) -> None:
    assert asked.at is not None, "it is done, not only asked about"
    day = date.fromisoformat(asked.said[field])
    if day > timezone.localdate(asked.at):
        raise RecordError("pilot.day_ahead", Text(f"{day} has not come yet", f"{day}尚未到来"), where=field,
                          next_step=Text("Give the day on which it was", "请填写实际发生的日期"))
