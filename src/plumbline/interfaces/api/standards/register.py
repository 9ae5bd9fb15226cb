"""The register of standards for programs: one standard, searching, committees, announcements, parts, adoption, health;
each answer is the document of a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query

from plumbline import home as homes
from plumbline.errors import Code, FigureError, PlumblineError, RecordError, RulebookError
from plumbline.interfaces.api.core.caller import TOKEN_NEEDED
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import Problem, unauthorized, unfit
from plumbline.interfaces.api.standards import register_documents as documents
from plumbline.interfaces.shared import reading
from plumbline.procedures.search import committee_register, following, standards_register
from plumbline.procedures.standards import (
    adopting,
    adoption_candidates,
    announcing,
    committee_showing,
    health,
    missing,
    parts,
    showing,
)
from plumbline.records.query.conditions import DAY
from plumbline.text import Text

group = Group(Text("The register of standards", "标准库"))
LOOK = Text("Look for it: /api/v1/standards/search?q=", "请查找：/api/v1/standards/search?q=")
On = Annotated[str, Query(max_length=10, pattern=f"^({DAY.pattern})?$",
                          description="As of this day; today unless given.")]
Name = Annotated[str, Query(min_length=1, max_length=200, description="A designation; without a year the newest "
                            "edition in force on the day.")]
Asked = Annotated[str, Query(max_length=2_000, description="A number, words of a title, or both.")]
Facet = Annotated[list[str], Query(max_length=50, description="Any of these; may be given again.")]
Level = Annotated[str, Query(max_length=40, description="Of this level, such as national.")]
Catalogue = Annotated[str, Query(max_length=40, description="Taken from this catalogue.")]
Type = Annotated[str, Query(max_length=40, description="Relations of this type.")]
Limit = Annotated[int, Query(ge=1, le=500, description="So many at most.")]
After = Annotated[int, Query(ge=0, lt=10**18, description="What next of the answer before says.")]
Text160 = Annotated[str, Query(max_length=160)]


@group.operation("GET", "/standards/show", "readStandard", Text("One standard as of a day", "某日的一项标准"),
                 documents.Standard, also=(404,))
def show(request: HttpRequest, designation: Name, on: On = "") -> HttpResponse:
    """Its state, its line of editions, what it has to do with others, who drafted it, and what names it."""
    return _given(lambda: showing.show(homes.current(), designation, _day(on)).as_dict(), RecordError)


@group.operation("GET", "/standards/search", "searchStandards", Text("Search the register", "检索标准库"),
                 documents.RegisterFound)
def search(request: HttpRequest, q: Asked = "", status: Facet = [], level: Facet = [],  # noqa: B006 - never changed
           issuer: Facet = [], committee: Facet = [], doctype: Facet = [], sector: Facet = [],  # noqa: B006
           catalogue: Facet = [], limit: Limit = 20) -> HttpResponse:  # noqa: B006
    """The number that was meant first, what is in force before what no longer is; narrowed by facets."""
    home, user, at = homes.current(), caller_of(request).user, timezone.now()
    following.keep_up(home, at=at)
    chosen = {"status": status, "level": level, "issuer": issuer, "committee": committee, "doctype": doctype,
              "sector": sector, "catalogue": catalogue}
    found = standards_register.search(home, user, q, on=timezone.localdate(at), limit=limit,
                                      facets={name: values for name, values in chosen.items() if values})
    return give(found.as_dict())


@group.operation("GET", "/standards/missing", "listMissingStandards",
                 Text("What is referred to and not held", "被引用而未入库的标准"), documents.RegisterMissing)
def not_held(request: HttpRequest, type: Type = "", limit: Limit = 100) -> HttpResponse:
    """Those referred to most first. It counts all relations, and is for who has a role or a token."""
    _must_be_known(request)
    return give(missing.missing(kind=type, limit=limit))


@group.operation("GET", "/standards/health/{list}", "readStandardsHealth",
                 Text("The health of the system of standards", "标准体系状况"), documents.Health, also=(404,))
def healthy(request: HttpRequest, list: str, level: Level = "", catalogue: Catalogue = "", on: On = "",
            limit: Limit = 100) -> HttpResponse:
    """What is chaotic, low or soft, the heaviest first. It reads the whole register, and is for who has a token."""
    _must_be_known(request)
    return _given(lambda: health.health(homes.current(), list, _day(on), level=level,
                                        catalogue=catalogue, limit=limit), RecordError)


@group.operation("GET", "/standards/adoption/rate", "readAdoptionRate",
                 Text("How many of a basket adopt international standards", "一篮子标准的采标率"), documents.Rate,
                 also=(404,))
def rate(request: HttpRequest, basket: Text160, on: On = "") -> HttpResponse:
    """Of a basket of the rulebook, on a day, with the list of those that count and those that do not."""
    return _given(lambda: adopting.rate_named(homes.current(), basket, _day(on)), RulebookError)


@group.operation("GET", "/standards/adoption/candidates", "listAdoptionCandidates",
                 Text("What may adopt one and nobody says so", "可能采标而未载明的标准"), documents.Candidates)
def candidates(request: HttpRequest, catalogue: Catalogue = "", level: Level = "", on: On = "",
               limit: Limit = 100) -> HttpResponse:
    """None of them counts before a person confirms it. It reads the whole register, and is for who has a token."""
    _must_be_known(request)
    return give(adoption_candidates.candidates(homes.current(), _day(on), catalogue=catalogue,
                                               level=level, limit=limit))


@group.operation("GET", "/standards/committees", "listCommittees", Text("Technical committees", "标准化技术委员会"),
                 documents.Committees)
def committees(request: HttpRequest, q: Text160 = "", after: Text160 = "", limit: Limit = 100) -> HttpResponse:
    """By code; those whose code or name holds what is asked."""
    return give(committee_showing.committees(q, after=after, limit=limit))


@group.operation("GET", "/standards/committee", "readCommittee", Text("One committee", "一个标准化技术委员会"),
                 documents.Committee, also=(404,))
def committee(request: HttpRequest, code: Name, on: On = "", limit: Limit = 500) -> HttpResponse:
    """What it belongs to, who keeps its secretariat, the standards that it keeps, work under way, who takes part."""
    return _given(lambda: committee_register.committee(homes.current(), code, _day(on), limit=limit),
                  RecordError)


@group.operation("GET", "/standards/feed", "listAnnouncements", Text("What was announced of standards", "标准动态"),
                 documents.Announcements, also=(404,))
def feed(request: HttpRequest, document: Text160 = "", committee: Text160 = "", ics: Text160 = "",
         level: Text160 = "", issuer: Text160 = "", what: Text160 = "", after: After = 0,
         limit: Limit = 50) -> HttpResponse:
    """The newest first: published, amended, confirmed, replaced, withdrawn. Nothing is ever taken away from it."""
    given = {"document": document, "committee": committee, "ics": ics, "level": level, "issuer": issuer, "what": what}
    narrowed = {name: value for name, value in given.items() if value}
    return _given(lambda: announcing.page(narrowed, before=after, limit=limit).as_dict(narrowed), RecordError)


@group.operation("GET", "/standards/parts", "readParts", Text("The part of a region or an organisation in standards",
                                                             "地区或单位参与标准制修订的情况"),
                 documents.RegisterParts, also=(404,))
def part(request: HttpRequest, region: Text160 = "", organisation: Text160 = "", year: Annotated[
        str, Query(pattern="^([0-9]{4})?$", description="The newest with a part unless given.")] = "") -> HttpResponse:
    """By level, role, rank and year, and of a region against its economic weight, as the latest cut has it."""
    cut, user = reading.latest_cut(), caller_of(request).user

    def counted() -> dict[str, Any]:
        found = parts.parts(cut, homes.current(), region=region, organisation=organisation, year=year,
                            user=user) if cut is not None else None
        if found is None:
            raise RecordError("standard.no_parts", Text("no part in standards is frozen in a cut yet",
                                                        "快照中还没有参与标准制修订的记录"),
                              next_step=Text("Take such records in, and freeze a cut", "请导入相关记录并生成快照"))
        return found.as_dict()

    return _given(counted, RecordError, FigureError)


def _day(on: str) -> date:
    """:raises Problem: for what is no day of the calendar."""
    try:
        return date.fromisoformat(on) if on else timezone.localdate()
    except ValueError as error:
        raise unfit(Fault("query", "on", Code("request.not_day"), Text(f"'{on}' is no day", f"“{on}”不是日期"),
                          Text("Write it as 2026-01-31", "请写作2026-01-31"))) from error


def _given(ask: Callable[[], dict[str, Any]], *absent: type[PlumblineError]) -> HttpResponse:
    """The document that ``ask`` gives; what is not there is 404."""
    try:
        return give(ask())
    except absent as error:
        raise Problem.of(404, error, next_step=error.next_step or LOOK) from error


def _must_be_known(request: HttpRequest) -> None:
    """:raises Problem: for the public: what reads the whole register is for people who can be asked about it."""
    if caller_of(request).user is None:
        raise unauthorized(TOKEN_NEEDED, Text("this reads the whole register, and needs a token",
                                                        "此操作将读取整个标准库，须使用令牌"),
                           Text("Ask for a token: plumb token add NAME", "请申请令牌：plumb token add NAME"))
