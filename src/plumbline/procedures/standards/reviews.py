"""Reviews of standards: what the acts check and write, and many opened at once for what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.standards.committees_kept import secretariat_of
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.procedures.standards.health import health
from plumbline.procedures.standards.health_lists.following import OPEN, REVIEW, under_way
from plumbline.records.core import kinds, store
from plumbline.text import Text

OPENED_FOR = "review"
"""The reason of the list ``low`` for which reviews are opened."""


def must_be_due(asked: Asked) -> None:
    """:raises RecordError: for a standard that is not held, does not hold any more, or is under review already."""
    if asked.at is None:
        return
    code = asked.said.get("standard", "")
    row = public(STANDARD).filter(code=code).first()
    if row is None:
        raise RecordError("review.not_held", Text(f"the register holds no standard '{code}'", f"库中没有标准“{code}”"),
                          where="standard", next_step=Text("Search the register, and take its code from there",
                                                           "请检索标准库，按登记代码填写"))
    if row.status != "in-force":
        raise RecordError("review.not_in_force", Text(f"'{code}' is not in force", f"“{code}”不是现行标准"),
                          where="standard",
                          next_step=Text("Review the edition that holds", "请复审现行版本"))
    if under_way(REVIEW, standard=code):
        raise RecordError("review.under_way", Text(f"a review of '{code}' is under way", f"“{code}”正在复审"),
                          where="standard", next_step=Text("Go on with that one", "请继续办理已有复审"))


def _kept(name: str) -> Callable[[Any], Any]:
    def value(here: Any) -> Any:
        row = store.current(kinds.get(STANDARD)).filter(code=here.values["standard"]).first()
        if row is None:
            raise RecordError("review.withdrawn", Text("the record of the standard was withdrawn",
                                                       "该标准的记录已撤回"),
                              where=here.values["standard"],
                              next_step=Text("Restore the record first", "请先恢复该记录"))
        return getattr(row, name)
    return value


def record(**changed: Any) -> dict[str, Any]:
    """The record of the standard as it is, but for what is ``changed``."""
    return {spec.name: _kept(spec.name) for spec in kinds.get(STANDARD).kept} | changed


def today(here: Any) -> date:
    """The day of the act."""
    day: date = here.day
    return day


def withdrawn(here: Any) -> str:
    """The state of a standard that was withdrawn."""
    return "withdrawn"


def open_due(home: Home, user: Any, region: str, *, on: date, at: datetime, level: str = "", catalogue: str = "",
             limit: int = 100, only: Sequence[str] | None = None) -> dict[str, Any]:
    """Open a review of each standard of which one is due, the longest overdue first; of ``only`` some, where they are
    named. Each is an act of its own: what was ``opened`` stays, and of the others it is told why not. The ``--json``
    document of ``plumb standards review-due``."""
    listed = health(home, "low", on, level=level, catalogue=catalogue, user=user, limit=1_000_000)["ranked"]
    due = [each for each in listed if each["reason"] == OPENED_FOR and not each["case"]]
    if only is not None:
        wanted = set(only)
        due = [each for each in due if each["standards"][0] in wanted]
    opened: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for each in due[:limit]:
        code = each["standards"][0]
        values = {"region": region, "standard": code, "due": each["since"],
                  "secretariat": secretariat_of(code, on)[1]}
        try:
            event = perform.open_case(home, user, REVIEW, OPEN, {name: text for name, text in values.items() if text},
                                      at=at)
        except PlumblineError as error:
            refused.append({"standard": code, "code": str(error.code), "why": error.what.as_dict()})
            continue
        opened.append({"standard": code, "number": event.case.number, "due": each["since"]})
    return {"on": str(on), "due": len(due), "opened": opened, "refused": refused, "left": max(0, len(due) - limit)}
