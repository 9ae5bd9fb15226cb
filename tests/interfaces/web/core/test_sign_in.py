"""Signing in with name and password, and what keeps guessing out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.hashers import get_hasher
from django.core import signing
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from plumbline.interfaces.web.core.public_pages import OWN, SHARED
from plumbline.records.accounts.attempts import Attempt
from plumbline.records.accounts.sessions import Session, key_of
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


def attempt(name: str, password: str = "wrong", client: Client | None = None, address: str = "203.0.113.7",
            **more: str) -> HttpResponse:
    """One try to sign in."""
    given = {"username": name, "password": password, **more}
    return (client or Client()).post("/sign-in", given, REMOTE_ADDR=address)


def test_nobody_locks_another_out_from_another_address(city: World, db: None) -> None:
    assert [attempt(CITY, address="203.0.113.7").status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert attempt(CITY, PASSWORD, address="198.51.100.1").status_code == 302


def test_nor_from_behind_the_same_address_where_the_browser_is_known(city: World, db: None) -> None:
    known = Client()
    assert attempt(CITY, PASSWORD, known).status_code == 302
    known.post("/sign-out")
    assert [attempt(CITY).status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert attempt(CITY, PASSWORD).status_code == 429
    assert attempt(CITY, PASSWORD, known).status_code == 302
    # The known browser is counted too, by itself, and the cookie is good for that name and no other.
    known.post("/sign-out")
    assert [attempt(CITY, client=known).status_code for _ in range(5)] == [200] * 4 + [429]
    assert attempt(CITY, PASSWORD, known).status_code == 429
    assert attempt(CITY, PASSWORD, address="198.51.100.1").status_code == 302
    assert [attempt(WARD_1, client=known, address="198.51.100.9").status_code for _ in range(5)][-1] == 429


def test_one_password_over_many_names_is_slowed(city: World, db: None) -> None:
    answers = [attempt(f"name{number}", "Spring2026!").status_code for number in range(10)]
    Attempt.objects.update(at=F("at") + timedelta(seconds=600))  # the machine of a test may be slow
    answers += [attempt(f"name{number}", "Spring2026!").status_code for number in range(10, 30)]
    assert answers == [200] * 10 + [429] * 20
    # The wait grows with each failure that was looked at, and only then.
    for number, expected in enumerate((5, 10, 20, 40, 80, 160, 320, 640, 900, 900)):
        Attempt.objects.all().delete()
        Attempt.objects.bulk_create(Attempt(at=timezone.now(), network="203.0.113.7", name=f"{each}")
                                    for each in range(10 + number))
        answer = attempt(WARD_1, PASSWORD)
        assert (answer.status_code, expected - 5 < int(answer["Retry-After"]) <= expected) == (429, True)
    assert "Wait 15 minutes" in answer.content.decode()
    Attempt.objects.update(at=F("at") - timedelta(seconds=901))
    assert attempt(WARD_1, PASSWORD).status_code == 302  # after the wait anybody's right password opens


def test_the_wait_ends_at_a_quarter_of_an_hour_and_an_hour_forgets(city: World, db: None) -> None:
    now = timezone.now()
    for number in range(40):
        Attempt.objects.create(at=now, network="203.0.113.7", name=f"{number}")
    assert 890 < int(attempt(CITY, PASSWORD)["Retry-After"]) <= 900
    Attempt.objects.update(at=now - timedelta(minutes=61))
    assert attempt(CITY).status_code == 200
    assert Attempt.objects.count() == 1  # what no longer counts is removed


def test_who_is_signed_in_at_a_slowed_address_works_on(city: World, db: None) -> None:
    inside = Client()
    attempt(CITY, PASSWORD, inside)
    for number in range(20):
        attempt(f"name{number}")
    assert inside.get("/imports/", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_an_address_of_ipv6_is_its_network(city: World, db: None) -> None:
    answers = [attempt(CITY, address=f"2001:db8:1:2::{number}").status_code for number in range(1, 6)]
    assert answers == [200, 200, 200, 200, 429]
    assert attempt(CITY, PASSWORD, address="2001:db8:1:3::1").status_code == 302


def test_known_and_unknown_names_take_the_same_work(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = type(get_hasher())
    made: list[str] = []
    encode = hasher.encode

    def counted(self: object, password: str, *more: object) -> str:
        made.append(password)
        return encode(self, password, *more)

    monkeypatch.setattr(hasher, "encode", counted)
    nobody = get_user_model().objects.create(username="no.password", password="!x")
    closed = get_user_model().objects.create_user("closed", password=PASSWORD, is_active=False)
    made.clear()
    for name in (CITY, "nobody.at.all", nobody.username, closed.username):
        for password in ("wrong", "ｗｒｏｎｇ", "x" * 1_000_000, PASSWORD + "x"):
            attempt(name, password, address=f"192.0.2.{len(made) % 250}")
    counts = [len(made) // 4] * 4
    assert counts == [5] * 4  # one each, two for a text that a keyboard can write in two ways
    assert max(map(len, made)) < 100  # and nobody's megabyte is looked at
    made.clear()
    assert attempt("closed", PASSWORD, address="192.0.2.251").status_code == 200
    assert len(made) == 1


def test_what_is_kept_of_failures_names_nobody(city: World, db: None) -> None:
    attempt("my secret in the wrong field")
    attempt(CITY)
    kept = str(list(Attempt.objects.values()))
    assert "secret" not in kept
    assert CITY not in [each.name for each in Attempt.objects.all()]
    assert not AccessAttempt.objects.exists()


def test_a_session_ends_at_the_server(city: World, db: None) -> None:
    client = Client()
    attempt(CITY, PASSWORD, client)
    cookie = client.cookies["plumb_session"].value
    assert client.get("/imports/").status_code == 200
    client.post("/sign-out")
    again = Client()
    again.cookies["plumb_session"] = cookie
    assert again.get("/imports/").status_code == 302
    assert again.post("/api/v1/imports").status_code == 401


def test_each_sign_in_has_a_number_of_its_own(city: World, db: None) -> None:
    client = Client()
    client.cookies["plumb_session"] = "0" * 64  # somebody put it there before
    numbers, tokens = ["0" * 64], []
    for _ in range(2):
        attempt(CITY, PASSWORD, client)
        numbers.append(client.cookies["plumb_session"].value)
        tokens.append(client.cookies["plumb_csrf"].value)
    assert len(set(numbers)) == 3
    assert len(set(tokens)) == 2
    assert Session.objects.filter(user__username=CITY).count() == 1


def test_a_session_put_in_or_copied_by_hand_opens_nothing(city: World, db: None) -> None:
    client = looking_as(CITY)
    row = Session.objects.get(pk=key_of(client.cookies["plumb_session"].value))
    assert client.cookies["plumb_session"].value not in str(Session.objects.values())
    for secret, content in (("f" * 64, row.content), ("e" * 64, "e30"), ("d" * 64, signing.dumps(
            {"begun": row.begun_at.timestamp(), "content": {}}, key="another"))):
        Session.objects.create(pk=key_of(secret), user=row.user, content=content, begun_at=row.begun_at,
                               seen_at=row.seen_at)
        thief = Client()
        thief.cookies["plumb_session"] = secret
        assert thief.get("/imports/").status_code == 302


@pytest.mark.parametrize(("changed", "idle", "status"), [
    ({"seen_at": timedelta(minutes=29)}, 30, 200),
    ({"seen_at": timedelta(minutes=31)}, 30, 302),
    ({"seen_at": timedelta(minutes=31)}, None, 200),
])
def test_a_session_nobody_uses_ends(city: World, db: None, settings: Any, changed: dict[str, timedelta],
                                    idle: int | None, status: int) -> None:
    settings.SESSION_IDLE = idle and timedelta(minutes=idle)
    client = looking_as(CITY)
    Session.objects.update(**{name: F(name) - back for name, back in changed.items()})
    assert client.get("/imports/").status_code == status
    seen = Session.objects.filter(user__username=CITY).values_list("seen_at", flat=True).first()
    assert (seen is None) if status == 302 else timezone.now() - seen < timedelta(minutes=1)


def test_eight_hours_are_the_end_whatever_the_store_says(city: World, db: None, settings: Any) -> None:
    client = looking_as(CITY)
    settings.SESSION_COOKIE_AGE = 0
    Session.objects.update(begun_at=F("begun_at") + timedelta(days=1))
    assert client.get("/imports/").status_code == 302


def test_pages_of_people_are_kept_nowhere(city: World, db: None) -> None:
    client, token = looking_as(CITY), {"Authorization": "Bearer plumb_x"}
    for path in ("/", "/me/", "/imports/", "/records/inspection/", "/records/inspection.csv", "/api/v1/kinds"):
        assert client.get(path)["Cache-Control"] == "no-store", path
    assert Client().get("/api/v1/kinds", headers=token)["Cache-Control"] == "no-store"
    assert attempt(CITY, PASSWORD)["Cache-Control"] == "no-store"
    for path, kept in (("/", SHARED), ("/records/inspection/", SHARED), ("/search", OWN), ("/api/v1/kinds", OWN)):
        assert Client().get(path)["Cache-Control"] == kept, path


def test_the_page_of_sessions_ends_the_others(city: World, db: None) -> None:
    here, there = looking_as(CITY), looking_as(CITY)
    assert "Signed in elsewhere too" in here.get("/me/").content.decode()
    here.post("/me/")
    assert (here.get("/me/").status_code, there.get("/me/").status_code) == (200, 302)
    assert "Signed in elsewhere too" not in here.get("/me/").content.decode()
