"""Cases over HTTP: read, opened, acted in; refused in turn, to who may not, and where somebody was quicker."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from plumbline.procedures.casework import registry
from plumbline.records.core.cases import CaseEvent
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, WARD_1, WARD_2, World, looking_as
from tests.procedures.casework.recalls import ABOUT, NAME
from tests.procedures.casework.test_offline import VISIT, visit

PLACE = f"/cases/{NAME}"


def sent(program: Program, path: str, body: Any, status: int = 201) -> Any:
    response = program.send("POST", path, body)
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_a_recall_from_its_opening_to_its_end(city: World, db: None) -> None:
    officer, chief = of(WARD_1, write=True), of(CITY, write=True)
    case = sent(officer, PLACE, {"values": ABOUT})
    place = f"{PLACE}/{case['number']}/acts"
    assert (case["state"], case["acts"], case["values"]) == ("opened", ["notify"], ABOUT)
    sent(officer, f"{place}/add-lot", {"values": {"lot": "L1"}})
    told = sent(officer, f"{place}/notify", {"values": {"reason": "It burns", "due": "2014-03-20"},
                                             "seen": case["version"]})
    assert (told["state"], told["due"], told["late"]) == ("notified", "2014-03-20", True)
    sent(officer, f"{place}/report-for", {})
    refused = sent(chief, f"{place}/close", {}, 422)
    assert (refused["code"], refused["why"]) == ("case.condition", "not accounted for: L1")
    sent(officer, f"{place}/account", {"values": {"how": "Sent back"}, "member": "L1"})
    assert sent(officer, f"{place}/close", {}, 403)["code"] == "case.second_person"
    assert sent(chief, f"{place}/close", {})["state"] == "closed"
    events = chief.get(f"{PLACE}/{case['number']}/events").json()["events"]
    assert [each["act"] for each in events] == ["open", "add-lot", "notify", "report-for", "account", "close"]
    first = chief.get(f"{PLACE}/{case['number']}/events", {"limit": 2}).json()
    rest = chief.get(f"{PLACE}/{case['number']}/events", {"after": first["next"]}).json()
    assert first["events"] + rest["events"] == events


def test_the_same_act_sent_twice_is_done_once_and_who_was_slower_is_told(city: World, db: None) -> None:
    officer, chief = of(WARD_1, write=True), of(CITY, write=True)
    case = sent(officer, PLACE, {"values": ABOUT})
    place = f"{PLACE}/{case['number']}/acts"
    body = {"values": {"reason": "It burns", "due": "2014-03-20"}, "seen": case["version"]}
    assert sent(officer, f"{place}/notify", body) == sent(officer, f"{place}/notify", body)
    assert sent(chief, f"{place}/notify", body, 409)["code"] == "case.changed_meanwhile"
    assert CaseEvent.objects.filter(case__number=case["number"], act="notify").count() == 1


def test_faults_are_all_named(city: World, db: None) -> None:
    officer = of(WARD_1, write=True)
    case = sent(officer, PLACE, {"values": ABOUT})
    told = sent(officer, f"{PLACE}/{case['number']}/acts/notify", {"values": {"due": "soon"}}, 422)
    assert {each["field"] for each in told["faults"]} == {"reason", "due"}
    assert sent(officer, f"{PLACE}/{case['number']}/acts/nothing", {}, 422)["code"] == "case.act_unknown"
    told = sent(officer, f"{PLACE}/{case['number']}/acts/comment", {"values": {"txt": "x"}}, 422)
    assert told["code"] == "case.no_fields"


def test_who_may_not_know_of_a_case_finds_none(city: World, db: None) -> None:
    case = sent(of(WARD_1, write=True), PLACE, {"values": ABOUT})
    for program in (of(WARD_2, write=True), Program()):
        assert program.get(f"{PLACE}/{case['number']}").status_code == 404
        assert case["number"] not in [each["number"] for each in program.get(PLACE).json()["cases"]]
    assert sent(of(WARD_2, write=True), f"{PLACE}/{case['number']}/acts/comment", {"values": {"text": "x"}}, 404)
    assert sent(of(WARD_2, write=True), PLACE, {"values": ABOUT}, 403)["code"] == "case.part_not_held"


def test_common_acts(city: World, db: None) -> None:
    officer = of(WARD_1, write=True)
    case = sent(officer, PLACE, {"values": ABOUT})
    place = f"{PLACE}/{case['number']}"
    sent(officer, f"{place}/acts/comment", {"values": {"text": "Who makes it?"}})
    assert officer.get(f"{place}/events").json()["events"][-1]["said"] == {"text": "Who makes it?"}
    sent(officer, f"{place}/acts/add-lot", {"values": {"lot": "L1"}})
    gone = sent(officer, f"{place}/acts/declare-conflict", {"values": {"reason": "Mine"}})
    assert (gone["values"], gone["members"], gone["acts"]) == ({}, [], [])
    assert officer.get(place).status_code == 404


def test_what_waits_and_what_is_declared(city: World, db: None) -> None:
    officer = of(WARD_1, write=True)
    case = sent(officer, PLACE, {"values": ABOUT})
    waits = [(each["number"], each["acts"]) for each in officer.get("/today/cases").json()["waiting"]
             if each["number"] == case["number"]]
    assert waits == [(case["number"], ["notify"])]
    assert Program().get("/today/cases").json() == {"waiting": []}
    (told,) = [each for each in Program().get("/cases").json()["procedures"] if each["name"] == NAME]
    assert told["states"] == ["opened", "notified", "reported", "closed", "withdrawn", "lifted", "ended-by-day"]
    notify = next(each for each in told["acts"] if each["name"] == "notify")
    assert [(each["name"], each["type"], each["required"]) for each in notify["fields"]] == [
        ("reason", "text", True), ("due", "date", True), ("note", "text", False)]


def test_what_is_sent_later_says_when_it_was_done(city: World, db: None) -> None:
    registry.declare(visit())
    try:
        officer, chief = of(WARD_1, write=True), of(CITY, write=True)
        case = sent(officer, f"/cases/{VISIT}", {"values": {"region": "1"}})
        place = f"/cases/{VISIT}/{case['number']}"
        sent(officer, f"{place}/acts/add", {"values": {"shop": "S1"}})
        first, second = (timezone.now().isoformat() for _ in range(2))
        body = {"member": "S1", "values": {"note": "Clean"}, "given": second}
        assert sent(officer, f"{place}/acts/pass", body)["members"][0]["state"] == "passed"
        told = sent(chief, f"{place}/acts/fail", {"member": "S1", "given": first})["members"][0]
        assert (told["state"], told["beside"], told["values"]) == ("failed", 1, {"shop": "S1"})
        events = officer.get(f"{place}/events").json()["events"]
        assert [(each["act"], each["given"], each["beside"]) for each in events][2:] == [
            ("pass", second, True), ("fail", first, False)]
        for wrong, code in (({"given": "2999-01-01T00:00:00Z"}, "case.given_unfit"),
                            ({"given": "2026-03-02T10:15:00"}, "request.unfit"), ({"given": "x"}, "request.unfit")):
            assert sent(officer, f"{place}/acts/pass", {"member": "S1", **wrong}, 422)["code"] == code
        assert sent(officer, f"{place}/acts/settle", {"member": "S1", "given": first}, 422)["code"] == (
            "case.not_offline")
        acts = {each["name"]: each["offline"] for each in next(
            each for each in officer.get("/cases").json()["procedures"] if each["name"] == VISIT)["acts"]}
        assert (acts["pass"], acts["settle"]) == (7, 0)
        page = looking_as(WARD_1).get(f"/cases/{VISIT}/{case['number']}/").content.decode()
        assert ("Several answers were sent about S1." in page, "another answer decides" in page) == (True, True)
    finally:
        registry._declared.pop(VISIT)


def test_lists_go_on_by_the_token_of_the_page_before(city: World, db: None) -> None:
    officer = of(WARD_1, write=True)
    for _ in range(2):
        sent(officer, PLACE, {"values": ABOUT})
    whole = officer.get(PLACE).json()
    seen, after = [], ""
    while True:
        page = officer.get(PLACE, {"limit": 1, "after": after}).json()
        seen += page["cases"]
        after = page["next"]
        if after is None:
            break
    assert (seen, len(seen), whole["next"]) == (whole["cases"], 3, None)
    told = officer.get(PLACE, {"after": "2"})
    assert (told.status_code, told.json()["code"]) == (422, "list.no_page")
