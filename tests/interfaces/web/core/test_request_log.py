"""What is written of requests and sign-ins, and what the health page tells to whom."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from plumbline import home as homes
from plumbline.interfaces.shared.logs import Lines
from plumbline.interfaces.web.core import signing_in
from plumbline.procedures.operations import health
from tests.interfaces.web.world import CITY, PASSWORD, World, looking_as


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that any logger writes, from the lowest level on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    watched = [logging.getLogger(name) for name in (None, "plumbline", "axes", "django", "django.request")]
    before = [one.level for one in watched]
    watched[0].addHandler(handler)
    for one in watched:
        one.setLevel(logging.DEBUG)
    yield stream
    watched[0].removeHandler(handler)
    for one, level in zip(watched, before, strict=True):
        one.setLevel(level)


def told(stream: io.StringIO, logger: str) -> list[dict]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [one for one in found if one["logger"] == logger]


def test_a_failed_sign_in_can_be_traced_and_leaves_neither_name_nor_password(city: World, db: None, lines):
    for name, password in (("liwei.zhang", "correct horse battery"), (CITY, "not the password")):
        Client().post("/sign-in", {"username": name, "password": password}, REMOTE_ADDR="203.0.113.77")
    text = lines.getvalue()
    unknown, known = told(lines, "plumbline.sign-in")
    number = get_user_model().objects.get(username=CITY).pk
    assert (unknown["message"], unknown["address"]) == ("a sign-in failed", "203.0.113.77")
    assert (unknown["name"], "account" in unknown) == (signing_in.name_key("liwei.zhang")[:16], False)
    assert (known["message"], known["address"], known["account"]) == ("a sign-in failed", "203.0.113.77", number)
    assert "name" not in known
    assert [word for word in ("liwei", "zhang", "horse", "not the password") if word in text] == []
    assert f'"{CITY}"' not in text


def test_what_was_refused_unread_is_written_down_too(city: World, db: None, lines):
    for _ in range(6):
        Client().post("/sign-in", {"username": "liwei.zhang", "password": "my password by mistake"})
    assert [one["message"] for one in told(lines, "plumbline.sign-in")] == [
        *["a sign-in failed"] * 5, "a sign-in was refused unread"]
    assert "mistake" not in lines.getvalue()


def test_a_sign_in_says_whose_and_from_where(city: World, db: None, lines):
    Client().post("/sign-in", {"username": CITY, "password": PASSWORD}, REMOTE_ADDR="203.0.113.77")
    (one,) = told(lines, "plumbline.sign-in")
    assert (one["message"], one["level"], one["address"]) == ("signed in", "info", "203.0.113.77")


def test_a_sign_in_leaves_no_password_either(city: World, db: None, lines):
    Client().post("/sign-in", {"username": CITY, "password": PASSWORD})
    assert PASSWORD not in lines.getvalue()


def test_one_line_a_request_by_the_pattern_of_its_address(city: World, db: None, lines):
    answer = Client().get("/records/inspection/secret-key/?where=name&is=wang")
    (one,) = told(lines, "plumbline.requests")
    assert (one["method"], one["route"], one["status"]) == ("GET", "records/<str:name>/<keys:key>/", 404)
    assert one["request"] == answer["X-Request-ID"]
    assert len(one["request"]) == 16
    assert "wang" not in lines.getvalue()
    assert "secret-key" not in lines.getvalue()


def test_two_requests_have_two_numbers(city: World, db: None):
    client = Client()
    assert client.get("/about/")["X-Request-ID"] != client.get("/about/")["X-Request-ID"]


def test_outsiders_learn_only_whether_it_is_well(city: World, db: None):
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})  # no worker runs here
    health.beat(homes.current())
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert answer["Cache-Control"] == "no-store"
    homes.current().heartbeat.unlink()


def test_officers_learn_why(city: World, db: None):
    found = looking_as(CITY).get("/health").json()
    assert set(found) == {"ok", "plumbline", "store", "worker", "disk", "cut"}
    assert found["worker"] == {"ok": False, "seconds_since": None}
    assert found["cut"]["last"] == city.cut.id
