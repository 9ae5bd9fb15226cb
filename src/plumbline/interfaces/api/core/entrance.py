"""Where to begin: the entrance, who I am, and the page for people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

import plumbline
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.records.core.visibility import roles_of
from plumbline.text import Text

group = Group(Text("Begin here", "入口"))
PLACES = ("kinds", "indicators", "schemes", "regions", "assessments", "cuts", "errors", "me", "docs", "openapi.json")


@group.operation("GET", "/", "enter", Text("Where to begin", "入口"), documents.Entrance)
def enter(request: HttpRequest) -> HttpResponse:
    """The documents that lead to all others."""
    return give({"name": "Plumbline", "version": plumbline.__version__,
                 "documents": {name: f"/api/v1/{name}" for name in PLACES}})


@group.operation("GET", "/me", "readMe", Text("Who am I here", "我的身份"), documents.Me)
def me(request: HttpRequest) -> HttpResponse:
    """Your roles as far as the token reaches, and the token; nothing for the public."""
    caller = caller_of(request)
    token: dict[str, Any] | None = None
    if caller.token is not None:
        held = caller.token
        token = {"label": held.label, "hint": held.hint, "write": held.write, "region": held.region or None,
                 "expires_at": held.expires_at}
    return give({"name": caller.user.username if caller.user is not None else None,
                 "roles": [{"role": name, "region": region, "column": column}
                           for name, region, column in sorted(roles_of(caller.user))], "token": token})
