"""Records that an act writes: in its transaction, checked like any, told beside the event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import RecordError, RulebookError
from plumbline.procedures.casework import reading, registry
from plumbline.procedures.casework.declaration import Procedure, Writes
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.journal import Entry
from tests.procedures.casework.procedures import recall
from tests.procedures.casework.recalls import NAME, Recalls

RESULT = {"number": lambda here: f"{here.number}/{here.member}", "region": "region", "inspected_on": "~day",
          "purpose": lambda _here: "canvass", "result": "how", "critical_count": lambda here: len(here.board.members)}


def writing(fields: Any = RESULT, kind: str = "inspection") -> Procedure:
    acts = tuple(replace(act, writes=(Writes(kind, fields),)) if act.name == "account" else act
                 for act in recall().acts)
    registry._declared.pop(NAME, None)
    return registry.declare(recall(acts=acts))


def inspections() -> list[tuple[str, str, str, int]]:
    return list(store.current(kinds.get("inspection")).order_by("number").values_list(
        "number", "region", "result", "critical_count"))


def test_an_act_writes_a_record_in_its_transaction_and_names_it(recalls: Recalls) -> None:
    writing()
    number = recalls.reported()
    recalls.act(number, "account", member="L1", how="pass")
    assert inspections() == [(f"{number}/L1", "1", "pass", 1)]
    [event] = CaseEvent.objects.filter(act="account")
    assert event.said == {"how": "pass", "~wrote": f"inspection {number}/L1"}
    made = Entry.objects.get(kind="inspection", act="create")
    assert (made.actor, made.number < event.entry.number) == (event.actor, True)
    told = reading.history(recalls.found(number), recalls.who("ann"))
    assert told[-1]["wrote"] == [f"inspection {number}/L1"]
    assert told[-1]["said"] == {"how": "pass"}


def test_a_record_that_cannot_be_refuses_the_act_and_nothing_is_kept(recalls: Recalls) -> None:
    writing()
    number = recalls.reported()
    before = Entry.objects.count()
    with pytest.raises(RecordError):
        recalls.act(number, "account", member="L1", how="no such result")
    assert (inspections(), recalls.state(number, "L1"), Entry.objects.count()) == ([], "on-sale", before)


@pytest.mark.parametrize(("fields", "kind"), [
    (RESULT, "inspektion"), ({"nunber": "~number"}, "inspection"), ({"number": "nothing"}, "inspection")])
def test_what_is_written_must_be_there_when_it_is_declared(recalls: Recalls, fields: Any, kind: str) -> None:
    with pytest.raises(RulebookError) as error:
        writing(fields, kind)
    assert error.value.code == "procedure.writes_unfit"
