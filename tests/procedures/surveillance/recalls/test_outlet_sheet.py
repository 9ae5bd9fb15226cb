"""Outlets on an inspector's phone: what is theirs to visit, and what came of several notes of one outlet."""

from __future__ import annotations

from datetime import timedelta

from plumbline.procedures.casework import reading
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.casework.members import adding
from plumbline.procedures.surveillance import phone_answers
from plumbline.procedures.surveillance.recalls import outlet_sheet, sampling
from tests.procedures.surveillance.recall_cases import RecallWorld

CHECK = sampling.PROCEDURE


def given(recalls: RecallWorld, *names: str, outlets: int = 2) -> tuple[str, list[str]]:
    """A round of which the first outlets are given to each of ``names``."""
    recalls.running()
    number = sampling.begin(recalls.home, recalls.who("ann"), {
        "recall": "2026-0001", "region": "1", "size": "4", "seed": "x"}, at=recalls.later())
    effects.run(recalls.home, clock=recalls.later)
    chosen = sampling.drawn_in(recalls.found(number, of=CHECK).board)[:outlets]
    for name in names:
        recalls.who(name, "1")
    told = adding.give(recalls.home, recalls.who("ann"), CHECK, number, "inspector",
                       [(outlet, name) for outlet in chosen for name in names], at=recalls.later())
    assert len(told) == len(chosen) * len(names)
    recalls.later(1)
    return number, chosen


def sent(number: str, outlet: str, when: str, **said: str) -> dict[str, str]:
    return {"procedure": CHECK, "act": "note", "number": number, "object": outlet, "given": when, **said}


def test_an_inspector_sees_the_outlets_given_to_them_with_what_to_look_for(recalls: RecallWorld) -> None:
    number, chosen = given(recalls, "wang")
    wang, on = recalls.who("wang"), recalls.now.date()
    found = outlet_sheet.outlets_of(wang, on)
    assert sorted((each.number, each.code, each.state) for each in found) == sorted(
        (number, each, "to-check") for each in chosen)
    assert {(each.recall.title, len(each.lots), each.late) for each in found} == {("电水壶召回公告", 2, False)}
    assert found[0].name.endswith("商店")
    assert {each.late for each in outlet_sheet.outlets_of(wang, on + timedelta(days=60))} == {True}
    parts = {CHECK: outlet_sheet.INSPECTOR, "spot-check": "inspector"}
    assert reading.given_in(wang, parts) == {CHECK}
    assert reading.given_in(recalls.who("ann"), parts) == reading.given_in(wang, {}) == frozenset()
    assert outlet_sheet.outlets_of(recalls.who("ann"), on) == []


def test_of_two_notes_the_one_that_was_made_first_decides_and_both_are_shown(recalls: RecallWorld) -> None:
    number, (outlet, other) = given(recalls, "wang", "zhao")
    early, late = ((recalls.now - timedelta(hours=each)).isoformat() for each in (3, 1))
    first = phone_answers.send(recalls.home, recalls.who("zhao"), [
        sent(number, outlet, late, told="yes", on_shelf="yes", units_seen="6", note="in the window")],
        at=recalls.later())
    second = phone_answers.send(recalls.home, recalls.who("wang"), [
        sent(number, outlet, early, told="no", on_shelf="yes", units_seen="4"),
        sent(number, outlet, early, told="no", on_shelf="yes", units_seen="4"),
        sent(number, other, early, told="perhaps"), sent(number, "S99", early, told="no"),
        sent(number, other, early) | {"act": "take-up"}, sent(number, other, early) | {"procedure": "nothing"},
        sent(number, other, early) | {"act": "nothing"}], at=recalls.later())
    assert [each.error for each in (*first, *second[:2])] == [None] * 3
    assert [each.error.code for each in second[2:] if each.error] == [
        "row.not_flag", "case.member_unknown", "case.not_offline", "procedure.unknown", "case.act_unknown"]
    noted = next(each for each in outlet_sheet.outlets_of(recalls.who("wang"), recalls.now.date())
                 if each.code == outlet)
    assert noted.state == "checked"
    assert [(each.by, each.said["units_seen"], each.beside) for each in noted.notes] == [
        ("wang", "4", False), ("zhao", "6", True)]
    recalls.act(number, "take-up", of=CHECK, member=outlet)
    assert outlet not in [each.code for each in outlet_sheet.outlets_of(recalls.who("wang"), recalls.now.date())]


def test_outlets_of_a_round_that_is_over_are_nobody_s_task(recalls: RecallWorld) -> None:
    number, chosen = given(recalls, "wang", outlets=4)
    for outlet in chosen:
        recalls.act(number, "give-up", of=CHECK, member=outlet, reason="已停业")
    recalls.act(number, "finish", of=CHECK)
    assert outlet_sheet.outlets_of(recalls.who("wang"), recalls.now.date()) == []
