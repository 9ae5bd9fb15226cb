"""A sample from the day it was taken until it is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from plumbline.errors import PlumblineError
from plumbline.procedures.surveillance.samples import reading as samples
from plumbline.procedures.surveillance.samples import worklist
from plumbline.records.core import kinds, store
from tests.procedures.surveillance.samples.lives import DECIDED, LEAD, Lives


def _records(kind: str) -> list[object]:
    return list(store.current(kinds.get(kind)).order_by("pk"))


def _tests() -> list[tuple[object, ...]]:
    return [(row.parameter, row.attempt, row.value, row.verdict, row.laboratory)  # type: ignore[attr-defined]
            for row in _records("test")]


def test_a_sample_is_taken_sealed_handed_over_tested_and_published(lives: Lives) -> None:
    number = lives.decided_first()
    assert _records("sampling") == []
    lives.do(number, "publish", "bea")
    row = store.current(kinds.get("sampling")).get()
    assert (row.number, row.result, row.design, row.sampled_on, row.organisation, row.lot, row.gtin, row.laboratory,
            row.backup, row.backup_until, row.seal) == (
        f"C{number}", "fail", "random", date(2026, 3, 2), "F1", "06901234567892/L1", "6901234567892",
        "First laboratory", "kept", date(2026, 5, 2), "S-1")
    assert _tests() == [("Lead", 1, "0.35", "fail", "CMA-1"), ("Tin", 1, "<0.01", "pass", "CMA-1")]
    lives.do(number, "follow-up", followed="The firm took the rest off its shelves")
    lives.later(60)
    lives.do(number, "release-backup", member="B", whereto="Destroyed")
    lives.do(number, "close")
    assert (lives.state(number), lives.state(number, "B")) == ("closed", "released")


def test_a_confirming_test_does_not_erase_the_first(lives: Lives) -> None:
    number = lives.decided()
    lives.do(number, "publish", "bea")
    assert _tests() == [("Lead", 1, "0.35", "fail", "CMA-1"), ("Tin", 1, "<0.01", "pass", "CMA-1"),
                        ("Lead", 2, "0.18", "pass", None)]  # LAB2 runs two laboratories: nobody said which
    row = store.current(kinds.get("sampling")).get()
    assert (row.result, row.laboratory, row.backup) == ("pass", "Second laboratory", "tested")
    event = lives.found(number).events[-1]
    assert event.said["~wrote"].splitlines() == [
        f"sampling C{number}", f"test C{number} Lead 1", f"test C{number} Tin 1", f"test C{number} Lead 2"]


def test_a_parameter_that_is_tested_again_is_another_attempt(lives: Lives) -> None:
    number = lives.at_laboratory()
    lives.later(3)
    lives.do(number, "result", "may", "A", **LEAD)
    lives.do(number, "result", "may", "A", **(LEAD | {"value": "0.36"}))
    told = samples.tests(lives.found(number).events)
    assert [(each.attempt, each.value) for each in told] == [(1, "0.35"), (2, "0.36")]


def test_custody_is_told_with_its_times(lives: Lives) -> None:
    number = lives.at_laboratory()
    lives.do(number, "move", member="B", holder="Store room 3")
    steps = samples.custody(lives.found(number).events)
    assert [(each.portion, each.act, each.holder, each.seal) for each in steps] == [
        ("A", "portion", "", "S-1"), ("B", "backup", "", "S-2"), ("A", "hand-over", "LAB1", "S-1"),
        ("A", "receive", "LAB1", "S-1"), ("B", "move", "Store room 3", "S-2")]
    assert [each.at for each in steps] == sorted(each.at for each in steps)


def test_what_passed_is_decided_without_waiting(lives: Lives) -> None:
    number = lives.told("pass")
    lives.do(number, "decide", **(DECIDED | {"result": "pass", "rule": "passed"}))
    assert lives.state(number) == "decided"


def test_what_all_firms_accept_is_decided_without_waiting(lives: Lives) -> None:
    number = lives.tested()
    lives.do(number, "notify", notified="F1;F2")
    lives.do(number, "accept", "li")
    with pytest.raises(PlumblineError) as refused:
        lives.do(number, "decide", **(DECIDED | {"rule": "accepted"}))
    assert refused.value.code == "sample.objections_run"
    lives.do(number, "accept", "wu")
    lives.do(number, "decide", **(DECIDED | {"rule": "accepted"}))
    assert lives.state(number) == "decided"


def test_a_second_person_publishes(lives: Lives) -> None:
    number = lives.decided()
    with pytest.raises(PlumblineError) as refused:
        lives.do(number, "publish")
    assert refused.value.code == "case.second_person"
    assert _records("sampling") == []


def test_the_firm_is_told_every_test(lives: Lives) -> None:
    case = lives.found(lives.told())
    assert (case.board.values["verdict"], case.board.values["results"]) == (
        "fail", "A1 Lead: 0.35 mg/kg (≤0.2) 不合格/fail; A1 Tin: <0.01 mg/kg 合格/pass")


def test_a_portion_is_there_since_the_day_of_the_authority(lives: Lives) -> None:
    lives.now = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # in Shanghai that is half an hour after midnight
    number = lives.take()
    with timezone.override("Asia/Shanghai"):
        found = worklist.listed(lives.people["ann"], on=date(2026, 3, 3))
        assert {(one.number, one.since) for rows in found.values() for one in rows} == {(number, date(2026, 3, 3))}
