"""What follows from an act in another procedure: once, after it, by its rule, seen by who may read both."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.procedures.casework import consequences, registry
from plumbline.procedures.casework.consequences import Consequence, Happened, queue, threads
from plumbline.procedures.casework.consequences import declared as declared_module
from plumbline.procedures.operations.check_cases import check
from plumbline.procedures.operations.doctor import Visit
from plumbline.records.core.cases import Case, CaseConsequence, CaseEvent
from tests.procedures.casework.procedures import COMPLAINT, OURS, complaint, words
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found, notified


def about_lots(happened: Happened) -> bool:
    return bool(happened.board.members)


def matter(happened: Happened) -> str:
    return f"Recall of {happened.values['product']}: {happened.values['reason']}"


@pytest.fixture(autouse=True)
def known(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> None:
    """A complaint that follows from a recall's notice, where it has lots."""
    monkeypatch.setattr(declared_module, "_declared", {})
    registry.declare(complaint())
    declared()


def declared(**changed: Any) -> Consequence:
    given: dict[str, Any] = {"procedure": NAME, "act": "notify", "opens": COMPLAINT, "rule": about_lots, "cites": OURS,
                             "fields": {"region": "region", "matter": matter}}
    return consequences.declare(Consequence(changed.pop("name", "told"), words("Complaint"), **given | changed))


def run(recalls: Recalls) -> int:
    return consequences.run(recalls.home, at=recalls.later())


def test_a_case_is_opened_once_by_the_rule_and_seen_on_both(recalls: Recalls) -> None:
    number, empty = notified(recalls), recalls.open()
    recalls.act(empty, "notify", reason="x", due="2026-03-10")
    assert (run(recalls), run(recalls)) == (1, 0)
    [event] = CaseEvent.objects.filter(case__procedure=COMPLAINT)
    notice = CaseEvent.objects.get(case__number=number, act="notify")
    assert (event.actor, event.part) == (None, "officer")
    assert event.said["matter"] == "Recall of Kettle: It burns"
    assert event.said["~because"] == f"{NAME} {number} {notice.pk}"
    assert sorted(CaseConsequence.objects.values_list("why_not", flat=True)) == ["", "rule"]
    ann, li = recalls.who("ann"), colleague(recalls, "li", "F1")
    at = recalls.later()
    [led] = threads.led_to(recalls.home, found(recalls, ann, number), ann, at=at)
    [came] = threads.came_of(recalls.home, found(recalls, ann, led.case.number, COMPLAINT), ann, at=at)
    assert (led.case.procedure.name, came.case.number) == (COMPLAINT, number)
    assert threads.led_to(recalls.home, found(recalls, li, number), li, at=at) == []


def test_what_fails_is_kept_told_and_tried_again(recalls: Recalls) -> None:
    def fails(_happened: Happened) -> bool:
        raise ZeroDivisionError

    declared_module._declared.clear()
    declared(rule=fails)
    declared(name="other", fields={"region": "region", "matter": lambda _: "x" * 500})
    notified(recalls)
    for _ in range(queue.MOST_TRIES):
        assert run(recalls) == 0
    assert consequences.waiting().count() == 0
    why = dict(CaseConsequence.objects.values_list("name", "why_not"))
    assert why["told"] == "ZeroDivisionError"
    assert "200" in why["other"]
    faults = [each.what for each in check(Visit(recalls.home, recalls.later())) if each.status == "fault"]
    assert sorted(faults) == ["what should follow was not done: other", "what should follow was not done: told"]
    assert not Case.objects.filter(procedure=COMPLAINT).exists()
    declared_module._declared.clear()
    declared()
    consequences.try_again()
    assert run(recalls) == 1


def test_a_consequence_of_a_column_that_is_not_installed_waits(recalls: Recalls) -> None:
    notified(recalls)
    declared_module._declared.clear()
    assert run(recalls) == 0
    declared()
    assert run(recalls) == 1


@pytest.mark.parametrize(("changed", "code"), [
    ({"procedure": "nothing"}, "consequence.unfit"), ({"act": "nothing"}, "consequence.unfit"),
    ({"opens": "nothing"}, "consequence.unfit"), ({"opening": "nothing"}, "consequence.unfit"),
    ({"fields": {"nothing": "region"}}, "consequence.unfit"),
    ({"procedure": COMPLAINT, "act": "take"}, "consequence.loops"),
])
def test_one_that_cannot_be_or_loops_is_refused(recalls: Recalls, changed: dict[str, Any], code: str) -> None:
    declared(name="second", **changed)
    with pytest.raises(RulebookError) as error:
        consequences.consequences()
    assert error.value.code == code


def test_two_of_one_name_are_refused(recalls: Recalls) -> None:
    with pytest.raises(RulebookError) as error:
        declared()
    assert error.value.code == "consequence.declared_twice"
    assert list(consequences.consequences()) == ["told"]
