"""What was announced of standards: a page, an Atom feed and a JSON Feed, narrowed alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import atom, whole_numbers
from plumbline.interfaces.web.standards.register_pages import address_of
from plumbline.interfaces.web.standards.watch_pages import watching_of
from plumbline.methods.standards import announcing as announced
from plumbline.procedures.standards import announcing
from plumbline.procedures.standards.announcing import NARROWING, Page
from plumbline.records.core import kinds
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ROWS, MOST = 30, 100
ID = "standards"
JSON, JSON_FEED = "application/feed+json; charset=utf-8", "https://jsonfeed.org/version/1.1"
WHAT = Text("What happened", "动态类别")
LONGEST = 160


def page(request: HttpRequest) -> HttpResponse:
    """What was announced, narrowed by ``?document=``, ``committee``, ``ics``, ``level``, ``issuer`` and ``what``."""
    narrowed, refused = _narrowed(request), ""
    try:
        found = announcing.page(narrowed, before=whole_numbers.key(request.GET.get("after", "")), limit=ROWS)
    except RecordError as error:
        refused = words.sentences(error.what, error.next_step)
        found = Page((), (), 0, False)
    query = urlencode(narrowed)
    return render(request, "plumbline/standards/feed.html", {
        "lines": [_line(each) for each in found.documents], "narrowed": narrowed, "refused": refused,
        "behind": found.behind, "fields": [_field(name, narrowed.get(name, "")) for name in NARROWING],
        "older": f"?{urlencode({**narrowed, 'after': found.next})}" if found.next else "",
        "atom": _address("standards-feed-atom", query), "json": _address("standards-feed-json", query),
        "watching": _watching(request, narrowed)})


def as_atom(request: HttpRequest) -> HttpResponse:
    """The same as Atom (RFC 4287); it goes on at the address that it names ``next`` (RFC 5005)."""
    narrowed = _narrowed(request)
    try:
        found = announcing.page(narrowed, before=whole_numbers.key(request.GET.get("after", "")), limit=MOST)
    except RecordError as error:
        return _refused(error)
    items = (atom.Item(each["id"], _title(each), _page(each), _text(each), datetime.fromisoformat(each["told_at"]),
                       categories=(each["what"],)) for each in found.documents)
    return atom.answer(request, title=_heading(narrowed), items=items, id=ID, following=_following(request, narrowed,
                                                                                                    found),
                       page=_address("standards-feed-page", urlencode(narrowed)))


def as_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON Feed 1.1."""
    narrowed, here = _narrowed(request), request.build_absolute_uri
    try:
        found = announcing.page(narrowed, before=whole_numbers.key(request.GET.get("after", "")), limit=MOST)
    except RecordError as error:
        return _refused(error)
    document: dict[str, Any] = {
        "version": JSON_FEED, "title": _heading(narrowed), "language": get_language(),
        "home_page_url": here(_address("standards-feed-page", urlencode(narrowed))),
        "feed_url": here(request.get_full_path()),
        "items": [{"id": atom.tag(request, f"{ID}/{each['id']}"), "url": here(_page(each)), "title": _title(each),
                   "content_text": _text(each), "date_published": each["told_at"], "tags": [each["what"]]}
                  for each in found.documents]}
    if following := _following(request, narrowed, found):
        document["next_url"] = following
    return HttpResponse(msgspec.json.encode(document), content_type=JSON)


def _narrowed(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in NARROWING}
    return {name: value for name, value in asked.items() if value}


def _field(name: str, value: str) -> dict[str, Any]:
    spec = kinds.get("standard").by_name.get(name)
    choices = ([(each, words.say(announcing.title(each))) for each in announced.KINDS] if spec is None else
               [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(spec.vocabulary).items()]
               if spec.vocabulary else [])
    return {"name": name, "title": words.say(spec.title if spec else WHAT), "value": value, "choices": choices}


def _line(each: dict[str, Any]) -> dict[str, Any]:
    return each | {
        "said": words.say(announcing.title(each["what"])), "title": _name(each), "address": _page(each),
        "over": each["what"] in announcing.OVER, "by": [(code, address_of(code)) for code in each["replaced_by"]],
        "day": date.fromisoformat(each["day"]) if each["day"] else None,
        "told_at": datetime.fromisoformat(each["told_at"])}


def _name(each: dict[str, Any]) -> str:
    titles = each["titles"]
    return titles.get("zh" if words.chinese() else "en") or next(iter(titles.values()), "")


def _title(each: dict[str, Any]) -> str:
    colon = "：" if words.chinese() else ": "
    return f"{words.say(announcing.title(each['what']))}{colon}{each['designation']} {_name(each)}".strip()


def _text(each: dict[str, Any]) -> str:
    lines = [_("on %(day)s") % {"day": words.day(date.fromisoformat(each["day"]))} if each["day"]
             else _("no source tells the day")]
    if each["replaced_by"]:
        lines.append(_("replaced by %(others)s") % {"others": ", ".join(each["replaced_by"])})
    return "\n".join([*lines, *([each["issuer"]] if each["issuer"] else [])])


def _page(each: dict[str, Any]) -> str:
    """Its page; of what is held no longer, the page of what was announced."""
    if each["document"] is not None or each["titles"] or each["level"]:
        return address_of(each["code"])
    return reverse("standards-feed-page")


def _heading(narrowed: Mapping[str, str]) -> str:
    title = _("What was announced of standards")
    return f"{title} ({', '.join(narrowed.values())})" if narrowed else title


def _address(name: str, query: str) -> str:
    return reverse(name) + (f"?{query}" if query else "")


def _following(request: HttpRequest, narrowed: Mapping[str, str], found: Page) -> str:
    if not found.next:
        return ""
    return request.build_absolute_uri(f"{request.path}?{urlencode({**narrowed, 'after': found.next})}")


def _watching(request: HttpRequest, narrowed: Mapping[str, str]) -> dict[str, Any] | None:
    """What of that can be watched: the one thing that it is narrowed by."""
    if len(narrowed) != 1 or not set(narrowed) <= {announcing.DOCUMENT, announcing.COMMITTEE, announcing.ICS}:
        return None
    [(sort, name)] = narrowed.items()
    return watching_of(Viewer.of(request).user, sort, name)


def _refused(error: RecordError) -> HttpResponse:
    return HttpResponse(msgspec.json.encode({"error": error.as_dict()}), status=400,
                        content_type="application/json; charset=utf-8")
