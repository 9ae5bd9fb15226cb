"""Whether this Plumbline is well: for load balancers and for those who run it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

import plumbline
from plumbline import home as homes
from plumbline.interfaces.shared.viewer import is_officer
from plumbline.procedures.operations.health import look


def health(request: HttpRequest) -> JsonResponse:
    """200 or 503. Outsiders learn whether it is well and nothing else; officers learn why."""
    found = look(homes.current(), datetime.now(UTC))
    document: dict[str, object] = {"ok": found.ok}
    if _insider(request):
        document |= {"plumbline": plumbline.__version__, **found.details}
    return JsonResponse(document, status=200 if found.ok else 503, headers={"Cache-Control": "no-store"})


def _insider(request: HttpRequest) -> bool:
    try:
        return is_officer(getattr(request, "user", None))
    except DatabaseError:
        return False  # without the store nobody is known
