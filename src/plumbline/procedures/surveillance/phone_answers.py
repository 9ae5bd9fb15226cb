"""Answers that a phone sends after they were given, wherever a procedure has an act that may be sent later: to a task
of a spot check, to an outlet of a recall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import offline
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.casework.standing import ALSO, BESIDE
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.text import Text

USUAL = ("spot-check", "answer")
"""The procedure and the act of an answer that names none: a phone may have kept it since before there were others."""
MOST_SENT = 200
"""Answers that are taken at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one answer that was sent: kept, kept ``beside`` another, or refused."""

    number: str
    object: str
    beside: bool = False
    error: PlumblineError | None = None


def send(home: Home, user: Any, answers: Iterable[Mapping[str, str]], *, at: datetime) -> list[Taken]:
    """Take the answers that a device sends, each by itself: one that cannot be kept says why, and stops no other. Sent
    again, an answer is kept once. An answer has ``number``, ``object``, ``given`` and the fields of its act; where it
    is not :data:`USUAL`, its ``procedure`` and ``act``. :raises RecordError: for more than :data:`MOST_SENT`."""
    every = list(answers)
    if len(every) > MOST_SENT:
        raise RecordError("spot_check.too_many", Text(f"{len(every):,} answers are sent at once",
                                                      f"一次提交了{len(every):,}项答复"), where="answers",
                          next_step=Text(f"Send at most {MOST_SENT}", f"一次至多提交{MOST_SENT}项"))
    found = []
    for each in every:
        number, object = str(each.get("number", "")), str(each.get("object", ""))
        try:
            given = moment(str(each.get("given", "")), "given")
            name, act = (str(each.get(key) or usual) for key, usual in zip(("procedure", "act"), USUAL, strict=True))
            declared = procedure(name).by_name.get(act)
            values = {spec.name: str(each[spec.name]) for spec in (declared.specs if declared else ())
                      if each.get(spec.name)}
            event = offline.act(home, user, name, number, act, values, given=given, member=object, at=at)
        except PlumblineError as error:
            found.append(Taken(number, object, error=error))
        else:
            found.append(Taken(number, object, beside=event.said.get(BESIDE) == ALSO))
    return found
