"""Reading a kept assessment as one person may see it.

Scores, points and grades are public: they are what an assessment is for. What an officer determined is internal, and so
are the words that repeat it, unless the year went through its procedure: what two people approved for publication is
public, item by item. A figure made of internal fields is for officers of its region.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, AnyStr

from django.db.models import Exists, OuterRef, QuerySet

from plumbline.errors import FigureError, RulebookError
from plumbline.figures.indicators.catalogue import indicator
from plumbline.home import Home
from plumbline.methods.assessment.year.board import PUBLISH
from plumbline.methods.shared.json_texts import Form
from plumbline.procedures.figures.reading import open_figure
from plumbline.records.assessment import results
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.assessment.packing import REGIONS
from plumbline.records.assessment.rounds import RoundEvent, in_force
from plumbline.records.core import kinds
from plumbline.records.core.visibility import visible
from plumbline.rulebook.indicators.indicator import PUBLIC

CLOSED = ("figure", "before", "determination", "explanation")
DETERMINATION = "determination"


def published() -> QuerySet[Assessment]:
    """The assessments that everyone reads, without their heads: of a year with a procedure only what it published, even
    if the year was assessed by command before."""
    governed = in_force().filter(scheme=OuterRef("scheme"), year=OuterRef("year"))
    came = RoundEvent.objects.filter(round__scheme=OuterRef("scheme"), round__year=OuterRef("year"), act=PUBLISH,
                                     answer=OuterRef("entry__root"))
    return Assessment.objects.filter(~Exists(governed) | Exists(came)).defer("head", "totals")


def kept(*, scheme: str = "", before: int | None = None) -> QuerySet[Assessment]:
    """The published assessments, newest first: of one ``scheme``, and kept ``before`` another."""
    rows = published().order_by("-pk")
    if scheme:
        rows = rows.filter(scheme=scheme)
    return rows if before is None else rows.filter(pk__lt=before)


def latest(scheme: str, year: str, *, cut: str = "") -> Assessment | None:
    """The published assessment of ``year`` that counts: the newest (from ``cut``, where one is named)."""
    rows = published().filter(scheme=scheme, year=year, **({"cut": cut} if cut else {}))
    return rows.order_by("-made_at", "-pk").first()


def read_assessment(home: Home, scheme: str, year: str, *, cut: str = "", user: Any = None) -> dict[str, Any] | None:
    """The document of the latest assessment of ``year`` (from ``cut``, where one is named) as ``user`` (None: the
    public) may see it; None where there is none."""
    found = latest(scheme, year, cut=cut)
    return None if found is None else {**found.head, REGIONS: list(regions_as_seen(home, found, user))}


def write_assessment(home: Home, found: Assessment, form: Form[AnyStr], *, user: Any = None) -> Iterator[AnyStr]:
    """The same document of an assessment, in pieces: no more than some regions are in memory at one time."""
    seen = regions_as_seen(home, found, user)
    return form.stream({**found.head, REGIONS: None}, REGIONS, (form.write(each, 2) for each in seen))


def regions_as_seen(home: Home, found: Assessment, user: Any) -> Iterator[dict[str, Any]]:
    """The regions of an assessment by rank, each as ``user`` (None: the public) may see it."""
    viewer = Openness(home, user, approved=bool(found.head.get("procedure")))
    return map(viewer.close, results.regions_of(found.pk))


def read_region(home: Home, assessment: int, code: str, *, user: Any = None) -> dict[str, Any] | None:
    """One region of the assessment with this number as ``user`` may see it; None if it was not assessed."""
    region = results.region_of(assessment, code)
    if region is None:
        return None
    procedure = Assessment.objects.filter(pk=assessment).values_list("head__procedure", flat=True).first()
    return Openness(home, user, approved=bool(procedure)).close(region)


class Openness:
    """What ``user`` may see of the items of a result, each question asked once. ``approved``: the result went through
    the procedure of its year."""

    def __init__(self, home: Home, user: Any, *, approved: bool) -> None:
        self.home, self.user, self.approved = home, user, approved
        self._known: dict[tuple[str, str], bool] = {}

    def close(self, region: dict[str, Any]) -> dict[str, Any]:
        """``region`` with what is not open to the user taken out of its items."""
        region["items"] = [item if self._is_open(item, region["code"]) else item | dict.fromkeys(CLOSED)
                           for item in region["items"]]
        return region

    def _is_open(self, item: dict[str, Any], region: str) -> bool:
        figure = item["figure"]
        if self.approved if figure is None else figure["exposure"] == PUBLIC:
            return True
        key = ("" if figure is None else figure["indicator"], region)
        if key not in self._known:
            self._known[key] = self._look(*key)
        return self._known[key]

    def _look(self, figure: str, region: str) -> bool:
        if not figure:
            return bool(visible(self.user, kinds.get(DETERMINATION), region))
        try:
            return open_figure(self.user, indicator(figure, self.home), region)
        except (FigureError, RulebookError):  # a definition that is gone: nobody can say what it was made of
            return False
