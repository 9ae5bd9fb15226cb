"""The WSGI application that ``plumb serve`` runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from plumbline.interfaces.shared.allowances import SERVED
from plumbline.methods.shared.frames import roomily

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plumbline.interfaces.settings")
pages = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers; to HEAD without a body, which neither Django nor the server leaves out by itself."""
    answer = roomily(pages, environ | {SERVED: True}, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer
    if close := getattr(answer, "close", None):
        close()
    return [b""]
