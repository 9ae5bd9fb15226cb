"""A whole list as a file, by program: the job, whose it is, and what it holds."""

from __future__ import annotations

import io
import shutil
from typing import Any

import pyarrow.parquet as pq
import pytest

from plumbline.interfaces.shared import export_jobs
from tests.interfaces.api.programs import Program, of, token
from tests.interfaces.web.records.test_file_pages import body
from tests.interfaces.web.world import CITY, WARD_1, World


@pytest.fixture(autouse=True)
def nothing_asked(city: World) -> None:
    """Nobody has asked for a list yet."""
    shutil.rmtree(city.home.exports, ignore_errors=True)


def written(world: World, program: Program, **asked: Any) -> str:
    """Ask for a list and have it written; the address of its job."""
    begun = program.send("POST", "/exports", {"kind": "inspection", **asked})
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting"), begun.content
    place = begun["Location"].removeprefix("/api/v1")
    assert program.get(f"{place}/file").status_code == 404
    export_jobs.run(world.home, begun.json()["job"])
    return str(place)


def test_the_file_holds_what_the_pages_of_the_list_hold(city: World, db: None) -> None:
    program = Program(token(WARD_1))  # it only reads
    place = written(city, program, format="parquet", query="sort=number&number=prefix:10")
    done = program.get(place).json()
    assert (done["state"], done["rows"], done["total"], done["error"]) == ("done", 3, 3, None)
    sent = program.get(f"{place}/file")
    assert sent["Cache-Control"] == "no-store"
    held = pq.read_table(io.BytesIO(body(sent))).to_pylist()
    listed = program.get("/records/inspection", {"sort": "number", "number": "prefix:10"}).json()["records"]
    assert [row["number"] for row in held] == [one["fields"]["number"] for one in listed]
    assert [bool(row["inspector_group"]) for row in held] == ["inspector_group" in one["fields"] and bool(
        one["fields"]["inspector_group"]) for one in listed]


def test_it_is_for_the_token_that_asked(city: World, db: None) -> None:
    mine = of(CITY)
    place = written(city, mine)
    for other in (of(CITY), of(WARD_1), Program()):
        assert [other.get(place).status_code, other.get(f"{place}/file").status_code] == [404, 404]
    assert body(mine.get(f"{place}/file"))


def test_a_narrow_token_gets_a_narrow_file(city: World, db: None) -> None:
    narrow, wide = of(CITY, region="1"), of(CITY)
    texts = [body(one.get(f"{written(city, one)}/file")).decode("utf-8-sig") for one in (narrow, wide)]
    column = texts[0].splitlines()[0].split(",").index("inspector_group")
    groups = [[bool(line.split(",")[column]) for line in text.splitlines()[1:]] for text in texts]
    assert (sum(groups[0]), sum(groups[1])) == (3, 6)


@pytest.mark.parametrize(("asked", "status"), [
    ({"kind": "nothing"}, 404), ({"format": "pdf"}, 422), ({"query": "resutl=fail"}, 422), ({"query": "limit=5"}, 422),
    ({"query": "result=splendid"}, 422), ({"query": "region=nowhere"}, 422), ({"more": 1}, 422),
])
def test_what_is_asked_wrongly_is_told(city: World, db: None, asked: dict[str, Any], status: int) -> None:
    told = of(CITY).send("POST", "/exports", {"kind": "inspection"} | asked)
    assert (told.status_code, told["Content-Type"]) == (status, "application/problem+json")


def test_it_takes_a_token_and_has_an_end(city: World, db: None) -> None:
    assert Program().send("POST", "/exports", {"kind": "inspection"}).status_code == 401
    program = of(CITY)
    statuses = [program.send("POST", "/exports", {"kind": "inspection"}).status_code for _ in range(3)]
    assert statuses == [202, 202, 429]
