"""The assessment years that I may know of, and opening one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import NotAllowed, PlumblineError, RulebookError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.web.assessment.year import year_words
from plumbline.interfaces.web.assessment.year.year_room import today
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.year import acts, reading, year_status, year_titles
from plumbline.records.assessment.rounds import Round
from plumbline.records.core.people import User
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.schemes.schemes import Scheme


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Each year with where it stands; below, the form that opens one."""
    home, user = homes.current(), request.user
    assert isinstance(user, User)  # who is not signed in never comes here
    problem: PlumblineError | None = None
    status = 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in ("scheme", "year", "region")}
        try:
            made = acts.open_year(home, user, typed["scheme"], typed["year"], typed["region"], at=timezone.now(),
                                  replacing=bool(request.POST.get("replacing")))
        except year_words.REFUSABLE as error:
            problem, status = error, 403 if isinstance(error, NotAllowed) else 422
        else:
            messages.success(request, _("The year is open, and you lead it. Next, give everybody their part."))
            return HttpResponseRedirect(reverse("year-people", args=(made.number,)))
    tree, own = today_tree(request), year_status.may_open(user)
    stopped: list[tuple[Round, RulebookError]] = []
    found = reading.all_open_to(home, user, stopped)
    return render(request, "plumbline/years/index.html", {
        "years": [{
            "number": one.round.number, "title": words.say(one.scheme.title), "period": one.period,
            "region": words.say(region_name(tree, one.round.top)),
            "phase": words.say(year_titles.phase(one.board.phase)),
            "parts": words.listed([words.say(year_titles.part(each)) for each in sorted(one.board.parts(user.pk))]),
            "waiting": sum(each.count for each in reading.waits(one, user, on=today())),
        } for one in found],
        "regions": [(code, words.say(tree.name(code))) for code in tree.codes if code in own],
        "schemes": [(one, _whom(one, tree)) for one in year_status.schemes_to_open(home)] if own else [],
        "typed": request.POST, "problem": problem,
        "stopped": [(round.number, words.say(error.what),
                     f"{words.say(error.where)} {words.say(error.why)}".strip())
                    for round, error in stopped],
    }, status=status)


def _whom(scheme: Scheme, tree: TreeAt) -> str:
    """Whom a scheme assesses: the level of the regions, and within which one, if it holds within one."""
    level, within = vocabularies.title("region-level", scheme.level), region_name(tree, scheme.within)
    return " · ".join(said for said in (words.say(level), words.say(within)) if said)
