"""Kept assessments: who got which grade, and why."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Query
from pydantic import BeforeValidator, Field

from plumbline import home as homes
from plumbline.interfaces.api.assessment import result_documents
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, caller_of, give, stream
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.api.records.kind_documents import MOST_ROWS, USUAL_ROWS, digits
from plumbline.methods.shared.json_texts import COMPACT
from plumbline.procedures.assessment.results import reading
from plumbline.procedures.assessment.scoring.reading import kept, latest, read_region, write_assessment
from plumbline.records.assessment.determinations import Assessment
from plumbline.text import Text

group = Group(Text("Assessments", "考核"))
Page = Annotated[int, BeforeValidator(digits), Field(ge=1, le=MOST_ROWS)]
AfterParam = Annotated[str, Query(max_length=18, pattern="^[0-9]*$",
                                  description="The token 'next' of the page before.")]
SchemeParam = Annotated[str, Query(max_length=80, description="Only those of this scheme.")]
CutParam = Annotated[str, Query(max_length=120, description="The one computed from this cut; the latest unless given.")]


@group.operation("GET", "/assessments", "listAssessments", Text("Every kept assessment", "全部考核结果"),
                 documents.Assessments)
def index(request: HttpRequest, scheme: SchemeParam = "", after: AfterParam = "",
          limit: Page = USUAL_ROWS) -> HttpResponse:
    """Newest first."""
    rows = list(kept(scheme=scheme, before=int(after) if after else None)[:limit + 1])
    lines = [{"scheme": row.scheme, "year": row.year, "cut": row.cut, "made_at": row.made_at,
              "scheme_sha256": row.scheme_sha256} for row in rows]
    return give({"assessments": lines[:limit], "next": str(rows[limit - 1].pk) if len(lines) > limit else None})


@group.operation("GET", "/assessments/{scheme}/{year}", "readAssessment", Text("One assessment", "一次考核结果"),
                 documents.Assessment, also=(404,),
                 about="The document of plumb assess --json. What an officer determined, and figures made of internal "
                 "fields, are given to officers of the region only.")
def one(request: HttpRequest, scheme: str, year: str, cut: CutParam = "") -> HttpResponseBase:
    """One assessment."""
    found = _known(scheme, year, cut)
    return stream(write_assessment(homes.current(), found, COMPACT, user=caller_of(request).user))


@group.operation("GET", "/assessments/{scheme}/{year}/regions", "listAssessedRegions",
                 Text("The regions of an assessment", "一次考核的地区名次"), result_documents.Ranking, also=(404,),
                 about="Best first, those without a rank last. After publication by a procedure it is the newest "
                 "version.")
def ranking(request: HttpRequest, scheme: str, year: str, cut: CutParam = "", after: AfterParam = "",
            limit: Page = USUAL_ROWS) -> HttpResponse:
    """Scores, grades and ranks, without the items."""
    first = int(after) if after else 0
    rows = reading.lines(_known(scheme, year, cut).pk)
    return give({"regions": [_line(each) for each in rows[first:first + limit]], "count": len(rows),
                 "next": str(first + limit) if first + limit < len(rows) else None})


@group.operation("GET", "/assessments/{scheme}/{year}/regions/{region}", "readAssessedRegion",
                 Text("One region of an assessment", "一次考核中的一个地区"), documents.Graded, also=(404,),
                 about="The region's part of the document of plumb assess --json, closed as the whole is.")
def region(request: HttpRequest, scheme: str, year: str, region: str, cut: CutParam = "") -> HttpResponse:
    """Each item with its points, rule and reason."""
    found = read_region(homes.current(), _known(scheme, year, cut).pk, region, user=caller_of(request).user)
    if found is None:
        place = f"/api/v1/assessments/{scheme[:80]}/{year[:20]}/regions"
        raise absent("request.not_assessed", Text(
            f"'{region[:80]}' was not assessed by '{scheme[:80]}' for {year[:20]}",
            f"“{region[:80]}”{year[:20]}年度未按“{scheme[:80]}”考核"),
            Text(f"Choose one from {place}", f"请从{place}中选择"))
    return give(found)


def _known(scheme: str, year: str, cut: str) -> Assessment:
    found = latest(scheme, year, cut=cut)
    if found is None:
        raise absent("request.no_assessment", Text(
            f"'{scheme[:80]}' was not assessed for {year[:20]}" + (f" from the cut {cut}" if cut else ""),
            f"没有按“{scheme[:80]}”考核{year[:20]}年度的结果" + (f"（快照{cut}）" if cut else "")),
            Text("Choose one from /api/v1/assessments", "请从/api/v1/assessments中选择"))
    return found


def _line(one: reading.RegionResult) -> dict[str, Any]:
    return {"code": one.code, "names": one.name.as_dict(), "score": None if one.score is None else float(one.score),
            "grade": one.grade or None, "rank": one.rank, "veto": one.veto or None,
            "withheld": one.withheld.as_dict() if one.withheld.en else None}
