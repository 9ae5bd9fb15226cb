"""A body is read as it was meant, or refused by the name of what does not fit."""

from __future__ import annotations

import json

import pytest

from tests.interfaces.api import asks
from tests.interfaces.api.programs import CITY, of
from tests.interfaces.web.world import World

DEEP = b'{"a":' * 100 + b"1" + b"}" * 100


@pytest.mark.parametrize(("body", "status", "field", "reason"), [
    (b'{"number":"1","number":"2"}', 422, "number", "'number' stands twice in one object"),
    (b'{"a":{"b":1,"b":1}}', 422, "b", "'b' stands twice in one object"),
    (b'{"number":"\\ud800"}', 422, "number", "this holds half of a sign (a lone surrogate), which is no text"),
    (b'{"n\\udfffx":1}', 422, "n\\udfffx", "this holds half of a sign (a lone surrogate), which is no text"),
    (b'{"number":"\\u0000"}', 422, "number", "this holds the character NUL, which is no text"),
    (b'{"x":NaN}', 422, "", "NaN is no number"),
    (b'{"x":-Infinity}', 422, "", "-Infinity is no number"),
    (b'{"x":' + b"9" * 5000 + b"}", 422, "", "a number has more than 400 digits"),
])
def test_what_does_not_fit_is_named(city: World, db: None, body: bytes, status: int, field: str, reason: str) -> None:
    answer = of(CITY).send("POST", "/records/inspection", body)
    assert answer.status_code == status
    found = {one["field"]: one["reason"]["en"] for one in answer.json()["faults"]}
    assert found.get(field) == reason
    assert all(one["reason"]["zh"] and one["remedy"]["zh"] for one in answer.json()["faults"])


@pytest.mark.parametrize("body", [DEEP, b"[" * 100_000, b"{", b"\xff", b'{"x":"\xed\xa0\x80"}', b"{}{}"])
def test_what_cannot_be_read_at_all(city: World, db: None, body: bytes) -> None:
    answer = of(CITY).send("POST", "/records/inspection", body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_key_that_turns_the_order_is_refused_and_other_text_is_kept(city: World, db: None) -> None:
    (body, *_) = [ask.body for ask in asks.of("POST", "/records/inspection", city)]
    key = of(CITY).send("POST", "/records/inspection", {**body, "number": "1\u202e042"})
    assert [(one["field"], one["reason"]["en"]) for one in key.json()["faults"]] == [
        ("number", "Inspection number holds a sign that turns the order in which it is read")]
    text = of(CITY).send("POST", "/records/inspection", {**body, "number": "990042", "establishment_name": "a\u202eb"})
    assert text.status_code == 201, text.json()
    assert "a\u202eb" in json.dumps(text.json(), ensure_ascii=False)


def test_a_pair_of_surrogates_is_one_sign(city: World, db: None) -> None:
    answer = of(CITY).send("POST", "/records/inspection", b'{"number":"\\ud83d\\ude00"}')
    assert "number" not in {one["field"] for one in answer.json()["faults"]}
