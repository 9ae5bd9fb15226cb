"""Accounts: closed, opened, given passwords and roles, erased; each an entry, each at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.accounts import accounts, people, roles, tokens
from plumbline.procedures.accounts.passwords import WeakPassword
from plumbline.procedures.operations import check_accounts
from plumbline.records.accounts import account_leaves, sessions
from plumbline.records.accounts.account_leaves import Altered
from plumbline.records.accounts.sessions import Session
from plumbline.records.accounts.tokens import Token
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.core.people import Role, User, may_act
from plumbline.records.core.visibility import may_keep, reach, roles_of, visible
from tests.records.samples import AT, Office
from tests.refusals import refuses

PUT_IN_ROLE = ("INSERT INTO records_role (id, user_id, name, region, \"column\", salt) "
               "SELECT 99, user_id, name, 'city', \"column\", salt FROM records_role")
PUT_IN_TOKEN = (
    "INSERT INTO records_token (id, user_id, label, sha256, hint, write, region, made_at, expires_at, salt) "
    "SELECT 99, user_id, label, 'y', hint, write, region, made_at, expires_at, salt FROM records_token")
NAME, PASSWORD, OTHER = "li.marker-7Q", "correct horse battery", "a plumb line hangs true"


@pytest.fixture
def li(office: Office) -> User:
    """An officer of ward 1, signed in twice, with a token."""
    user = people.grant(office.home, NAME, role="officer", region="1", at=AT, password=PASSWORD)
    for key in ("a", "b"):
        Session.objects.create(pk=key, user=user, content="", begun_at=AT, seen_at=AT)
    return user


def acts() -> list[tuple[str, str]]:
    """The entries that sealed an account, a role or a token."""
    return list(Entry.objects.exclude(root="").filter(kind__in=account_leaves.KINDS).order_by("number")
                .values_list("act", "kind"))


def sql(text: str, *values: object) -> None:
    """Change the store past Plumbline."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def faults() -> list[str]:
    """What the doctor says."""
    found = list(check_accounts.findings())
    assert [each.status for each in found if each.status != "fault"] in ([], ["ok"])
    return [each.what for each in found if each.status == "fault"]


def again(user: User) -> User:
    """The account as the next request finds it."""
    return User.objects.get(pk=user.pk)


def test_closing_closes_everything_at_once(li: User) -> None:
    _token, secret = tokens.issue(NAME, label="x", write=True, at=AT)
    assert accounts.close(li, at=AT, actor=7)
    now = again(li)
    assert not may_act(now)
    assert (reach(now, "ground").tops, roles_of(now)) == (frozenset(), frozenset())
    assert "inspector_group" not in visible(now, kinds.get("inspection"), "1")
    assert not may_keep(now, kinds.get("inspection"), "1")
    held = tokens.known(secret)
    assert held is not None
    assert tokens.state(held, AT) == "closed"
    assert not Session.objects.filter(user=li).exists()
    assert not accounts.close(li, at=AT)
    assert acts() == [("make", "account"), ("grant", "role"), ("issue", "token"), ("close", "account")]
    assert accounts.reopen(li, at=AT)
    assert not accounts.reopen(li, at=AT)
    assert tokens.state(tokens.known(secret), AT) == "valid"  # type: ignore[arg-type]
    assert again(li).check_password(PASSWORD)
    assert acts()[-1] == ("open", "account")
    assert faults() == []


def test_a_new_password_ends_the_other_sessions(li: User) -> None:
    assert accounts.set_password(li, OTHER, at=AT, keep="a") == 1
    assert list(Session.objects.values_list("pk", flat=True)) == ["a"]
    assert again(li).check_password(OTHER)
    assert not again(li).check_password(PASSWORD)
    assert acts()[-1] == ("password", "account")
    with refuses(WeakPassword, "password.weak", "this password is too weak"):
        accounts.set_password(li, NAME * 2, at=AT)
    with pytest.raises(WeakPassword) as told:
        accounts.set_password(li, "short", at=AT)
    assert [each.zh for each in told.value.reasons] == ["密码太短，至少需要 12 个字符。"]
    assert told.value.say("zh") == "密码强度不足。密码太短，至少需要 12 个字符。请选用更长且不常见的密码。"
    with refuses(WeakPassword, "password.weak", "more than 200 characters"):
        accounts.set_password(li, "x" * 1_000_000, at=AT)
    assert faults() == []


def test_a_keyboard_may_write_a_password_in_its_own_way(li: User) -> None:
    accounts.set_password(li, "ｃｏｒｒｅｃｔ ｈｏｒｓｅ ①", at=AT)
    assert again(li).check_password("correct horse 1")
    assert again(li).check_password("ｃｏｒｒｅｃｔ horse ①")


def test_a_hash_made_anew_is_no_tampering(li: User, settings: Any) -> None:
    old = again(li).password
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    assert again(li).check_password(PASSWORD)
    assert again(li).password == old  # looking at it writes nothing
    accounts.rehash(again(li), PASSWORD, at=AT)
    assert again(li).password.startswith("scrypt")
    assert acts()[-1] == ("rehash", "account")
    assert faults() == []


def test_roles_are_given_and_taken(li: User) -> None:
    assert roles.add(li, "auditor", "2", "*", at=AT, actor=7)
    assert not roles.add(li, "auditor", "2", "*", at=AT)
    assert reach(again(li), "ground").tops == {"1", "2"}
    roles.take(li, "auditor", "2", "*", at=AT, actor=7)
    assert reach(again(li), "ground").tops == {"1"}
    assert acts()[2:] == [("grant", "role"), ("take", "role")]
    with refuses(RecordError, "role.not_held", f"{NAME} is not auditor in '2'"):
        roles.take(li, "auditor", "2", "*", at=AT)
    with refuses(RecordError, "role.region_unknown", "the region 'x' is not in the tree"):
        roles.add(li, "auditor", "x", "*", at=AT)
    assert Session.objects.filter(user=li).count() == 2
    assert faults() == []


def test_a_region_keeps_an_administrator(office: Office, li: User) -> None:
    city = people.grant(office.home, "city", role="administrator", region="city", at=AT, password=OTHER)
    ward = people.grant(office.home, "ward", role="administrator", region="1", at=AT, password=OTHER)
    accounts.close(ward, at=AT)  # the city's is one of the ward too
    accounts.reopen(ward, at=AT)
    refusals: list[Callable[[], object]] = [
        lambda: accounts.close(city, at=AT), lambda: accounts.erase(city, at=AT),
        lambda: roles.take(city, "administrator", "city", "*", at=AT)]
    for refused in refusals:
        with refuses(NotAllowed, "role.last_administrator", "city is the last administrator of 'city'") as told:
            refused()
        assert "--even-the-last" in told.value.next_step.en
    second = people.grant(office.home, "second", role="administrator", region="city", column="standards", at=AT,
                          password=OTHER)
    with pytest.raises(NotAllowed):
        accounts.close(city, at=AT)  # of one column only
    roles.add(second, "administrator", "city", "*", at=AT)
    accounts.close(city, at=AT)
    with pytest.raises(NotAllowed):
        accounts.close(second, at=AT)
    assert accounts.close(second, at=AT, even_the_last=True)
    roles.take(city, "administrator", "city", "*", at=AT)  # a closed account guards nothing


def account_roots() -> list[str]:
    """The roots that the journal sealed of accounts, in its order."""
    sealed = Entry.objects.exclude(root="").filter(kind__in=account_leaves.KINDS).order_by("number")
    return list(sealed.values_list("root", flat=True))


def test_erasing_leaves_a_number(li: User) -> None:
    tokens.issue(NAME, label="marker", at=AT)
    salts = [bytes(each.salt) for each in (again(li), Role.objects.get(), Token.objects.get())]
    assert all(len(salt) == 16 for salt in salts)
    assert len(set(salts)) == 3
    roots = account_roots()
    accounts.erase(li, at=AT)
    bare = again(li)
    assert (bare.username, bare.password, bytes(bare.salt), bare.is_active) == (f"erased {li.pk}", "!", b"", False)
    assert (Role.objects.count(), Token.objects.count(), Session.objects.count()) == (0, 0, 0)
    assert not people.exists(NAME)
    with refuses(RecordError, "account.erased", "this account was erased"):
        accounts.reopen(li, at=AT)
    with refuses(RecordError, "account.erased", "this account was erased"):
        roles.add(bare, "officer", "1", "*", at=AT)
    assert accounts.erase(li, at=AT).pk == li.pk
    assert not accounts.close(li, at=AT)
    assert store.broken_links() == []
    assert faults() == []
    kept = account_roots()
    assert kept[:len(roots)] == roots  # the chain is as it was, and the leaves are nobody's any more
    assert NAME not in str(list(Entry.objects.values())) + str(list(User.objects.values()))
    sql("UPDATE records_user SET is_active = %s WHERE id = %s", True, li.pk)
    assert faults() == [f"account {li.pk} is there, although the journal says that it was ended"]


def test_who_is_not_there(li: User) -> None:
    assert accounts.find(str(li.pk)) == accounts.find(NAME) == li
    for name in ("nobody", "0", "9" * 30, "a\x00b", "１"):
        with refuses(RecordError, "account.unknown", "there is nobody called"):
            accounts.find(name)


@pytest.mark.parametrize(("statement", "said"), [
    ("UPDATE records_user SET password = 'x' WHERE id = {u}",
     "account {u} is not what the journal last sealed: password is different"),
    ("UPDATE records_user SET is_superuser = true WHERE id = {u}",
     "account {u} is not what the journal last sealed: superuser is different"),
    ("UPDATE records_user SET is_staff = true, password = 'x' WHERE id = {u}",
     "account {u} is not what the journal last sealed: password, staff are different"),
    ("UPDATE records_user SET is_active = false WHERE id = {u}",
     "account {u} is not what the journal last sealed: open is different"),
    ("UPDATE records_user SET username = 'wang' WHERE id = {u}",
     "account {u} is not what the journal last sealed: name is different"),
    ("UPDATE records_user SET email = 'thief@example.org' WHERE id = {u}",
     "account {u} is not what the journal last sealed: e-mail is different"),
    ("UPDATE records_user SET salt = (SELECT salt FROM records_role LIMIT 1) WHERE id = {u}",
     "account {u} is not what the journal last sealed: its salt was changed"),
    ("UPDATE records_role SET region = 'city' WHERE id = {r}",
     "role {r} of account {u} is not what the journal last sealed: region is different"),
    ("UPDATE records_role SET name = 'administrator' WHERE id = {r}",
     "role {r} of account {u} is not what the journal last sealed: role is different"),
    ("DELETE FROM records_role WHERE id = {r}",
     "role {r} of account {u} is gone, and no entry of the journal ended it"),
    (PUT_IN_ROLE, "role 99 of account {u} is there, and no entry of the journal made it"),
    ("UPDATE records_token SET sha256 = 'x' WHERE id = {t}",
     "token {t} of account {u} is not what the journal last sealed: secret is different"),
    ("UPDATE records_token SET revoked_at = NULL, write = true WHERE id = {t}",
     "token {t} of account {u} is not what the journal last sealed: write, revoked are different"),
    (PUT_IN_TOKEN,
     "token 99 of account {u} is there, and no entry of the journal made it"),
    ("DELETE FROM records_token WHERE id = {t}",
     "token {t} of account {u} is gone, and no entry of the journal ended it"),
])
def test_what_is_done_past_plumbline_is_named(li: User, statement: str, said: str) -> None:
    token, _ = tokens.issue(NAME, label="x", at=AT)
    tokens.revoke(token.pk, at=AT)
    assert faults() == []
    places = {"u": li.pk, "r": Role.objects.get().pk, "t": token.pk}
    sql(statement.format(**places))
    assert faults() == [said.format(**places)]
    # Who found out what happened may accept it; the journal says so, and all is well again.
    assert [check_accounts.said(each) for each in accounts.accept(li.pk, at=AT)] == [said.format(**places)]
    assert faults() == []
    assert accounts.accept(li.pk, at=AT) == []
    assert store.broken_links() == []


def test_an_account_put_in_and_one_taken_out(li: User) -> None:
    thief = User.objects.create_user("thief", password=PASSWORD, is_superuser=True)
    assert faults() == [f"account {thief.pk} is there, and no entry of the journal made it"]
    accounts.close(thief, at=AT)
    assert (again(thief).is_active, again(thief).is_superuser, again(thief).has_usable_password()) == (
        False, False, False)
    assert faults() == []
    role = Role.objects.get().pk
    sql("DELETE FROM records_session")
    sql("DELETE FROM records_role")
    sql("DELETE FROM records_user WHERE id = %s", li.pk)
    assert faults() == [f"account {li.pk} is gone, and no entry of the journal ended it",
                        f"role {role} of account {li.pk} is gone, and no entry of the journal ended it"]
    accounts.accept(li.pk, at=AT)
    assert faults() == []


def test_an_older_state_put_back_is_found(li: User) -> None:
    before = User.objects.values("password", "is_active", "salt").get(pk=li.pk)
    accounts.close(li, at=AT)
    User.objects.filter(pk=li.pk).update(**before)  # row and salt as the entry before sealed them
    assert faults() == [f"account {li.pk} is not what the journal last sealed: its salt was changed"]


def test_whom_an_entry_is_about_is_in_the_chain(li: User) -> None:
    accounts.close(li, at=AT)
    assert store.broken_links() == []
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    last.detail = {**last.detail, "user": li.pk + 1}
    last.save()
    assert store.broken_links() == [last.number]


def test_nothing_that_was_changed_past_plumbline_is_sealed_by_chance(li: User) -> None:
    sql("UPDATE records_user SET is_superuser = true WHERE id = %s", li.pk)
    for act in (lambda: accounts.set_password(li, OTHER, at=AT), lambda: accounts.reopen(li, at=AT)):
        with refuses(ConflictError, "account.altered", "this account is not what the journal last sealed") as told:
            act()
        assert f"plumb user accept {li.pk}" in told.value.next_step.en
    accounts.rehash(again(li), PASSWORD, at=AT)
    assert faults() == [f"account {li.pk} is not what the journal last sealed: superuser is different"]
    assert accounts.close(li, at=AT)
    assert not again(li).has_usable_password()
    assert faults() == []


def test_rights_of_djangos_own_kind_are_found(li: User) -> None:
    from django.contrib.auth.models import Group

    li.groups.add(Group.objects.create(name="masters"))
    assert account_leaves.altered() == [Altered("account", li.pk, li.pk, "foreign")]
    accounts.accept(li.pk, at=AT)
    assert faults() == []


def test_an_adoption_afterwards_is_found(li: User) -> None:
    thief = User.objects.create_user("thief", password=PASSWORD)
    account_leaves.seal(thief, account_leaves.ADOPT, actor=None, at=AT)
    assert faults() == [f"account {thief.pk} was adopted as found after others had been sealed"]


def test_an_account_as_it_is_shown(li: User) -> None:
    tokens.issue(NAME, label="x", at=AT)
    assert accounts.document(li, AT) == {
        "account": li.pk, "name": NAME, "state": "open", "password": True, "sessions": 2, "tokens": 1,
        "roles": [{"role": "officer", "region": "1", "column": "*"}]}
    assert sessions.end_all(li) == 2
