"""Reading a kept assessment as one person may see it.

Scores, points and grades are public: they are what an assessment is for. What an officer determined is internal, and so
are the words that repeat it, unless the year went through its procedure: what two people approved for publication is
public, item by item. A figure made of internal fields is for officers of its region.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from plumbline.errors import FigureError, RulebookError
from plumbline.figures.catalogue import indicator
from plumbline.home import Home
from plumbline.procedures.reading import open_figure
from plumbline.records import kinds
from plumbline.records.assessment import Assessment
from plumbline.records.visibility import visible
from plumbline.rulebook.indicator import PUBLIC

CLOSED = ("figure", "before", "determination", "explanation")
DETERMINATION = "determination"


def kept(*, scheme: str = "", before: int | None = None) -> QuerySet[Assessment]:
    """The kept assessments, newest first, without their documents: of one ``scheme``, and kept ``before`` another."""
    rows = Assessment.objects.defer("document").order_by("-pk")
    if scheme:
        rows = rows.filter(scheme=scheme)
    return rows if before is None else rows.filter(pk__lt=before)


def read_assessment(home: Home, scheme: str, year: str, *, cut: str = "", user: Any = None) -> dict[str, Any] | None:
    """The document of the latest assessment of ``year`` (from ``cut``, where one is named) as ``user`` (None: the
    public) may see it; None where there is none."""
    rows = Assessment.objects.filter(scheme=scheme, year=year, **({"cut": cut} if cut else {}))
    found = rows.order_by("-made_at", "-pk").first()
    if found is None:
        return None
    document: dict[str, Any] = found.document
    for region in document["regions"]:
        region["items"] = [item if _is_open(home, item, region["code"], user, approved=bool(document.get("procedure")))
                           else item | dict.fromkeys(CLOSED) for item in region["items"]]
    return document


def _is_open(home: Home, item: dict[str, Any], region: str, user: Any, *, approved: bool) -> bool:
    if item["figure"] is None:
        return approved or bool(visible(user, kinds.get(DETERMINATION), region))
    if item["figure"]["exposure"] == PUBLIC:
        return True
    try:
        return open_figure(user, indicator(item["figure"]["indicator"], home), region)
    except (FigureError, RulebookError):  # a definition that is gone: nobody can say what it was made of
        return False
