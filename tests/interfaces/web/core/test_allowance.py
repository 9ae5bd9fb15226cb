"""What the public may ask for in a minute, and who is not counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from plumbline.interfaces.api.core import caller
from plumbline.interfaces.shared.allowances import SERVED, USUAL, Allowances, read
from plumbline.interfaces.shared.limits import MOST_KEYS, Limiter, client_key
from plumbline.interfaces.web.core import allowance
from tests.interfaces.web.world import CITY, World

LIST = "/records/inspection/"


class Address:
    """Something with a ``REMOTE_ADDR``."""

    def __init__(self, given: str) -> None:
        self.META = {"REMOTE_ADDR": given}


@pytest.fixture
def two_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of everything."""
    two = Allowances(dict.fromkeys(USUAL, 2))
    monkeypatch.setattr(allowance, "allowances", two)
    monkeypatch.setattr(caller, "allowances", two)


def client(address: str = "203.0.113.7", language: str = "en") -> Client:
    """A browser whose requests came in through the server."""
    return Client(**{SERVED: True}, REMOTE_ADDR=address, HTTP_ACCEPT_LANGUAGE=language)  # type: ignore[arg-type]


def statuses(browser: Client, path: str, times: int = 3, **form: Any) -> list[int]:
    """What comes of asking the same so many times."""
    return [(browser.post(path, form) if form else browser.get(path)).status_code for _ in range(times)]


@pytest.mark.parametrize("path", [
    f"{LIST}?where=number&is=1", f"{LIST[:-1]}.csv", "/figures/inspection.pass_rate/1/2013/proof",
    "/figures/inspection.pass_rate/1/2013.json", "/figures/inspection.pass_rate/1/2013",
    "/api/v1/records/inspection", "/api/v1/kinds",
])
def test_what_costs_is_counted(city: World, db: None, two_a_minute: None, path: str) -> None:
    assert statuses(client(), path) == [200, 200, 429]
    assert client("203.0.113.8").get(path).status_code == 200


def test_forms_and_sign_in_are_counted(city: World, db: None, two_a_minute: None) -> None:
    assert statuses(client(), "/sign-in", username="a", password="b") == [200, 200, 429]
    assert statuses(client(), "/language", language="en") == [302, 302, 429]


def test_a_false_token_is_counted(city: World, db: None, two_a_minute: None) -> None:
    answers = [client().get("/api/v1/kinds", headers={"Authorization": "Bearer plumb_x"}).status_code
               for _ in range(3)]
    assert answers == [401, 401, 429]


@pytest.mark.parametrize("path", ["/", "/about/", LIST, "/records/", "/health",
                                  "/results/", "/rules/", "/api/v1/openapi.json"])
def test_what_costs_little_is_not(city: World, db: None, two_a_minute: None, path: str) -> None:
    assert 429 not in statuses(client(), path, 5)


def test_who_is_signed_in_is_not_held_up(city: World, db: None, two_a_minute: None) -> None:
    from django.contrib.auth import get_user_model

    browser = client()
    browser.force_login(get_user_model().objects.get(username=CITY), "plumbline.interfaces.web.core.signing_in.Backend")
    for path in (f"{LIST}?where=number&is=1", f"{LIST[:-1]}.csv", "/api/v1/records/inspection"):
        assert statuses(browser, path, 4) == [200] * 4
    assert statuses(browser, "/language", 4, language="en") == [302] * 4


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Too many requests came from your address."), ("zh-hans", "来自您所在网络地址的请求过多。")])
def test_the_page_says_how_long_to_wait(city: World, db: None, two_a_minute: None, language: str, words: str) -> None:
    browser = client(language=language)
    answer = [browser.get(f"{LIST}?is=1&where=number") for _ in range(3)][-1]
    assert 0 < int(answer["Retry-After"]) <= 60
    assert words in answer.content.decode()
    assert answer["Retry-After"] in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_programs_get_a_problem_document(city: World, db: None, two_a_minute: None) -> None:
    answer = [client().get("/api/v1/kinds") for _ in range(3)][-1]
    assert (answer["Content-Type"], answer.json()["type"]) == ("application/problem+json", "/errors/request.too_often")
    assert answer.json()["next_step"] == f"Wait {answer['Retry-After']} seconds, or send a token"


def test_only_what_came_in_through_the_server_is_counted(city: World, db: None, two_a_minute: None) -> None:
    assert statuses(Client(), f"{LIST[:-1]}.csv", 5) == [200] * 5


def test_who_is_one_client() -> None:
    keys = [client_key(Address(one)) for one in (  # type: ignore[arg-type]
        "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "203.0.113.7", "::ffff:203.0.113.7",
        "fe80::1%eth0", "localhost")]
    assert keys == ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:3::/64", "203.0.113.7", "203.0.113.7",
                    "fe80::/64", "localhost"]


def test_memory_is_bounded_whoever_asks() -> None:
    limiter = Limiter(1, most=100)
    for number in range(1000):
        assert limiter.wait(str(number), 1.0 + number / 1000) == 0.0
    assert len(limiter._counts) <= 101
    assert limiter.wait("999", 2.0) > 0
    assert MOST_KEYS == 20_000


def test_the_setting_is_read() -> None:
    assert read({}) == USUAL
    assert read(0) == dict.fromkeys(USUAL, 0)
    assert read({"exports": 5}) == USUAL | {"exports": 5}
    for wrong in ({"search": "many"}, {"forms": True}, {"checks": -1}, {"colours": 5}, "many", None):
        with pytest.raises(ValueError, match=r"."):
            read(wrong)
