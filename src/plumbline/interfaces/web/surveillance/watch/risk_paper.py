"""The report of a risk assessment as PDF."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from plumbline.errors import RecordError
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_view import room_of
from plumbline.procedures.surveillance.cases.product_risk import NAME
from plumbline.procedures.surveillance.risks import papers


@login_required
def page(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The report, as far as the case is open to whoever asks."""
    room = room_of(request, NAME, number)
    try:
        made = papers.paper(room.case, room.user, language)
    except RecordError as error:
        raise Missing(error.code, error.what, next_step=error.next_step) from error
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{made.name}.pdf"'
    return response
