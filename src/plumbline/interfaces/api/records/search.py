"""Searching everything that a caller may know of."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.core.documents import Words
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.shared import searches
from plumbline.interfaces.shared.places import today_tree
from plumbline.procedures.search import following, hits, searching
from plumbline.text import Text

group = Group(Text("Search", "检索"))
MOST_TEXT, MOST = 2_000, 100
Asked = Annotated[str, Query(max_length=MOST_TEXT, description=(
    "What is looked for: words, numbers or codes, of which all must stand in a thing; between quotation marks a "
    "phrase. The first 200 characters count."))]
In = Annotated[str, Query(alias="in", max_length=80, description=(
    "One sort of thing alone, page by page: a kind of record, case:PROCEDURE, figures, rules and so on."))]
After = Annotated[int, Query(ge=0, lt=10**18, description="With in: what next of the page before says.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="With in: hits of a page.")]


class FoundIn(BaseModel):
    """A field in which words of the question stand, and what it says."""

    field: Words
    says: Words


class Hit(BaseModel):
    """One thing that was found. ``sort`` and ``names`` say what it is: for a record its kind and its key, for a case
    its procedure and its number. ``address`` is its page."""

    sort: str
    names: list[str]
    title: Words
    key: str
    region: str
    day: str | None
    state: Words | None
    found: list[FoundIn]
    address: str


class HitGroup(BaseModel):
    """Hits of one sort. ``more``: there are more than ``count``. ``next``, given as ``after``, gives the next page."""

    name: str
    title: Words
    count: int
    more: bool
    next: str | None
    hits: list[Hit]


class Found(BaseModel):
    """What was found. ``near``: nothing holds all that was asked, and these hold most of it. ``behind``: so many
    changes of the store are not searched yet; ``index``: whether there is an index of records and cases at all."""

    asked: str
    cut: bool
    near: bool
    behind: int
    index: bool
    groups: list[HitGroup]


@group.operation("GET", "/search", "search", Text("Search", "检索"), Found, also=(404,))
def search(request: HttpRequest, q: Asked = "", of: In = "", after: After = 0, limit: Limit = searching.PAGE,
           ) -> HttpResponse:
    """Records, cases, rules and figures that the caller may read and that hold all words of the question, grouped by
    what they are: the best of each, or with ``in`` all of one sort."""
    home, user, at = homes.current(), caller_of(request).user, timezone.now()
    following.keep_up(home, at=at)
    on = timezone.localdate(at)
    try:
        answer = (searching.page(home, user, q, of, on=on, after=after, most=limit) if of
                  else searching.search(home, user, q, on=on))
    except RecordError as error:
        raise absent(error.code, error.what, error.next_step) from error
    return give(_document(request, answer))


def _document(request: HttpRequest, answer: hits.Answer) -> dict[str, Any]:
    found, tree = answer.as_dict(), today_tree(request)
    for said, of in zip(found["groups"], answer.groups, strict=True):
        for each, hit in zip(said["hits"], of.hits, strict=True):
            each["address"] = searches.address(hit, tree)
    return found
