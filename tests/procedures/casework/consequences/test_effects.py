"""What takes long after an act: in the background, at least once, told on the case, tried again when it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from plumbline.errors import NotAllowed, RecordError, RulebookError
from plumbline.procedures.casework import dispatch, perform, reading, registry
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.casework.consequences.effects import Doing
from plumbline.procedures.casework.declaration import Effect
from plumbline.procedures.operations.check_cases import check
from plumbline.procedures.operations.doctor import Visit
from plumbline.records.core.cases import CaseEffect, CaseEvent
from plumbline.text import Text
from tests.procedures.casework.procedures import COMPLAINT, complaint, words
from tests.procedures.casework.recalls import Recalls, found


class Killed(BaseException):
    """The program ends here."""


class Work:
    """What is done after a complaint is answered; ``fails`` says how, the next time."""

    def __init__(self) -> None:
        self.fails: BaseException | None = None
        self.begun = 0
        self.told: list[tuple[int, int]] = []

    def __call__(self, doing: Doing) -> Mapping[str, str]:
        self.begun += 1
        for step in range(3):
            doing.progress(step, 3)
            row = CaseEffect.objects.get(pk=doing.row)
            self.told.append((row.done, row.of))
        if self.fails is not None:
            error, self.fails = self.fails, None
            raise error
        return {"cut": f"of {doing.board.values['matter']}"}


@pytest.fixture
def work(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A complaint whose answer has such an effect."""
    monkeypatch.setattr(effects, "SIGN_SECONDS", 0.0)
    work, plain = Work(), complaint()
    registry.declare(replace(plain, acts=tuple(
        replace(act, effect=Effect(Text("Frozen", "生成快照"), work)) if act.name == "answer" else act
        for act in plain.acts)))
    return work


def answered(recalls: Recalls) -> str:
    ann = recalls.who("ann")
    event = perform.open_case(recalls.home, ann, COMPLAINT, "take", {"region": "1", "matter": "m"}, at=recalls.later())
    perform.act(recalls.home, ann, COMPLAINT, event.case.number, "answer", {"reply": "r"}, at=recalls.later())
    return str(event.case.number)


def run(recalls: Recalls) -> int:
    return effects.run(recalls.home, clock=recalls.later)


def told(recalls: Recalls, number: str, user: Any) -> list[dict[str, Any]]:
    return effects.of_case(found(recalls, user, number, COMPLAINT), user)


def test_it_is_done_after_the_act_once_and_what_came_of_it_stands_in_the_case(recalls: Recalls, work: Work) -> None:
    number, ann = answered(recalls), recalls.who("ann")
    assert ([(each["state"], str(each["title"]["en"])) for each in told(recalls, number, ann)], work.begun) == (
        [("waiting", "Frozen")], 0)
    assert (run(recalls), run(recalls)) == (1, 0)
    assert (work.begun, work.told) == (1, [(0, 3), (1, 3), (2, 3)])
    [each] = told(recalls, number, ann)
    assert (each["state"], each["outcome"]) == ("done", {"cut": "of m"})
    last = reading.history(found(recalls, ann, number, COMPLAINT), ann)[-1]
    assert (last["act"], last["by"], last["said"]) == ("effect-done", None, {"cut": "of m"})


def test_a_failure_tells_its_code_and_is_tried_again_by_who_sees_to_the_case(recalls: Recalls, work: Work) -> None:
    number, ann = answered(recalls), recalls.who("ann")
    work.fails = RecordError("store.moved", Text("no room", "空间不足"))
    assert run(recalls) == 0
    [each] = told(recalls, number, ann)
    assert (each["state"], each["error"]["code"], each["outcome"]) == ("failed", "store.moved", {})
    [finding] = [one for one in check(Visit(recalls.home, recalls.later())) if "background" in one.what]
    assert (finding.status, finding.why) == ("warn", "no room [store.moved]")
    again = {"effect": str(each["event"])}
    with pytest.raises((NotAllowed, RecordError)):
        dispatch.do(recalls.home, recalls.who("zoe", region="2"), COMPLAINT, number, "retry-effect", again,
                    at=recalls.later())
    dispatch.do(recalls.home, ann, COMPLAINT, number, "retry-effect", again, at=recalls.later())
    work.fails = ZeroDivisionError("personal words")
    assert run(recalls) == 0
    assert told(recalls, number, ann)[0]["error"]["code"] == "case.effect_failed"
    assert "personal" not in str(told(recalls, number, ann))
    dispatch.do(recalls.home, ann, COMPLAINT, number, "retry-effect", again, at=recalls.later())
    assert run(recalls) == 1
    with pytest.raises(RecordError) as error:
        dispatch.do(recalls.home, ann, COMPLAINT, number, "retry-effect", again, at=recalls.later())
    assert error.value.code == "case.nothing_failed"


def test_one_that_is_killed_is_begun_anew_and_one_that_kills_each_is_given_up(recalls: Recalls, work: Work) -> None:
    number, ann = answered(recalls), recalls.who("ann")
    for tries in range(1, effects.MOST_TRIES + 1):
        work.fails = Killed()
        with pytest.raises(Killed):
            run(recalls)
        assert [each["state"] for each in told(recalls, number, ann)] == ["running"]
        assert effects.take_up(at=recalls.later()) == 0  # somebody may be at it
        assert effects.take_up(at=recalls.later(), alone=True) == (1 if tries < effects.MOST_TRIES else 0)
    [each] = told(recalls, number, ann)
    assert (each["state"], each["error"]["code"], work.begun) == ("failed", "case.effect_given_up", 3)
    dispatch.do(recalls.home, ann, COMPLAINT, number, "retry-effect", {"effect": str(each["event"])},
                at=recalls.later())
    CaseEffect.objects.update(tries=0)
    assert run(recalls) == 1
    assert CaseEvent.objects.filter(act="effect-done").count() == 1


def test_what_gave_no_sign_for_long_is_taken_up(recalls: Recalls, work: Work) -> None:
    answered(recalls)
    work.fails = Killed()
    with pytest.raises(Killed):
        run(recalls)
    seen = CaseEffect.objects.get().changed_at
    assert effects.take_up(at=seen + effects.LOST) == 0
    assert effects.take_up(at=seen + effects.LOST + timedelta(seconds=1)) == 1


def test_an_act_that_may_be_sent_later_has_none(recalls: Recalls, work: Work) -> None:
    plain = complaint()
    bad = tuple(replace(act, offline=3, effect=Effect(words("Answer"), work)) if act.name == "answer" else act
                for act in plain.acts)
    with pytest.raises(RulebookError) as error:
        registry.declare(replace(plain, name="test-other", acts=bad))
    assert "in the background" in error.value.what.en
