"""One's own page: a new password, and what an account that was closed or changed meanwhile can still open."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from plumbline.procedures.accounts import accounts, roles, tokens
from plumbline.records.accounts import account_leaves
from plumbline.records.core.people import Role, User
from tests.interfaces.web.world import CITY, PASSWORD, WARD_1, World, looking_as

NEW = "seven quiet lanterns drift"


@pytest.fixture
def sealed(city: World, db: None) -> User:
    """The officer of ward 1, as Plumbline makes accounts: sealed."""
    user = get_user_model().objects.get(username=WARD_1)
    account_leaves.seal(user, "make", actor=None, at=timezone.now())
    for role in Role.objects.filter(user=user):
        account_leaves.seal(role, "grant", actor=None, at=timezone.now())
    return user


def change(client: Client, old: str = PASSWORD, new: str = NEW, same: str = NEW, **more: Any) -> Any:
    return client.post("/me/password", {"old": old, "new": new, "same": same}, **more)


def test_a_person_changes_the_own_password(sealed: User) -> None:
    here, there = looking_as(WARD_1), looking_as(WARD_1)
    cookie = here.cookies["plumb_session"].value
    assert change(here)["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert here.cookies["plumb_session"].value != cookie
    assert there.get("/me/").status_code == 302
    assert Client().post("/sign-in", {"username": WARD_1, "password": NEW}).status_code == 302
    assert account_leaves.fits(User.objects.get(pk=sealed.pk))


@pytest.mark.parametrize(("given", "said", "chinese"), [
    ({"old": "wrong"}, "This is not your password.", "当前密码不正确"),
    ({"same": "another"}, "The two are not the same.", "两次输入的新密码不一致"),
    ({"new": "ward-1ward-1ward-1", "same": "ward-1ward-1ward-1"}, "made of your name", "姓名、单位名称或地区名称"),
    ({"new": "aaaaaaaaaaaa", "same": "aaaaaaaaaaaa"}, "repeats the same few", "由少数几个字符反复组成"),
    ({"new": "123456789012", "same": "123456789012"}, "made of digits only", "全部是数字"),
    ({"new": "qwertyuiopas", "same": "qwertyuiopas"}, "on a keyboard", "键盘的顺序"),
    ({"new": "芝加哥市芝加哥市2024年", "same": "芝加哥市芝加哥市2024年"}, "a region’s", "地区名称"),
    ({"new": "x" * 500_000, "same": "x" * 500_000}, "more than 200 characters", "超过 200 个字符"),
    ({"new": "short", "same": "short"}, "too short", "密码太短，至少需要 12 个字符"),
])
def test_what_is_refused_is_said_in_both_languages(sealed: User, given: dict[str, str], said: str,
                                                   chinese: str) -> None:
    for language, words in (("en", said), ("zh-hans", chinese)):
        answer = change(looking_as(WARD_1), **given, headers={"Accept-Language": language})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert User.objects.get(pk=sealed.pk).check_password(PASSWORD)


def test_guessing_the_old_one_is_counted_too(sealed: User) -> None:
    client = looking_as(WARD_1)
    assert [change(client, old="wrong").status_code for _ in range(6)] == [422] * 4 + [429] * 2


def test_a_closed_account_opens_nothing_from_that_moment(sealed: User) -> None:
    token, secret = tokens.issue(WARD_1, label="x", write=True, at=timezone.now())
    pages, program = looking_as(WARD_1), {"Authorization": f"Bearer {secret}"}
    asked = "/api/v1/records/inspection?region=1"
    assert (pages.get("/me/").status_code, Client().get(asked, headers=program).status_code) == (200, 200)
    cookie = pages.cookies["plumb_session"].value
    accounts.close(sealed, at=timezone.now())
    assert pages.get("/me/").status_code == 302
    assert Client().get(asked, headers=program).status_code == 401
    assert Client().post("/sign-in", {"username": WARD_1, "password": PASSWORD}).status_code == 200
    accounts.reopen(sealed, at=timezone.now())
    old = Client()
    old.cookies["plumb_session"] = cookie  # a session that was ended stays ended
    assert old.get("/me/").status_code == 302
    assert Client().get(asked, headers=program).status_code == 200
    assert token.user_id == sealed.pk


def test_a_role_that_was_taken_shows_nothing_from_that_moment(sealed: User, city: World) -> None:
    client = looking_as(WARD_1)
    pages = [client.get(f"/records/{kind}/?region=1").content.decode() for kind in city.records]
    assert any(each in page for each in city.marks["1"] for page in pages)
    roles.take(sealed, "officer", "1", "*", at=timezone.now())
    pages = [client.get(f"/records/{kind}/?region=1").content.decode() for kind in city.records]
    assert not any(each in page for each in city.marks["1"] for page in pages)
    assert client.get("/me/").status_code == 200


def test_who_is_not_signed_in_changes_nothing(city: World, db: None) -> None:
    assert change(Client())["Location"] == "/sign-in?next=/me/password"
    assert get_user_model().objects.get(username=CITY).check_password(PASSWORD)
