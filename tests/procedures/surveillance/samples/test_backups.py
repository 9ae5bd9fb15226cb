"""The day until which a backup is kept: told before it comes, held until it has passed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plumbline.procedures.casework import overview
from plumbline.procedures.casework.reading import Waiting, values, waiting
from plumbline.procedures.casework.registry import procedures
from tests.procedures.surveillance.samples.lives import Lives, refused

UNTIL = date(2026, 5, 2)


def _today(lives: Lives, on: date, by: str = "ann") -> list[tuple[str, str, bool, bool]]:
    def told(each: Waiting) -> tuple[str, str, bool, bool]:
        return each.member, each.acts[0].name, each.soon, each.late
    return [told(each) for each in waiting(lives.people[by], on=on) if each.member == "B"]


def test_it_waits_for_nobody_until_its_day_is_near(lives: Lives) -> None:
    lives.told()
    assert _today(lives, UNTIL - timedelta(days=8)) == []
    assert _today(lives, UNTIL - timedelta(days=7)) == [("B", "send-backup", True, False)]
    assert _today(lives, UNTIL + timedelta(days=1)) == [("B", "send-backup", False, True)]
    assert _today(lives, UNTIL, "cy") == []


@pytest.mark.parametrize("days", [-8, -7, 0, 1])
def test_the_overview_counts_what_waits_as_today_does(lives: Lives, days: int) -> None:
    lives.told()
    ann, on = lives.people["ann"], UNTIL + timedelta(days=days)
    told = overview.readings(procedures().values(), ann, on)
    counted = {(row.case.number, row.member) for each in told for row in each.waiting()}
    assert counted == {(each.number, each.member) for each in waiting(ann, on=on)}


def test_it_is_released_only_after_its_day(lives: Lives) -> None:
    number = lives.decided_first()
    lives.later((UNTIL - lives.now.date()).days)
    with refused("case.too_early"):
        lives.do(number, "release-backup", member="B", whereto="Destroyed")
    lives.later(1)
    lives.do(number, "release-backup", member="B", whereto="Destroyed")
    assert lives.state(number, "B") == "released"


def test_it_is_not_released_while_somebody_may_still_ask_for_it(lives: Lives) -> None:
    number = lives.granted()
    lives.later(90)
    with refused("sample.kept_still"):
        lives.do(number, "release-backup", member="B", whereto="Destroyed")


def test_one_past_its_day_is_sent_and_that_is_told(lives: Lives) -> None:
    number = lives.granted()
    lives.later((UNTIL - lives.now.date()).days + 1)
    lives.do(number, "send-backup", member="B", laboratory="LAB2", parameters="Lead")
    assert values(lives.found(number), lives.people["ann"], "B")["past_keeping"] == "true"


def test_one_that_was_released_is_not_sent(lives: Lives) -> None:
    number = lives.decided_first()
    lives.later(90)
    lives.do(number, "release-backup", member="B", whereto="Destroyed")
    with refused("case.not_its_turn"):
        lives.do(number, "send-backup", member="B", laboratory="LAB2", parameters="Lead")


def test_a_case_is_not_closed_while_a_backup_is_kept(lives: Lives) -> None:
    number = lives.decided_first()
    lives.do(number, "publish", "bea")
    with refused("case.condition"):
        lives.do(number, "close")
