"""Nothing internal leaves its region: every operation, every kind, every caller, with data that could leak."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

from plumbline.interfaces.api.app import api
from plumbline.records.core.fields import INTERNAL
from plumbline.records.core.kinds import KINDS, Kind
from tests.interfaces.api import asks
from tests.interfaces.api.programs import BASE, Program, expired, of, revoked, telling
from tests.interfaces.dealing import dealt, undone
from tests.interfaces.web.world import CITY, FIRM_1, FIRM_2, FIRMS, SIGN, WARD_1, WARD_2, World, looking_as

# Asks everything for every reader: what it runs is counted in the tests of each page and operation.
pytestmark = pytest.mark.no_cover
OPERATIONS = [(method.upper(), path) for path, methods in api.described["paths"].items() for method in methods]
ROADS: dict[str, list[tuple[str, str]]] = {}
"""The operations by method and path, those together that do the same for records of each kind."""
for _method, _path in OPERATIONS:
    _road = re.sub(rf"^{BASE}/records/\w+", f"{BASE}/records/*", _path)
    ROADS.setdefault(f"{_method} {_road}", []).append((_method, _path))
CALLERS: dict[str, tuple[Callable[[], Program], tuple[str, ...]]] = {
    "anonymous": (Program, ("1", "2", "3", "4")),
    "ward 1": (lambda: of(WARD_1), ("2", "4")),
    "ward 2": (lambda: of(WARD_2), ("1", "3")),
    "city, narrowed to ward 1": (lambda: of(CITY, region="1"), ("2", "4")),
    "firm 1": (lambda: of(FIRM_1), ("1", "2", "4")),
    "firm 2": (lambda: of(FIRM_2), ("1", "2", "3")),
}
LISTS = {f"GET /records/{kind.name}": kind for kind in KINDS.values() if telling(kind)}
"""What lists records of a kind some of whose fields are not open."""
SORTS = (("anonymous",), ("ward 1", "ward 2"), ("city, narrowed to ward 1",), ("firm 1", "firm 2"))
"""The callers, those together who stand alike to the data: the wards are each other's mirror image."""
OWN = {caller: caller[-1] for caller in CALLERS if caller != "anonymous"}
OF_REGIONS = [caller for caller in CALLERS if not caller.startswith("firm")]
# A number cannot carry a mark; that none leaves is held by names, below.
MARKED = [kind for kind in KINDS.values()
          if any(spec.exposure is INTERNAL and spec.type in ("text", "date") for spec in kind.fields)]


def told(response: Any) -> str:
    """All that a response tells: headers and body, with escapes and page tokens opened."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = "\n".join([*(f"{name}: {value}" for name, value in response.items()), body.decode("utf-8", "replace")])
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return "\n".join([text, *(_opened(token) for token in re.findall(r'"next":"([\w.-]+:[\w.:-]+)"', text))])


def _opened(token: str) -> str:
    packed = token.split(":", maxsplit=1)[0]
    opened = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), opened)


def test_every_operation_is_asked(city: World, db: None) -> None:
    assert [(method, path) for method, path in OPERATIONS if not asks.of(method, path, city)] == []
    known = {(method, BASE + path) for method, path in asks.PLAIN}
    assert known - set(OPERATIONS) == set()


def test_every_caller_is_dealt_something() -> None:
    assert sorted(caller for sort in SORTS for caller in sort) == sorted(CALLERS)


@pytest.mark.parametrize("road", ROADS)
def test_no_answer_tells_another_region_s_fields_nor_another_organisation_s(
        city: World, db: None, road: str) -> None:
    every = [ask for method, path in ROADS[road] for ask in asks.of(method, path, city)]
    for caller, share in dealt(every, SORTS, OWN).items():
        make, foreign = CALLERS[caller]
        with undone():
            program = make()
            for ask in share:
                response = ask.send(program)
                text = _without(told(response), ask)
                found = {mark for ward in foreign for mark in city.told(ward, text)}
                assert not found, f"{caller} at {ask.method} {ask.path}: {sorted(found)}"
                kind = LISTS.get(ask.family)
                if kind and caller in OF_REGIONS:
                    _names_of_open_fields_alone(kind, response, foreign)


def _names_of_open_fields_alone(kind: Kind, response: Any, foreign: tuple[str, ...]) -> None:
    """Records of another region come without the names of closed fields."""
    closed = {spec.name for spec in telling(kind)}
    for each in response.json().get("records", ()):
        if each["fields"].get(kind.region, foreign[0]) in foreign:
            assert closed & set(each["fields"]) == set()


def test_the_list_of_each_kind_with_closed_fields_is_an_operation() -> None:
    assert LISTS
    assert {name.replace(" ", f" {BASE}", 1) for name in LISTS} <= {" ".join(each) for each in OPERATIONS}


def _without(text: str, ask: asks.Ask) -> str:
    """An answer without what the caller wrote: a refusal names the address, and the value that does not fit."""
    if "application/problem+json" not in text:
        return text
    given = ask.body.values() if isinstance(ask.body, dict) else ()
    for value in (unquote(ask.path), *(each for each in given if isinstance(each, str))):
        text = text.replace(value, "…")
    return text


@pytest.mark.parametrize("road", ROADS)
def test_a_token_that_ended_opens_nothing(city: World, db: None, road: str) -> None:
    every = [ask for method, path in ROADS[road] for ask in asks.of(method, path, city)[:1]]
    for make, said in ((revoked, "this token was revoked"), (expired, "this token has expired")):
        program = Program(make())
        for ask in every:
            response = ask.send(program)
            assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="Plumbline"')
            assert response.json()["what"] == said


@pytest.mark.parametrize("path", [
    *(f"{BASE}/records/{kind.name}{tail}" for kind in MARKED for tail in ("", "/{key}")),
    f"{BASE}/evidence", f"{BASE}/evidence/{{number}}", f"{BASE}/evidence/{{number}}/file",
    f"{BASE}/figures/{{indicator}}/{{region}}/{{period}}",
    f"{BASE}/figures/{{indicator}}/{{region}}/{{period}}/records",
])
def test_the_officers_of_a_region_do_see_its_fields(city: World, db: None, path: str) -> None:
    # Without this the tests above could pass on answers that hold nothing at all.
    for person, ward in ((WARD_1, "1"), (WARD_2, "2"), (CITY, "1"), (CITY, "2")):
        program = of(person)
        assert any(city.told(ward, told(ask.send(program))) for ask in asks.of("GET", path, city)), (person, ward)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.parties and not kind.public],
                         ids=lambda kind: kind.name)
def test_an_organisation_lists_and_counts_of_closed_records_its_own(city: World, db: None, kind: Any) -> None:
    for firm, ward in FIRMS.items():
        page = of(firm).get(f"/records/{kind.name}", {"count": "true"}).json()
        (own,) = page["records"]
        assert (page["count"], page["next"]) == (1, None)
        assert any(own["fields"][name] == city.firm(ward) for name in kind.parties)
        other = next(each for each in FIRMS.values() if each != ward)
        (name, *_) = kind.parties
        found = of(firm).get(f"/records/{kind.name}", {name: city.firm(other), "count": "true"}).json()
        assert (found["records"], found["count"]) == ([], 0)
        named = {each["name"] for each in of(firm).get("/kinds").json()["kinds"]}
        assert kind.name in named
    assert Program().get(f"/records/{kind.name}").status_code == 404


def test_a_page_s_cookie_sees_what_its_person_sees(city: World, db: None) -> None:
    path = f"{BASE}/records/inspection?region=1"
    seen = {person: SIGN in looking_as(person).get(path).content.decode() for person in ("public", WARD_1, WARD_2)}
    assert seen == {"public": False, WARD_1: True, WARD_2: False}


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.public and telling(kind)],
                         ids=lambda kind: kind.name)
def test_choosing_or_ordering_by_an_internal_field_is_for_the_own_regions(city: World, db: None, kind: Any) -> None:
    for spec in telling(kind):
        if spec.exposure is not INTERNAL:
            continue
        for query in ({"sort": spec.name}, {spec.name: "empty:no"}):
            assert Program().get(f"/records/{kind.name}", query).status_code == 401
            page = of(WARD_1).get(f"/records/{kind.name}", query).json()
            assert page["records"]
            assert {each["fields"][kind.region] for each in page["records"]} == {"1"}
