"""Feeds of what is published of a procedure: Atom and JSON Feed."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_view import procedure_of, shown
from plumbline.interfaces.web.core.atom import Item, answer
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.telling import feeds

JSON = "application/feed+json; charset=utf-8"
JSON_FEED = "https://jsonfeed.org/version/1.1"


def atom(request: HttpRequest, name: str) -> HttpResponse:
    """What is published, as Atom (RFC 4287)."""
    procedure = _open(name)
    items = (Item(each.number, _title(procedure, each), _address(request, procedure, each), _told(request, each),
                  each.changed, each.since) for each in feeds.published(procedure))
    return answer(request, title=words.say(procedure.plural), page=reverse("case-list", args=(name,)), id=name,
                  items=items)


def json(request: HttpRequest, name: str) -> HttpResponse:
    """The same as JSON Feed 1.1."""
    procedure, here = _open(name), request.build_absolute_uri
    document: dict[str, Any] = {
        "version": JSON_FEED, "title": words.say(procedure.plural), "language": get_language(),
        "home_page_url": here(reverse("case-list", args=(name,))), "feed_url": here(request.path),
        "items": [{"id": _address(request, procedure, each), "url": _address(request, procedure, each),
                   "title": _title(procedure, each), "content_text": _told(request, each),
                   "date_published": each.since.isoformat(), "date_modified": each.changed.isoformat()}
                  for each in feeds.published(procedure)]}
    return HttpResponse(msgspec.json.encode(document), content_type=JSON)


def _open(name: str) -> Procedure:
    procedure = procedure_of(name)
    if not procedure.public:
        raise Missing.of(NO_ADDRESS)
    return procedure


def _title(procedure: Procedure, each: feeds.Published) -> str:
    return f"{words.say(procedure.title)} {each.number}: {each.title}" if each.title else each.number


def _address(request: HttpRequest, procedure: Procedure, each: feeds.Published) -> str:
    return request.build_absolute_uri(reverse("case", args=(procedure.name, each.number)))


def _told(request: HttpRequest, each: feeds.Published) -> str:
    tree = today_tree(request)
    lines = [f"{words.say(spec.title)}: {shown(spec, text, tree)}" for spec, text in each.values]
    return "\n".join([words.say(each.state), *lines])
