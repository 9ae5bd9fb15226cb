"""Many members of a case over HTTP: all of them or none, every fault at once, and nothing for who may not."""

from __future__ import annotations

import pytest

from plumbline.procedures.casework import perform, registry
from plumbline.procedures.casework.members import adding
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.people import User
from tests.interfaces.api.casework.test_cases import PLACE, sent
from tests.interfaces.api.programs import of
from tests.interfaces.web.world import CITY, FIRM_1, WARD_1, WARD_2, World
from tests.procedures.casework.procedures import TENDER, tender
from tests.procedures.casework.recalls import ABOUT


def test_many_are_added_once(city: World, db: None) -> None:
    officer = of(WARD_1, write=True)
    case = sent(officer, PLACE, {"values": ABOUT})
    place, body = f"{PLACE}/{case['number']}/members", {"rows": [{"lot": "L1"}, {"lot": "L2"}], "seen": case["version"]}
    assert sent(officer, f"{place}/add-lot", body)["done"] == ["L1", "L2"]
    assert sent(officer, f"{place}/add-lot", body)["done"] == ["L1", "L2"]
    assert CaseEvent.objects.filter(case__number=case["number"], act="add-lot").count() == 2
    told = sent(officer, f"{place}/add-lot", {"rows": [{"lot": "L3"}, {"lot": "L1"}, {}, {"lto": "L4"}]}, 422)
    assert told["code"] == "case.rows_unfit"
    assert {each["field"]: each["code"] for each in told["faults"]} == {
        "rows.1": "case.member_twice", "rows.2.lot": "row.missing", "rows.3": "record.no_field"}
    assert sent(officer, f"{place}/notify", body, 422)["code"] == "case.act_unknown"
    assert sent(officer, f"{place}/add-lot", {"rows": []}, 422)
    assert CaseEvent.objects.filter(case__number=case["number"], act="add-lot").count() == 2


def test_who_may_not_adds_nobody_and_learns_nothing(city: World, db: None) -> None:
    case = sent(of(WARD_1, write=True), PLACE, {"values": ABOUT | {"producer": city.firm("1")}})
    place, body = f"{PLACE}/{case['number']}/members/add-lot", {"rows": [{"lot": "L1"}]}
    assert sent(of(WARD_2, write=True), place, body, 404)["code"] == "case.unknown"
    assert sent(of(FIRM_1, write=True), place, body, 403)["code"] == "case.part_not_held"
    assert not CaseEvent.objects.filter(case__number=case["number"], act="add-lot").exists()


def test_a_part_is_given_to_all_or_none(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_declared", dict(registry.procedures()))
    registry.declare(tender())
    officer = User.objects.get(username=WARD_1)
    event = perform.open_case(city.home, officer, TENDER, "open", {"region": "1", "name": "Best"}, at=city.clock())
    adding.add(city.home, officer, TENDER, event.case.number, "enter", [
        {"key": key, "applicant": city.firm("1")} for key in ("A", "B")], at=city.clock())
    place = f"/cases/{TENDER}/{event.case.number}/parts/juror"
    told = sent(of(WARD_1, write=True), place, {"rows": [
        {"member": "A", "person": CITY}, {"member": "C", "person": CITY}, {"member": "B", "person": "none"}]}, 422)
    assert {each["field"]: each["code"] for each in told["faults"]} == {
        "rows.1": "case.member_unknown", "rows.2": "case.person_unknown"}
    assert sent(of(FIRM_1, write=True), place, {"rows": [{"member": "A", "person": CITY}]}, 422)["faults"][0][
        "code"] == "case.part_not_held"
    assert not CaseEvent.objects.filter(act="assign").exists()
    done = sent(of(WARD_1, write=True), place, {"rows": [{"member": each, "person": CITY} for each in ("A", "B")]})
    assert done["done"] == ["A", "B"]
