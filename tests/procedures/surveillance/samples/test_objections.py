"""Objections within the days of the rule, and the confirming test elsewhere."""

from __future__ import annotations

from datetime import date

from plumbline.procedures.casework import common_acts
from plumbline.records.core.cases import CaseSummary
from tests.procedures.surveillance.samples.lives import KIND, Lives, refused

# The firm is told on Friday 6 March 2026: the fifteenth day is a Saturday, so the last one is Monday the 23rd.
LAST = date(2026, 3, 23)
FLOW = """id = "samples-county"
procedure = "sample"
title = { en = "Samples in the county", zh = "县抽样检验规定" }
source = { text = "A rule of the county", ours = true }
in_force = 2026-03-01

[days]
notified = { working = 5 }
"""


def _due(number: str, member: str = "") -> date | None:
    due: date | None = CaseSummary.objects.get(case__number=number, member=member).due
    return due


def test_an_objection_is_taken_on_the_last_day(lives: Lives) -> None:
    number = lives.told()
    assert _due(number) == LAST
    lives.later((LAST - lives.now.date()).days)
    lives.do(number, "object", "li", grounds="The limit is another one")
    assert lives.state(number) == "objected"


def test_an_objection_after_the_last_day_is_refused_until_it_is_allowed(lives: Lives) -> None:
    number = lives.told()
    lives.later((LAST - lives.now.date()).days + 1)
    with refused("case.late"):
        lives.do(number, "object", "li", grounds="The limit is another one")
    common_acts.allow_late(lives.home, lives.people["ann"], KIND, number, "The post was late", at=lives.later())
    event = lives.do(number, "object", "li", grounds="The limit is another one")
    assert (event.late, lives.state(number)) == (True, "objected")


def test_nobody_says_that_no_objection_came_before_the_last_day_has_passed(lives: Lives) -> None:
    number = lives.told()
    lives.later((LAST - lives.now.date()).days)
    with refused("case.too_early"):
        lives.do(number, "no-objection")
    with refused("sample.objections_run"):
        lives.do(number, "decide", result="fail", stands="A", rule="unopposed", cites="35", reasons="None")


def test_an_objection_on_paper_counts_by_the_day_on_which_it_came(lives: Lives) -> None:
    number = lives.told()
    lives.later(25)
    with refused("sample.objection_late"):
        lives.do(number, "object-on-paper", received_on="2026-03-24", grounds="By post")
    with refused("sample.not_yet"):
        lives.do(number, "object-on-paper", received_on="2026-04-24", grounds="By post")
    lives.do(number, "object-on-paper", received_on="2026-03-23", grounds="By post")
    assert lives.state(number) == "objected"


def test_a_second_firm_objects_beside_the_first_within_the_same_days(lives: Lives) -> None:
    number = lives.tested()
    lives.do(number, "notify", notified="F1;F2")
    lives.do(number, "object", "li", grounds="Ours is another lot")
    lives.do(number, "object", "wu", grounds="It is a forgery")
    assert [event.organisation for event in lives.found(number).events if event.act == "object"] == ["F1", "F2"]
    late = lives.tested()
    lives.do(late, "notify", notified="F1;F2")
    until = _due(late)
    assert until is not None
    lives.later((until - lives.now.date()).days)
    lives.do(late, "object", "li", grounds="On the last day")
    lives.later(1)
    with refused("sample.objection_late"):
        lives.do(late, "object", "wu", grounds="A day after")


def test_the_days_are_those_of_the_flow_file_in_force(lives: Lives) -> None:
    folder = lives.home.rulebook / "procedures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samples.toml").write_text(FLOW, encoding="utf-8")
    assert _due(lives.told()) == date(2026, 3, 13)


def test_the_laboratory_that_tested_first_does_not_test_again(lives: Lives) -> None:
    number = lives.granted()
    with refused("sample.same_laboratory"):
        lives.do(number, "send-backup", member="B", laboratory="LAB1", parameters="Lead")
    assert lives.state(number, "B") == "kept"
    lives.do(number, "send-backup", member="B", laboratory="LAB2", parameters="Lead")


def test_a_backup_leaves_its_place_only_for_a_test_that_was_granted(lives: Lives) -> None:
    number = lives.told()
    lives.do(number, "object", "li", grounds="The limit is another one")
    with refused("sample.no_retest"):
        lives.do(number, "send-backup", member="B", laboratory="LAB2", parameters="Lead")
    lives.do(number, "reject-objection", answer="The limit is that of the standard")
    lives.do(number, "decide", result="fail", stands="A", rule="unfounded", cites="36", reasons="Unfounded")
    assert lives.state(number) == "decided"


def test_a_confirming_test_under_way_is_waited_for(lives: Lives) -> None:
    number = lives.granted()
    said = {"result": "fail", "stands": "A", "rule": "no-retest", "cites": "37", "reasons": "It spoiled"}
    with refused("sample.retest_waits"):
        lives.do(number, "decide", **said)
    with refused("case.second_person"):
        lives.do(number, "write-off", member="B", reason="It spoiled")
    lives.do(number, "write-off", "bea", "B", reason="It spoiled")
    lives.do(number, "decide", **said)
    assert lives.state(number) == "decided"
