"""Links of cases over HTTP: for who sees to the case; address and code told once."""

from __future__ import annotations

from typing import Any

from django.test import Client

from plumbline.records.core.cases import CaseEvent
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, FIRM_1, WARD_1, WARD_2, World
from tests.procedures.casework.procedures import COMPLAINT
from tests.procedures.casework.recalls import NAME


def place(city: World, ward: str = "1") -> str:
    return f"/cases/{COMPLAINT}/{city.complaints[ward]}/links"


def given(program: Program, path: str, status: int = 201, **body: Any) -> Any:
    response = program.send("POST", path, {"part": "complainant", **body})
    assert response.status_code == status, response.content.decode()
    return response


def test_a_link_opens_with_its_code_and_both_are_told_once(city: World, db: None) -> None:
    officer = of(WARD_1)
    response = given(officer, place(city), days=5)
    made = response.json()
    assert response["Cache-Control"] == "no-store"
    browser: Any = Client(headers={"origin": "http://testserver"})
    assert browser.get(made["address"]).status_code == 200
    assert browser.post(made["address"], {"code": made["code"]}).status_code == 302
    told = "".join(officer.get(path).content.decode() for path in (
        place(city), f"/cases/{COMPLAINT}/{city.complaints['1']}",
        f"/cases/{COMPLAINT}/{city.complaints['1']}/events"))
    assert made["code"] not in told
    assert made["address"].split("/")[2] not in told
    event = CaseEvent.objects.get(pk=made["link"])
    assert (event.act, event.said["part"], event.said["until"]) == ("give-link", "complainant", made["until"])


def test_a_link_taken_back_opens_nothing(city: World, db: None) -> None:
    officer = of(WARD_1)
    made = given(officer, place(city)).json()
    before = [each["link"] for each in officer.get(place(city)).json()["links"]]
    assert made["link"] in before
    response = officer.send("DELETE", f"{place(city)}/{made['link']}")
    assert [each["link"] for each in response.json()["links"]] == [each for each in before if each != made["link"]]
    assert Client().get(made["address"]).status_code == 403
    again = officer.send("DELETE", f"{place(city)}/{made['link']}")
    assert (again.status_code, again.json()["code"]) == (422, "case.link_unknown")


def test_for_who_sees_to_the_case_alone(city: World, db: None) -> None:
    for program in (Program(), of(WARD_2), of(FIRM_1)):
        assert program.get(place(city)).status_code == 404
    for person in (WARD_2, FIRM_1):
        given(of(person), place(city), 404)
        assert of(person).send("DELETE", f"{place(city)}/1").status_code == 404
    given(of(CITY), place(city))
    # A party reads the case, and learns nothing of its links.
    recall = f"/cases/{NAME}/{city.cases['1']}/links"
    assert (of(FIRM_1).get(recall).status_code, of(WARD_1).get(recall).json()) == (403, {"links": []})
    assert of(FIRM_1).send("POST", recall, {"part": "producer"}).status_code in (403, 422)
    assert of(WARD_1).send("POST", recall, {"part": "producer"}).json()["code"] == "case.part_not_given"
    assert of(WARD_1).send("POST", place(city), {"part": "complainant", "days": 0}).json()["code"] == "case.link_days"
