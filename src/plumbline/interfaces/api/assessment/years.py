"""The assessment year, read: the years of the caller, what waits, where one stands, what happened, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BeforeValidator, Field

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.api.assessment import year_documents as documents
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.api.records.kind_documents import MOST_ROWS, USUAL_ROWS, digits
from plumbline.procedures.assessment.year import reading, year_status
from plumbline.procedures.assessment.year.loading import OVERVIEW, Read, Year
from plumbline.text import Text

group = Group(Text("Assessment years", "年度考核"))
Page = Annotated[int, BeforeValidator(digits), Field(ge=1, le=MOST_ROWS)]
AfterParam = Annotated[str, Query(max_length=18, pattern="^[0-9]*$",
                                  description="The token 'next' of the page before.")]
RegionParam = Annotated[str, Query(max_length=80, description="Only of this region.")]
ItemParam = Annotated[str, Query(max_length=40, description="Only of this item.")]


@group.operation("GET", "/today", "readToday", Text("What waits for the caller", "待办事项"), documents.Today)
def today(request: HttpRequest) -> HttpResponse:
    """In any year, in the order of the flow."""
    user = caller_of(request).user
    found = reading.today(homes.current(), user, on=_today()) if user is not None else []
    return give({"today": [each | {"due": _day(each["due"])} for each in found]})


@group.operation("GET", "/years", "listYears", Text("The years of the caller", "本人参与的年度考核"), documents.Years)
def index(request: HttpRequest) -> HttpResponse:
    """Those in which the caller has a part."""
    user = caller_of(request).user
    found = reading.all_open_to(homes.current(), user) if user is not None else []
    return give({"years": [{
        "number": each.round.number, "scheme": each.scheme.id, "year": each.round.year, "top": each.round.top,
        "phase": each.board.phase, "parts": sorted(each.board.parts(user.pk)),
        "waiting": sum(one.count for one in reading.waits(each, user, on=_today())),
    } for each in found]})


@group.operation("GET", "/years/{number}", "readYear", Text("Where a year stands", "一个年度考核的进展"),
                 documents.Board, also=(404,), about="The document of plumb year board --json.")
def board(request: HttpRequest, number: str) -> HttpResponse:
    """Its phase, its stages with their days, and how far each region is."""
    user = caller_of(request).user
    return give(board_of(known(user, number), user))


@group.operation("GET", "/years/{number}/events", "listYearEvents", Text("What happened in a year", "年度考核的经过"),
                 documents.YearEvents, also=(404,), about="The document of plumb year show --json, in pages.")
def events(request: HttpRequest, number: str, region: RegionParam = "", item: ItemParam = "", after: AfterParam = "",
           limit: Page = USUAL_ROWS) -> HttpResponse:
    """As far as it is open to the caller, the oldest first."""
    user = caller_of(request).user
    found, more = reading.page_of(homes.current(), known(user, number), user, region=region, item=item,
                                  after=int(after or 0), most=limit)
    return give({"events": [event_of(each) for each in found], "next": str(found[-1]["number"]) if more else None})


@group.operation("GET", "/years/{number}/parts", "listYearParts", Text("Who acts in a year", "年度考核的人员与职责"),
                 documents.YearParts, also=(404,))
def parts(request: HttpRequest, number: str) -> HttpResponse:
    """Everybody's parts, or one's own."""
    user = caller_of(request).user
    return give({"parts": [{
        "person": each.person, "part": each.part, "regions": sorted({region for region, _item in each.over if region}),
        "items": sorted({item for _region, item in each.over if item}), "conflicts": list(each.conflicts),
    } for each in year_status.parts(known(user, number), user)]})


@group.operation("GET", "/years/{number}/result", "readYearResult", Text("The versions of a result", "各版考核结果"),
                 documents.Result, also=(404,), about="Items are in /assessments, once they are published.")
def result(request: HttpRequest, number: str) -> HttpResponse:
    """Those that were published; for who leads or approves, also the one that waits for approval."""
    user = caller_of(request).user
    known(user, number)
    return give({"versions": [{
        "number": each.number, "at": each.at.isoformat(), "root": each.root, "cut": each.head["cut"],
        "published": each.published,
        "regions": [{"code": one["code"], "score": one["score"], "grade": one["grade"] or None, "rank": one["rank"]}
                    for one in each.rows],
    } for each in year_status.versions(homes.current(), number, user)]})


def known(user: Any, number: str, read: Read = OVERVIEW) -> Year:
    """The year, as far as it is ``read``. :raises Problem: 404 where there is none, or none that the caller may know
    of."""
    try:
        return reading.open_to(homes.current(), number, user, read)
    except RecordError:
        raise absent("year.unknown", Text("there is no such year, or it is not open to you",
                                              "没有该年度考核，或未对您开放"),
                      Text("Choose one from /api/v1/years", "请从/api/v1/years中选择")) from None


def board_of(year: Year, user: Any) -> dict[str, Any]:
    """Where a year stands, as JSON."""
    found = reading.board_of(year, user, on=_today())
    stages = [each | {"opens": _day(each["opens"]), "due": _day(each["due"])} for each in found["flow"]["stages"]]
    orders = [each | {"ordered": _day(each["ordered"]), "due": _day(each["due"])} for each in found["orders"]]
    return found | {"flow": {"id": found["flow"]["id"], "stages": stages}, "orders": orders}


def event_of(event: dict[str, Any]) -> dict[str, Any]:
    """One event as JSON."""
    return event | {"at": event["at"].isoformat()}


def _today() -> date:
    return timezone.localdate()


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
