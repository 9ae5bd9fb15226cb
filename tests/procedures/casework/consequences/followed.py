"""Inspections of which it follows that a case is opened, for tests."""

from __future__ import annotations

from typing import Any

from plumbline.procedures.casework import consequences
from plumbline.procedures.casework.consequences import Consequence, Recorded
from plumbline.procedures.records import save
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import Case, CaseEvent
from plumbline.text import Text
from tests.procedures.casework.procedures import COMPLAINT, OURS
from tests.procedures.casework.recalls import Recalls
from tests.records.samples import inspection

NAME = "failed"


def failed(record: Recorded) -> bool:
    return bool(record.values["result"] == "fail")


def following(**changed: Any) -> Consequence:
    """Declare that an inspection that failed opens a complaint, and see it for the first time."""
    given: dict[str, Any] = {
        "title": Text("What failed is looked into", "不合格后续核查"), "opens": COMPLAINT, "kind": "inspection",
        "rule": failed, "cites": OURS, "fields": {"region": "region", "matter": lambda each: f"Failed: {each.key}"}}
    return consequences.declare(Consequence(changed.pop("name", NAME), **given | changed))


def keep(recalls: Recalls, **changed: str) -> Any:
    """Write one inspection, as a form does."""
    return save.keep("inspection", inspection(**changed), at=recalls.later())


def withdraw(recalls: Recalls, number: str) -> Any:
    """Withdraw it."""
    row = store.current(kinds.get("inspection")).get(number=number)
    return save.withdraw("inspection", row.pk, at=recalls.later(), reason="mistaken")


def run(recalls: Recalls, **how: bool) -> int:
    """Do what is to follow."""
    return consequences.run(recalls.home, at=recalls.later(), **how)


def matters() -> list[str]:
    """What the cases that were opened are about, in order."""
    rows = CaseEvent.objects.filter(case__procedure=COMPLAINT, act="take").order_by("pk")
    return [each.said["matter"] for each in rows]


def opened() -> str:
    """The number of the only case that was opened."""
    return str(Case.objects.get(procedure=COMPLAINT).number)
