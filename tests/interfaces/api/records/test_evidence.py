"""Evidence by programs: attached, listed, read, opened, withdrawn, brought back; refusals say why."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from plumbline.procedures.evidence import previews
from plumbline.records.evidence.evidence import Evidence
from tests import evidence
from tests.interfaces.api.programs import BASE, Program, of
from tests.interfaces.web.world import WARD_1, WARD_2, World

pytestmark = pytest.mark.usefixtures("db")


def number_of(city: World, place: int) -> str:
    return str(city.records["inspection"][place]["number"])


def send(program: Program, city: World, content: bytes, *, place: int = 2, name: str = "a.jpg", **more: str) -> Any:
    return program.client.post(
        f"{BASE}/evidence", {"file": SimpleUploadedFile(name, content), "kind": "inspection",
                             "key": number_of(city, place), **more}, headers=program.headers)


def listed(program: Program, city: World, place: int = 2) -> Any:
    return program.get("/evidence", {"kind": "inspection", "key": number_of(city, place)}).json()


def test_a_file_goes_there_and_comes_back(city: World) -> None:
    program, content = of(WARD_1), evidence.pdf("minutes", pages=2)
    before = listed(program, city)
    answer = send(program, city, content, name="纪要.pdf", note="second page", public="true")
    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == made["address"] == f"{BASE}/evidence/{made['number']}"
    assert (made["name"], made["media_type"], made["size"], made["pages"], made["public"], made["note"]) == (
        "纪要.pdf", "application/pdf", len(content), 2, True, "second page")
    assert [each["act"] for each in made["versions"]] == ["attach"]
    after = listed(program, city)
    assert after["evidence"] == [made]
    assert after["state"] != before["state"]
    file = Program().get(f"/evidence/{made['number']}/file")
    assert b"".join(file.streaming_content) == content
    assert (file["Content-Type"], file["ETag"], file["X-Content-Type-Options"]) == (
        "application/pdf", f'"{made["sha256"]}"', "nosniff")
    public = Program().get(f"/evidence/{made['number']}").json()
    assert (public["note"], public["attached_by"], public["versions"][0]["by"]) == (None, None, None)


def test_the_length_of_a_file_can_be_asked(city: World) -> None:
    number = city.open["1"]
    answer = Program().client.head(f"{BASE}/evidence/{number}/file")
    assert (answer.status_code, int(answer["Content-Length"])) == (200, Evidence.objects.get(number=number).size)
    assert b"".join(answer.streaming_content) == b""


def test_the_state_is_for_who_sees_all(city: World) -> None:
    assert listed(Program(), city, 0)["state"] is None
    assert listed(of(WARD_2), city, 0)["state"] is None
    assert [each["number"] for each in listed(of(WARD_2), city, 0)["evidence"]] == [city.open["1"]]


def test_it_is_withdrawn_and_brought_back(city: World) -> None:
    program, path = of(WARD_1), f"/evidence/{city.open['1']}"
    before = listed(program, city, 0)
    gone = program.send("POST", f"{path}/withdrawal", {"reason": "another kitchen"})
    assert (gone.status_code, gone.json()["withdrawn"], gone.json()["versions"][0]["reason"]) == (
        200, True, "another kitchen")
    assert program.send("POST", f"{path}/withdrawal", {"reason": "again"}).status_code == 409
    public = Program().get(path).json()
    assert (public["withdrawn"], public["file"], public["versions"][0]["reason"]) == (True, None, None)
    assert Program().get(f"{path}/file").status_code == 404
    assert listed(program, city, 0)["state"] != before["state"]
    back = program.send("DELETE", f"{path}/withdrawal")
    assert (back.status_code, back.json()["withdrawn"]) == (200, False)
    assert listed(program, city, 0)["state"] == before["state"]
    assert program.send("DELETE", f"{path}/withdrawal").status_code == 409


@pytest.mark.parametrize(("content", "name", "reason"), [
    (b"<html>", "photo.jpg", "该文件实为网页"), (b"", "a.pdf", "文件为空"), (evidence.encrypted_pdf(), "a.pdf", "密码"),
])
def test_a_refusal_says_why_in_both_languages(city: World, content: bytes, name: str, reason: str) -> None:
    answer = send(of(WARD_1), city, content, name=name)
    [fault] = answer.json()["faults"]
    assert (answer.status_code, fault["in"], fault["field"]) == (422, "file", "file")
    assert reason in fault["reason"]["zh"]
    assert fault["remedy"]["en"]


def test_the_same_file_twice_is_a_conflict(city: World) -> None:
    program, photo = of(WARD_1), evidence.photo(81, 60)
    assert [send(program, city, photo).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize(("person", "status"), [("", 401), (WARD_2, 403)])
def test_others_attach_nothing(city: World, person: str, status: int) -> None:
    before = Evidence.objects.count()
    assert send(of(person) if person else Program(), city, evidence.photo(82, 60)).status_code == status
    assert Evidence.objects.count() == before


def test_a_record_that_is_not_there(city: World) -> None:
    assert send(of(WARD_1), city, evidence.photo(83, 60), key="none").status_code == 404
    assert Program().get("/evidence", {"kind": "nothing", "key": "1"}).status_code == 404
    assert Program().get("/evidence").status_code == 422


@override_settings(EVIDENCE_BYTES=1 << 20)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(city: World) -> None:
    answer = send(of(WARD_1), city, b"x" * (2 << 20))
    assert (answer.status_code, answer.json()["what"]) == (413, "the body is larger than 1 MB")


def test_guessing_tells_nothing(city: World) -> None:
    for tail in ("", "/file"):
        real, none = (of(WARD_1).get(f"/evidence/{number}{tail}") for number in (city.evidence["2"], "0" * 24))
        assert real.status_code == none.status_code == 404
        assert real.json() | {"instance": ""} == none.json() | {"instance": ""}


def test_a_spoiled_file_is_not_given_out(city: World) -> None:
    row = Evidence.objects.get(number=city.open["2"])
    path = previews.original(city.home, row)
    kept = path.read_bytes()
    try:
        path.write_bytes(kept[:-1] + b"x")
        answer = Program().get(f"/evidence/{row.number}/file")
        assert (answer.status_code, row.sha256 in answer.content.decode()) == (503, False)
    finally:
        path.write_bytes(kept)
