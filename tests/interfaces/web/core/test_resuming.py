"""A session that ends while somebody types: nothing typed is lost, and nothing is sent in another's name unseen."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plumbline.interfaces.web.core import resuming
from plumbline.records.accounts.sessions import Session
from tests.interfaces.web.world import CITY, PASSWORD, WARD_1, World, looking_as

OURS = {"Origin": "http://testserver"}
TYPED = {"number": "A-1", "note": "two lines\n<b>of</b> 文字 & more", "many": ["1", "2"]}
PATH = "/records/inspection/new?region=1"


def hidden(page: str) -> dict[str, str]:
    """The hidden field that carries what was typed, as a browser would send it."""
    found = re.search(r'name="kept" value="([^"]*)"', page)
    return {"kept": found[1]} if found else {}


def test_what_was_typed_comes_through_the_sign_in(city: World, db: None) -> None:
    client = looking_as(CITY)
    Session.objects.all().delete()
    asked = client.post(PATH, TYPED)
    page = asked.content.decode()
    assert (asked.status_code, asked["Cache-Control"]) == (403, "no-store")
    assert "Your session has ended, and nothing was saved." in page
    assert "of</b>" not in page  # not shown to whoever walks by
    wrong = client.post("/sign-in", {"username": CITY, "password": "wrong", "next": PATH, **hidden(page)})
    again = client.post("/sign-in", {"username": CITY, "password": PASSWORD, "next": PATH,
                                     **hidden(wrong.content.decode())})
    page = again.content.decode()
    assert again.status_code == 200
    assert f'action="{PATH}"' in page
    assert '<input type="hidden" name="note" value="two lines\n&lt;b&gt;of&lt;/b&gt; 文字 &amp; more">' in page
    assert page.count('type="hidden" name="many"') == 2
    assert f"You are signed in as {CITY}" in page
    assert client.get("/me/").status_code == 200


def test_it_comes_through_too_many_attempts_too(city: World, db: None) -> None:
    client = Client()
    page = client.post(PATH, TYPED, headers=OURS).content.decode()
    for _ in range(6):
        answer = client.post("/sign-in", {"username": CITY, "password": "wrong", **hidden(page)})
        page = answer.content.decode()
        assert hidden(page), answer.status_code
    assert answer.status_code == 429


def test_a_form_of_before_another_sign_in_is_sent_again(city: World, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(looking_as(WARD_1).get("/me/").wsgi_request.user)
    answer = client.post(PATH, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers=OURS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This is what you typed" in page
    assert 'name="number" value="A-1"' in page
    assert "x" * 64 not in page


def test_what_another_site_sends_is_not_offered(city: World, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(looking_as(WARD_1).get("/me/").wsgi_request.user)
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        answer = client.post(PATH, TYPED, headers={"Origin": origin})
        assert answer.status_code == 403
        assert "A-1" not in answer.content.decode()


def test_an_invented_hidden_field_is_nothing(city: World, db: None) -> None:
    for text in ("x", "WyIvIixbXSxbXV0:1abc:def"):
        answer = Client().post("/sign-in", {"username": CITY, "password": PASSWORD, "kept": text, "next": "/me/"})
        assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_files_are_named_and_not_lost_in_silence(city: World, db: None) -> None:
    client = Client()
    page = client.post("/imports/new", {"kind": "region", "file": SimpleUploadedFile("三月.csv", b"code\n1\n")},
                       headers=OURS)
    assert "三月.csv" in page.content.decode()
    again = client.post("/sign-in", {"username": CITY, "password": PASSWORD, **hidden(page.content.decode())})
    assert "Files must be chosen again: 三月.csv" in again.content.decode()
    assert "Send it now" not in again.content.decode()


def test_more_than_a_form_can_carry_is_said(city: World, db: None, monkeypatch) -> None:
    monkeypatch.setattr(resuming, "MOST", 100)
    page = Client().post(PATH, TYPED, headers=OURS).content.decode()
    assert hidden(page) == {}
    assert "too long to be carried along" in page


def test_a_part_of_a_page_leaves_the_page_as_it_is(city: World, db: None) -> None:
    answer = Client().post(f"/rules/drafts/{city.draft}/check", {"text": "a"}, headers={**OURS, "HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "#ended")
    assert "What you typed is still here" in answer.content.decode()


def test_a_page_that_was_open_leads_back_to_itself(city: World, db: None) -> None:
    for path in (f"/rules/drafts/{city.draft}/", "/imports/", "/today/"):
        client = looking_as(CITY)
        assert client.get(path).status_code == 200
        Session.objects.all().delete()
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={path}")
        assert "Your session has ended. Sign in to go on" in client.get(answer["Location"]).content.decode()
        assert Client().get(path).status_code in (302, 403, 404)


def test_the_words_are_chinese_too(city: World, db: None) -> None:
    page = Client().post(PATH, TYPED, headers={**OURS, "Accept-Language": "zh-hans"}).content.decode()
    assert "您填写的内容已保留" in page
