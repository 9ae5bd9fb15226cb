"""Who is known before anything of a body is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from plumbline.interfaces.serving.acquaintance import is_known
from plumbline.procedures.accounts import tokens
from plumbline.records.core.people import User


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """The test's connection stays open, as Django's own test client keeps it."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def test_who_is_signed_in_or_has_a_token() -> None:
    """A session's cookie and a token are checked; that somebody sends any is not enough."""
    person, client, name = User.objects.create(username="somebody"), Client(), settings.SESSION_COOKIE_NAME
    client.force_login(person, "plumbline.interfaces.web.core.signing_in.Backend")
    session = client.cookies[name].value
    token, secret = tokens.issue("somebody", label="test", at=datetime.now(UTC))
    asked = {
        "session": {"COOKIE": f"a=b; {name}={session}"}, "token": {"AUTHORIZATION": f"Bearer {secret}"},
        "forged": {"COOKIE": f"{name}={session[:-2]}xx"}, "empty": {"COOKIE": f"{name}="},
        "garbage": {"COOKIE": ";;=,"}, "false": {"AUTHORIZATION": "Bearer plumb_nothing"},
        "basic": {"AUTHORIZATION": f"Basic {secret}"}, "nobody": {},
    }
    assert {who: is_known(headers) for who, headers in asked.items()} == {
        who: who in ("session", "token") for who in asked}
    tokens.revoke(token.pk, at=datetime.now(UTC))
    assert not is_known(asked["token"])
