"""Signing in with name and password, and what keeps guessing out."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.interfaces.web.world import CITY, PASSWORD, PUBLIC_PERSONA, WARD_1, World, looking_as

WRONG = {"username": CITY, "password": "not it"}


def test_the_right_password_opens(city: World, db: None) -> None:
    client = Client()
    answer = client.post("/sign-in", {"username": CITY, "password": PASSWORD, "next": "/imports/"})
    assert (answer.status_code, answer["Location"]) == (302, "/imports/")
    assert client.get("/me/").wsgi_request.user.username == CITY


def test_a_wrong_one_says_so_and_keeps_the_name(city: World, db: None) -> None:
    page = Client().post("/sign-in", WRONG)
    text = page.content.decode()
    assert "do not fit together" in text
    assert f'value="{CITY}"' in text
    assert "not it" not in text
    assert SESSION_KEY not in page.wsgi_request.session


def test_nobody_is_led_to_another_site(city: World, db: None) -> None:
    answer = Client().post("/sign-in", {"username": CITY, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_five_wrong_passwords_close_the_door_for_that_name_from_there(city: World, db: None) -> None:
    client = Client()
    answers = [client.post("/sign-in", WRONG).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    closed = client.post("/sign-in", {"username": CITY, "password": PASSWORD})
    assert closed.status_code == 429
    assert "Too many attempts" in closed.content.decode()
    other = Client().post("/sign-in", {"username": WARD_1, "password": PASSWORD})
    assert other.status_code == 302


def test_one_signs_out_by_a_form_only(city: World, db: None) -> None:
    client = looking_as(CITY)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/me/").status_code == 302


def test_my_page_names_my_roles(city: World, db: None) -> None:
    text = looking_as(WARD_1).get("/me/").content.decode()
    assert "Ward 1" in text
    assert "Officer" in text
    assert "every column" in text


def test_pages_for_people_lead_the_public_to_sign_in(city: World, db: None) -> None:
    client = looking_as(PUBLIC_PERSONA)
    for path in ("/me/", "/imports/", "/imports/new"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={path}")


def test_forms_need_their_token(city: World, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", WRONG)
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()


def test_cookies_are_closed_to_scripts(city: World, db: None) -> None:
    answer = Client().post("/sign-in", {"username": CITY, "password": PASSWORD})
    session = answer.cookies["plumb_session"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
