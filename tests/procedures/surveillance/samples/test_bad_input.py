"""What is wrong with what is said of a sample: refused with its reason, or kept and told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import offline
from plumbline.procedures.casework.reading import values
from plumbline.procedures.surveillance.samples import reading as samples
from plumbline.records.core.cases import Case
from tests.procedures.surveillance.samples.lives import DECIDED, KIND, LEAD, MONDAY, TIN, Lives, refused


def _flags(lives: Lives, number: str, member: str = "") -> dict[str, str]:
    """What is told of a case or a portion that a form shows as yes."""
    return {name: text for name, text in values(lives.found(number), lives.people["ann"], member).items()
            if text == "true" and name != "backup"}


@pytest.mark.parametrize(("changed", "code"), [
    ({"sampled_on": "2026-03-03"}, "sample.not_yet"),
    ({"lot": "KW-PAN/P1"}, "sample.lot_of_another"),
    ({"keep_until": ""}, "sample.backup_without_day"),
    ({"keep_until": "2026-03-01"}, "sample.backup_day_before"),
    ({"design": "by chance"}, "row.not_choice"),
    ({"region": "77"}, "row.no_region"),
    ({"item": ""}, "row.missing"),
])
def test_a_sample_that_cannot_be_is_refused_and_nothing_of_it_is_kept(
        lives: Lives, changed: dict[str, str], code: str) -> None:
    with refused(code):
        lives.take(**changed)
    assert not Case.objects.filter(procedure=KIND).exists()


def test_a_lot_that_the_register_does_not_have_is_kept_and_told(lives: Lives) -> None:
    number = lives.take(lot="06901234567892/L999")
    assert lives.found(number).board.values["lot"] == "06901234567892/L999"
    assert _flags(lives, number) == {"lot_unknown": "true"}
    assert _flags(lives, lives.take(product="KW-NEW", lot="")) == {"product_unknown": "true"}
    assert _flags(lives, lives.take()) == {}


def test_a_result_before_its_sample_isrefused(lives: Lives) -> None:
    number = lives.at_laboratory()
    with refused("sample.result_before_sample"):
        lives.do(number, "result", "may", "A", **(LEAD | {"tested_on": "2026-03-01"}))
    with refused("sample.not_yet"):
        lives.do(number, "result", "may", "A", **LEAD)  # the 4th has not come
    assert "parameter" not in lives.found(number).board.of["A"]


def test_a_result_from_before_the_portion_came_in_is_kept_and_told(lives: Lives) -> None:
    number = lives.at_laboratory()
    lives.do(number, "result", "may", "A", **(LEAD | {"tested_on": "2026-03-02"}))
    assert _flags(lives, number, "A") == {"before_receipt": "true"}


def test_a_parameter_that_was_not_ordered_is_kept_and_told(lives: Lives) -> None:
    number = lives.at_laboratory()
    lives.later(3)
    lives.do(number, "result", "may", "A", **(LEAD | {"parameter": "Cadmium"}))
    assert _flags(lives, number, "A") == {"not_ordered": "true"}


def test_a_broken_seal_stops_testing_until_an_officer_decides(lives: Lives) -> None:
    number = lives.take()
    lives.do(number, "hand-over", member="A", laboratory="LAB1", parameters="Lead")
    lives.do(number, "receive-broken", "may", "A", damage="The tape is torn")
    lives.later(3)
    for act, said in (("result", LEAD), ("finish", {"verdict": "fail", "report": "R"})):
        with refused("case.not_its_turn"):
            lives.do(number, act, "may", "A", **said)
    with refused("sample.seal_undecided"):
        lives.do(number, "notify", notified="F1")
    with refused("case.part_not_held"):
        lives.do(number, "admit", "may", "A", reason="The bottle is whole")
    lives.do(number, "admit", member="A", reason="The bottle is whole")
    lives.do(number, "result", "may", "A", **LEAD)
    assert lives.state(number, "A") == "received"
    assert lives.found(number).board.of["A"]["damage"] == "The tape is torn"


def test_testing_is_not_finished_while_something_ordered_has_no_result(lives: Lives) -> None:
    number = lives.at_laboratory()
    lives.later(3)
    with refused("sample.parameters_untested"):
        lives.do(number, "finish", "may", "A", verdict="pass", report="R")
    lives.do(number, "result", "may", "A", **LEAD)
    with pytest.raises(PlumblineError) as told:
        lives.do(number, "finish", "may", "A", verdict="fail", report="R")
    assert told.value.what.en == "not tested yet: Tin"
    lives.do(number, "result", "may", "A", **TIN)
    with refused("sample.verdict_differs"):
        lives.do(number, "finish", "may", "A", verdict="pass", report="R")
    lives.do(number, "finish", "may", "A", verdict="fail", report="R")


def test_a_firm_is_not_told_before_something_is_tested(lives: Lives) -> None:
    with refused("sample.not_tested"):
        lives.do(lives.take(), "notify", notified="F1")


def test_a_decision_rests_on_a_test_and_on_a_rule_that_fits(lives: Lives) -> None:
    number = lives.retested()
    for changed, code in (({"stands": "C"}, "sample.stands_untested"), ({"stands": "A"}, "sample.rule_unfit"),
                          ({"rule": "unopposed"}, "sample.rule_unfit"), ({"rule": "no-retest"}, "sample.rule_unfit"),
                          ({"result": "fail"}, "sample.result_differs")):
        with refused(code):
            lives.do(number, "decide", **(DECIDED | {"result": "pass", "stands": "B", "rule": "retest"} | changed))
    assert lives.state(number) == "retest"


def test_a_sample_that_was_handed_over_without_a_network_is_sent_later(lives: Lives) -> None:
    number = lives.take()
    at = lives.later(3)
    given = MONDAY + timedelta(hours=7)
    offline.act(lives.home, lives.people["ann"], KIND, number, "hand-over",
                {"laboratory": "LAB1", "parameters": "Lead"}, member="A", given=given, at=at)
    assert lives.state(number, "A") == "handed-over"
    assert samples.custody(lives.found(number).events)[-1].at == given
