"""Turns away, for some seconds, a client of the public that asks too often for what costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from plumbline.interfaces.shared.allowances import SIGN_IN, cost_of
from plumbline.interfaces.shared.public_allowance import allowances
from plumbline.interfaces.web.core import error_pages
from plumbline.text import Text


class Allowance:
    """Looks at each request once its address is known, and before anything of its body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _values: Any) -> HttpResponse | None:
        """Called by Django before the view. Programs' addresses are counted where their callers are known."""
        if settings.DEMO or request.path_info.startswith("/api/"):
            return None
        cost = cost_of(request)
        if not cost or (cost != SIGN_IN and getattr(request.user, "is_authenticated", False)):
            return None
        seconds = allowances.wait(request, cost)
        return error_pages.too_many(request, seconds, "request.too_often", Text(
            "too many requests came from your address", "来自您所在网络地址的请求过多")) if seconds else None
