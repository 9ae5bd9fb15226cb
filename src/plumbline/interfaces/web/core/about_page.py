"""What Plumbline is, whose records these are, and the rules by which figures are made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.interfaces.web.core import world


def about(request: HttpRequest) -> HttpResponse:
    """About Plumbline and the records in this home."""
    return render(request, "plumbline/about.html", {"world": world.here()})
