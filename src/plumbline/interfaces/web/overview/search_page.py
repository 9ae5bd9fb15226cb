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
from plumbline.procedures.search.following import Standing
from plumbline.procedures.search.hits import Answer, Group, Hit, Place
from plumbline.records.search.words import MOST_ASKED
from plumbline.text import Text

EXAMPLES = (Text("pass rate", "合格率"), Text('"food safety"', "“食品安全”"), Text("2013-07", "2013年7月"))

ONLY = Text("Until it is there, only rules, figures and published results are searched.",
            "索引建成之前，只能检索规则、指标和已公布的考核结果。")


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
        "everything": _address(q=answer.question.text), "behind": words.say(_behind(answer.standing)),
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


def _behind(standing: Standing) -> Text | None:
    """What is not searched yet; None: all is."""
    progress, only = standing.progress, ONLY
    done, of = (words.number(progress.done), words.number(progress.of)) if progress is not None else ("", "")
    if standing.none and progress is not None:
        return Text(f"The search index is being made: about {done} of {of} records are read. {only.en}",
                    f"正在建立检索索引，已读取约{done}条，共约{of}条。{only.zh}")
    if standing.none:
        return Text(f"There is no search index yet. {only.en}", f"尚未建立检索索引。{only.zh}")
    if standing.behind and progress is not None:
        return Text(f"New records are being indexed, about {done} of {of} so far; some of them are not found yet.",
                    f"新数据正在编入索引，已完成约{done}条，共约{of}条；其中一部分暂时检索不到。")
    if standing.behind:
        return Text("Changes of the last moments are not found yet.", "刚刚发生的变更暂时检索不到。")
    return None


def _address(**query: str) -> str:
    return f"{reverse('search')}?{urlencode(query)}"
