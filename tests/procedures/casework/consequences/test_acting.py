"""What follows by an act in a case that there is: by whom, when, how it is contested and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError, RulebookError
from plumbline.procedures.casework import consequences, dispatch, overview, perform, reading, registry, summaries
from plumbline.procedures.casework.consequences import Consequence, Recorded, contests, declared, queue, threads
from plumbline.procedures.casework.declaration import Act, Days, Guard, Writes
from plumbline.records.core import kinds
from plumbline.records.core.cases import CaseConsequence, CaseEvent, CaseSummary
from plumbline.text import Text
from tests.procedures.casework.consequences.followed import failed, keep, run
from tests.procedures.casework.procedures import COMPLAINT, OFFICER, OURS, PRODUCER, complaint, recall, words
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found


def named(record: Recorded) -> str:
    """The case that the record's number names, before the lot and the number itself."""
    return record.key.split("/")[0]


def lot(record: Recorded) -> str:
    return record.key.split("/")[1]


def acting(name: str = "notified-by-test", **changed: Any) -> Consequence:
    """Declare that an inspection that failed notifies the producer of the recall that its number names."""
    given: dict[str, Any] = {
        "title": words("Notify"), "kind": "inspection", "rule": failed, "cites": OURS, "acts_in": NAME,
        "does": "notify", "case": named,
        "fields": {"reason": lambda each: f"Failed: {each.key}", "due": lambda _: "2026-03-10"}}
    return consequences.declare(Consequence(name, **given | changed))


@pytest.fixture(autouse=True)
def known(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "_declared", {})
    registry.declare(complaint())


@pytest.fixture
def changed(recalls: Recalls) -> Callable[..., None]:
    """Declare the recall anew, otherwise; the fixture that declared it takes that away too."""
    def anew(**how: Any) -> None:
        del registry._declared[NAME]
        registry.declare(recall(**how))

    return anew


def seen(recalls: Recalls, *every: Consequence) -> None:
    assert run(recalls) == 0
    assert len(consequences.consequences()) == len(every)


def do(recalls: Recalls, user: Any, case: str, act: str, reason: str = "mistaken", member: str = "") -> CaseEvent:
    return dispatch.do(recalls.home, user, NAME, case, act, {"reason": reason}, member=member, at=recalls.later())


def duties(recalls: Recalls, user: Any) -> list[tuple[str, list[str]]]:
    on = recalls.now.date()
    told = [(each.member, [act.name for act in each.acts]) for each in reading.waiting(user, on=on)]
    [counted] = overview.readings([registry.procedure(NAME)], user, on)
    assert counted.waiting().count() == len({each for each, _ in told})
    return told


def test_it_is_done_once_is_nobody_s_and_both_pages_tell_it(recalls: Recalls) -> None:
    seen(recalls, acting())
    number, other = recalls.open(), recalls.open()
    keep(recalls, number=f"{number}/bad", result="fail")
    assert (run(recalls), run(recalls)) == (1, 0)
    assert (recalls.state(number), recalls.state(other)) == ("notified", "opened")
    event = CaseEvent.objects.get(act="notify")
    assert (event.actor, event.part, event.said["reason"]) == (None, "officer", f"Failed: {number}/bad")
    assert (event.said["~because"], event.said["~follows"]) == (f"inspection {number}/bad", "notified-by-test")
    ann = recalls.who("ann")
    [came] = threads.document(recalls.home, found(recalls, ann, number), ann, at=recalls.later())["came_of"]
    assert (came["kind"], came["key"], came["act"]) == ("inspection", [f"{number}/bad"], "notify")
    [led] = threads.of_record(recalls.home, kinds.get("inspection"), (f"{number}/bad",), ann, at=recalls.later())
    assert (led.case.number, led.as_dict()["act"]) == (number, "notify")
    assert summaries.wrong(found(recalls, ann, number)) == []


def test_after_an_act_of_another_case_it_acts_in_one(recalls: Recalls) -> None:
    acting(kind="", procedure=COMPLAINT, act="take", rule=lambda _: True,
           case=lambda happened: happened.values["matter"],
           fields={"reason": "matter", "due": lambda _: "2026-03-10"})
    number = recalls.open()
    perform.open_case(recalls.home, recalls.who("ann"), COMPLAINT, "take", {"region": "1", "matter": number},
                      at=recalls.later())
    run(recalls)
    assert recalls.state(number) == "notified"
    ann = recalls.who("ann")
    [came] = threads.came_of(recalls.home, found(recalls, ann, number), ann, at=recalls.later())
    assert came.case.procedure.name == COMPLAINT


def test_where_it_is_not_its_turn_it_waits_and_in_none_or_an_ended_one_nothing_is_done(recalls: Recalls) -> None:
    seen(recalls, acting(does="report", part="producer", fields={"text": lambda each: each.key}))
    number, over = recalls.open(), recalls.open()
    recalls.act(over, "notify", reason="x", due="2026-03-10")
    dispatch.do(recalls.home, recalls.who("ann"), NAME, over, "withdraw", {"reason": "x"}, at=recalls.later())
    for name, case in (("a", number), ("b", over), ("c", ""), ("d", "2020-0001")):
        keep(recalls, number=f"{case}/{name}", result="fail")
    assert run(recalls) == 0
    why = {row.key[-1]: (row.why_not, row.done_at is not None) for row in CaseConsequence.objects.all()}
    assert (why["b"], why["c"]) == ((queue.OVER, True), (queue.NONE, True))
    assert [done for _, done in (why["a"], why["d"])] == [False, False]
    assert "while the case is notified" in why["a"][0]
    recalls.act(number, "notify", reason="x", due="2026-03-10")
    assert run(recalls) == 1
    event = CaseEvent.objects.get(act="report")
    assert (event.part, event.organisation, event.said["text"]) == ("producer", "", f"{number}/a")


def test_it_obeys_the_condition_of_the_act_and_writes_its_records(recalls: Recalls, changed: Callable[..., None],
                                                                  ) -> None:
    write = Writes("organisation", {"code": lambda each: f"W{each.number}", "name": lambda _: "Kettles",
                                    "region": "region"})
    guard = Guard(lambda board: None if board.members else Text("no lot", "没有批次"), met_by=("add-lot",))
    changed(acts=tuple(replace(act, writes=(write,), guard=guard) if act.name == "notify" else act
                       for act in recall().acts))
    seen(recalls, acting(rule=failed))
    number = recalls.open()
    keep(recalls, number=f"{number}/a", result="fail")
    assert run(recalls) == 0
    recalls.act(number, "add-lot", lot="L1")
    assert run(recalls) == 1
    assert recalls.state(number) == "notified"
    written = CaseEvent.objects.get(act="notify").said["~wrote"]
    assert f"organisation W{number}" in written


def test_of_a_member_it_is_contested_and_taken_back_by_another(recalls: Recalls) -> None:
    seen(recalls, acting(does="account", case=named, member=lot, fields={"how": lambda each: each.key}))
    number = recalls.open()
    for name in ("L1", "L2"):
        recalls.act(number, "add-lot", lot=name)
    keep(recalls, number=f"{number}/L1", result="fail")
    assert run(recalls) == 1
    assert [recalls.state(number, name) for name in ("L1", "L2")] == ["accounted", "on-sale"]
    ann, bea, li = recalls.who("ann"), recalls.who("bea"), colleague(recalls, "li", "F1")
    wu = colleague(recalls, "wu", "F2")
    assert [contests.contestable(found(recalls, li, number), each) for each in (li, ann, wu)] == [["L1"], ["L1"], []]
    with pytest.raises(RecordError) as whole:
        do(recalls, li, number, "contest")
    assert whole.value.code == "case.not_of_consequence"
    with pytest.raises(RecordError):
        do(recalls, li, number, "contest", member="L2")
    with pytest.raises(RecordError):
        do(recalls, wu, number, "contest", member="L1")
    do(recalls, ann, number, "contest", "Another lot", member="L1")
    assert CaseSummary.objects.get(case__number=number, member="L1").contested == ann.pk
    assert CaseSummary.objects.get(case__number=number, member="").contested is None
    told = {each["member"]: each["contested"] for each in reading.document(found(recalls, li, number), li)["members"]}
    assert told == {"L1": True, "L2": False}
    assert ("L1", ["uphold-contest"]) in duties(recalls, bea)
    assert ("L1", ["uphold-contest"]) not in duties(recalls, ann)
    with pytest.raises(ConflictError):
        do(recalls, li, number, "contest", member="L1")
    with pytest.raises(NotAllowed):
        do(recalls, ann, number, "uphold-contest", member="L1")
    with pytest.raises(NotAllowed):
        do(recalls, li, number, "uphold-contest", member="L1")
    do(recalls, bea, number, "uphold-contest", "So it was", member="L1")
    assert (recalls.state(number, "L1"), recalls.state(number)) == ("on-sale", "opened")
    assert contests.contestable(found(recalls, li, number), li) == []
    assert summaries.wrong(found(recalls, ann, number)) == []
    recalls.act(number, "account", member="L1", how="sold")
    assert recalls.state(number, "L1") == "accounted"


def test_what_ends_a_case_is_contested_too_and_goes_on_again(recalls: Recalls, changed: Callable[..., None]) -> None:
    changed(acts=(*recall().acts, Act("drop", words("Close"), (OFFICER,), ("opened",), "closed")))
    seen(recalls, acting(does="drop", fields={}))
    number, other = recalls.open(), recalls.open()
    for each in (number, other):
        keep(recalls, number=f"{each}/bad", result="fail")
    assert run(recalls) == 2
    ann, bea, li = recalls.who("ann"), recalls.who("bea"), colleague(recalls, "li", "F1")
    assert CaseSummary.objects.get(case__number=number, member="").ended
    do(recalls, li, number, "contest")
    row = CaseSummary.objects.get(case__number=number, member="")
    assert (row.state, row.ended) == ("closed", False)
    assert ("", ["uphold-contest"]) in duties(recalls, ann)
    assert summaries.wrong(found(recalls, ann, number)) == []
    assert do(recalls, bea, number, "uphold-contest").state == "opened"
    recalls.act(number, "notify", reason="x", due="2026-03-10")
    do(recalls, li, other, "contest")
    do(recalls, ann, other, "dismiss-contest")
    assert CaseSummary.objects.get(case__number=other, member="").ended
    assert (recalls.state(other), duties(recalls, bea)) == ("closed", [])


def test_what_somebody_acted_on_since_stays_where_it_is(recalls: Recalls) -> None:
    seen(recalls, acting())
    number = recalls.open()
    keep(recalls, number=f"{number}/bad", result="fail")
    assert run(recalls) == 1
    ann, bea, li = recalls.who("ann"), recalls.who("bea"), colleague(recalls, "li", "F1")
    do(recalls, li, number, "contest")
    recalls.later(10)
    recalls.act(number, "report-for")
    event = do(recalls, bea, number, "uphold-contest")
    assert (event.state, recalls.state(number)) == ("", "reported")
    assert found(recalls, ann, number).board.contests == {}


def test_dismissed_it_stands_and_may_be_contested_again(recalls: Recalls) -> None:
    seen(recalls, acting())
    number = recalls.open()
    keep(recalls, number=f"{number}/bad", result="fail")
    assert run(recalls) == 1
    li, ann = colleague(recalls, "li", "F1"), recalls.who("ann")
    do(recalls, li, number, "contest")
    do(recalls, ann, number, "dismiss-contest")
    assert recalls.state(number) == "notified"
    do(recalls, li, number, "contest")
    assert do(recalls, ann, number, "uphold-contest").state == "opened"


def test_the_days_of_the_state_before_begin_anew(recalls: Recalls) -> None:
    seen(recalls, acting())
    number = recalls.open()
    before = found(recalls, recalls.who("ann"), number).due()
    recalls.later(7)
    keep(recalls, number=f"{number}/bad", result="fail")
    run(recalls)
    li = colleague(recalls, "li", "F1")
    do(recalls, li, number, "contest")
    do(recalls, recalls.who("ann"), number, "uphold-contest")
    after = found(recalls, recalls.who("ann"), number).due()
    assert before is not None
    assert after is not None
    assert after.day > before.day


@pytest.mark.parametrize("changed", [
    {"opens": COMPLAINT}, {"acts_in": ""}, {"acts_in": "nothing"}, {"does": "open"}, {"does": "burn"},
    {"does": "close", "fields": {}}, {"does": "add-lot", "fields": {"lot": lambda _: "x"}}, {"case": None},
    {"member": lot}, {"does": "account", "fields": {"how": "result"}}, {"part": "producer"},
    {"lasts": Days(3)}, {"opening": "open"}, {"fields": {"text": "result"}}])
def test_what_cannot_be_is_refused_when_it_is_declared(recalls: Recalls, changed: dict[str, Any]) -> None:
    acting(**changed)
    with pytest.raises(RulebookError) as error:
        consequences.consequences()
    assert error.value.code == "consequence.unfit"
    assert error.value.what.zh


def test_a_chain_that_acts_in_a_circle_is_refused(recalls: Recalls) -> None:
    acting("there", kind="", procedure=COMPLAINT, act="answer", rule=lambda _: True, case=lambda _: "x")
    acting("back", kind="", procedure=NAME, act="notify", acts_in=COMPLAINT, does="answer", rule=lambda _: True,
           case=lambda _: "x", fields={"reply": lambda _: "x"})
    with pytest.raises(RulebookError) as error:
        consequences.consequences()
    assert error.value.code == "consequence.loops"
    assert "notify -> test-complaint answer" in str(error.value)


def test_a_case_whose_rules_changed_is_left_until_somebody_decided(recalls: Recalls, changed: Callable[..., None],
                                                                   ) -> None:
    seen(recalls, acting())
    number = recalls.open()
    changed(acts=(*recall().acts, Act("look", words("Look"), (OFFICER, PRODUCER), ("opened",))))
    keep(recalls, number=f"{number}/bad", result="fail")
    assert run(recalls) == 0
    [row] = CaseConsequence.objects.all()
    assert row.done_at is None
    dispatch.do(recalls.home, recalls.who("ann"), NAME, number, "go-on", {"reason": "x"}, at=recalls.later())
    assert run(recalls) == 1


def test_a_member_that_there_is_not_is_told(recalls: Recalls) -> None:
    seen(recalls, acting(does="account", member=lot, fields={"how": lambda each: each.key}))
    number = recalls.open()
    keep(recalls, number=f"{number}/L9", result="fail")
    assert run(recalls) == 0
    assert "L9" in CaseConsequence.objects.get().why_not
