"""Acts sent after they were done: judged by when that was, kept side by side, and alike in the end in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plumbline.errors import NotAllowed, PlumblineError, RulebookError
from plumbline.procedures.casework import consequences, offline, perform, reading, registry, summaries
from plumbline.procedures.casework.consequences import declared
from plumbline.procedures.casework.declaration import PARTY, REFUSED, Act, Days, Guard, Members, Part, Procedure, State
from plumbline.procedures.casework.rules import rules_sha256
from plumbline.records.core import cases
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.core.fields import PERSONAL, ref, text
from plumbline.text import Text
from tests.procedures.casework.procedures import OFFICER, OURS, recall, words
from tests.procedures.casework.recalls import MONDAY, Recalls, colleague, found

VISIT = "test-visit"
SHOP = Part("keeper", words("Keeper"), PARTY, party="keeper")
FINDINGS = {"note": text("Note", "说明"), "score": text("Score", "得分"),
            "phone": text("Telephone", "电话", exposure=PERSONAL)}


def visit(**changed: Any) -> Procedure:
    """A round of visits to shops: each is answered in the shop, without a network, and the answer taken up."""
    return Procedure(VISIT, words("Visit"), words("Visits"), **{
        "column": "surveillance", "cites": OURS, "parts": (OFFICER, SHOP),
        "about": {"region": ref("Region", "地区", "region", required=True)},
        "states": (State("open", words("open")), State("closed", words("closed"), ends=True)),
        "members": Members("shop", words("Shop"), words("Shops"), (
            State("asked", words("asked"), days=Days(3, working=False, late=REFUSED)),
            State("passed", words("passed"), days=Days(5, working=False)),
            State("failed", words("failed"), days=Days(2, working=False)),
            State("settled", words("settled"), ends=True))),
        "acts": (
            Act("open", words("Open"), (OFFICER,), target="open"),
            Act("add", words("Add a shop"), (OFFICER,), of="shop", target="asked", adds="shop",
                fields={"shop": text("Shop", "店铺", required=True),
                        "keeper": ref("Keeper", "经营者", "organisation")}),
            Act("pass", words("Pass"), (OFFICER, SHOP), ("asked",), "passed", of="shop", fields=FINDINGS, offline=7),
            Act("fail", words("Fail"), (OFFICER, SHOP), ("asked",), "failed", of="shop", fields=FINDINGS, offline=7),
            Act("again", words("Again"), (OFFICER,), ("passed", "failed"), "asked", of="shop", returns=True),
            Act("settle", words("Settle"), (OFFICER,), ("passed", "failed", "asked"), "settled", of="shop"),
            Act("close", words("Close"), (OFFICER,), ("open",), "closed")), **changed})


@pytest.fixture
def visits(recalls: Recalls) -> Iterator[Recalls]:
    registry.declare(visit())
    yield recalls
    registry._declared.pop(VISIT)


def asked(visits: Recalls, keeper: str = "") -> str:
    """A case in which a shop is to be visited, from Monday nine o'clock on."""
    ann = visits.who("ann")
    number = str(perform.open_case(visits.home, ann, VISIT, "open", {"region": "1"}, at=visits.later()).case.number)
    values = {"shop": "S1", "keeper": keeper} if keeper else {"shop": "S1"}
    perform.act(visits.home, ann, VISIT, number, "add", values, at=visits.later())
    return number


def send(visits: Recalls, number: str, act: str, done: datetime, by: Any = "ann", at: datetime | None = None,
         **values: str) -> CaseEvent:
    user = visits.who(by) if isinstance(by, str) else by
    return offline.act(visits.home, user, VISIT, number, act, values, given=done, member="S1", at=at or visits.later())


def code(visits: Recalls, number: str, act: str, done: datetime, **more: Any) -> str:
    with pytest.raises(PlumblineError) as caught:
        send(visits, number, act, done, **more)
    return str(caught.value.code)


def after(minutes: int) -> datetime:
    """A moment on Monday, after what :func:`asked` did."""
    return MONDAY + timedelta(minutes=minutes)


def outcome(visits: Recalls, number: str) -> Any:
    """All that must be alike in whatever order answers arrive: how the shop stands, and which answers are beside."""
    case = found(visits, visits.who("ann"), number, VISIT)
    at, known = case.board.at("S1"), {each.pk: each for each in CaseEvent.objects.filter(case=case.row)}
    said = {name: value for name, value in at.said.items() if name != "~beside"}
    deciding = {at.answer.event} if at.answer is not None else set()
    answers = {pk for pk, each in known.items() if "~given" in each.said}
    assert deciding | set(at.beside) == answers
    summary = CaseSummary.objects.get(case=case.row, member="S1")
    assert summaries.wrong(case) == []
    return (at.state, at.since, at.actor, said, dict(case.board.of["S1"]), case.due("S1"), summary.due,
            summary.state, sorted((known[pk].act, known[pk].said["~given"], known[pk].late) for pk in at.beside),
            len(at.left), [each.state for each in at.left])


def test_it_is_kept_with_both_times_and_judged_by_when_it_was_done(visits: Recalls) -> None:
    number = asked(visits)
    visits.later(days=5)
    event = send(visits, number, "pass", after(60), note="Clean")
    case = found(visits, visits.who("ann"), number, VISIT)
    assert (event.state, event.late, event.said["~given"]) == ("passed", False, "2026-03-02T10:00:00.000000+00:00")
    assert (case.board.at("S1").since, str(case.due("S1").day)) == (after(60), "2026-03-09")  # type: ignore[union-attr]
    told = reading.history(case, visits.who("ann"))[-1]
    assert (told["given"], told["at"][:10], told["beside"], told["said"]) == (
        after(60).isoformat(), "2026-03-07", False, {"note": "Clean"})
    assert not cases.is_altered(event)


def test_a_time_that_cannot_be_is_refused(visits: Recalls) -> None:
    number = asked(visits)
    for wrong in (visits.now + timedelta(seconds=9), MONDAY - timedelta(minutes=1)):
        assert code(visits, number, "pass", wrong) == "case.given_unfit"
    assert code(visits, number, "pass", after(1), at=after(1) + timedelta(days=7, seconds=1)) == "case.given_unfit"
    assert code(visits, number, "settle", after(1), at=after(2)) == "case.not_offline"
    assert code(visits, number, "open", after(1), at=after(2)) == "case.act_unknown"
    assert send(visits, number, "pass", after(1), at=after(1) + timedelta(days=7)).state == "passed"


def test_what_was_done_first_decides_and_the_other_stays_beside_it(visits: Recalls) -> None:
    number = asked(visits)
    visits.later(days=1)
    later = send(visits, number, "pass", after(90), note="Clean", score="9")
    first = send(visits, number, "fail", after(30), by="bea", note="Dirty")
    third = send(visits, number, "pass", after(95), by="cai")
    case = found(visits, visits.who("ann"), number, VISIT)
    assert (first.state, first.said["~beside"], third.state, third.said["~beside"]) == ("failed", "instead", "", "also")
    assert (case.board.at("S1").state, case.board.of["S1"]) == ("failed", {"shop": "S1", "note": "Dirty"})
    assert {each["number"]: each["beside"] for each in reading.history(case, visits.who("ann"), "S1")[1:]} == {
        later.pk: True, first.pk: False, third.pk: True}
    assert reading.document(case, visits.who("ann"))["members"][0]["beside"] == 2


def test_once_somebody_acted_on_an_answer_it_is_settled(visits: Recalls) -> None:
    number = asked(visits)
    visits.later(days=1)
    send(visits, number, "pass", after(90), note="Clean")
    perform.act(visits.home, visits.who("ann"), VISIT, number, "settle", {}, member="S1", at=visits.later())
    event = send(visits, number, "fail", after(30), by="bea", note="Dirty")
    case = found(visits, visits.who("ann"), number, VISIT)
    assert (event.state, case.board.at("S1").state, case.board.of["S1"]["note"]) == ("", "settled", "Clean")
    assert case.board.at("S1").beside == [event.pk]
    perform.act(visits.home, visits.who("ann"), VISIT, number, "close", {}, at=visits.later())
    assert send(visits, number, "fail", after(31), by="cai").state == ""


def test_an_answer_belongs_to_the_stay_in_which_it_was_given(visits: Recalls) -> None:
    number, ann = asked(visits), visits.who("ann")
    visits.later(days=1)
    send(visits, number, "pass", after(90), note="Clean")
    perform.act(visits.home, ann, VISIT, number, "again", {}, member="S1", at=visits.later())
    moment = visits.later()
    assert send(visits, number, "fail", after(30), by="bea").state == ""  # of the stay before
    assert found(visits, ann, number, VISIT).board.at("S1").state == "asked"
    assert send(visits, number, "fail", moment, by="bea").state == "failed"


def test_the_officer_who_has_not_seen_the_second_answer_is_told(visits: Recalls) -> None:
    number, ann = asked(visits), visits.who("ann")
    seen = send(visits, number, "pass", after(1), at=after(2)).pk
    send(visits, number, "fail", after(1), by="bea", at=after(3))
    with pytest.raises(PlumblineError) as caught:
        perform.act(visits.home, ann, VISIT, number, "settle", {}, member="S1", seen=seen, at=after(4))
    assert caught.value.code == "case.changed_meanwhile"


def test_sent_again_it_is_kept_once(visits: Recalls) -> None:
    number = asked(visits)
    visits.later(days=1)
    first = send(visits, number, "pass", after(90), note="Clean", phone="1")
    second = send(visits, number, "fail", after(95), by="bea")
    assert send(visits, number, "pass", after(90), note="Clean", phone="1").pk == first.pk
    assert send(visits, number, "fail", after(95), by="bea").pk == second.pk
    assert send(visits, number, "pass", after(90), note="Clean", phone="2").pk != first.pk


def test_done_after_the_last_day_it_is_refused_to_who_is_outside_and_sent_after_it_not(visits: Recalls) -> None:
    number = asked(visits, "F1")
    li, wu = colleague(visits, "li", "F1"), colleague(visits, "wu", "F2")
    visits.later(days=5)
    assert code(visits, number, "pass", MONDAY + timedelta(days=4), by=li) == "case.late"
    assert send(visits, number, "pass", MONDAY + timedelta(days=4)).late is True
    assert send(visits, number, "fail", MONDAY + timedelta(days=2), by=li).state == "failed"
    # Of the stay that is over it is still judged by when it was done.
    assert code(visits, number, "pass", MONDAY + timedelta(days=4), by=li) == "case.late"
    with pytest.raises((NotAllowed, PlumblineError)):
        send(visits, number, "pass", MONDAY + timedelta(days=2), by=wu)


ANSWERS = st.lists(st.tuples(
    st.sampled_from(["pass", "fail"]), st.sampled_from([30, 30, 60, 90]), st.sampled_from(["ann", "bea"]),
    st.fixed_dictionaries({}, optional={"note": st.sampled_from("xy"), "score": st.sampled_from("12")})),
    min_size=2, max_size=4, unique_by=repr)


@given(st.data())
@settings(max_examples=25, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_they_arrive_it_ends_alike(visits: Recalls, data: st.DataObject) -> None:
    answers = data.draw(ANSWERS)
    orders = [answers, data.draw(st.permutations(answers)), sorted(answers, key=repr)]
    ends = []
    for order in orders:
        visits.now = MONDAY
        number = asked(visits)
        begun = found(visits, visits.who("ann"), number, VISIT).board.at("S1").since
        assert begun is not None
        for place, (act, minutes, by, values) in enumerate(order):
            send(visits, number, act, begun + timedelta(minutes=minutes), by=by,
                 at=begun + timedelta(days=1, minutes=place), **values)
        ends.append((outcome(visits, number), begun))
    told = [_since(end, begun) for end, begun in ends]
    assert told[0] == told[1] == told[2]


def _since(end: Any, begun: datetime) -> Any:
    """An outcome with its times told from when it began: each case begins a moment after the one before."""
    def of(text: str) -> timedelta:
        return datetime.fromisoformat(text) - begun

    state, since, actor, said, values, due, summary_due, summary_state, beside, left, states = end
    said = {name: of(text) if name == "~given" else text for name, text in said.items()}
    beside = sorted((act, of(text), late) for act, text, late in beside)
    return state, since - begun, actor, said, values, due, summary_due, summary_state, beside, left, states


UNFIT: dict[str, tuple[dict[str, Any], str]] = {
    "too long": ({"offline": 61}, "1 to 60 days"),
    "nowhere": ({"source": ("asked", "passed")}, "from one state to another"),
    "condition": ({"guard": Guard(lambda case: None, ("settle",))}, "condition"),
    "several": ({"approvals": 2}, "who else"), "second": ({"second_person": True}, "who else"),
}


@pytest.mark.parametrize(("changed", "said"), UNFIT.values(), ids=list(UNFIT))
def test_what_could_not_be_undone_is_refused_when_it_is_declared(
        procedure: Procedure, changed: dict[str, Any], said: str) -> None:
    acts = tuple(replace(act, **changed) if act.name == "pass" else act for act in visit().acts)
    with pytest.raises(RulebookError) as caught:
        registry.declare(visit(acts=acts))
    assert caught.value.code == "procedure.offline_unfit"
    assert said in caught.value.what.en


def test_neither_one_after_another_nor_what_publishes_nor_what_something_follows_from(procedure: Procedure) -> None:
    def refused(**changed: Any) -> str:
        with pytest.raises(RulebookError) as caught:
            registry.declare(visit(**changed))
        return caught.value.what.en

    chained = tuple(replace(act, offline=3) if act.name == "again" else act for act in visit().acts)
    assert "'again', which is sent later too" in refused(acts=chained)
    closing = tuple(replace(act, offline=3) if act.name == "close" else act for act in visit().acts)
    assert "publishes" in refused(acts=closing, public=("closed",))
    registry.declare(visit())
    consequences.declare(consequences.Consequence(
        "of-a-visit", Text("x", "某"), procedure=VISIT, act="fail", opens="test-recall", fields={},
        rule=lambda happened: True, cites=OURS))
    try:
        with pytest.raises(RulebookError) as caught:
            consequences.consequences()
        assert "may be sent after it was done" in caught.value.what.en
    finally:
        declared._declared.pop("of-a-visit")


def test_a_declaration_that_says_nothing_of_it_rules_as_before(procedure: Procedure) -> None:
    plain = visit(acts=tuple(replace(act, offline=0) for act in visit().acts))
    assert rules_sha256(plain) != rules_sha256(visit())
    assert rules_sha256(recall()) == rules_sha256(procedure)
