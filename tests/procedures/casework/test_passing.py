"""A case that goes to another authority and back, and opinions that are asked for meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import common_acts, dispatch, passing, reading, renewing, summaries
from plumbline.procedures.casework.declaration import Procedure
from plumbline.records.core.cases import CaseEvent, CaseParty, CaseSummary
from plumbline.records.core.people import Role
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found, notified


def code(call: Callable[[], object]) -> str:
    with pytest.raises(PlumblineError) as error:
        call()
    return str(error.value.code)


def do(recalls: Recalls, by: Any, number: str, act: str, **values: str) -> CaseEvent:
    return dispatch.do(recalls.home, by, NAME, number, act, values, at=recalls.later())


def numbers(procedure: Procedure, user: Any) -> list[str]:
    return [row.case.number for row in reading.listed(procedure, user)]


def test_a_case_goes_up_and_back_and_whoever_had_it_goes_on_reading(recalls: Recalls, procedure: Procedure) -> None:
    number = notified(recalls)
    ward, other, city = recalls.who("ward", region="1"), recalls.who("other", region="2"), recalls.who("chief")
    assert [(each.code, each.way) for each in passing.targets(found(recalls, ward, number))] == [
        ("city", "up"), ("2", "aside"), ("9", "aside")]
    do(recalls, ward, number, "pass-on", to="city", reason="Sold in two wards")
    case = found(recalls, ward, number)
    assert (case.region, case.inside(ward), case.holds(ward, procedure.lead)) == ("city", True, False)
    assert set(CaseSummary.objects.filter(case__number=number).values_list("region", flat=True)) == {"city"}
    assert (numbers(procedure, ward), numbers(procedure, other)) == ([number], [])
    assert code(lambda: recalls.act(number, "account", by="ward", member="L1", how="x")) == "case.part_not_held"
    assert code(lambda: do(recalls, ward, number, "pass-on", to="2", reason="x")) == "case.part_not_held"
    assert reading.waiting(ward, on=date(2026, 3, 3), of=[procedure]) == []
    assert [each.member for each in reading.waiting(city, on=date(2026, 3, 3), of=[procedure])] == ["L1"]
    do(recalls, city, number, "pass-on", to="2", reason="Theirs")
    recalls.act(number, "account", by="other", member="L1", how="x")
    assert (numbers(procedure, ward), numbers(procedure, other)) == ([number], [number])
    do(recalls, other, number, "pass-on", to="1", reason="Not ours: back")
    assert found(recalls, ward, number).holds(ward, procedure.lead)
    assert numbers(procedure, other) == [number]
    assert summaries.wrong(found(recalls, city, number)) == []
    before = set(CaseParty.objects.values_list("part", "region"))
    renewing.renew_all(recalls.home, on=date(2026, 3, 3))
    assert set(CaseParty.objects.values_list("part", "region")) == before >= {("~had", "2"), ("~had", "city")}
    li = colleague(recalls, "li", "F1")
    told = [each for each in reading.history(found(recalls, li, number), li) if each["act"] == "pass-on"]
    assert [(each["said"]["to"], each["by"]) for each in told] == [("city", None), ("2", None), ("1", None)]


def test_several_are_asked_each_until_its_day_and_answer(recalls: Recalls, procedure: Procedure) -> None:
    number = notified(recalls)
    ward, other, ninth = (recalls.who(name, region=region) for name, region in (
        ("ward", "1"), ("other", "2"), ("ninth", "9")))
    auditor = recalls.who("auditor", Role.AUDITOR, "2")
    first = do(recalls, ward, number, "consult", to="2", text="Is it sold with you?", due="2026-03-05")
    second = do(recalls, ward, number, "consult", to="9", text="And with you?", due="2026-03-09")
    assert code(lambda: do(recalls, ward, number, "consult", to="2", text="x", due="2026-03-09")) == "case.consulted"
    waits = [(each.number, each.state, each.due, each.late) for each in reading.waiting(
        other, on=date(2026, 3, 6), of=[procedure])]
    assert waits == [(number, "advise", date(2026, 3, 5), True)]
    assert reading.waiting(auditor, on=date(2026, 3, 6), of=[procedure]) == []
    assert numbers(procedure, other) == [number]
    assert code(lambda: do(recalls, ninth, number, "advise", consult=str(first.pk), text="x")) == "case.part_not_held"
    do(recalls, other, number, "advise", consult=str(first.pk), text="We sell none")
    assert code(lambda: do(recalls, other, number, "advise", consult=str(first.pk), text="x")) == "case.not_consulted"
    assert code(lambda: recalls.act(number, "account", by="other", member="L1", how="x")) == "case.part_not_held"
    assert reading.waiting(other, on=date(2026, 3, 6), of=[procedure]) == []
    assert [each.answered for each in found(recalls, ward, number).board.consulted.values()] == [
        CaseEvent.objects.filter(act="advise").latest("pk").pk, 0]
    li = colleague(recalls, "li", "F1")
    assert "We sell none" not in str(reading.history(found(recalls, li, number), li))
    common_acts.declare_conflict(recalls.home, ninth, NAME, number, "Mine", at=recalls.later())
    assert reading.waiting(ninth, on=date(2026, 3, 6), of=[procedure]) == []
    assert second.said == {"to": "9", "text": "And with you?", "due": "2026-03-09"}


@pytest.mark.parametrize(("act", "values", "said"), [
    ("pass-on", {"to": "1", "reason": "x"}, "case.passed_already"),
    ("pass-on", {"to": "77", "reason": "x"}, "case.region_unknown"),
    ("pass-on", {"to": "8", "reason": "x"}, "case.region_unknown"),
    ("pass-on", {"to": "2", "reason": " "}, "row.missing"),
    ("consult", {"to": "2", "text": "x", "due": "soon"}, "row.not_a_date"),
    ("consult", {"to": "2", "text": "x", "due": "2026-01-05"}, "case.day_passed"),
    ("consult", {"to": "1", "text": "x", "due": "2026-03-09"}, "case.passed_already"),
    ("advise", {"consult": "77", "text": "x"}, "case.not_consulted"),
    ("advise", {"consult": "²", "text": "x"}, "case.not_consulted"),
])
def test_what_is_refused(recalls: Recalls, act: str, values: dict[str, str], said: str) -> None:
    number = recalls.open()
    refused = code(lambda: do(recalls, recalls.who("ann"), number, act, **values))
    assert refused == said or (said == "row.not_a_date" and refused.startswith("row."))
    assert recalls.found(number).board.regions == []
    common_acts.withdraw(recalls.home, recalls.who("ann"), NAME, number, "x", at=recalls.later())
    if act != "advise" and not refused.startswith("row."):
        assert code(lambda: do(recalls, recalls.who("ann"), number, act, **values)) == "case.ended"
