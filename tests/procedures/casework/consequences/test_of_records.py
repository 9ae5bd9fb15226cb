"""What follows from records, whichever way they were written: once for each, after them, however it is interrupted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plumbline.errors import RecordError, RulebookError
from plumbline.procedures.casework import consequences, perform, registry
from plumbline.procedures.casework.consequences import Recorded, declared, journal, queue, threads
from plumbline.procedures.casework.declaration import Days, Writes
from plumbline.procedures.operations.check_cases import check
from plumbline.procedures.operations.doctor import Visit
from plumbline.records.core import kinds
from plumbline.records.core.cases import Case, CaseConsequence, CaseEvent, RecordsFollowed
from plumbline.records.core.people import Role
from tests.procedures.casework.consequences.followed import (
    NAME,
    failed,
    following,
    keep,
    matters,
    opened,
    run,
    withdraw,
)
from tests.procedures.casework.procedures import COMPLAINT, OFFICER, OURS, complaint, words
from tests.procedures.casework.recalls import Recalls, found
from tests.records.samples import Office, inspection


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture(autouse=True)
def known(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> None:
    """A complaint, which follows from nothing yet."""
    monkeypatch.setattr(declared, "_declared", {})
    registry.declare(complaint())


def seen(recalls: Recalls, **changed: Any) -> None:
    """Declare it, and look for the first time."""
    following(**changed)
    assert run(recalls) == 0


def test_one_written_by_a_form_opens_a_case_once_and_both_pages_tell_it(recalls: Recalls) -> None:
    keep(recalls, number="before", result="fail")
    seen(recalls)
    keep(recalls, number="good")
    keep(recalls, number="bad", result="fail")
    assert CaseConsequence.objects.count() == 0  # nothing in the transaction of the record
    assert (run(recalls), run(recalls)) == (1, 0)
    assert matters() == ["Failed: bad"]
    event = CaseEvent.objects.get(case__procedure=COMPLAINT)
    assert (event.actor, event.part, event.said["~because"], event.said["~follows"]) == (
        None, "officer", "inspection bad", NAME)
    ann, number = recalls.who("ann"), opened()
    [cause] = threads.came_of_records(found(recalls, ann, number, COMPLAINT), ann)
    assert (cause.kind.name, cause.key, cause.consequence.name, str(cause.cause)) == ("inspection", ("bad",), NAME, "")
    [led] = threads.of_record(recalls.home, kinds.get("inspection"), ("bad",), ann, at=recalls.later())
    assert (led.case.number, str(led.cause), [str(each) for each in led.told]) == (number, "", ["open"])
    assert threads.of_record(recalls.home, kinds.get("inspection"), ("good",), ann, at=recalls.later()) == []


def test_an_import_and_an_act_that_writes_are_followed_alike(recalls: Recalls, office: Office) -> None:
    seen(recalls)
    office.clock.now = recalls.later()
    office.inspections(*(inspection(number=str(each), result="fail" if each % 3 == 0 else "pass")
                         for each in range(1, 10)))
    recalls.now = office.clock.now
    assert run(recalls) == 3
    writes = Writes("inspection", {"number": "~number", "region": "region", "inspected_on": "~day",
                                   "result": lambda _: "fail"})
    plain = complaint()
    registry.declare(replace(plain, name="test-visit", acts=tuple(
        replace(act, writes=(writes,)) if act.name == "answer" else act for act in plain.acts)))
    ann = recalls.who("ann")
    event = perform.open_case(recalls.home, ann, "test-visit", "take", {"region": "1", "matter": "m"},
                              at=recalls.later())
    perform.act(recalls.home, ann, "test-visit", event.case.number, "answer", {"reply": "r"}, at=recalls.later())
    assert run(recalls) == 1
    assert matters()[:3] == ["Failed: 3", "Failed: 6", "Failed: 9"]
    assert matters()[-1] == f"Failed: {event.case.number}"


def test_what_was_there_before_is_looked_at_only_when_asked(recalls: Recalls) -> None:
    for number in "abc":
        keep(recalls, number=number, result="fail")
    seen(recalls)
    keep(recalls, number="d", result="fail")
    assert run(recalls) == 1
    journal.ask_for_older(consequences.consequences(), NAME)
    assert consequences.to_do()
    assert (run(recalls), run(recalls)) == (3, 0)
    assert not consequences.to_do()
    assert sorted(matters()) == ["Failed: a", "Failed: b", "Failed: c", "Failed: d"]
    with pytest.raises(RecordError) as error:
        journal.ask_for_older(consequences.consequences(), "nothing")
    assert error.value.code == "consequence.unknown"


def test_a_program_that_ends_between_any_two_steps_loses_none_and_repeats_none(
        recalls: Recalls, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "ENTRIES", 4)
    left = {"looked": 11, "opened": 2}

    def rule(record: Recorded) -> bool:
        left["looked"] -= 1
        if left["looked"] == 0:
            raise Killed
        return failed(record)

    def matter(record: Recorded) -> str:
        left["opened"] -= 1
        if left["opened"] == 0:
            raise Killed
        return f"Failed: {record.key}"

    seen(recalls, rule=rule, fields={"region": "region", "matter": matter})
    office.clock.now = recalls.later()
    office.inspections(*(inspection(number=f"{each:02}", result="fail") for each in range(1, 21)))
    recalls.now, before = office.clock.now, RecordsFollowed.objects.get().number
    with pytest.raises(Killed):  # while it looks: what was looked at so far is kept
        run(recalls)
    assert (CaseConsequence.objects.count(), RecordsFollowed.objects.get().number) == (8, before)
    with pytest.raises(Killed):  # while it opens the second case
        run(recalls)
    assert (CaseConsequence.objects.count(), Case.objects.count()) == (20, 1)
    assert (run(recalls), run(recalls)) == (19, 0)
    assert matters() == [f"Failed: {each:02}" for each in range(1, 21)]


def test_a_record_that_is_corrected_or_withdrawn_afterwards_undoes_nothing_and_is_told_on_both(recalls: Recalls,
                                                                                              ) -> None:
    seen(recalls)
    ann, kind = recalls.who("ann"), kinds.get("inspection")
    keep(recalls, number="bad", result="fail")
    assert run(recalls) == 1

    def told() -> tuple[list[str], list[str]]:
        case = found(recalls, ann, opened(), COMPLAINT)
        led = threads.of_record(recalls.home, kind, ("bad",), ann, at=recalls.later())
        return ([str(each.cause) for each in threads.came_of_records(case, ann)], [str(each.cause) for each in led])

    assert told() == ([""], [""])
    keep(recalls, number="bad", result="pass")
    assert run(recalls) == 0
    assert told() == (["corrected since"], ["corrected since"])
    keep(recalls, number="bad", result="fail", critical_count="3")
    assert run(recalls) == 0
    withdraw(recalls, "bad")
    assert run(recalls) == 0
    assert told() == (["withdrawn since"], ["withdrawn since"])
    assert Case.objects.filter(procedure=COMPLAINT).count() == 1


def test_what_is_corrected_before_it_was_done_follows_its_newest_version(recalls: Recalls) -> None:
    seen(recalls)
    for number in ("mended", "gone"):
        keep(recalls, number=number, result="fail")
    journal.look(consequences.consequences(), at=recalls.later())
    assert CaseConsequence.objects.count() == 2
    keep(recalls, number="mended", result="pass")
    withdraw(recalls, "gone")
    assert run(recalls) == 0
    assert dict(CaseConsequence.objects.values_list("key", "why_not")) == {"mended": "rule", "gone": "withdrawn"}
    keep(recalls, number="mended", result="fail")
    assert run(recalls) == 1


def test_a_rule_that_raises_keeps_back_its_record_alone_and_is_told(recalls: Recalls,
                                                                   caplog: pytest.LogCaptureFixture) -> None:
    def rule(record: Recorded) -> bool:
        return bool(1 // int(record.values["critical_count"]))

    seen(recalls, rule=rule)
    following(name="other")
    run(recalls)
    keep(recalls, number="zero", critical_count="0", result="fail")
    keep(recalls, number="one", critical_count="1", result="fail")
    assert run(recalls, fresh=True) == 3
    assert sorted(matters()) == ["Failed: one", "Failed: one", "Failed: zero"]
    assert "the rule of a consequence failed on records" in [each.getMessage() for each in caplog.records]
    [left] = queue.failing()
    assert (left.key, left.why_not, left.tries) == ("zero", "ZeroDivisionError", 1)
    [told] = [each for each in check(Visit(recalls.home, recalls.later())) if each.status == "warn"
              and "follow" in each.what]
    assert (told.what, told.where) == ("what should follow failed, and is tried again: failed", "inspection zero")
    for _ in range(queue.MOST_TRIES):
        assert run(recalls) == 0
    assert [each.key for each in queue.stopped()] == ["zero"]
    keep(recalls, number="zero", critical_count="1", result="fail")
    consequences.try_again()
    assert run(recalls) == 1


def test_it_lasts_until_its_day_and_is_in_the_part_that_was_declared(recalls: Recalls) -> None:
    seen(recalls, lasts=Days(30, working=False), part=OFFICER.name)
    keep(recalls, number="bad", result="fail")
    assert run(recalls) == 1
    assert found(recalls, recalls.who("ann"), opened(), COMPLAINT).board.ends is not None


def test_who_may_not_read_the_case_is_told_nothing_of_it_by_the_record_and_other_way_round(recalls: Recalls) -> None:
    seen(recalls)
    keep(recalls, number="bad", result="fail")
    assert run(recalls) == 1
    kind, neighbour = kinds.get("inspection"), recalls.who("bob", Role.OFFICER, "2")
    for nobody in (neighbour, None):
        assert threads.of_record(recalls.home, kind, ("bad",), nobody, at=recalls.later()) == []
    ann = recalls.who("ann")
    case = found(recalls, ann, opened(), COMPLAINT)
    closed = replace(kind, public=False)
    assert threads.came_of_records(case, neighbour) != []  # inspections are open to everybody
    kinds.KINDS["inspection"] = closed
    try:
        assert threads.came_of_records(case, neighbour) == []
        assert threads.of_record(recalls.home, closed, ("bad",), neighbour, at=recalls.later()) == []
        assert len(threads.came_of_records(case, ann)) == 1
    finally:
        kinds.KINDS["inspection"] = kind


def load(changed: dict[str, Any]) -> None:
    following(**changed)
    consequences.consequences()


@pytest.mark.parametrize(("changed", "code", "what"), [
    ({"kind": "nothing"}, "consequence.unfit", "record kind"), ({"kind": ""}, "consequence.unfit", "either"),
    ({"procedure": COMPLAINT, "act": "tell"}, "consequence.unfit", "either"),
    ({"fields": {"region": "region", "matter": "nothing"}}, "consequence.unfit", "no field"),
    ({"fields": {"region": "region", "matter": "inspector_group"}}, "consequence.unfit", "internal in the record"),
    ({"part": "nothing"}, "consequence.unfit", "no part"), ({"lasts": Days()}, "consequence.unfit", "until when"),
    ({"name": "x" * 41}, "consequence.unfit", "40 characters"),
])
def test_one_that_cannot_be_is_refused(recalls: Recalls, changed: dict[str, Any], code: str, what: str) -> None:
    with pytest.raises(RulebookError) as error:
        load(changed)
    assert error.value.code == code
    assert what in error.value.what.en


def test_an_internal_field_may_go_to_an_internal_one(recalls: Recalls) -> None:
    following(fields={"region": "region", "matter": "number", "source": "inspector_group"})
    assert list(consequences.consequences()) == [NAME]


def test_a_loop_through_records_is_refused_with_its_path(recalls: Recalls) -> None:
    writes = Writes("inspection", {"number": "~number", "region": "region", "inspected_on": "~day"})
    plain = complaint()
    registry.declare(replace(plain, name="test-visit", acts=tuple(
        replace(act, writes=(writes,)) if act.name == "take" else act for act in plain.acts)))
    following()
    consequences.declare(consequences.Consequence(
        "again", words("Complaint"), procedure=COMPLAINT, act="take", opens="test-visit", cites=OURS,
        fields={"region": "region", "matter": "matter"}))
    with pytest.raises(RulebookError) as error:
        consequences.consequences()
    assert error.value.code == "consequence.loops"
    assert "inspection -> test-complaint take -> test-visit take -> inspection" in error.value.what.en
