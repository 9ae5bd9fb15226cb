"""One search over all there is: the box that stands on every page leads here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.shared import searches, words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core.whole_numbers import whole_number
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.search import following, searching
from plumbline.procedures.search.hits import Answer, Group, Hit, Place
from plumbline.records.search.words import MOST_ASKED
from plumbline.text import Text

EXAMPLES = (Text("pass rate", "合格率"), Text('"food safety"', "“食品安全”"), Text("2013-07", "2013年7月"))


def page(request: HttpRequest) -> HttpResponse:
    """What fits ``?q=``, by what it is; with ``?in=`` one sort of thing, page by page."""
    asked, group = request.GET.get("q", ""), request.GET.get("in", "")
    user, home, at = Viewer.of(request).user, homes.current(), timezone.now()
    following.keep_up(home, at=at)
    on = timezone.localdate(at)
    after = whole_number(request.GET.get("after", "")) or 0
    try:
        answer = (searching.page(home, user, asked, group, on=on, after=after) if group
                  else searching.search(home, user, asked, on=on))
    except RecordError as error:
        raise Missing.of(error, next_step=Text("Search everything instead", "请改为检索全部内容")) from error
    tree = today_tree(request)
    marks = _marks(answer)
    return render(request, "plumbline/search.html", {
        "answer": answer, "asked": answer.question.text, "most": MOST_ASKED, "one": bool(group),
        "groups": [_group(each, answer, tree, marks) for each in answer.groups], "searching": True,
        "examples": [(words.say(each), _address(q=words.say(each))) for each in EXAMPLES],
        "everything": _address(q=answer.question.text), "behind": words.say(searches.behind(answer.standing)),
        "closed": words.sentence(answer.closed) if answer.closed else "",
    })


def _marks(answer: Answer) -> tuple[str, ...]:
    question = answer.question
    return tuple(word for word, _han in question.atoms) if answer.near else question.marks


def _group(group: Group, answer: Answer, tree: TreeAt, marks: tuple[str, ...]) -> dict[str, Any]:
    asked = answer.question.text
    return {
        "name": group.name, "title": words.say(group.title), "hits": [_hit(each, tree, marks) for each in group.hits],
        "count": words.number(group.count), "more": group.more, "rest": group.more or group.count > len(group.hits),
        "every": _address(q=asked, **{"in": group.name}) if not answer.near else "",
        "next": _address(q=asked, **{"in": group.name}, after=str(group.after)) if group.after else "",
    }


def _hit(hit: Hit, tree: TreeAt, marks: tuple[str, ...]) -> dict[str, Any]:
    title = words.say(hit.title)
    return {
        "address": searches.address(hit, tree), "title": searches.marked(title, marks),
        "key": searches.marked(hit.key, marks) if hit.key != title else [],
        "region": words.say(region_name(tree, hit.region)), "day": hit.day, "stands": words.say(hit.stands),
        "found": [_place(each, marks) for each in hit.found],
    }


def _place(place: Place, marks: tuple[str, ...]) -> dict[str, Any]:
    said = words.say(place.value)
    return {"title": words.say(place.title), "pieces": searches.marked(said, marks)}


def _address(**query: str) -> str:
    return f"{reverse('search')}?{urlencode(query)}"
