"""Creating, correcting and withdrawing by program: versions, conflicts, faults, and whose regions they are."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.ground.organisations import OrganisationContact
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, WARD_1, WARD_2, World, looking_as

LIST = "/records/inspection"
VALUES = {"number": "new", "region": "1", "inspected_on": "2013-01-05", "purpose": "canvass", "result": "pass",
          "critical_count": 0}


def now(number: str) -> Any:
    """The version that counts now; None: there is none."""
    return store.current(kinds.get("inspection")).filter(number=number).first()


def what(response: Any) -> tuple[int, str]:
    """Status and what is wrong."""
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["what"]


def test_a_record_is_created_corrected_and_withdrawn(city: World, db: None) -> None:
    program = of(WARD_1)
    made = program.send("POST", LIST, VALUES)
    assert (made.status_code, made["Location"]) == (201, "/api/v1/records/inspection/new")
    assert made["ETag"] == f'"{made.json()["version"]}"'
    changed = program.send("PATCH", f"{LIST}/new", {"result": "fail"}, **{"If-Match": made["ETag"]})
    assert changed.json()["fields"] | {"result": "pass"} == made.json()["fields"]
    assert changed.json()["fields"]["result"] == "fail"
    gone = program.send("DELETE", f"{LIST}/new", **{"If-Match": changed["ETag"]})
    assert (gone.status_code, gone.json()["withdrawn"], now("new")) == (200, True, None)
    acts = [each["entered"]["act"] for each in Program().get(f"{LIST}/new").json()["versions"]]
    assert acts == ["withdraw", "correct", "create"]


def test_two_programs_that_save_one_record(city: World, db: None) -> None:
    first, second, seen = of(WARD_1), of(CITY), now("1001").pk
    assert first.send("PATCH", f"{LIST}/1001", {"result": "fail"}, seen=seen).status_code == 200
    late = second.send("PATCH", f"{LIST}/1001", {"critical_count": 5}, seen=seen)
    assert what(late) == (409, "this is not the newest version")
    assert (late.json()["code"], late.json()["zh"]["what"]) == ("keep.changed_meanwhile", "这不是最新版本")
    assert what(second.send("DELETE", f"{LIST}/1001", seen=seen)) == (409, "this is not the newest version")
    assert (now("1001").result, now("1001").critical_count) == ("fail", 1)


def test_a_change_says_what_it_was_made_from(city: World, db: None) -> None:
    program = of(WARD_1)
    assert what(program.send("PATCH", f"{LIST}/1001", {})) == (428, "say which version you saw")
    assert what(program.send("DELETE", f"{LIST}/1001")) == (428, "say which version you saw")
    for given in ("*", '"1", "2"', "x", '"' + "9" * 19 + '"'):
        answer = program.send("DELETE", f"{LIST}/1001", **{"If-Match": given})
        assert what(answer) == (422, "this is not a version of a record")


def test_a_key_that_is_taken_is_a_conflict(city: World, db: None) -> None:
    assert what(of(WARD_1).send("POST", LIST, VALUES | {"number": "1001"})) == (
        409, "there is a record with this key already")


@pytest.mark.parametrize(("body", "faults"), [
    (VALUES | {"region": "7", "result": "odd", "critical_count": 20_000}, ["region", "result", "critical_count"]),
    (VALUES | {"critical_count": "0", "colour": "red", "number": 7}, ["number", "critical_count", "colour"]),
    ({"region": "1"}, ["number", "inspected_on"]),
    ([], [""]), ('"text"', [""]), (None, [""]),
])
def test_every_fault_is_named_by_its_field(city: World, db: None, body: Any, faults: list[str]) -> None:
    response = of(WARD_1).send("POST", LIST, body)
    assert response.status_code == 422
    assert [each["field"] for each in response.json()["faults"]] == faults
    assert {each["in"] for each in response.json()["faults"]} == {"body"}
    assert all(each[part][language] for each in response.json()["faults"] for part in ("reason", "remedy")
               for language in ("en", "zh"))
    assert now("new") is None


def test_a_token_of_another_region_does_not_write(city: World, db: None) -> None:
    program, seen = of(WARD_2), now("1001").pk
    assert program.send("POST", LIST, VALUES).status_code == 403
    assert program.send("PATCH", f"{LIST}/1001", {"result": "fail"}, seen=seen).status_code == 403
    assert program.send("PATCH", f"{LIST}/2001", {"region": "1"}, seen=now("2001").pk).status_code == 403
    assert program.send("DELETE", f"{LIST}/1001", seen=seen).status_code == 403
    assert (now("1001").pk, now("2001").region, now("new")) == (seen, "2", None)


def test_a_token_narrowed_to_a_region_writes_there_only(city: World, db: None) -> None:
    program = of(CITY, region="1")
    assert program.send("POST", LIST, VALUES | {"region": "2"}).status_code == 403
    assert program.send("POST", LIST, VALUES).status_code == 201


def test_a_token_that_reads_does_not_write(city: World, db: None) -> None:
    assert what(of(WARD_1, write=False).send("POST", LIST, VALUES)) == (403, "this token only reads")


def test_the_public_does_not_write(city: World, db: None) -> None:
    answer = Program().send("POST", LIST, VALUES)
    assert what(answer) == (401, "writing needs a token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Plumbline"'


def test_a_cookie_writes_only_with_the_form_token_of_a_page(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    client.handler.enforce_csrf_checks = True
    path, kind = f"/api/v1{LIST}", "application/json"
    assert client.post(path, VALUES, content_type=kind).status_code == 403
    assert now("new") is None
    client.get("/records/inspection/new")
    form = client.cookies["plumb_csrf"].value
    assert client.post(path, VALUES, content_type=kind, headers={"X-CSRFToken": form}).status_code == 201


@pytest.mark.parametrize(("kind", "status"), [("text/plain", 415), ("application/xml", 415), ("", 415),
                                              ("application/json; charset=utf-8", 201)])
def test_a_body_of_another_type_is_refused(city: World, db: None, kind: str, status: int) -> None:
    assert of(WARD_1).send("POST", LIST, VALUES, kind=kind).status_code == status


def test_a_merge_patch_is_taken_for_a_correction(city: World, db: None) -> None:
    answer = of(WARD_1).send("PATCH", f"{LIST}/1001", {"address": None}, seen=now("1001").pk,
                             kind="application/merge-patch+json")
    assert answer.json()["fields"]["address"] is None


@pytest.mark.parametrize("body", ["{", "\xff"])
def test_a_body_that_is_not_json_is_refused(city: World, db: None, body: str) -> None:
    assert what(of(WARD_1).send("POST", LIST, body.encode("latin-1"))) == (400, "the body could not be read")


def test_a_body_that_is_too_large_is_refused(city: World, db: None, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = VALUES | {"address": "x" * 2000}
    assert what(of(WARD_1).send("POST", LIST, body)) == (413, "the body is too large")


def test_what_is_not_there_cannot_be_changed(city: World, db: None) -> None:
    assert of(WARD_1).send("PATCH", f"{LIST}/none", {}, seen=1).status_code == 404


def test_what_is_personal_is_erased_by_whoever_may_correct_the_record(city: World, db: None) -> None:
    path, reader = "/records/organisation/1001", Program()
    name = city.records["organisation"][0]["contact_name"]
    others = (reader, 401), (of(WARD_2), 403), (of(CITY, region="2"), 403), (of(WARD_1, write=False), 403)
    for program, status in others:
        assert program.send("POST", f"{path}/erasure").status_code == status
    program = of(WARD_1)
    before = program.get(path).json()
    assert before["fields"]["contact_name"] == name
    assert program.send("POST", f"{path}/erasure").json() == {"kind": "organisation", "key": "1001", "erased": True}
    assert not OrganisationContact.objects.filter(key="1001").exists()
    after = program.get(path).json()
    assert after["fields"]["contact_name"] is None
    assert (after["version"], after["leaf"]) == (before["version"], before["leaf"])
    assert program.send("POST", f"{path}/erasure").json()["erased"] is False
    assert name not in str([*Entry.objects.values()])


def test_only_records_that_hold_anything_personal_can_be_asked_to_erase(city: World, db: None) -> None:
    program = of(WARD_1)
    assert what(program.send("POST", "/records/organisation/none/erasure"))[0] == 404
    assert program.send("POST", f"{LIST}/1001/erasure").status_code == 405
    assert (program.get("/records/organisation/1001/erasure").status_code, now("1001").withdrawn) == (405, False)
