"""A pilot played by who runs it, a body that judges it, and officers; and what is refused on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.procedures.standards.agreements import pilots_shown
from tests.procedures.standards.agreement_cases import APPROVED, PILOT, Agreements
from tests.records.samples import current

VERDICT = {"verdict": "proven", "verdict_why": "公开率明显上升"}
NATION = {"extended_to": "city", "valid_by": "GB/T 9001-2026"}


def refused(code: str) -> pytest.RaisesExc[PlumblineError]:
    """That an act is refused with this code."""
    return pytest.RaisesExc(PlumblineError, check=lambda error: error.code == code)


def test_tried_here_and_valid_everywhere(agreements: Agreements) -> None:
    agreements.office.take("standard", [{"code": "GB/T 9001-2026", "designation": "GB/T 9001-2026", "level": "national",
                                         "title_zh": "企业标准公开要求", "status": "in-force"}])
    number = agreements.tried()
    with pytest.raises(NotAllowed):
        agreements.act(number, "judge", agreements.of("GOV"), name=PILOT, **VERDICT)
    agreements.act(number, "judge", agreements.of("LAB"), name=PILOT, **VERDICT)
    with refused("pilot.no_document"):
        agreements.act(number, "extend", name=PILOT, extended_to="city")
    with refused("pilot.no_such_document"):
        agreements.act(number, "extend", name=PILOT, extended_to="city", valid_standard="GB/T 1-1900")
    agreements.act(number, "extend", name=PILOT, valid_standard="GB/T 9001-2026", **NATION)
    today = agreements.now.date()
    assert current("pilot", "number", "baseline", "after", "verdict", "verdict_on", "extended_to", "extended_on") == [
        ("P-1", Decimal("12.5"), Decimal("78.25"), "proven", today, "city", today)]
    told = pilots_shown.show("P-1")
    assert (told["moved"], told["improved"], told["case"]) == ("65.75", True, number)
    assert told["judge"] == {"organisation": "LAB", "name": "研究机构"}
    assert told["valid"] == {"text": "GB/T 9001-2026", "policy": None, "standard": {
        "key": "GB/T 9001-2026", "held": True, "title": "企业标准公开要求"}}
    assert [each["number"] for each in pilots_shown.listed("1")] == ["P-1"]
    assert pilots_shown.listed("2") == []


def test_who_runs_it_does_not_judge_it(agreements: Agreements) -> None:
    number = agreements.open(PILOT)
    with refused("case.second_person"):
        agreements.act(number, "approve", name=PILOT, **APPROVED)
    with refused("pilot.own_judge"):
        agreements.act(number, "approve", agreements.who("bea"), name=PILOT, pilot="P-1", judge="GOV")
    number = agreements.tried()
    with refused("pilot.own_verdict"):
        agreements.act(number, "judge", agreements.of("LAB", "GOV"), name=PILOT, **VERDICT)


def test_what_is_not_proven_is_not_extended(agreements: Agreements) -> None:
    number = agreements.tried()
    agreements.act(number, "judge", agreements.of("LAB"), name=PILOT, **VERDICT | {"verdict": "unproven"})
    with refused("pilot.unproven"):
        agreements.act(number, "extend", name=PILOT, **NATION)
    agreements.act(number, "go-on-trying", name=PILOT, reason="样本太少")
    agreements.act(number, "take-measure", name=PILOT, after="80", after_on="2026-06-05")
    assert current("pilot", "verdict", "verdict_on", "after") == [(None, None, Decimal(80))]
    with refused("case.second_person"):
        agreements.act(number, "take-verdict", name=PILOT, **VERDICT)
    agreements.act(number, "stop", name=PILOT, reason="经费用完")
    assert current("pilot", "verdict", "ended_why") == [(None, "经费用完")]
    assert agreements.state(number, name=PILOT) == "ended"


def test_days_that_cannot_be_are_refused(agreements: Agreements) -> None:
    number = agreements.open(PILOT)
    agreements.act(number, "approve", agreements.who("bea"), name=PILOT, **APPROVED)
    gov = agreements.of("GOV")
    with refused("pilot.day_ahead"):
        agreements.act(number, "start", gov, name=PILOT, started_on="2027-01-01", baseline="1")
    with refused("pilot.day_before"):
        agreements.act(number, "start", gov, name=PILOT, started_on="2026-03-01", baseline="1",
                       baseline_on="2026-03-02")
    agreements.act(number, "start", gov, name=PILOT, started_on="2026-03-01", baseline="-1.25")
    with refused("pilot.day_before"):
        agreements.act(number, "measure", gov, name=PILOT, after="1", after_on="2026-02-28")
    assert (pilots_shown.show("P-1")["improved"], pilots_shown.show("P-1")["valid"]) == (None, None)
    again = agreements.open(PILOT)
    with refused("pilot.number_taken"):
        agreements.act(again, "approve", agreements.who("bea"), name=PILOT, **APPROVED)
    with refused("pilot.unknown"):
        pilots_shown.show("P-\x00")
    assert current("pilot", "started_on", "baseline") == [(date(2026, 3, 1), Decimal("-1.25"))]
