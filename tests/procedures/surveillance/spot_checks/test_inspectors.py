"""Inspectors: who may be one, and that nobody inspects what is theirs."""

from __future__ import annotations

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import common_acts
from plumbline.procedures.surveillance.spot_checks import files
from plumbline.procedures.surveillance.spot_checks.drawn import drawn_by
from tests.procedures.surveillance.spot_checks.batches import (
    NAME,
    OBJECTS,
    ROUND,
    SIGNATURE,
    Batches,
    csv_text,
)

EVERY = {"ratios": "A=1 B=1 C=1"}
"""All fourteen are drawn, so that whose firm is drawn is no chance."""


def give(batches: Batches, number: str, object: str, person: str) -> str:
    """The code with which a task is not given to somebody; empty: it is."""
    try:
        common_acts.assign(batches.home, batches.who("ann"), NAME, number, person, "inspector", member=object,
                           at=batches.later())
    except PlumblineError as error:
        return str(error.code)
    return ""


def test_whose_firm_it_is_is_recused_before_the_draw_and_never_given_the_task(batches: Batches) -> None:
    batches.owns("li", "F03")
    number = batches.drawn(open_list="true", **EVERY)
    recused = files.content_of(batches.found(number).board.values["recusals_file"]).decode()
    assert recused == "li,F03\n"
    tasks = drawn_by(batches.found(number).board.values).tasks
    assert {object for object, task in tasks.items() if "li" not in task.inspectors} >= {"F03"}
    assert "li" not in batches.inspectors(number, "F03")
    assert give(batches, number, "F03", "li") == "spot_check.own_firm"
    assert give(batches, number, "F03", "ben") == ""


def test_a_firm_owns_its_places_too(batches: Batches) -> None:
    batches.office.take("establishment", "code,name,organisation,region\nF05,Stall,BIG,1\n", name="places.csv")
    batches.owns("wu", "BIG")
    objects = [{**each, "organisation": "BIG" if each["id"] == "F06" else ""} for each in OBJECTS]
    number = batches.committed(objects=csv_text(objects), open_list="true", **EVERY)
    assert files.content_of(batches.found(number).board.values["recusals_file"]).decode() == "wu,F05\nwu,F06\n"


def test_who_was_recused_by_the_table_is_not_given_the_task_by_hand(batches: Batches) -> None:
    number = batches.drawn(recusals="inspector,object\nwu,F04\n", **EVERY)
    assert "wu" not in batches.inspectors(number, "F04")
    assert give(batches, number, "F04", "wu") == "spot_check.own_firm"


def test_who_comes_by_the_firm_after_the_commitment_is_left_out_when_tasks_are_given(batches: Batches) -> None:
    number = batches.committed(**EVERY)
    batches.owns("li", "F03")
    batches.owns("li", "F04")
    batches.now = batches.now.replace(day=24)
    batches.act(number, "draw", signature=SIGNATURE, due="2023-09-20")
    batches.work()
    tasks = drawn_by(batches.found(number).board.values).tasks
    for object in ("F03", "F04"):
        assert batches.inspectors(number, object) == sorted(set(tasks[object].inspectors) - {"li"})


def test_an_answer_of_whose_firm_it_is_counts_for_nothing(batches: Batches) -> None:
    number = batches.drawn(**EVERY)
    object = next(each for each in batches.found(number).board.members if "li" in batches.inspectors(number, each))
    batches.answer(number, object, "nothing", "li")
    batches.owns("li", object)
    with pytest.raises(PlumblineError) as caught:
        batches.act(number, "take-up", member=object)
    assert caught.value.code == "spot_check.own_firm"
    batches.act(number, "return", member=object, reason="Another inspector", due="2023-09-21")


def test_a_task_is_given_and_never_the_whole_spot_check(batches: Batches) -> None:
    number = batches.drawn()
    with pytest.raises(PlumblineError) as caught:
        common_acts.assign(batches.home, batches.who("ann"), NAME, number, "li", "inspector", at=batches.later())
    assert caught.value.code == "spot_check.each_task"


@pytest.mark.parametrize(("table", "why"), [
    ("inspector,classes,load\nnobody,*,\n", "spot_check.inspector_unknown"),
    ("inspector,classes,load\ndan,*,\n", "spot_check.inspector_unknown"),  # of another region
    ("inspector,classes,load\nli,,\n", "draw.no_qualification"),
    ("inspector,classes,load\nli,*,\nli,*,\n", "draw.inspector_twice")])
def test_an_inspector_is_an_account_that_can_be_given_tasks(batches: Batches, table: str, why: str) -> None:
    number = batches.planned()
    with pytest.raises(PlumblineError) as caught:
        batches.act(number, "inspectors", inspectors=table)
    assert caught.value.code == why


def test_two_are_matched_with_each_object_and_none_above_their_load(batches: Batches) -> None:
    number = batches.noted(inspectors="inspector,classes,load\nli,*,3\nwu,*,3\nsun,A,\n", **EVERY)
    batches.act(number, "commit", round=ROUND)
    batches.now = batches.now.replace(day=24)
    batches.act(number, "draw", signature=SIGNATURE, due="2023-09-20")
    batches.work()
    found = drawn_by(batches.found(number).board.values)
    given = [name for task in found.tasks.values() for name in task.inspectors]
    assert {name: given.count(name) for name in ("li", "wu")} == {"li": 3, "wu": 3}
    assert all(task.object.of == "A" for task in found.tasks.values() if "sun" in task.inspectors)
    assert found.too_few == sum(not task.inspectors for task in found.tasks.values()) > 0
