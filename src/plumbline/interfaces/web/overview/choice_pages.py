"""Choosing the cards of the overview and of the pages of regions: one's own, and those of an office."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline.errors import ConflictError, RecordError
from plumbline.interfaces.shared import cards, columns, words
from plumbline.interfaces.shared.cards import Card
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core.whole_numbers import whole_number
from plumbline.interfaces.web.overview.showing import top_today
from plumbline.methods.shared import natural_order
from plumbline.procedures.accounts import card_choices
from plumbline.procedures.accounts.card_choices import USUAL, Choice, Kept

UP = "up"
BACK, UNDO = "back", "undo"


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The cards of my own pages (form)."""
    return _page(request, None)


@login_required
def office(request: HttpRequest, code: str) -> HttpResponse:
    """The cards of the office of one region (form)."""
    return _page(request, code)


def _page(request: HttpRequest, region: str | None) -> HttpResponse:
    viewer, top = Viewer.of(request), top_today(request)
    kept = card_choices.of_person(viewer.user) if region is None else card_choices.of_office(viewer.user, region)
    above = card_choices.inherited(viewer.user, top, region)
    standing = kept.choice if kept.choice is not None else above
    usual = list(cards.cards())
    offered = {name: card for name, card in cards.cards().items() if card.offered(viewer)}
    if request.method != "POST":
        return _form(request, region, kept, standing, standing.arrange(usual), offered)
    posted, act = request.POST, request.POST.get("act", "")
    choice = _typed(request, standing, usual, offered)
    if move := posted.get("move", ""):
        way, _colon, name = move.partition(":")
        order = _moved([one for one in choice.arrange(usual) if one in offered], name, way)
        return _form(request, region, kept, choice, order, offered, unsaved=True)
    try:
        _must_be_offered(posted.getlist("card") + posted.getlist("show"), offered)
        seen, at = whole_number(posted.get("seen", ""), -1), timezone.now()
        seen = -1 if seen is None else seen
        if act == UNDO:
            card_choices.undo(viewer.user, seen=seen, at=at, region=region)
            messages.success(request, _("The last change is undone."))
        else:
            card_choices.choose(viewer.user, None if act == BACK else choice, known=usual, seen=seen, at=at,
                                region=region)
            messages.success(request, _("What was chosen here is taken back.") if act == BACK else _("Saved."))
    except RecordError as error:
        changed = isinstance(error, ConflictError)
        return _form(request, region, kept, choice, choice.arrange(usual), offered, error=error, unsaved=True,
                     status=409 if changed else 422)
    return HttpResponseRedirect(request.path)


def _typed(request: HttpRequest, standing: Choice, usual: list[str], offered: dict[str, Card]) -> Choice:
    """What was ticked, in the order of the form. What the form does not offer stays as it stood."""
    ticked, order = set(request.POST.getlist("show")), [one for one in request.POST.getlist("card") if one in offered]
    if not order:
        return standing
    hidden = {one for one in order if one not in ticked} | (standing.hidden - set(order))
    return Choice(frozenset(hidden), tuple(Choice(order=tuple(dict.fromkeys(order))).arrange(standing.arrange(usual))))


def _must_be_offered(names: list[str], offered: dict[str, Card]) -> None:
    """:raises RecordError: for a name that the form does not have."""
    wrong = [name for name in names if name not in offered]
    if wrong:
        raise card_choices.unknown(wrong[0], list(offered))


def _moved(order: list[str], name: str, way: str) -> list[str]:
    """``order`` with one name moved up or down by a place."""
    if name in order:
        place = order.index(name)
        order.insert(max(0, place + (-1 if way == UP else 1)), order.pop(place))
    return order


def _form(request: HttpRequest, region: str | None, kept: Kept, choice: Choice, order: list[str],
          offered: dict[str, Card], *, error: RecordError | None = None, unsaved: bool = False, status: int = 200,
          ) -> HttpResponse:
    viewer, tree = Viewer.of(request), today_tree(request)

    def named(code: str) -> tuple[str, str]:
        return code, words.say(region_name(tree, code))

    own = card_choices.offices(viewer.user)
    tops = [code for code in own if not any(above in own for above in card_choices.above(code))]
    below = tree.children(region) if region is not None and region in tree else ()
    return render(request, "plumbline/cards/choose.html", {
        "region": region, "name": words.say(region_name(tree, region)) if region is not None else "",
        "cards": [{"card": offered[name], "shown": name not in choice.hidden,
                   "column": words.say(columns.title(offered[name].column))} for name in order if name in offered],
        "seen": kept.version, "chosen": kept.choice is not None, "undoes": kept.undoes, "unsaved": unsaved,
        "error": error, "is_top": region is not None and region == top_today(request),
        "offices": [named(code) for code in sorted(tops if region is None else below, key=natural_order.key)],
        "office": named(card_choices.office_of(viewer.user, ""))[1] if card_choices.office_of(viewer.user, "") else "",
        "back": reverse("home"), "usual": choice == USUAL,
    }, status=status)
