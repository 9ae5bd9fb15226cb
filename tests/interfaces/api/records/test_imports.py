"""Taking in a file by program: who may, the job, and what came of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plumbline.interfaces.shared import import_jobs
from plumbline.records.core import kinds, store
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, WARD_1, World

ROWS = (b"number,region,inspected_on,purpose,result,critical_count\n"
        b"a1,1,2013-05-01,canvass,pass,0\na2,2,2013-05-02,canvass,splendid,0\n")


def ask(program: Program, content: bytes = ROWS, **given: Any) -> Any:
    """The answer to an import of this content."""
    data = {"kind": "inspection", "file": SimpleUploadedFile("rows.csv", content), **given}
    return program.client.post("/api/v1/imports", data, headers=program.headers)


def test_a_file_is_taken_in_by_a_job_that_can_be_followed(city: World, db: None) -> None:
    program = of(CITY)
    begun = ask(program)
    assert (begun.status_code, begun.json()["state"], begun.json()["outcome"]) == (202, "waiting", None)
    place = begun["Location"].removeprefix("/api/v1")
    assert program.get(place).json() == begun.json()
    import_jobs.run(city.home, begun.json()["job"])
    done = program.get(place).json()
    assert (done["state"], done["share"], done["file"]) == ("done", 1.0, "rows.csv")
    outcome = done["outcome"]
    assert {name: outcome[name] for name in ("taken_in", "corrections", "unchanged", "quarantined")} == {
        "taken_in": 1, "corrections": 0, "unchanged": 0, "quarantined": 1}
    assert outcome["faults"][0]["value"] == "splendid"
    assert [(each["column"], each["rows"]) for each in outcome["reasons"]] == [("result", 1)]
    assert (outcome["encoding"], [note["code"] for note in outcome["notes"]]) == ("utf-8", ["encoding"])
    assert store.current(kinds.get("inspection")).filter(number="a1").exists()


def test_a_file_that_cannot_be_read_fails_in_words(city: World, db: None) -> None:
    program = of(CITY)
    begun = ask(program, b"nothing,of,ours\n1,2,3\n").json()
    import_jobs.run(city.home, begun["job"])
    done = program.get(f"/imports/{begun['job']}").json()
    assert done["state"] == "failed"
    assert done["error"]["what"]
    assert str(city.home.path) not in str(done)


def test_only_who_asked_and_who_may_import_follow_a_job(city: World, db: None) -> None:
    place = ask(of(CITY))["Location"].removeprefix("/api/v1")
    found = {who: program.get(place).status_code for who, program in {
        "public": Program(), "ward": of(WARD_1), "narrowed": of(CITY, region="1"), "city": of(CITY)}.items()}
    assert found == {"public": 404, "ward": 404, "narrowed": 200, "city": 200}


@pytest.mark.parametrize(("person", "given", "status"), [
    (WARD_1, {}, 403), (CITY, {"region": "1"}, 403), (CITY, {"write": False}, 403),
])
def test_who_does_not_write_everywhere_does_not_import(city: World, db: None, person: str, given: dict[str, Any],
                                                       status: int) -> None:
    assert ask(of(person, **given)).status_code == status


def test_the_public_does_not_import(city: World, db: None) -> None:
    assert ask(Program()).status_code == 401


@pytest.mark.parametrize(("given", "status", "what"), [
    ({"kind": "nothing"}, 404, "there is no kind of record 'nothing'"),
    ({"mapping": "nothing"}, 422, "there is no mapping 'nothing' of inspection"),
    ({"content": b""}, 422, "the file is empty"),
])
def test_what_does_not_fit_is_said(city: World, db: None, given: dict[str, Any], status: int, what: str) -> None:
    answer = ask(of(CITY), **given)
    assert (answer.status_code, answer.json()["what"]) == (status, what)


def test_a_request_without_a_file_is_refused(city: World, db: None) -> None:
    program = of(CITY)
    answer = program.client.post("/api/v1/imports", {"kind": "inspection"}, headers=program.headers)
    assert [(each["in"], each["field"]) for each in answer.json()["faults"]] == [("file", "file")]
    assert program.send("POST", "/imports", {"kind": "inspection"}).status_code == 415


BOTH = b"""
ignore = ["*"]
[defaults]
region = "1"
[kinds.inspection.columns]
visit = "number"
day = "inspected_on"
[kinds.finding]
when = "violation"
[kinds.finding.columns]
visit = "inspection"
day = "found_on"
violation = "clause"
"""
VISITS = b"title\nvisit,day,violation\nb1,2013-05-01,3-501.16\nb1,2013-05-01,10F\nb2,2013-05-02,\n"


def test_one_file_gives_several_kinds_by_a_mapping_that_comes_with_it(city: World, db: None) -> None:
    program = of(CITY)
    begun = ask(program, VISITS, kind="", mapping_file=SimpleUploadedFile("both.toml", BOTH), heading="2",
                encoding="utf-8").json()
    assert (begun["kind"], begun["mapping"]) == ("", "both")
    import_jobs.run(city.home, begun["job"])
    outcome = program.get(f"/imports/{begun['job']}").json()["outcome"]
    assert [(one["kind"], one["taken_in"], one["repeated"]) for one in outcome["kinds"]] == [
        ("inspection", 2, 1), ("finding", 2, 0)]
    assert store.current(kinds.get("finding")).filter(inspection="b1").count() == 2


def test_a_file_whose_columns_are_not_known_comes_back_with_a_draft(city: World, db: None) -> None:
    program = of(CITY)
    begun = ask(program, b"Case No.,Ward,Visit Date\n1,1,31/05/2013\n").json()
    assert begun["draft"] is None
    import_jobs.run(city.home, begun["job"])
    assert '"Visit Date" = "inspected_on"' in program.get(f"/imports/{begun['job']}").json()["draft"]


@pytest.mark.parametrize(("given", "said"), [
    ({"kind": ""}, "it is not said what the file holds"),
    ({"encoding": "klingon"}, "This encoding is not known"),
    ({"heading": "-1"}, "This must be a whole number"),
    ({"mapping_file": b"kind = "}, "m.toml"),
    ({"mapping_file": BOTH, "kind": "certificate"}, "there is no mapping"),
])
def test_what_is_asked_of_the_reading_is_looked_at_first(
        city: World, db: None, given: dict[str, Any], said: str) -> None:
    if "mapping_file" in given:
        given = given | {"mapping_file": SimpleUploadedFile("m.toml", given["mapping_file"])}
    answer = ask(of(CITY), **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
