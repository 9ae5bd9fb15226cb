"""Lists and single records: what narrows them, how pages go on, what one record tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.methods.shared.trust.leaf import leaf_hash
from plumbline.records.core import kinds
from plumbline.records.core.kinds import KINDS, Kind
from tests.interfaces.api.asks import records_of
from tests.interfaces.api.programs import Program, key_of, of
from tests.interfaces.web.world import CITY, WARD_1, World

LIST = "/records/inspection"


def numbers(query: Any = None) -> list[str]:
    """The numbers of the inspections listed."""
    return [each["fields"]["number"] for each in Program().get(LIST, query).json()["records"]]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_is_listed_and_each_record_found_at_its_address(city: World, db: None, kind: Kind) -> None:
    program = of(CITY)
    page = program.get(f"/records/{kind.name}", {"count": "true", "limit": 500}).json()
    assert page["count"] == len(page["records"]) == len(records_of(kind, city))
    assert (page["count_is_all"], page["next"]) == (True, None)
    for each in page["records"]:
        one = program.get(each["address"].removeprefix("/api/v1")).json()
        assert {name: one[name] for name in ("kind", "key", "version", "address")} == {
            name: each[name] for name in ("kind", "key", "version", "address")}
        assert {name: one["fields"][name] for name in each["fields"]} == each["fields"]


@pytest.mark.parametrize(("query", "expected"), [
    ({"region": "1"}, ["1003", "1002", "1001"]),
    ({"region": "eq:chicago"}, []),
    ({"result": "fail"}, ["2002", "1002"]),
    ({"result": "ne:fail", "region": "2"}, ["2003", "2001"]),
    ({"critical_count": ["ge:2", "lt:3"]}, ["2002", "1002"]),
    ({"inspected_on": "le:2013-01-02"}, ["1002", "1001"]),
    ({"period": "2013-02"}, ["2003", "2002", "2001"]),
    ({"number": "in:1001,2003"}, ["2003", "1001"]),
    ({"q": "NAME 1.3"}, ["1003"]),
    ({"sort": "number", "region": "chicago"}, ["1001", "1002", "1003", "2001", "2002", "2003"]),
    ({"sort": "-inspected_on"}, ["2003", "2002", "2001", "1003", "1002", "1001"]),
])
def test_a_list_is_narrowed_and_ordered(city: World, db: None, query: dict[str, Any], expected: list[str]) -> None:
    assert numbers(query) == expected


def test_pages_go_on_by_their_token(city: World, db: None) -> None:
    found, after = [], ""
    for _ in range(3):
        page = Program().get(LIST, {"limit": 2, "sort": "number", "after": after}).json()
        found += [each["fields"]["number"] for each in page["records"]]
        after = page["next"]
    assert (found, after) == (["1001", "1002", "1003", "2001", "2002", "2003"], None)


def test_a_parameter_of_the_name_of_a_field_has_a_name_beside_it(city: World, db: None) -> None:
    period = city.records["statistic"][0]["period"]
    found = Program().get("/records/statistic", {"is_period": period}).json()["records"]
    assert {each["fields"]["period"] for each in found} == {period}


@pytest.mark.parametrize(("query", "faults"), [
    ({"result": "fial", "critical_count": "ge:x"}, [("result", "'fial' is not in the list", "Did you mean fail?"),
     ("critical_count", "'x' does not fit a field of type integer",
      "Write a whole number of at most 18 digits, such as 12")]),
    ({"regoin": "1"}, [("regoin", "there is no parameter 'regoin'", "Did you mean region?")]),
    ({"region": "11"}, [("region", "there is no region '11'", "Did you mean 1?")]),
    ({"period": "soon"}, [("period", "'soon' is not a period",
                           "Write 2013, 2013-Q1, 2013-07, 2013-07..2014-06 or 2013-07-15..2014-06-30")]),
    ({"sort": "contact"}, [("sort", "inspection cannot be ordered by 'contact'", None)]),
    ({"limit": "501"}, [("limit", "this is above 500", "Correct the number")]),
    ({"limit": "1_0"}, [("limit", "this is not a whole number", "Write it in digits")]),
    ({"count": "yes"}, [("count", "this is not in the list", "Write 'true' or 'false'")]),
])
def test_every_fault_of_the_address_is_named(city: World, db: None, query: dict[str, str], faults: list[Any]) -> None:
    response = Program().get(LIST, query)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    found = [(each["field"], each["reason"]["en"], each["remedy"]["en"]) for each in response.json()["faults"]]
    assert [(name, reason, remedy if expected[2] else None)
            for (name, reason, remedy), expected in zip(found, faults, strict=True)] == faults
    assert {each["in"] for each in response.json()["faults"]} == {"query"}


def test_a_fault_of_the_address_is_told_in_chinese_too(city: World, db: None) -> None:
    fault, = Program().get(LIST, {"period": "2013-Q5"}).json()["faults"]
    assert fault["reason"]["zh"] == "“2013-Q5”不是期间"
    assert fault["remedy"]["zh"].startswith("请写成2013、2013-Q1")


def test_a_token_of_another_list_is_refused(city: World, db: None) -> None:
    after = Program().get(LIST, {"limit": 1}).json()["next"]
    response = Program().get(LIST, {"limit": 1, "sort": "number", "after": after})
    found = response.json()
    assert (response.status_code, found["code"], found["what"]) == (422, "list.no_page", "this page cannot be found")
    assert found["zh"] == {"what": "找不到该页", "where": "after", "why": "该标记不属于本列表",
                           "next_step": "请从第一页重新开始"}


def test_a_register_is_in_no_period(city: World, db: None) -> None:
    response = Program().get("/records/organisation", {"period": "2013"})
    assert response.json()["what"] == "Organisations have no day to place them in a period"


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize("person", ["", WARD_1])
def test_a_list_asks_the_store_as_often_for_one_record_as_for_three(
    city: World, db: None, person: str, limit: int,
) -> None:
    program = of(person) if person else Program()
    program.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        assert len(program.get(LIST, {"limit": limit}).json()["records"]) == limit
    # The state of the regions, how long the list is, imports under way, the rows; of a token also itself and its
    # person's roles.
    assert len(queries) == (6 if person else 3), "\n".join(query["sql"][:150] for query in queries)
    assert not any(word in query["sql"].upper() for query in queries for word in ("OFFSET", "COUNT("))


def test_one_record_can_be_checked_by_anybody(city: World, db: None) -> None:
    for kind in (each for each in KINDS.values() if each.public):
        one = Program().get(f"/records/{kind.name}/{key_of(kind, records_of(kind, city)[0])}").json()
        leaf = leaf_hash(bytes.fromhex(one["salt"]), one["canonical"].encode())
        assert one["leaf"] == leaf.hex(), kind.name
        assert set(one["withheld"]) == {spec.name for spec in kind.fields if spec.name not in one["fields"]}


def test_what_is_closed_is_named_and_not_told(city: World, db: None) -> None:
    path = f"{LIST}/1001"
    assert Program().get(path).json()["withheld"] == ["inspector_group"]
    assert of(WARD_1).get(path).json()["withheld"] == []


def test_the_version_is_the_etag(city: World, db: None) -> None:
    response = Program().get(f"{LIST}/1001")
    assert response["ETag"] == f'"{response.json()["version"]}"'
    assert [each["version"] for each in response.json()["versions"]] == [response.json()["version"]]


@pytest.mark.parametrize("path", [f"{LIST}/9", f"{LIST}/1001/x", "/records/nothing", "/records/determination"])
def test_what_is_not_there_or_not_open_looks_alike(city: World, db: None, path: str) -> None:
    response = Program().get(path)
    assert (response.status_code, response.json()["title"]) == (404, "There is no such thing, or it is not open to you")


def test_a_key_may_hold_a_slash(city: World, db: None) -> None:
    values = {"number": "a/b~c", "region": "1", "inspected_on": "2013-01-05", "purpose": "canvass", "result": "pass",
              "critical_count": 0}
    made = of(WARD_1).send("POST", LIST, values)
    assert made["Location"] == "/api/v1/records/inspection/a~1b~0c"
    assert Program().get(f"{LIST}/a~1b~0c").json()["fields"]["number"] == "a/b~c"


def test_head_tells_what_get_would(city: World, db: None) -> None:
    response = Program().client.head(f"/api/v1{LIST}/1001")
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) > 100


def test_an_internal_kind_is_there_for_its_officers(city: World, db: None) -> None:
    kind = kinds.get("determination")
    assert {each["fields"]["region"] for each in of(WARD_1).get(f"/records/{kind.name}").json()["records"]} == {"1"}
