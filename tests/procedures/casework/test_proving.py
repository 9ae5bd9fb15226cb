"""A procedure under which a case could get stuck is refused, with the way there; so is one that contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.procedures.casework.declaration import LINK, PARTY, Act, Days, Guard, Part, Procedure, State
from plumbline.procedures.casework.proving import prove, steps
from plumbline.records.core.fields import day
from plumbline.text import Text
from tests.procedures.casework.procedures import APPROVER, OFFICER, PRODUCER, recall, words


def changed(of_act: str, /, **values: Any) -> Procedure:
    """The recall, with one of its acts otherwise."""
    acts = [replace(act, **values) if act.name == of_act else act for act in recall().acts]
    return recall(acts=tuple(acts))


def without(*names: str) -> tuple[Act, ...]:
    return tuple(act for act in recall().acts if act.name not in names)


def test_a_sound_procedure_passes() -> None:
    prove(recall())


NEVER = Guard(lambda board: Text("no", "否"))
DEAD_ENDS: dict[str, tuple[Callable[[], Procedure], str]] = {
    "only an enterprise could go on": (lambda: recall(acts=without("report-for")), "open -> notify -> notified"),
    "the day may never come": (lambda: changed(
        "notify", fields={"due": day("Due", "期限")}), "open -> notify -> notified"),
    "a condition that nothing fulfils": (lambda: changed("close", guard=NEVER), "open -> notify"),
    "a condition that only the enterprise fulfils": (lambda: recall(acts=tuple(
        replace(act, by=(PRODUCER,)) if act.name == "account" else act for act in recall().acts)), "open"),
    "a circle of two conditions": (lambda: recall(acts=tuple(
        replace(act, guard=Guard(NEVER.check, (other,))) if act.name == name else act
        for act in recall().acts for name, other in [{"close": ("close", "report-for"),
                                                      "report-for": ("report-for", "close")}.get(act.name, ("", ""))])),
        "open -> notify"),
    "side by side with somebody who may not come": (lambda: recall(
        states=(*recall().states[:2], State("reported", words("reported"), needs=("weigh", "witness"), to="closed"),
                recall().states[3]),
        acts=(*without("close", "return"), Act("weigh", words("Weigh"), (OFFICER,), ("reported",)),
              Act("witness", words("Witness"), (PRODUCER,), ("reported",)))), "open -> notify -> report -> reported"),
    "a second person and the enterprise alone": (
        lambda: changed("close", by=(PRODUCER,), second_person=True, guard=None), "open -> notify"),
    "side by side, and one of two waits for a day that may never come": (lambda: recall(
        states=(*recall().states[:2], State("reported", words("reported"), days=Days(field="by"),
                                            needs=("weigh", "witness"), to="closed"), recall().states[3]),
        acts=(*without("close", "return"), Act("weigh", words("Weigh"), (OFFICER,), ("reported",)),
              Act("witness", words("Witness"), (OFFICER,), ("reported",), after_days=True))),
        "open -> notify -> report -> reported"),
    "side by side, and one of two waits for a condition": (lambda: recall(
        states=(*recall().states[:2], State("reported", words("reported"), needs=("weigh", "witness"), to="closed"),
                recall().states[3]),
        acts=(*without("close", "return"), Act("weigh", words("Weigh"), (OFFICER,), ("reported",)),
              Act("witness", words("Witness"), (OFFICER,), ("reported",), guard=NEVER))),
        "open -> notify -> report -> reported"),
    "a member that only its party can end": (lambda: recall(acts=tuple(
        replace(act, by=(PRODUCER,)) if act.name == "account" else replace(act, guard=None)
        for act in recall().acts)), "on-sale"),
    "several acts to go, and the last is another's": (lambda: recall(
        states=(*recall().states[:3], State("checked", words("checked")), recall().states[3]),
        acts=(*without("close"), Act("check", words("Check"), (OFFICER,), ("reported",), "checked"),
              Act("sign", words("Sign"), (PRODUCER,), ("checked",), "closed"))),
        "open -> notify -> report -> check -> checked"),
    "a circle without a way out": (lambda: recall(acts=(*without("close"), Act(
        "archive", words("Archive"), (PRODUCER,), ("reported",), "closed"))), "open -> notify -> report -> reported"),
}


@pytest.mark.parametrize("planted", DEAD_ENDS)
def test_a_dead_end_is_found_with_the_way_there(planted: str) -> None:
    make, way = DEAD_ENDS[planted]
    with pytest.raises(RulebookError) as refused:
        prove(make())
    assert refused.value.code == "procedure.stuck"
    assert way in refused.value.what.en
    assert refused.value.why


def test_what_goes_on_side_by_side_by_the_authority_alone_is_no_dead_end() -> None:
    prove(recall(
        states=(*recall().states[:2], State("reported", words("reported"), needs=("weigh", "witness"), to="closed"),
                recall().states[3]),
        acts=(*without("close", "return"), Act("weigh", words("Weigh"), (OFFICER,), ("reported",)),
              Act("witness", words("Witness"), (PRODUCER, APPROVER), ("reported",)))))


FAULTS: dict[str, tuple[Callable[[], Procedure], str]] = {
    "a state that does not exist": (lambda: changed("notify", source=("open",)), "procedure.state_unknown"),
    "a target that does not exist": (lambda: changed("notify", target="told"), "procedure.state_unknown"),
    "a part nobody can hold": (lambda: recall(parts=(OFFICER, APPROVER, replace(PRODUCER, party="maker"))),
                               "procedure.part_unheld"),
    "a part held in no way": (lambda: recall(parts=(OFFICER, APPROVER, PRODUCER, Part("x", words("x"), "luck"))),
                              "procedure.part_unheld"),
    "a part of another procedure": (lambda: changed("notify", by=(Part("other", words("other")),)),
                                    "procedure.part_unknown"),
    "nobody of the authority": (lambda: recall(parts=(Part("public", words("public"), LINK), replace(
        PRODUCER, held=PARTY))), "procedure.no_lead"),
    "an act by a reserved name": (lambda: changed("notify", name="assign"), "procedure.no_name"),
    "an act twice": (lambda: recall(acts=(*recall().acts, recall().acts[2])), "procedure.name_twice"),
    "a name that is none": (lambda: changed("notify", name="Notify them"), "procedure.no_name"),
    "a state nobody comes to": (lambda: recall(states=(*recall().states, State("lost", words("lost")))),
                                "procedure.state_unreached"),
    "no end": (lambda: recall(states=tuple(replace(state, ends=False) for state in recall().states)),
               "procedure.no_end"),
    "the last day of a state without days": (lambda: changed("close", after_days=True), "procedure.no_days"),
    "a condition met by no act": (lambda: changed("close", guard=Guard(NEVER.check, ("pray",))),
                                  "procedure.act_unknown"),
    "nothing opens it": (lambda: recall(acts=without("open")), "procedure.no_opening"),
    "nobody's case": (lambda: recall(about={}, parts=(OFFICER, APPROVER)), "procedure.no_region"),
    "an act from nowhere to nowhere": (lambda: changed("notify", source=(), target=""), "procedure.act_nowhere"),
    "nobody is enough": (lambda: changed("close", approvals=0), "procedure.act_unfit"),
    "more people than there ever are": (lambda: changed("close", approvals=1000), "procedure.act_unfit"),
    "several open one case": (lambda: changed("open", approvals=2), "procedure.act_unfit"),
    "a second person opens it": (lambda: changed("open", second_person=True), "procedure.act_unfit"),
    "what opens it sends it back": (lambda: changed("open", returns=True), "procedure.act_unfit"),
    "several add one member": (lambda: changed("add-lot", approvals=2), "procedure.act_unfit"),
    "a second person adds it": (lambda: changed("add-lot", second_person=True), "procedure.act_unfit"),
    "a member is added after its last day": (lambda: changed("add-lot", after_days=True), "procedure.act_unfit"),
    "a member is added from a state": (lambda: changed("add-lot", source=("on-sale",)), "procedure.act_unfit"),
    "a member begins nowhere": (lambda: changed("add-lot", target=""), "procedure.act_unfit"),
    "a member without a name": (lambda: changed("add-lot", adds="batch"), "procedure.act_unfit"),
    "side by side with nothing": (lambda: recall(states=tuple(
        replace(state, needs=("sing",), to="closed") if state.name == "reported" else state
        for state in recall().states)), "procedure.act_unknown"),
}


@pytest.mark.parametrize("planted", FAULTS)
def test_a_declaration_that_contradicts_itself_is_refused(planted: str) -> None:
    make, code = FAULTS[planted]
    with pytest.raises(RulebookError) as refused:
        prove(make())
    assert refused.value.code == code


def test_a_step_of_the_enterprise_is_not_free_and_one_of_both_is() -> None:
    free = {step.act.name: step.free for of in ("", "lot") for step in steps(recall(), of) if step.act is not None}
    assert free == {"open": True, "notify": True, "report": False, "report-for": True, "return": True, "close": True,
                    "account": True}


def test_a_term_of_days_always_ends() -> None:
    prove(changed("report-for", after_days=True))
    days = tuple(replace(state, days=Days(3)) if state.name == "notified" else state for state in recall().states)
    prove(recall(states=days, acts=tuple(replace(act, fields={}) if act.name == "notify" else act
                                         for act in recall().acts)))
