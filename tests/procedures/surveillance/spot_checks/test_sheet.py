"""Answers from phones: in any order, side by side, each by itself; and what an inspector is shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.surveillance import phone_answers
from plumbline.procedures.surveillance.spot_checks import sheet
from tests.procedures.surveillance.spot_checks.batches import AFTER, Batches


@pytest.fixture
def task(batches: Batches) -> tuple[str, str, str, str]:
    """A task of a spot check, with its two inspectors."""
    number = batches.drawn()
    object = next(iter(batches.found(number).board.members))
    first, second = batches.inspectors(number, object)
    batches.now += timedelta(days=3)
    return number, object, first, second


def at(hours: int) -> datetime:
    """A moment on the day after the draw."""
    return AFTER + timedelta(days=1, hours=hours)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_answered_first_decides_in_whatever_order_both_arrive(
        batches: Batches, task: tuple[str, str, str, str], order: tuple[int, int]) -> None:
    number, object, first, second = task
    answers = [("ordered", first, at(1), "A burnt plug"), ("nothing", second, at(2), "")]
    for place in order:
        result, by, given, note = answers[place]
        batches.answer(number, object, result, by, given, note)
    assert batches.found(number).board.of[object]["result"] == "ordered"
    told = sheet.answers_to(batches.found(number).row, [object])[object]
    assert [(each.by, each.result, each.note, each.given, each.beside) for each in told] == [
        (first, "ordered", "A burnt plug", at(1), False), (second, "nothing", "", at(2), True)]
    batches.act(number, "take-up", member=object)
    assert batches.found(number).board.of[object]["inspected_on"] == at(1).date().isoformat()


def test_an_answer_after_it_was_taken_up_is_kept_and_changes_nothing(batches: Batches,
                                                                    task: tuple[str, str, str, str]) -> None:
    number, object, first, second = task
    batches.answer(number, object, "nothing", first, at(2))
    batches.act(number, "take-up", member=object)
    batches.answer(number, object, "case", second, at(1))
    assert batches.found(number).board.of[object]["result"] == "nothing"
    assert [each.result for each in sheet.answers_to(batches.found(number).row, [object])[object]] == [
        "case", "nothing"]


def test_an_officer_takes_the_other_result_with_a_reason(batches: Batches, task: tuple[str, str, str, str]) -> None:
    number, object, first, second = task
    batches.answer(number, object, "nothing", first, at(1))
    batches.answer(number, object, "ordered", second, at(2))
    with pytest.raises(PlumblineError) as caught:
        batches.act(number, "take-up", member=object, result="ordered")
    assert caught.value.code == "spot_check.another_result"
    batches.act(number, "take-up", member=object, result="ordered", reason="The plug was seen later")
    assert batches.found(number).board.of[object]["result"] == "ordered"


def test_a_device_sends_many_and_hears_what_became_of_each(batches: Batches, task: tuple[str, str, str, str]) -> None:
    number, object, first, second = task
    batches.answer(number, object, "nothing", second, at(1))
    sent = [{"number": number, "object": object, "result": "ordered", "given": at(2).isoformat(), "note": "Dust"},
            {"number": number, "object": object, "result": "ordered", "given": at(2).isoformat(), "note": "Dust"},
            {"number": number, "object": object, "result": "wonderful", "given": at(2).isoformat()},
            {"number": number, "object": object, "result": "nothing", "given": "2099-01-01T00:00:00Z"},
            {"number": number, "object": object, "result": "nothing", "given": "yesterday"},
            {"number": "2023-9999", "object": object, "result": "nothing", "given": at(2).isoformat()}, {}]
    taken = phone_answers.send(batches.home, batches.who(first), sent, at=batches.later())
    assert [(each.beside, each.error.code if each.error else "") for each in taken] == [
        (True, ""), (True, ""), (False, "row.not_choice"), (False, "case.given_unfit"), (False, "draw.no_moment"),
        (False, "case.unknown"), (False, "draw.no_moment")]
    assert len(sheet.answers_to(batches.found(number).row, [object])[object]) == 2
    with pytest.raises(PlumblineError) as caught:
        phone_answers.send(batches.home, batches.who(first), sent * 40, at=batches.later())
    assert caught.value.code == "spot_check.too_many"


def test_who_was_not_given_the_task_does_not_answer_it(batches: Batches, task: tuple[str, str, str, str]) -> None:
    number, object, first, second = task
    other = next(name for name in ("li", "wu", "sun") if name not in (first, second))
    for name in (other, "ann"):
        with pytest.raises(PlumblineError) as caught:
            batches.answer(number, object, "nothing", name, at(1))
        assert caught.value.code == "case.part_not_held"


def test_the_sheet_shows_my_tasks_the_nearest_day_first_and_what_is_answered_below(
        batches: Batches, task: tuple[str, str, str, str]) -> None:
    number, object, first, _ = task
    before = sheet.tasks_of(batches.who(first), batches.now.date())
    mine = [each for each in batches.found(number).board.members if first in batches.inspectors(number, each)]
    assert sorted(each.object for each in before) == sorted(mine)
    assert {(each.title, each.state, each.late) for each in before} == {("August, ward 1", "assigned", False)}
    assert {each.late for each in sheet.tasks_of(batches.who(first), date(2023, 9, 21))} == {True}
    batches.answer(number, object, "nothing", first, at(1))
    after = sheet.tasks_of(batches.who(first), batches.now.date())
    assert [each.object for each in after if each.state == "answered"] == [after[-1].object] == [object]
    assert [each.result for each in after[-1].answers] == ["nothing"]
    batches.act(number, "take-up", member=object)
    assert object not in [each.object for each in sheet.tasks_of(batches.who(first), batches.now.date())]
    assert sheet.tasks_of(batches.who("ann"), batches.now.date()) == []
