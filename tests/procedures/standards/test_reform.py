"""A round of reform, played by people: drawn up by rule, heard, decided by others, written to the register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import many, perform, reading
from plumbline.procedures.casework.consequences import queue
from plumbline.procedures.casework.finding import find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.reform import counting
from plumbline.records.core import kinds, store
from tests.procedures.standards import reform_rounds as rounds
from tests.procedures.standards.reform_rounds import (
    ADOPTS,
    BARE,
    BUREAU,
    FOREIGN,
    OTHER,
    PUMP,
    PUMP_OLD,
    SAFE,
    SOUND,
    UNUSED,
    Round,
)
from tests.records.samples import Office


@pytest.fixture
def played(home: Home, db: None) -> Round:
    office = Office(home)
    office.begin(rounds.begun)
    return Round(office)


def refused(code: str, do: Any, *args: Any, kind: type[PlumblineError] = RecordError, **more: Any) -> PlumblineError:
    with pytest.raises(kind) as found:
        do(*args, **more)
    assert found.value.code == code, found.value
    return found.value


def test_what_is_proposed_and_why(played: Round) -> None:
    played.open()
    assert played.proposals() == {
        PUMP_OLD: "merge", PUMP: "merge", ADOPTS: "revise", UNUSED: "withdraw", BARE: "convert", SOUND: "keep",
        SAFE: "keep"}
    of = played.found().board.of
    assert of[PUMP_OLD]["into"] == of[PUMP]["into"] == PUMP
    assert of[PUMP_OLD]["reason"] == f"与其他标准重复交叉，或相互循环代替：{PUMP}"
    assert (of[UNUSED]["rule"], of[UNUSED]["clause"], of[UNUSED]["findings"]) == ("unused", "标准化法 29, 38",
                                                                                  "review;unused")
    assert (of[SOUND]["rule"], of[SOUND]["reason_en"]) == ("keep", "Nothing speaks against it")
    assert of[BARE]["department"] == BUREAU
    values = played.found().board.values
    assert (values["found"], values["drawn_up_on"], values["rules"]) == ("7", "2026-03-02", "standards-2016")


def test_a_round_with_all_five_conclusions(played: Round) -> None:
    played.deciding()
    played.decide_all()
    assert played.states() == {
        PUMP_OLD: "to-merge", PUMP: "to-merge", ADOPTS: "to-revise", UNUSED: "withdrawn", BARE: "to-convert",
        SOUND: "kept", SAFE: "kept"}
    today = date(2026, 3, 22)
    assert (rounds.held(SOUND).confirmed_on, rounds.held(SOUND).status) == (today, "in-force")
    assert (rounds.held(UNUSED).status, rounds.held(UNUSED).withdrawn_on) == ("withdrawn", today)
    assert rounds.relations(PUMP) == {("merges", PUMP_OLD)}
    # What needs a new text is a task: nothing of the record changes before it is there.
    assert all(rounds.held(code).status == "in-force" for code in (PUMP, PUMP_OLD, ADOPTS, BARE))
    played.act("publish")
    played.run()
    queue.run(played.home, at=played.clock())
    (project,) = reading.listed(procedure("standard-project"), played.who("ann"))
    assert (project.state, reading.values(find(played.home, played.who("ann"), procedure("standard-project"),
                                               project.case.number, at=played.clock()), played.who("ann"))["replaces"]
            ) == ("proposed", rounds.held(ADOPTS).designation)

    new = [rounds.standard("DB33/T 5-2026", "会议用桌椅尺寸", "2026-03-10"),
           rounds.standard("DB33/T 3-2026", "阀门型式试验", "2026-03-10")]
    assert not played.office.take("standard", new, name="new.csv").quarantined
    carry(played, BARE, "DB33/T 5-2026")
    carry(played, ADOPTS, "DB33/T 3-2026", since="2026-03-15")
    carry(played, PUMP_OLD, PUMP)
    assert rounds.held(BARE).status == "replaced"
    assert rounds.relations("DB33/T 5-2026") == {("replaces", BARE)}
    assert rounds.held(ADOPTS).withdrawn_on == date(2026, 3, 15)
    assert refused("case.condition", played.act, "close").why.en == "1 tasks are open"
    carry(played, PUMP, PUMP)
    assert rounds.held(PUMP).status == "in-force"
    played.act("close")
    played.run()
    assert played.found().board.case.state == "closed"


def test_a_task_that_a_catalogue_settled_or_nobody_will(played: Round) -> None:
    played.deciding()
    played.decide_all()
    new = rounds.standard("DB33/T 3-2026", "阀门型式试验", "2026-03-10")
    old = next(each for each in rounds.REGISTER if each["code"] == ADOPTS)
    played.office.take("standard", [new, old | {"status": "replaced", "withdrawn_on": "2026-03-12"}], name="new.csv")
    refused("reform.same_standard", carry, played, BARE, BARE)
    carry(played, ADOPTS, "DB33/T 3-2026")
    assert rounds.held(ADOPTS).withdrawn_on == date(2026, 3, 12)
    played.act("give-up", BARE, given_up="经研究不再转化")
    assert (played.states()[BARE], rounds.held(BARE).status) == ("given-up", "in-force")


def carry(played: Round, member: str, text: str, **values: str) -> None:
    """Say by which standard a task was carried out."""
    perform.act(played.home, played.who(), rounds.NAME, played.number, "carry-out", {"by": text, **values},
                member=member, at=played.clock())


def test_counts_before_and_after(played: Round) -> None:
    played.deciding()
    before = {(each.list, each.reason): each.count for each in counting.kept(round=played.number)}
    assert before == {("chaotic", "any"): 2, ("chaotic", "duplicate"): 2, ("low", "any"): 2, ("low", "base"): 1,
                      ("low", "review"): 1, ("soft", "any"): 7, ("soft", "unused"): 7}
    played.decide_all()
    played.act("publish")
    played.run()
    after = {each.list: each for each in counting.kept(round=played.number, moment="publication", reason="any")}
    assert {name: (each.count, each.total) for name, each in after.items()} == {
        "chaotic": (0, 6), "low": (1, 6), "soft": (6, 6)}
    assert counting.as_line(after["low"], standards=True)["standards"] == [ADOPTS]
    assert counting.by_year(counting.kept(department=BUREAU))[0] == {
        "department": BUREAU, "list": "chaotic", "year": 2026, "count": 0, "total": 6, "round": played.number,
        "moment": "publication"}


def test_who_proposed_does_not_decide(played: Round) -> None:
    played.open()
    played.act("propose", SAFE, by="bea", proposal="revise", reason="充电技术已更新")
    assert (played.proposals()[SAFE], played.found().board.of[SAFE]["rule"]) == ("revise", "by-hand")
    assert "clause" not in played.found().board.of[SAFE] or not played.found().board.of[SAFE]["clause"]
    played.act("hear", until="2026-03-02")
    played.act("end-hearing", reason="各部门均已书面答复")
    refused("reform.second_person", played.act, "keep", SOUND, by="ann", kind=NotAllowed)
    refused("reform.second_person", played.act, "revise", SAFE, by="bea", kind=NotAllowed)
    played.act("revise", SAFE, by="ann")
    played.act("keep", SOUND, by="bea")


def test_whoever_opened_the_round_decides_nothing_in_bulk(played: Round) -> None:
    played.deciding()
    played.act("decide-all", by="ann", proposal="keep")
    played.run()
    said = [event.said for event in played.found().events if event.act == "effect-done"][-1]
    assert (said["decided"], said["left"]) == ("0", "2")
    assert said["left_why_en"] == "who made a proposal does not decide about it"
    assert played.states()[SOUND] == "proposed"


def test_otherwise_only_with_a_reason(played: Round) -> None:
    played.deciding()
    refused("reform.why_otherwise", played.act, "keep", UNUSED, by="bea")
    played.act("keep", UNUSED, by="bea", reason="仍有企业使用")
    assert rounds.held(UNUSED).confirmed_on == date(2026, 3, 22)
    refused("reform.not_mandatory", played.act, "convert", SOUND, by="bea", reason="无须强制")
    refused("reform.day_unfit", played.act, "withdraw-standard", SOUND, by="bea", reason="已无需要",
            withdrawn_on="2026-12-31")


def test_an_objection_is_answered_one_by_one(played: Round) -> None:
    played.open()
    played.give_department("dan", UNUSED)
    refused("reform.not_its_time", played.act, "object", UNUSED, by="dan", objection="仍在使用")
    played.act("hear", until="2026-03-12")
    refused("case.member_unknown", played.act, "object", SOUND, by="dan", objection="仍在使用")
    played.act("object", UNUSED, by="dan", objection="仍在使用", wanted="keep")
    refused("reform.days_left", played.act, "end-hearing")
    played.clock(days=20)
    refused("reform.too_late", played.act, "object", BARE, by="ann", objection="应继续强制", objector=OTHER)
    played.act("end-hearing")
    played.decide_all()
    assert played.states()[UNUSED] == "objected"
    assert refused("case.condition", played.act, "publish").why.en == "1 standards are not decided about"
    refused("reform.unanswered", played.act, "withdraw-standard", UNUSED, by="bea")
    played.act("keep", UNUSED, by="bea", reason="采纳意见")
    played.act("publish")


def test_an_objection_is_taken_back(played: Round) -> None:
    played.open()
    played.act("hear", until="2026-03-12")
    played.act("object", UNUSED, objection="仍在使用", objector=OTHER)
    played.act("take-back", UNUSED, taken_back="来函撤回")
    assert played.states()[UNUSED] == "proposed"
    played.act("end-hearing", reason="各部门均已答复")
    refused("reform.second_person", played.act, "withdraw-standard", UNUSED, by="ann", kind=NotAllowed)
    played.act("withdraw-standard", UNUSED, by="bea")


def test_what_changed_meanwhile_is_not_decided_about(played: Round) -> None:
    played.deciding()
    row = next(each for each in rounds.REGISTER if each["code"] == SOUND)
    played.office.take("standard", [row | {"status": "withdrawn", "withdrawn_on": "2026-03-20"}], name="gone.csv")
    refused("reform.not_in_force", played.act, "keep", SOUND, by="bea")
    played.act("decide-all", by="bea", proposal="keep")
    played.run()
    assert (played.states()[SAFE], played.states()[SOUND]) == ("kept", "proposed")
    played.act("leave-out", SOUND, by="bea", reason="已另行废止")
    assert rounds.held(SOUND).withdrawn_on == date(2026, 3, 20)


def test_a_page_that_is_old_decides_nothing(played: Round) -> None:
    played.deciding()
    seen = played.found().board.at(SOUND).last
    played.act("keep", SOUND, by="bea")
    with pytest.raises(ConflictError):
        perform.act(played.home, played.who("cem"), rounds.NAME, played.number, "revise", {"reason": "另有考虑"},
                    member=SOUND, seen=seen, at=played.clock())


def test_merging_in_a_circle_is_refused(played: Round) -> None:
    played.deciding()
    played.act("merge", PUMP_OLD, by="bea")
    refused("reform.merged_in_circle", played.act, "merge", PUMP, by="bea", into=PUMP_OLD)
    refused("reform.takes_others_in", played.act, "withdraw-standard", PUMP, by="bea", reason="无人使用")
    refused("reform.standard_gone", played.act, "merge", PUMP, by="bea", into="DB33/T 999-2026")
    played.act("merge", PUMP, by="bea")
    assert rounds.relations(PUMP_OLD) == set()


def test_bulk_is_narrowed(played: Round) -> None:
    played.open(level="local")
    assert FOREIGN in played.proposals()
    played.act("hear", until="2026-03-02")
    played.act("end-hearing", reason="已答复")
    refused("reform.nothing_fits", played.act, "decide-all", by="bea", proposal="withdraw", department="没有此部门")
    played.act("decide-all", by="bea", proposal="withdraw", department=OTHER)
    played.run()
    assert (played.states()[FOREIGN], played.states()[UNUSED]) == ("withdrawn", "proposed")


def test_acts_on_chosen_ones(played: Round) -> None:
    played.deciding()
    done = many.act_on(played.home, played.who("bea"), rounds.NAME, "revise",
                       [(played.number, SOUND), (played.number, SAFE)], {"reason": "一并修订"}, at=played.clock())
    assert [each.error for each in done] == [None, None]
    assert (played.states()[SOUND], played.states()[SAFE]) == ("to-revise", "to-revise")


def test_only_the_program_says_what_a_rule_proposed(played: Round) -> None:
    played.open()
    refused("reform.by_rule", played.act, "list", standard=FOREIGN, proposal="withdraw", reason="无人使用")
    played.act("add", by="bea", standard=FOREIGN, proposal="withdraw", reason="无人使用")
    assert played.found().board.of[FOREIGN] | {"rule": "by-hand", "department": OTHER} == played.found().board.of[
        FOREIGN]
    refused("reform.standard_gone", played.act, "add", standard="DB33/T 999-2026", proposal="keep", reason="补列")
    refused("reform.not_in_force", played.act, "add", standard="ISO 9:2000", proposal="keep", reason="补列")


def test_a_round_reaches_no_further_than_its_region(played: Round) -> None:
    more = [rounds.standard("DB3301/T 1-2024", "选区一级标准", "2024-01-01", region="1"),
            rounds.standard("DB3302/T 1-2024", "选区二级标准", "2024-01-01", region="2"),
            rounds.standard("GB/T 1-2024", "不分地区的标准", "2024-01-01", region="", level="national")]
    played.office.take("standard", more, name="more.csv")
    about = {"title": "第1选区集中复审", "region": "1", "issuer": BUREAU}
    one = perform.open_case(played.home, played.who("wes", "1"), rounds.NAME, "open", about, at=played.clock())
    assert (one.said["found"], one.said["not_theirs"]) == ("1", "9")
    played.open()
    assert {"DB3301/T 1-2024", "DB3302/T 1-2024", "GB/T 1-2024"} <= played.proposals().keys()


@pytest.mark.parametrize(("filters", "code"), [
    ({"issuer": " "}, "reform.no_scope"), ({"issuer": "没有此单位"}, "reform.no_standards"),
    ({"level": "international"}, "reform.no_standards"), ({"ics": "99"}, "reform.no_standards"),
    ({"issuer": "１" * 200}, "reform.no_standards"),
])
def test_filters_that_fit_nothing(played: Round, filters: dict[str, str], code: str) -> None:
    refused(code, played.open, **filters)
    assert not store.current(kinds.get("health_count")).exists()


def test_a_register_without_standards(office: Office) -> None:
    refused("reform.no_standards", Round(office).open)


@pytest.mark.parametrize(("filters", "found"), [
    ({"ics": "23"}, {PUMP_OLD, PUMP, ADOPTS}), ({"ics": "23.08"}, {PUMP_OLD, PUMP}), ({"ics": "080"}, set()),
])
def test_a_class_and_all_below_it(played: Round, filters: dict[str, str], found: set[str]) -> None:
    if not found:
        refused("reform.no_standards", played.open, **filters)
        return
    played.open(**filters)
    assert set(played.proposals()) == found


def test_hearing_waits_for_the_inventory(played: Round) -> None:
    played.open(listed=False)
    refused("reform.not_listed", played.act, "hear", until="2026-03-12")
    played.run()
    refused("reform.day_passed", played.act, "hear", until="2026-03-01")


def test_drawn_up_once_however_often_it_is_begun(played: Round) -> None:
    from plumbline.procedures.casework.consequences.effects import Doing
    from plumbline.procedures.standards.reform import listing

    played.open()
    before, counts = played.found(), counting.kept(round=played.number)
    event = next(each for each in before.events if each.act == "open")
    played.clock(days=400)
    told = listing.draw_up(Doing(played.home, event, before.board, played.clock, 0))
    assert told["listed"] == "7"
    assert len(played.found().events) == len(before.events)
    assert [each.pk for each in counting.kept(round=played.number)] == [each.pk for each in counts]


def test_the_round_waits_for_somebody_and_not_each_standard(played: Round) -> None:
    def waits() -> set[tuple[str, str]]:
        return {(each.member, each.acts[0].name) for each in reading.waiting(played.who("bea"), on=played.now.date())}

    played.open()
    assert waits() == {("", "hear")}
    played.act("hear", until="2026-03-02")
    played.act("end-hearing", reason="各部门均已反馈")
    assert waits() == {("", "publish")}
    played.decide_all()
    played.act("publish")
    assert waits() == {("", "close"), *((code, "carry-out") for code in (PUMP, PUMP_OLD, ADOPTS, BARE))}
