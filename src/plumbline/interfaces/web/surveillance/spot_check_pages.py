"""The page of a spot check: for everybody what was committed to, drawn and found; for who sees to it the board, and the
answers that wait to be taken up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.casework.case_pages import open_where_published
from plumbline.interfaces.web.casework.case_view import Room, lines, offered, room_of, standing, status_of
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.casework import perform, reading
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.surveillance.spot_checks import board, published, sheet
from plumbline.records.core.cases import CaseSummary
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

MOST = 50
"""Tasks that are listed of each sort; how many there are stands in the board."""
RESULT = "draw-result"
GROUPS = {"focus_share": "product-focus", "places_share": "market-type"}
"""The words for the groups of each share."""


@open_where_published
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The spot check; posted, an answer is taken up."""
    room = room_of(request, sheet.NAME, number)
    problem: PlumblineError | None = None
    status = 200
    if request.method == "POST":
        if room.user is None:
            return redirect_to_login(request.get_full_path())
        given = request.POST
        try:
            perform.act(homes.current(), room.user, sheet.NAME, number, "take-up",
                        {name: given.get(name, "").strip() for name in ("result", "reason")},
                        member=given.get("object", ""), seen=whole_numbers.whole_number(given.get("seen", ""), None),
                        at=timezone.now())
        except PlumblineError as error:
            problem, status = error, status_of(error)
        else:
            messages.success(request, _("Taken up. It is published with the others."))
            return HttpResponseRedirect(f"{request.path}#answered")
        room = room.again()
    case, inside = room.case, room.case.inside(room.user)
    values = reading.values(case, room.user)
    tree = today_tree(request)
    how_far = board.board_of(case) if inside else None
    shown = published.shown(case) if published.is_committed(case) else None
    return render(request, "plumbline/spot_checks/one.html", {
        "case": case, "base": room.base, "title": values.get("title", number), "inside": inside, "problem": problem,
        "region": words.say(region_name(tree, case.region)), "state": standing(case),
        "acts": offered(room) if inside else [],
        "lines": lines(tuple(each for each in case.procedure.specs if each.name not in ("title", "region")), values,
                       tree),
        "board": how_far, "shares": _shares(case, how_far) if how_far else [],
        "answered": _answered(room) if inside else [], "late": _late(case) if inside else [],
        "results": [(code, words.say(term.title)) for code, term in vocabularies.vocabulary(RESULT).items()],
        "draw": shown, "published": published.is_published(case),
        "counts": [(code or "", words.say(vocabularies.title(RESULT, code)) if code else _("Not inspected"), count)
                   for code, count in shown.results] if shown else [],
        "files_open": inside or published.is_published(case)}, status=status)


@open_where_published
def commitment(request: HttpRequest, number: str) -> HttpResponse:
    """The commitment, to the byte that is hashed."""
    case = room_of(request, sheet.NAME, number).case
    if not published.is_committed(case):
        raise _nothing()
    return HttpResponse(published.commitment(case), content_type="application/json")


@open_where_published
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """The files of the draw, for whoever draws again."""
    room = room_of(request, sheet.NAME, number)
    if not published.is_committed(room.case) or not (
            published.is_published(room.case) or room.case.inside(room.user)):
        raise _nothing()
    response = HttpResponse(published.archive(room.case), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="spot-check-{room.case.number}.zip"'
    return response


def _nothing() -> Missing:
    return Missing("spot_check.not_open", Text("these files are not published", "这些文件尚未公布"), next_step=Text(
        "Look at the page of the spot check", "请查看抽查事项页面"))


def _shares(case: Found, how_far: board.Board) -> list[tuple[board.Share, str, list[tuple[str, int]]]]:
    """The shares that the plan states: each with its title, and how many were drawn of each of its groups."""
    titles = {spec.name: words.say(spec.title) for spec in case.procedure.specs}
    return [(each, titles[each.name], [(words.say(vocabularies.title(GROUPS[each.name], of)), count)
                                       for of, count in each.groups]) for each in how_far.shares]


def _answered(room: Room) -> list[dict[str, Any]]:
    """The tasks of which an answer waits, each with all its answers side by side."""
    case = room.case
    members = [member for member, at in case.board.members.items() if at.state == "answered"][:MOST]
    told = sheet.answers_to(case.row, members)
    return [{
        "object": member, "name": case.board.of[member].get("name") or member, "seen": case.board.at(member).last,
        "answers": [{"by": each.by, "result": words.say(vocabularies.title(RESULT, each.result)), "note": each.note,
                     "given": each.given, "beside": each.beside} for each in told.get(member, ())],
        "result": case.board.of[member].get("result", ""),
        "back": f"{reverse('case-act', args=(sheet.NAME, case.number, 'return'))}?member={member}",
    } for member in members]


def _late(case: Found) -> list[dict[str, Any]]:
    """The tasks whose last day has passed, the longest ago first."""
    rows = CaseSummary.objects.filter(case=case.row, state="assigned", due__lt=case.on).exclude(member="")
    return [{"object": member, "name": case.board.of[member].get("name") or member, "due": due,
             "inspectors": case.board.of[member].get("inspectors", "")}
            for member, due in rows.order_by("due", "member").values_list("member", "due")[:MOST]]
