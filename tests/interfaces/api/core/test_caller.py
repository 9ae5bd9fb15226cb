"""Who calls, how far a token reaches, and how often it may ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from plumbline.interfaces.api.core import caller
from plumbline.interfaces.shared.limits import Limiter
from plumbline.records.core.people import Role
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, WARD_1, World, looking_as


def test_the_public_is_nobody(city: World, db: None) -> None:
    assert Program().get("/me").json() == {"name": None, "roles": [], "token": None}


def test_a_token_is_its_person_as_far_as_it_reaches(city: World, db: None) -> None:
    found = of(CITY, region="1", write=False, label="register").get("/me").json()
    assert (found["name"], found["roles"]) == (CITY, [{"role": "officer", "region": "1", "column": "*"}])
    assert {name: found["token"][name] for name in ("label", "write", "region")} == {
        "label": "register", "write": False, "region": "1"}
    assert found["token"]["hint"].startswith("plumb_")


def test_a_token_goes_before_a_cookie(city: World, db: None) -> None:
    client = looking_as(CITY)
    headers = of(WARD_1).headers
    assert client.get("/api/v1/me", headers=headers).json()["name"] == WARD_1
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer plumb_x"}).status_code == 401


def test_what_the_person_loses_the_token_loses(city: World, db: None) -> None:
    program = of(WARD_1)
    assert "inspector_group" in program.get("/records/inspection/1001").json()["fields"]
    Role.objects.filter(user__username=WARD_1).delete()
    assert "inspector_group" not in program.get("/records/inspection/1001").json()["fields"]


def test_a_closed_account_closes_its_tokens(city: World, db: None) -> None:
    program = of(WARD_1)
    get_user_model().objects.filter(username=WARD_1).update(is_active=False)
    answer = program.get("/me")
    assert (answer.status_code, answer.json()["what"]) == (401, "this account is closed")


def test_a_token_that_asks_too_often_waits(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "limiter", Limiter(2))
    program, other = of(WARD_1), of(CITY)
    answers: list[Any] = [program.get("/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert answers[-1].json()["what"] == "this token may ask 2 times a minute"
    assert other.get("/me").status_code == Program().get("/me").status_code == 200


def test_answers_differ_by_who_asks_and_say_so(city: World, db: None) -> None:
    answer = Program().get("/records/inspection/1001")
    assert {"Authorization", "Cookie", "Accept"} <= set(answer["Vary"].split(", "))
    assert answer["Cache-Control"] == "private, no-cache"
