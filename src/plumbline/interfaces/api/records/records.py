"""Records: lists and single ones. The same operations for every declared kind."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Query

from plumbline.interfaces.api.core.declare import Group, caller_of, give, given_as
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.api.records import kind_documents, writing
from plumbline.interfaces.api.records.list_parameters import asked_of
from plumbline.interfaces.api.records.showing import etag, listed, record, versions_at
from plumbline.records.core import origins
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.visibility import rows_open_to
from plumbline.records.query.listing import Rows
from plumbline.text import Text

COUNT_UP_TO = 100_000


def groups() -> list[Group]:
    """The operations of every kind."""
    return [declare(kind) for kind in KINDS.values()]


def declare(kind: Kind) -> Group:
    """The operations of one kind."""
    group = Group(kind.plural)
    documents = kind_documents.documents(kind)

    def index(request: HttpRequest, asked: Any) -> HttpResponse:
        return give(page(kind, documents, caller_of(request).user, asked))

    def one(request: HttpRequest, key: str) -> HttpResponse:
        user = caller_of(request).user
        found = versions_at(kind, key, user)
        return give(record(kind, found, user), ETag=etag(found[0].row))

    writing.declare_erasing(kind, group)
    index.__annotations__["asked"] = given_as(documents.asking, Query)
    group.operation(
        "GET", f"/records/{kind.name}", f"list_{kind.name}",
        Text(f"List {kind.plural.en.lower()}", f"{kind.plural.zh}列表"), documents.page, also=(403, 404),
        about=f"{kind.meaning.en} Each record comes with the fields that are open to you; pages go on by the token "
        "'next'.",
    )(index)
    group.operation(
        "GET", f"/records/{kind.name}/{{path:key}}", f"read_{kind.name}",
        Text(f"Read one {kind.title.en.lower()}", f"一条{kind.title.zh}记录"), documents.record, also=(404,),
        about="Every version that is open to you, newest first, and what checks the leaf of the newest. The header "
        "ETag holds its version; send it as If-Match with a change.",
    )(one)
    writing.declare(kind, group, documents)
    return group


def page(kind: Kind, documents: kind_documents.Documents, user: Any, given: Any) -> dict[str, Any]:
    """One page of the list of ``kind``."""
    opened = rows_open_to(user, kind)
    if not kind.public and not opened:
        raise absent("request.no_kind", Text(f"there is no kind of record '{kind.name}', or it is not open to you",
                                              f"没有记录种类“{kind.name}”，或您无权查看"),
                      Text("List them: /api/v1/kinds", "全部类型列于/api/v1/kinds"))
    rows = Rows(kind, opened.regions, asked_of(kind, opened, documents, given), opened.organisations)
    found, following, _ = rows.page(given.limit)
    told = origins.here()
    answer: dict[str, Any] = {"records": [listed(kind, row, user, told) for row in found], "next": following or None}
    if given.count == "true":
        count = rows.count(COUNT_UP_TO)
        answer["count"], answer["count_is_all"] = count.rows, count.whole
    return answer
