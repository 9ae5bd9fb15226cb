"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# No inline script, no inline style, nothing from another origin. Charts are inline SVG that only names classes.
POLICY = "; ".join([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
])
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Headers:
    """Adds the content security policy. What is shown to somebody who is known is kept nowhere, so that it is gone when
    they have left, the Back key or not; what the public sees is asked for anew each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if _is_personal(request, response):
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is for somebody who is known: signed in, by a token, just signing in or out, or writing."""
    if "public" in response.headers.get("Cache-Control", ""):
        return False  # a file of the program itself
    session = settings.SESSION_COOKIE_NAME
    if session in request.COOKIES or session in getattr(response, "cookies", ()) or request.method == "POST":
        return True
    if "Authorization" in request.headers:
        return True
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))
