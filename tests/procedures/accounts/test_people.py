"""Accounts and roles: only for regions there are, and in the journal without names."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.procedures.accounts import people
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.core.people import Role, User
from plumbline.records.core.visibility import visible
from tests.records.samples import AT, Office

NAME = "marker.person-7Q"
PASSWORD = "correct horse battery"


def grant(office: Office, **changed: Any) -> User:
    return people.grant(office.home, **{"name": NAME, "role": "officer", "region": "1", "at": AT, "password": PASSWORD,
                                        **changed})


def entries() -> list[Entry]:
    return list(Entry.objects.filter(number__gt=1).order_by("number"))


def test_a_new_account_with_its_first_role(office: Office) -> None:
    assert not people.exists(NAME)
    user = grant(office, column="surveillance", actor=7)
    assert people.exists(NAME)
    assert user.check_password(PASSWORD)
    assert list(user.roles.values_list("name", "region", "column")) == [("officer", "1", "surveillance")]
    assert "inspector_group" in visible(user, kinds.get("inspection"), "1")


def test_the_journal_knows_numbers_and_no_names(office: Office) -> None:
    user = grant(office, actor=7)
    made, entry = entries()
    assert (made.act, made.kind, made.actor, made.rows) == ("make", "account", 7, 1)
    assert (entry.act, entry.kind, entry.actor, entry.rows) == ("grant", "role", 7, 1)
    assert made.detail["user"] == entry.detail["user"] == user.pk
    assert entry.detail["role"] == Role.objects.get(user=user).pk
    for each in (made, entry):
        assert NAME not in str(each.payload()) + str(each.detail)
    assert store.broken_links() == []


def test_one_more_role_needs_no_password_and_keeps_the_old_one(office: Office) -> None:
    grant(office)
    user = grant(office, role="auditor", region="city", password=None)
    assert sorted(user.roles.values_list("name", "region")) == [("auditor", "city"), ("officer", "1")]
    assert user.check_password(PASSWORD)


def test_an_account_that_nobody_signs_in_with(office: Office) -> None:
    user = grant(office, password=None, sign_in=False)
    assert not user.has_usable_password()
    assert list(user.roles.values_list("name", flat=True)) == ["officer"]


def test_the_same_role_again_is_no_entry(office: Office) -> None:
    grant(office)
    grant(office, password=None)
    assert [entry.act for entry in entries()] == ["make", "grant"]
    assert Role.objects.count() == 1


@pytest.mark.parametrize(("changed", "error", "code", "message"), [
    ({"role": "boss"}, RecordError, "role.unknown",
     "there is no role 'boss'. Choose one of: officer, auditor, administrator, juror."),
    ({"column": "music"}, RecordError, "role.column_unknown",
     "there is no column 'music'. Choose * or one of: assessment, surveillance, "),
    ({"region": "77"}, RecordError, "role.region_unknown",
     "the region '77' is not in the tree. Import the regions first."),
    ({"password": None}, NotAllowed, "password.missing", f"a new account needs a password: {NAME}."),
    ({"password": "short"}, RecordError, "password.weak",
     "this password is too weak. This password is too short."),
    ({"password": "1q2w3e4r5t6y"}, RecordError, "password.weak", "this password is too weak. "),
    ({"password": NAME + "1"}, RecordError, "password.weak", "this password is too weak. "),
    ({"name": ""}, RecordError, "account.name_unfit",
     "'' cannot be a name to sign in with. It is empty. Choose another."),
    ({"name": "two words"}, RecordError, "account.name_unfit",
     "'two words' cannot be a name to sign in with. Enter a valid username."),
    ({"name": "x" * 151}, RecordError, "account.name_unfit", "'xxx"),
])
def test_what_is_refused(office: Office, changed: dict[str, Any], error: type[PlumblineError], code: str,
                         message: str) -> None:
    with pytest.raises(error) as caught:
        grant(office, **changed)
    assert (caught.value.code, str(caught.value)[:len(message)]) == (code, message)
    assert (User.objects.count(), Role.objects.count(), entries()) == (0, 0, [])
