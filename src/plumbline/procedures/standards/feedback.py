"""Feedback on a clause: to whom it is addressed, and what a review that follows from it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.errors import RecordError
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.standards.committees_kept import secretariat_of
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.text import Text


def must_be_held(asked: Asked) -> None:
    """:raises RecordError: for a standard that the register does not hold."""
    code = asked.said.get("standard", "")
    if asked.at is not None and not public(STANDARD).filter(code=code).exists():
        raise RecordError("feedback.not_held", Text(f"the register holds no standard '{code}'",
                                                    f"库中没有标准“{code}”"),
                          where="standard", next_step=Text("Begin on the page of the standard", "请从该标准的页面进入"))


def addressed(asked: Asked) -> Mapping[str, str]:
    """The committee that keeps the standard and who keeps its secretariat, where nobody named them."""
    committee, secretariat = secretariat_of(asked.said["standard"], asked.case.on)
    return {"committee": asked.said.get("committee") or committee,
            "secretariat": asked.said.get("secretariat") or secretariat}


def because(happened: Any) -> str:
    """Why a review is opened: the feedback by its number, and the clause; nothing of what was written, nor by whom."""
    clause = happened.board.values.get("clause")
    number = happened.event.case.number
    return f"standard-feedback {number}" + (f": {clause}" if clause else "")
