"""Programs that ask the API: with tokens of each kind, with a page's cookie, or with nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from plumbline.procedures.accounts import tokens
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.kinds import Kind
from tests.interfaces.web.world import CITY, WARD_1

BASE = "/api/v1"
NOBODY = "nobody"


def token(person: str, **given: Any) -> str:
    """A token of ``person`` that is valid now, unless ``given`` says otherwise."""
    return tokens.issue(person, **{"label": "test", "at": datetime.now(UTC)} | given)[1]


def revoked(person: str = WARD_1) -> str:
    """A token that was revoked."""
    made, secret = tokens.issue(person, label="test", at=datetime.now(UTC))
    tokens.revoke(made.pk, at=datetime.now(UTC))
    return secret


def expired(person: str = WARD_1) -> str:
    """A token that has expired."""
    return token(person, at=datetime.now(UTC) - timedelta(days=3), days=2)


class Program:
    """Asks by a token (empty: by none)."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        return whole(self.client.get(BASE + path, query, headers=self.headers | headers))

    def send(self, method: str, path: str, body: Any = None, *, seen: Any = None, kind: str = "application/json",
             **headers: str) -> Any:
        known = {} if seen is None else {"If-Match": f'"{seen}"'}
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        return self.client.generic(method, BASE + path, content, content_type=kind,
                                   headers=self.headers | known | headers)


def whole(response: Any) -> Any:
    """The response with all of its body, where that comes in pieces."""
    if not response.streaming or response.get("Content-Type") != "application/json":
        return response
    found: Any = HttpResponse(b"".join(response.streaming_content), status=response.status_code,
                              headers=response.headers)
    found.json = lambda: json.loads(found.content)
    return found


def of(person: str, **given: Any) -> Program:
    """A program with a token of ``person`` that writes."""
    return Program(token(person, **{"write": True} | given))


def key_of(kind: Kind, values: dict[str, Any]) -> str:
    """The key of a record as an address writes it."""
    return "/".join(str(values[name]).replace("~", "~0").replace("/", "~1") for name in kind.key)


def telling(kind: Kind) -> list[Spec]:
    """Every field that is not public."""
    return [spec for spec in kind.fields if spec.exposure is not PUBLIC]


__all__ = ["BASE", "CITY", "NOBODY", "Program", "expired", "key_of", "of", "revoked", "telling", "token"]
