"""Tokens: issued once, kept as a hash, never reaching further than their person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plumbline.errors import RecordError
from plumbline.procedures.accounts import tokens
from plumbline.records.accounts.tokens import Token
from plumbline.records.core import kinds
from plumbline.records.core.journal import Entry
from plumbline.records.core.visibility import may_keep, visible
from tests.procedures.wards import build, person
from tests.records.samples import AT
from tests.refusals import refuses

INSPECTION = kinds.get("inspection")


@pytest.fixture(autouse=True)
def wards(db: None) -> None:
    """The city of two wards, and its officer."""
    build()
    person("city", "city")


def test_the_secret_is_shown_and_only_its_hash_is_kept() -> None:
    token, secret = tokens.issue("city", label="register", at=AT)
    assert secret.startswith("plumb_")
    assert len(secret) == 49
    assert token.hint == secret[:10]
    assert tokens.known(secret) == token
    kept = Token.objects.filter(pk=token.pk).values_list().get()
    assert not any(secret[10:] in str(value) for value in kept)


def test_no_two_secrets_are_alike() -> None:
    assert len({tokens.issue("city", label="x", at=AT)[1] for _ in range(5)}) == 5


def test_the_journal_keeps_numbers_only() -> None:
    token, _ = tokens.issue("city", label="register", at=AT, actor=7)
    tokens.revoke(token.pk, at=AT, actor=8)
    tokens.revoke(token.pk, at=AT, actor=9)
    entries = Entry.objects.filter(kind="token").order_by("number")
    assert [(entry.act, entry.actor, entry.detail["token"], entry.detail["user"]) for entry in entries] == [
        ("issue", 7, token.pk, token.user_id), ("revoke", 8, token.pk, token.user_id)]
    assert "register" not in str([entry.detail for entry in entries])


def test_a_token_ends() -> None:
    token, _ = tokens.issue("city", label="register", at=AT, days=2)
    assert token.expires_at == AT + timedelta(days=2)
    assert tokens.state(token, AT + timedelta(days=2, seconds=-1)) == "valid"
    assert tokens.state(token, AT + timedelta(days=2)) == "expired"
    assert tokens.state(tokens.revoke(token.pk, at=AT), AT) == "revoked"


def test_a_closed_account_closes_its_tokens() -> None:
    token, secret = tokens.issue("city", label="register", at=AT)
    token.user.is_active = False
    token.user.save()
    found = tokens.known(secret)
    assert found is not None
    assert tokens.state(found, AT) == "closed"


@pytest.mark.parametrize("secret", ["", "plumb_", "plumb_x", "\udcff", "密"])
def test_an_invented_secret_is_nobody_s(secret: str) -> None:
    tokens.issue("city", label="register", at=AT)
    assert tokens.known(secret) is None


def test_a_token_may_be_narrowed_to_a_part() -> None:
    user = tokens.holder(tokens.issue("city", label="register", at=AT, region="1")[0])
    assert {ward: "inspector_group" in visible(user, INSPECTION, ward) for ward in ("1", "2", "city")} == {
        "1": True, "2": False, "city": False}
    assert {ward: may_keep(user, INSPECTION, ward) for ward in ("1", "2", "city")} == {
        "1": True, "2": False, "city": False}


def test_a_token_does_not_reach_further_than_its_person() -> None:
    person("one", "1")
    user = tokens.holder(tokens.issue("one", label="register", at=AT, region="city")[0])
    assert {ward: may_keep(user, INSPECTION, ward) for ward in ("1", "2", "city")} == {
        "1": True, "2": False, "city": False}


@pytest.mark.parametrize(("changed", "code", "said"), [
    ({"name": "nobody"}, "account.unknown",
     "there is nobody called 'nobody' here. Add a person with: plumb user add NAME."),
    ({"days": 0}, "token.days_unfit", "a token lives 1 to 366 days, not 0. Issue a new one when it ends."),
    ({"days": 367}, "token.days_unfit", "a token lives 1 to 366 days, not 367. Issue a new one when it ends."),
    ({"label": " "}, "token.label_unfit", "a label has 1 to 80 characters. Name the program that will use the token."),
    ({"label": "x" * 81}, "token.label_unfit",
     "a label has 1 to 80 characters. Name the program that will use the token."),
    ({"region": "9"}, "role.region_unknown", "the region '9' is not in the tree. Name a region of the person's."),
    ({"name": "one", "region": "2"}, "token.out_of_reach",
     "one has no role in '2'. Give one with: plumb user add NAME --region."),
])
def test_what_cannot_be_issued_is_refused(changed: dict[str, object], code: str, said: str) -> None:
    person("one", "1")
    asked: dict[str, object] = {"name": "city", "label": "register", "at": AT} | changed
    with pytest.raises(RecordError) as refused:
        tokens.issue(**asked)  # type: ignore[arg-type]
    assert (refused.value.code, str(refused.value)) == (code, said)
    assert not Token.objects.exists()


def test_a_token_that_is_not_there_cannot_be_revoked() -> None:
    with refuses(RecordError, "token.unknown", r"there is no token 9\. List them with: plumb token list\."):
        tokens.revoke(9, at=AT)
