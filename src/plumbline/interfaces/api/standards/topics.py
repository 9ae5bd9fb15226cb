"""Topics across borders for programs; each answer is the document of a command."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BeforeValidator

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.api.core.declare import Group, give
from plumbline.interfaces.api.core.problems import Problem
from plumbline.interfaces.api.standards import topic_documents as documents
from plumbline.procedures.standards.topics import matrix, side_by_side
from plumbline.procedures.standards.topics.access import access as found_of
from plumbline.text import Text

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_COUNTRY = ("topic.no_country", "topic.one_country")
group = Group(Text("Topics across borders", "跨境标准专题"))


def _written(given: Any) -> Any:
    """:raises ValueError: for a day that is not written as one: a number would be read as seconds since 1970."""
    if isinstance(given, str) and not DAY.fullmatch(given):
        raise ValueError("write a day as 2026-01-31")
    return given


Day = Annotated[date, BeforeValidator(_written)]
On = Annotated[Day | None, Query(description="As of this day; today unless given.")]
Countries = Annotated[str, Query(max_length=600, description="Countries by ISO 3166, such as CN,BR,RU; those of the "
                                 "topic unless given.")]
Base = Annotated[str, Query(max_length=80, description="The country that the others are held against.")]
Name = Annotated[str, Query(min_length=1, max_length=80, description="A code.")]
From = Annotated[str, Query(alias="from", min_length=1, max_length=80, description="The country it comes from.")]
To = Annotated[str, Query(min_length=1, max_length=80, description="The country in which it is to be sold.")]


@group.operation("GET", "/topics", "listTopics", Text("The topics of a day", "某日的专题"), documents.Topics)
def topics(request: HttpRequest, on: On = None) -> HttpResponse:
    """Each with how much is held of it, and how many of its documents nobody has read."""
    day = on or timezone.localdate()
    return give({"on": str(day), "topics": matrix.listed(day)})


@group.operation("GET", "/topics/show", "readTopic", Text("What countries require, by parameter", "按参数比对各国要求"),
                 documents.Matrix, also=(404, 422))
def show(request: HttpRequest, topic: Name, countries: Countries = "", base: Base = "", on: On = None) -> HttpResponse:
    """Rows by parameter, cells by country: value, document, edition, clause, how it stands to the base by the rule and
    as two people confirmed it, and what is missing."""
    return _given(lambda: matrix.show(topic, on or timezone.localdate(), countries, base))


@group.operation("GET", "/topics/documents", "readTopicDocuments",
                 Text("The documents of countries side by side", "各国文件并列"), documents.Documents, also=(404, 422))
def beside(request: HttpRequest, topic: Name, countries: Countries = "", on: On = None) -> HttpResponse:
    """What each adopts, in which degree and edition, and whether it was read."""
    return _given(lambda: side_by_side.documents(homes.current(), topic, on or timezone.localdate(), countries))


@group.operation("GET", "/topics/access", "readMarketAccess", Text("What goods must meet on a market", "市场准入要求"),
                 documents.Access, also=(404, 422))
def access(request: HttpRequest, product: Name, start: From, to: To, on: On = None) -> HttpResponse:
    """Regulations, standards, certificates, marks, bodies whose results count, steps and days, and open questions."""
    return _given(lambda: found_of(product, start, to, on or timezone.localdate()))


def _given(ask: Callable[[], dict[str, Any]]) -> HttpResponse:
    try:
        return give(ask())
    except RecordError as error:
        raise Problem.of(422 if error.code in NO_COUNTRY else 404, error) from error
