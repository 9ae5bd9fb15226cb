"""Atom feeds (RFC 4287) as every page that has one makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from plumbline.interfaces.shared import words
from plumbline.text import for_xml

MEDIA = "application/atom+xml; charset=utf-8"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. ``id`` names it below the feed's own address; ``published`` is None where that is not told."""

    id: str
    title: str
    link: str
    text: str
    changed: datetime
    published: datetime | None = None
    categories: tuple[str, ...] = ()


class _Feed(Atom1Feed):
    """A feed that says when it last changed also where it is empty, and where it goes on (RFC 5005)."""

    def latest_post_date(self) -> datetime:
        newest: datetime = max((each["updateddate"] for each in self.items), default=self.feed["since"])
        return newest

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["following"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["following"]})


def answer(request: HttpRequest, *, title: str, page: str, id: str, items: Iterable[Item],
           since: datetime | None = None, following: str = "") -> HttpResponse:
    """The feed called ``title`` of what stands on the ``page``. ``id`` names it on this site; ``since`` is when it last
    changed where nothing is in it, and ``following`` the address at which it goes on."""
    here = request.build_absolute_uri
    feed = _Feed(title=for_xml(title), link=here(page), description="", language=get_language(),
                 feed_url=here(request.get_full_path()), feed_guid=tag(request, id), since=since or BEGINNING,
                 following=following, author_name=for_xml(words.say(settings.AUTHORITY)) or "Plumbline")
    for each in items:
        feed.add_item(title=for_xml(each.title), link=here(each.link), description=for_xml(each.text),
                      pubdate=each.published, updateddate=each.changed, categories=list(map(for_xml, each.categories)),
                      unique_id=tag(request, f"{id}/{each.id}"))
    return HttpResponse(feed.writeString("utf-8"), content_type=MEDIA)


def tag(request: HttpRequest, id: str) -> str:
    """What ``id`` is called everywhere (RFC 4151)."""
    return f"tag:plumbline,2026:{request.get_host()}/{id}"
