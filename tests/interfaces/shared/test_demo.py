"""Automatic sign-in: in demonstration homes only, for this machine only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from plumbline.interfaces.shared import demo
from plumbline.text import UNSAID
from tests.interfaces.web.world import World

GUARD, PERSONA = "plumbline.interfaces.shared.demo.Guard", "plumbline.interfaces.shared.demo.Persona"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


@pytest.fixture
def demonstration() -> Iterator[None]:
    """The settings as they are in a home made by ``plumb demo``."""
    chain = list(settings.MIDDLEWARE)
    chain.insert(chain.index(AUTHENTICATION) + 1, PERSONA)
    with override_settings(DEMO=True, MIDDLEWARE=[GUARD, *chain]):
        yield


def test_an_ordinary_home_has_none_of_it(city: World, db: None) -> None:
    assert not settings.DEMO
    assert GUARD not in settings.MIDDLEWARE
    assert PERSONA not in settings.MIDDLEWARE
    page = Client().get("/")
    assert not page.wsgi_request.user.is_authenticated
    assert "persona" not in page.content.decode()


@pytest.mark.parametrize("middleware", [demo.Guard, demo.Persona])
def test_neither_part_starts_in_an_ordinary_home(middleware: Any) -> None:
    with pytest.raises(MiddlewareNotUsed, match="only in a home made by 'plumb demo'"):
        middleware(lambda request: HttpResponse())


def test_the_banner_s_form_does_nothing_in_an_ordinary_home(city: World, db: None) -> None:
    answer = Client().post("/persona", {"persona": "city"})
    assert answer.status_code == 404
    assert demo.COOKIE not in answer.cookies


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:9", "[::1]:8000", "[::1]"])
def test_this_machine_gets_in(address: str, host: str) -> None:
    assert demo.refusal(RequestFactory().get("/", REMOTE_ADDR=address, HTTP_HOST=host)) == UNSAID


@pytest.mark.parametrize("address", ["192.168.1.7", "10.0.0.1", "8.8.8.8", "::2", "fe80::1", "", "unix:", "localhost"])
def test_another_machine_does_not(address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_HOST="localhost")
    assert demo.refusal(request).en == "it answers only the machine it runs on"


@pytest.mark.parametrize("host", ["plumbline.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]", "",
                                  "evil.example:8000", "127.0.0.2", "[::1].evil.example"])
def test_another_name_does_not(host: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST=host)
    assert demo.refusal(request).en.startswith("the Host header must be one of")


@pytest.mark.parametrize("header", ["HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_FOR",
                                    "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_ANYTHING"])
def test_a_proxy_does_not(header: str, demonstration: None, city: World, db: None) -> None:
    answer = Client(REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost", **{header: "127.0.0.1"}).get("/about/")
    assert answer.status_code == 403
    assert "came through a proxy" in answer.content.decode()
    assert "Set-Cookie" not in answer.headers


def test_static_files_are_guarded_too(demonstration: None) -> None:
    answer = Client(REMOTE_ADDR="10.0.0.1", HTTP_HOST="localhost").get("/static/plumbline/base.css")
    assert answer.status_code == 403


def test_one_looks_as_the_city_s_officer_until_one_chooses(demonstration: None, city: World, db: None) -> None:
    client = Client(HTTP_HOST="localhost")
    page = client.get("/me/")
    assert page.wsgi_request.user.username == "city"
    assert "Demonstration home" in page.content.decode()
    client.post("/persona", {"persona": "ward-2", "next": "/me/"})
    assert client.get("/me/").wsgi_request.user.username == "ward-2"
    client.post("/persona", {"persona": "public", "next": "/"})
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_who_signed_in_is_no_persona_until_one_is_chosen(demonstration: None, city: World, db: None) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(get_user_model().objects.create_user("li"))
    page = client.get("/me/")
    assert page.wsgi_request.user.username == "li"
    assert 'value="city" aria-pressed="false"' in page.content.decode()
    client.post("/persona", {"persona": "ward-2", "next": "/me/"})
    page = client.get("/me/")
    assert page.wsgi_request.user.username == "ward-2"
    assert 'value="ward-2" aria-pressed="true"' in page.content.decode()


@pytest.mark.parametrize("value", ["ward-2", "nobody", "ward-2:forged", ""])
def test_a_cookie_of_one_s_own_making_is_not_believed(value: str, demonstration: None, city: World, db: None) -> None:
    client = Client(HTTP_HOST="localhost")
    client.cookies[demo.COOKIE] = value
    assert client.get("/me/").wsgi_request.user.username == "city"


def test_a_persona_that_is_not_there_is_the_public(demonstration: None, city: World, db: None) -> None:
    get_user_model().objects.filter(username="city").update(is_active=False)
    assert not Client(HTTP_HOST="localhost").get("/about/").wsgi_request.user.is_authenticated


def test_looking_writes_nothing(demonstration: None, city: World, db: None, django_assert_num_queries: Any) -> None:
    from django.db import connection

    written: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        written.append(sql.split(maxsplit=1)[0].upper())
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        assert Client(HTTP_HOST="localhost").get("/").status_code == 200
    assert set(written) <= {"SELECT"}
