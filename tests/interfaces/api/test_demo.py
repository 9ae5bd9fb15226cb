"""In a demonstration home the API answers this machine only, and no other site writes through a visitor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.interfaces.shared.test_demo import AUTHENTICATION, GUARD, PERSONA
from tests.interfaces.web.world import World

PATH = "/api/v1/records/inspection?region=1"


@pytest.fixture(autouse=True)
def demonstration() -> Iterator[None]:
    """The settings as they are in a home made by ``plumb demo``: what shapes answers stands before the guard."""
    first, *chain = settings.MIDDLEWARE
    chain.insert(chain.index(AUTHENTICATION) + 1, PERSONA)
    with override_settings(DEMO=True, MIDDLEWARE=[first, GUARD, *chain]):
        yield


@pytest.mark.parametrize(("given", "why"), [
    ({"REMOTE_ADDR": "192.0.2.7"}, "it answers only the machine it runs on"),
    ({"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, "the request came through a proxy"),
    ({"HTTP_HOST": "testserver"}, "the Host header must be one of 127.0.0.1, localhost, [::1]"),
])
def test_the_guard_stands_before_the_api(city: World, db: None, given: dict[str, str], why: str) -> None:
    answer = Client(HTTP_HOST="localhost").get(PATH, **given)  # type: ignore[arg-type]
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert why in answer.json()["why"]


def test_a_visitor_reads_as_the_one_the_demonstration_makes_them(city: World, db: None) -> None:
    answer = Client(HTTP_HOST="localhost").get(PATH)
    assert "inspector_group" in answer.json()["records"][0]["fields"]


def test_no_other_site_writes_through_a_visitor(city: World, db: None) -> None:
    answer = Client(HTTP_HOST="localhost", enforce_csrf_checks=True).post(
        "/api/v1/records/inspection", {"number": "x"}, content_type="application/json")
    assert (answer.status_code, answer.json()["where"]) == (403, "X-CSRFToken")
