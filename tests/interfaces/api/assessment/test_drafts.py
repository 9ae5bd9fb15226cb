"""Drafts of rules for programs: begun, written, proposed by one and approved by another; nothing is told to others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.home import Home
from tests.interfaces.api.programs import Program, of
from tests.procedures.rules_world import AUDITOR, CITY, Office

pytestmark = pytest.mark.django_db(transaction=True)
CHANGED = CITY.replace("valid_from = 2012-01-01", "valid_from = 2015-01-01").replace("是否有规划。", "是否编制规划。")


@pytest.fixture
def office(empty_home: Home, tmp_path: Path) -> Office:
    return Office(empty_home, tmp_path)


def done(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


def test_two_people_change_a_rule(office: Office) -> None:
    writer, second = of("writer"), of("second")
    begun = done(writer.send("POST", "/drafts", {"what": "scheme", "target": "city", "text": CHANGED}))
    place, version = f"/drafts/{begun['number']}", begun["version"]
    assert (begun["state"], begun["fault"], begun["authors"]) == ("draft", None, ["writer"])
    assert writer.send("POST", f"{place}/text", {"text": "x", "seen": version + 1}).status_code == 409
    proposed = done(writer.send("POST", f"{place}/proposal", {"reason": "yearly", "seen": version}))
    assert (proposed["state"], proposed["day"]) == ("proposed", "2015-01-01")
    assert writer.send("POST", f"{place}/approval", {"seen": version}).status_code == 403
    approved = done(second.send("POST", f"{place}/approval", {"seen": version}))
    assert approved["state"] == "in-force"
    assert [line["number"] for line in second.get("/drafts?ended=true").json()["drafts"]] == [begun["number"]]
    assert second.get("/drafts").json() == {"drafts": []}
    assert [one["act"] for one in second.get(place).json()["history"]] == [
        "begin", "save", "propose", "approve", "enforce"]


def test_a_fault_is_told_of_what_was_sent(office: Office) -> None:
    writer = of("writer")
    begun = done(writer.send("POST", "/drafts", {"what": "scheme", "target": "city", "text": "full = ["}))
    assert begun["fault"]["code"]
    answer = writer.send("POST", f"/drafts/{begun['number']}/proposal", {"reason": "yearly"})
    assert (answer.status_code, answer.json()["code"]) == (422, begun["fault"]["code"])
    answer = writer.send("POST", f"/drafts/{begun['number']}/proposal", {"reason": "yearly", "day": "2015-02-30"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.not_day")
    assert writer.send("POST", "/drafts", {"what": "scheme", "target": "no such"}).status_code == 422


def test_it_is_as_if_there_were_none_for_who_may_not_write_rules(office: Office) -> None:
    number = done(of("writer").send("POST", "/drafts", {"what": "scheme", "target": "city", "text": CHANGED}))["number"]
    for program in (of("north"), Program()):
        assert program.get("/drafts").json() == {"drafts": []}
        assert program.get(f"/drafts/{number}").status_code == 404
    real, none = (of("north").send("POST", f"/drafts/{each}/rejection", {"reason": "x"}) for each in (number, 10 ** 17))
    assert (real.status_code, none.status_code) == (404, 404)
    assert real.json()["detail"] == none.json()["detail"]
    auditor = of(AUDITOR)
    assert auditor.get(f"/drafts/{number}").json()["text"] == CHANGED
    assert auditor.send("POST", f"/drafts/{number}/rejection", {"reason": "x"}).status_code == 403
