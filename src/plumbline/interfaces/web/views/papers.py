"""Papers of an assessment year: reports as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.web.access import Eyes
from plumbline.interfaces.web.mistakes import Missing
from plumbline.procedures.papers import reports


def report(request: HttpRequest, scheme: str, year: str, language: str, region: str = "") -> HttpResponse:
    """The report of a published year, or of one region in it, as the reader may see it."""
    try:
        made = reports.report(homes.current(), scheme, year, region=region, language=language,
                              user=Eyes.of(request).user)
    except RecordError as error:
        raise Missing(_("There is no such report."),
                      _("Look for a year that is published, on the overview.")) from error
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{made.name}.pdf"'
    return response
