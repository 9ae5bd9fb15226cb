"""What is declared of an act or a procedure is kept to also where it meets something else that is declared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import RecordError
from plumbline.procedures.casework import common_acts, offline, perform, registry
from plumbline.procedures.casework.declaration import Act, Guard, Procedure, State
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import ref, text
from plumbline.text import Text
from tests.procedures.casework.procedures import JUROR, OFFICER, OURS, words
from tests.procedures.casework.recalls import MONDAY, Recalls, found
from tests.procedures.casework.test_offline import VISIT, asked, visit

NO = Text("not today", "今天不行")
CLOSED = Guard(lambda _board: NO)
PLAIN = "test-plain"


def raises(_board: Any) -> Text | None:
    raise KeyError("there is no such thing")


def plain(**changed: Any) -> Procedure:
    """A case that is opened, may be told of, and is closed."""
    return Procedure(PLAIN, words("Plain"), words("Plain"), **{
        "column": "surveillance", "cites": OURS, "parts": (OFFICER, JUROR),
        "about": {"region": ref("Region", "地区", "region", required=True)},
        "states": (State("open", words("open")), State("closed", words("closed"), ends=True)),
        "acts": (Act("open", words("Open"), (OFFICER,), target="open"),
                 Act("close", words("Close"), (OFFICER,), ("open",), "closed")), **changed})


@pytest.fixture
def declared(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Declare the plain procedure, with what a test changes of it."""
    def make(**changed: Any) -> Procedure:
        registry._declared.pop(PLAIN, None)
        return registry.declare(plain(**changed))

    monkeypatch.setattr(registry, "_declared", dict(registry.procedures()))
    return make


def opened(recalls: Recalls) -> str:
    event = perform.open_case(recalls.home, recalls.who("ann"), PLAIN, "open", {"region": "1"}, at=recalls.later())
    return str(event.case.number)


def acts_with(guard: Guard | None, of: str) -> tuple[Act, ...]:
    return tuple(replace(act, guard=guard) if act.name == of else act for act in plain().acts)


@pytest.mark.parametrize("guard", [CLOSED, Guard(raises)], ids=["unfulfilled", "raises"])
def test_the_condition_of_an_act_that_opens_a_case_is_asked(recalls: Recalls, declared: Any, guard: Guard) -> None:
    declared(acts=acts_with(replace(guard, met_by=("open",)), "close"))
    assert opened(recalls)
    declared(acts=acts_with(guard, "open"))
    before = CaseEvent.objects.count()
    with pytest.raises(RecordError) as refused:
        opened(recalls)
    assert refused.value.code == ("case.condition" if guard is CLOSED else "case.guard_failed")
    assert CaseEvent.objects.count() == before


@pytest.mark.parametrize("guard", [CLOSED, Guard(raises)], ids=["unfulfilled", "raises"])
def test_the_condition_of_giving_a_part_or_a_case_up_is_asked_of_the_case(recalls: Recalls, declared: Any, guard: Guard,
                                                                         ) -> None:
    declared(giving=guard, withdrawal=guard)
    ann, number = recalls.who("ann"), opened(recalls)
    recalls.who("juror")
    code = "case.condition" if guard is CLOSED else "case.guard_failed"
    with pytest.raises(RecordError) as refused:
        common_acts.assign(recalls.home, ann, PLAIN, number, "juror", JUROR.name, at=recalls.later())
    assert refused.value.code == code
    with pytest.raises(RecordError) as refused:
        common_acts.withdraw(recalls.home, ann, PLAIN, number, "x", at=recalls.later())
    assert refused.value.code == code
    assert [each.act for each in CaseEvent.objects.filter(case__procedure=PLAIN)] == ["open"]


def test_nothing_follows_an_act_of_several_until_the_last_of_them_did_it(
        recalls: Recalls, declared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(perform, "after_acts", [lambda event, _at: told.append(f"{event.act} {event.actor}")])
    declared(acts=tuple(replace(act, approvals=2) if act.name == "close" else act for act in plain().acts))
    number, ann, bea = opened(recalls), recalls.who("ann"), recalls.who("bea")
    for who in (ann, bea):
        perform.act(recalls.home, who, PLAIN, number, "close", {}, at=recalls.later())
    assert told == [f"open {ann.pk}", f"close {bea.pk}"]


def test_an_answer_that_takes_the_place_of_one_that_emptied_fields_brings_them_back(recalls: Recalls) -> None:
    """``whole`` beside ``offline``: of what the other answer emptied nothing stays lost."""
    acts = tuple(replace(act, whole=act.name == "pass") for act in visit().acts)
    registry.declare(visit(acts=(*acts, Act("note", words("Note"), (OFFICER,), ("asked",), of="shop", fields={
        "note": text("Note", "说明"), "score": text("Score", "得分")}))))
    try:
        number, ann = asked(recalls), recalls.who("ann")
        perform.act(recalls.home, ann, VISIT, number, "note", {"note": "closed at noon", "score": "1"}, member="S1",
                    at=recalls.later())
        recalls.now = MONDAY.replace(hour=12)
        for act, hour, values in (("pass", 11, {"score": "5"}), ("fail", 10, {})):
            offline.act(recalls.home, ann, VISIT, number, act, values, given=MONDAY.replace(hour=hour), member="S1",
                        at=recalls.later())
        board = found(recalls, ann, number, VISIT).board
        assert board.at("S1").state == "failed"
        assert {name: board.of["S1"].get(name) for name in ("note", "score")} == {
            "note": "closed at noon", "score": "1"}
    finally:
        registry._declared.pop(VISIT)
