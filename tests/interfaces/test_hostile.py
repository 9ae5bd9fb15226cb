"""Whatever is sent to whatever address, nothing ends in a fault of ours: a seeded sample of all there is."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plumbline.interfaces.api.app import api
from plumbline.interfaces.api.core import caller
from plumbline.interfaces.shared.limits import Limiter
from plumbline.records.core.kinds import KINDS
from tests.interfaces import hostile
from tests.interfaces.api import asks
from tests.interfaces.api.programs import BASE, token
from tests.interfaces.web.addresses import ADDRESSES
from tests.interfaces.web.world import CITY, World, looking_as

SEED = 20_261_128
JSON = "application/json"
EACH = 1
"""How many of each kind of request an address gets."""
NAMES = [
    "act", "reason", "region", "item", "sort", "seen", "records", "query", "period", "part", "page", "of",
    "note", "name", "mapping", "kind", "field", "cut", "before", "all", "after", "year", "version", "text",
    "row", "public", "persona", "next", "language", "from", "file", "by", "appearance", "where", "is", "column",
    "totals", "q", "search", "limit", "count", "on", "scheme", "within", "a", "b", "year2", "username",
    "password", "chosen", "value", "draft", "what", "target", "day", "what_", "number", "code", "reason2",
    "level", "shared", "objection", "body", "days", "cites", "title",
]


def sent(client: Client, method: str, path: str, **more: Any) -> int:
    """The status of the answer; the path is sent as it is written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = client.generic(method, path, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return int(answer.status_code)


def web_paths(world: World) -> dict[str, list[tuple[str, str]]]:
    """By name of an address: method and path of some of what the leak tests ask of it."""
    found = {}
    for name, make in ADDRESSES.items():
        every = [(ask.method.upper(), ask.path) for ask in make(world)]
        found[name] = every[:1] + every[len(every) // 2:][:1] + every[-1:]
    return found


def spoiled(path: str, value: str) -> Iterator[str]:
    """The path with each of its parts, but the first, replaced by ``value``; already quoted."""
    parts = path.partition("?")[0].strip("/").split("/")
    end = "/" if path.partition("?")[0].endswith("/") else ""
    for place in range(1, len(parts)):
        yield "/" + "/".join([*parts[:place], value, *parts[place + 1:]]) + end


def given(header: str, text: str) -> dict[str, Any]:
    """A header as the test client takes it."""
    if header in ("Content-Type", "Content-Length"):
        return {header.replace("-", "_").upper(): text}
    return {"headers": {header: text}}


def web_requests(world: World, rand: random.Random) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for cases in [paths for name, paths in web_paths(world).items() if name != "health"]:  # 503 is its answer here
        for method, path in cases:
            bare = path.partition("?")[0]
            for _ in range(EACH):
                value = rand.choice([*map(hostile.quoted, hostile.TEXTS), *hostile.RAW])
                several = list(spoiled(path, value))
                if several:
                    yield method, rand.choice(several)[:60_000], {}
                name = rand.choice(NAMES)
                yield method, f"{bare}?{name}={value}&{name}={value}&{value}=1", {}
                form = "&".join(f"{each}={rand.choice([*map(hostile.quoted, hostile.TEXTS), *hostile.RAW])}"
                                for each in rand.sample(NAMES, 8))
                yield "POST", bare, {"data": form.encode(), "content_type": "application/x-www-form-urlencoded"}
                header = rand.choice(list(hostile.HEADERS))
                said = rand.choice(hostile.HEADERS[header])
                yield method, path, given(header, said)


def failures(client: Client, requests: Iterator[tuple[str, str, dict[str, Any]]]) -> list[str]:
    found = []
    for method, path, more in requests:
        try:
            status = sent(client, method, path, **more)
        except Exception as error:  # noqa: BLE001 - what the server itself would have to answer
            status = 599
            more = {**more, "raised": repr(error)[:200]}
        if status >= 500:
            found.append(f"{status} {method} {path[:160]} {str(more)[:300]}")
    return found


@pytest.fixture
def client(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(caller, "limiter", Limiter(0))
    made = looking_as(CITY)
    made.raise_request_exception = False
    return made


def test_no_page_fails(city: World, client: Client) -> None:
    assert failures(client, web_requests(city, random.Random(SEED))) == []


def operations() -> list[tuple[str, str]]:
    return [(method.upper(), path) for path, methods in api.described["paths"].items() for method in methods]


def api_requests(world: World, rand: random.Random, secret: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    said = {"Authorization": f"Bearer {secret}"}
    for method, path in operations():
        every = asks.of(method, path, world)
        for ask in (every[:1] + every[-1:]):
            full = BASE + ask.path
            bare = full.partition("?")[0]
            for _ in range(EACH):
                value = rand.choice([*map(hostile.quoted, hostile.TEXTS), *hostile.RAW])
                several = [each for each in spoiled(full, value) if each.startswith(BASE + "/")]
                body = {"data": rand.choice(hostile.BODIES), "content_type": JSON} if method != "GET" else {}
                if several:
                    yield method, rand.choice(several)[:60_000], {"headers": said, **body}
                name = rand.choice(NAMES)
                yield method, f"{bare}?{name}={value}&{name}={value}&{value}=1", {"headers": said, **body}
                if method != "GET":
                    for data in rand.sample(hostile.BODIES, 3):
                        yield method, full, {"headers": {**said, "If-Match": '"1"'}, "data": data,
                                             "content_type": JSON}
                header = rand.choice(list(hostile.HEADERS))
                text = rand.choice(hostile.HEADERS[header])
                told = given(header, text)
                yield method, full, {**body, **told, "headers": {**said, **told.get("headers", {})}}


def test_no_operation_fails(city: World, client: Client) -> None:
    program = Client(raise_request_exception=False)
    assert failures(program, api_requests(city, random.Random(SEED), token(CITY, write=True))) == []


FEW = ("\ud800", "a\ud800b", "\x00", "\u202e1042", "1\u2066", "x" * 70_000, str(2**70), "1e400", "NaN", "10000-01-01")


def whole_bodies(world: World, rand: random.Random, secret: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Of each body that would be taken, one value after another replaced, or its key given twice."""
    said = {"Authorization": f"Bearer {secret}", "If-Match": '"1"'}
    for method, path in operations():
        for ask in asks.of(method, path, world)[:1] if method in ("POST", "PUT", "PATCH") else ():
            body = ask.body if isinstance(ask.body, dict) and ask.body else {"reason": "x", "region": "2"}
            for name in body:
                for value in rand.sample(FEW, 1 + EACH):
                    data = json.dumps({**body, name: value}).encode()
                    yield method, BASE + ask.path, {"headers": said, "data": data, "content_type": JSON}
            again = json.dumps(dict(list(body.items())[:1]))
            twice = f"{json.dumps(body)[:-1]},{again[1:]}".encode()
            yield method, BASE + ask.path, {"headers": said, "data": twice, "content_type": JSON}


def test_no_body_with_one_hostile_value_fails(city: World, client: Client) -> None:
    program = Client(raise_request_exception=False)
    assert failures(program, whole_bodies(city, random.Random(SEED), token(CITY, write=True))) == []


def whole_forms(world: World, rand: random.Random) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Of each form that would be taken, one field after another replaced."""
    forms = [(reverse("record-new", args=(kind.name,)), {name: "" if value is None else str(value)
                                                         for name, value in world.records[kind.name][-1].items()})
             for kind in KINDS.values() if world.records.get(kind.name)]
    forms += [(reverse("sign-in"), {"username": "city", "password": "wrong"}),
              (reverse("saved-new", args=("inspection",)), {"name": "mine", "query": "region=1"}),
              (reverse("set-language"), {"language": "zh-hans", "next": "/"}),
              (reverse("draft-new"), {"what": "indicator", "target": "own.thing", "pattern": "share"}),
              (reverse("draft", args=(world.draft,)), {"text": "x = 1", "seen": "1", "do": "save"}),
              (reverse("years"), {"scheme": "local", "year": "2013", "region": "2"}),
              (reverse("import-new"), {"kind": "inspection", "mapping": ""})]
    for path, form in forms:
        for name in form:
            for value in rand.sample(FEW, EACH):
                pairs = "&".join(f"{each}={hostile.quoted(given)}" for each, given in {**form, name: value}.items())
                yield "POST", path, {"data": pairs.encode(), "content_type": "application/x-www-form-urlencoded"}


def test_no_form_with_one_hostile_value_fails(city: World, client: Client) -> None:
    assert failures(client, whole_forms(city, random.Random(SEED))) == []
