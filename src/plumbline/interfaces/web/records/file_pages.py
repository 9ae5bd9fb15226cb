"""Files that leave the house: a list as CSV, XLSX or Parquet, and workbooks to be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.reading import period_named
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.records.list_pages import known_kind
from plumbline.procedures.records import templates
from plumbline.records.export.table import MEDIA, XLSX


class Form:
    """URL converter for the endings of files."""

    regex = "|".join(MEDIA)

    def to_python(self, value: str) -> str:
        """From the address."""
        return value

    def to_url(self, value: str) -> str:
        """Into an address."""
        return value


def sent(name: str, form: str, content: Iterable[bytes] | bytes) -> HttpResponseBase:
    """``content`` as a download called ``name``, in pieces where it comes in pieces."""
    answer: Any = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response: HttpResponseBase = answer(content, content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def template(request: HttpRequest, name: str) -> HttpResponseBase:
    """A workbook to fill in, in the page's language; with ``?records=1`` what is known stands in it."""
    viewer = Viewer.of(request)
    kind = known_kind(viewer, name)
    if viewer.user is None:
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))
    period = request.GET.get("period", "").strip() if kind.date else ""
    made = templates.make(
        kind.name, day=timezone.localdate(), user=viewer.user, region=request.GET.get("region", "").strip(),
        period=period_named(period) if period else None,
        with_records=bool(request.GET.get("records")), language="zh" if words.chinese() else "en")
    return sent(f"{kind.name}-template", XLSX, made.content)
