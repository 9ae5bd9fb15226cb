"""How much of a basket of standards adopts international ones on a day, with its list, and candidates to confirm."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline import home as homes
from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.standards.document_page import CURRENT
from plumbline.interfaces.web.standards.register_pages import address_of
from plumbline.methods.standards import adoption
from plumbline.procedures.search import adoption_register
from plumbline.procedures.standards import adopting, adoption_candidates
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.basket_files import load_baskets
from plumbline.text import Text

NONE = Text("None", "未采用")
MOST_LINES, MOST_TEXT = 100, 4_000
"""Of a basket that is typed into the page; larger ones are a file of the rulebook, or of the command."""


def page(request: HttpRequest) -> HttpResponse:
    """The rate of ``?basket=``, or of the designations in ``?list=``, as of ``?on=``."""
    home, viewer, today = homes.current(), Viewer.of(request), timezone.localdate()
    baskets = load_baskets(home)
    asked, typed = request.GET.get("basket", ""), request.GET.get("list", "")[:MOST_TEXT]
    given = request.GET.get("on", "").strip()
    try:
        on, wrong = (date.fromisoformat(given), False) if given else (today, False)
    except ValueError:
        on, wrong = today, True
    found, cites = None, None
    if typed.strip():
        found = adopting.rate_of(home, adopting.listed(typed)[:MOST_LINES], on)
    elif asked or baskets:
        asked = asked or next(iter(baskets))
        if asked not in baskets:
            raise Missing("adoption.no_basket", Text(f"there is no basket '{asked[:80]}'", f"没有篮子“{asked[:80]}”"),
                          next_step=Text("Choose one from the list", "请从列表中选择"))
        found, cites = adopting.rate_named(home, asked, on), baskets[asked].dated.cites
    return render(request, "plumbline/standards/adoption.html", {
        "baskets": [(name, words.say(each.dated.title), name == asked and not typed.strip())
                    for name, each in baskets.items()],
        "found": found, "typed": typed, "on": on, "given": given if wrong else on.isoformat(), "wrong": wrong,
        "today": on == today, "cites": cites, "most": MOST_LINES, **(_shown(found) if found else {}),
        **(_candidates(home, viewer.user, found, on) if found else {})})


@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Keep that a standard adopts another, under the name of who found it."""
    now = timezone.now()
    given = {name: request.POST.get(name, "").strip() for name in ("standard", "target", "degree", "evidence")}
    try:
        done = adoption_candidates.confirm(Viewer.of(request).user, **given, at=now, on=timezone.localdate(now))
        messages.success(request, _("It is kept, with your name, that %(one)s adopts %(other)s.") % {
            "one": done["standard"], "other": done["target"]})
    except (RecordError, NotAllowed, ConflictError) as error:
        messages.error(request, words.sentences(error.what, error.next_step))
    back = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(back if fits else reverse("standards-adoption"))


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    split = found["split"]
    return {"value": words.number(found["value"]) if found["value"] else "", "split": [
        (words.say(said), split[name]) for name, said in (
            ("current_edition", Text("its current edition", "采用现行版本")),
            ("superseded_edition", Text("an edition that no longer holds", "所采用版本已失效")),
            ("edition_not_known", Text("an edition of which that is not known", "所采用版本是否现行不明")))],
        "degrees": [(words.say(NONE if degree == "none" else vocabularies.title("adoption-degree", degree)), count)
                    for degree, count in found["degrees"].items() if count],
        "lines": [_line(each) for each in found["list"]],
        "left_out": [(each["designation"], words.say(Text(each["why"]["en"], each["why"]["zh"])))
                     for each in found["left_out"]]}


def _line(each: dict[str, Any]) -> dict[str, Any]:
    return {"designation": each["designation"], "address": address_of(each["code"]) if each["held"] else "",
            "adopts": [{"target": one["target"], "counts": one["counts"],
                        "degree": words.say(vocabularies.title("adoption-degree", one["degree"]))
                        if one["degree"] else "", "current": words.say(CURRENT[one["edition"]]),
                        "past": one["edition"] == adoption.SUPERSEDED} for one in each["adopts"]],
            "counts": any(one["counts"] for one in each["adopts"])}


def _candidates(home: Home, user: Any, found: dict[str, Any], on: date) -> dict[str, Any]:
    proposed = adoption_register.candidates(home, found, on)
    may = adoption_candidates.confirmable(user, [each["standard"] for each in proposed["candidates"]])
    titles = {adoption_candidates.NUMBER: Text("the same number", "编号相同"),
              adoption_candidates.TITLE: Text("the same title", "名称相同"),
              adoption_candidates.ICS: Text("a class of the ICS in common", "ICS分类相同")}
    return {"candidates": [each | {
        "address": address_of(each["standard"]), "target_address": address_of(each["target"]),
        "may": each["standard"] in may, "why": [words.say(titles[reason]) for reason in each["reasons"]]}
        for each in proposed["candidates"]],
        "choices": [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(
            "adoption-degree").items()] if may else []}

