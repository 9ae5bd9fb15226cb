"""How far a spot check is, and what is short of the shares that its plan states."""

from __future__ import annotations

from datetime import timedelta

from plumbline.procedures.surveillance.spot_checks import board
from tests.procedures.surveillance.spot_checks.batches import DRAWN, OBJECTS, Batches


def test_tasks_are_counted_by_class_as_they_stand(batches: Batches) -> None:
    number = batches.drawn()
    case = batches.found(number)
    assert [(row.of, row.objects, row.drawn, row.open) for row in board.board_of(case).rows] == [
        ("A", 8, 2, 2), ("B", 4, 2, 2), ("C", 2, 2, 2)]
    first, second, third, *_ = case.board.members
    for object in (first, second):
        batches.answer(number, object, "nothing", batches.inspectors(number, object)[0])
    batches.act(number, "take-up", member=first)
    batches.act(number, "give-up", member=third, reason="Burnt down")
    batches.now += timedelta(days=60)
    total = board.board_of(batches.found(number)).total
    assert total == board.Row("", 14, DRAWN, done=1, answered=1, open=3, late=3, given_up=1)


def test_what_was_given_up_stays_so_once_it_is_published(batches: Batches) -> None:
    number = batches.drawn()
    for object in batches.found(number).board.members:
        batches.act(number, "give-up", member=object, reason="Flood")
    batches.act(number, "finish")
    batches.act(number, "publish")
    batches.work()
    total = board.board_of(batches.found(number)).total
    assert (total.done, total.given_up) == (0, DRAWN)


def test_shares_say_what_is_due_drawn_done_and_short(batches: Batches) -> None:
    number = batches.drawn(focus_share="50%", places_share="100%")
    drawn = set(batches.found(number).board.members)
    focus = {each["id"] for each in OBJECTS if each["focus"]} & drawn
    rural = {each["id"] for each in OBJECTS if each["market"]} & drawn
    found = {each.name: each for each in board.board_of(batches.found(number)).shares}
    assert (found["focus_share"].due, found["focus_share"].drawn, found["focus_share"].short) == (
        3, len(focus), max(0, 3 - len(focus)))
    places = found["places_share"]
    assert (places.due, places.drawn, places.short, places.left) == (6, len(rural), 6 - len(rural), len(rural))
