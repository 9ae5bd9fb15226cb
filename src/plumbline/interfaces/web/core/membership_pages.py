"""Acting for organisations: a code from a letter, a claim, the people of an organisation, and claims that wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import whole_numbers
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.interfaces.web.core.passwords import hint
from plumbline.methods.shared.password_strength import MOST
from plumbline.procedures.accounts import memberships
from plumbline.procedures.accounts.membership_reading import People, people_of
from plumbline.records.core import kinds
from plumbline.records.core.memberships import (
    CAPACITIES,
    CERTIFIER,
    CLAIMED,
    ENTERPRISE,
    HELD,
    LABORATORY,
    MOST_PROOF,
    OPERATOR,
    Invitation,
    Membership,
)
from plumbline.records.core.visibility import keeping

BACKEND = "plumbline.interfaces.web.core.signing_in.Backend"


def capacities() -> dict[str, str]:
    """As what an organisation takes part, in words."""
    return {ENTERPRISE: _("enterprise"), LABORATORY: _("laboratory"), CERTIFIER: _("certification body"),
            OPERATOR: _("market or platform operator")}


def own(user: Any) -> list[dict[str, Any]]:
    """The organisations that a person acts for, or claims to, for the page about themselves."""
    rows = Membership.objects.filter(user=user, state__in=(HELD, CLAIMED)).order_by("organisation", "pk")
    on, titles = timezone.localdate(timezone.now()), capacities()
    return [{"row": row, "name": _named(row.organisation), "capacity": titles.get(row.capacity, row.capacity),
             "waits": row.state == CLAIMED, "manages": row.manages, "key": (row.organisation,)} for row in rows
            if row.state == CLAIMED or row.holds(on)]


def join(request: HttpRequest) -> HttpResponse:
    """The code of a letter: who has an account acts for the organisation from now on; who has none makes one."""
    user = Viewer.of(request).user
    if settings.DEMO and user is None:
        raise Missing.of(NO_ADDRESS)
    given, problem, wrong, status = request.POST, None, {}, 200
    if request.method == "POST":
        if user is None and given.get("password", "") != given.get("same", ""):
            wrong, status = {"same": [_("The two are not the same.")]}, 422
        else:
            try:
                made = memberships.join(given.get("code", ""), user, name=given.get("name", "").strip(),
                                        password=given.get("password", ""), at=timezone.now())
            except (RecordError, NotAllowed, ConflictError) as error:
                problem, status = error, 422
            else:
                if user is None:
                    request.session.flush()
                    auth.login(request, made.user, backend=BACKEND)
                messages.success(request, _("You act for %(name)s from now on.") % {"name": _named(made.organisation)})
                return HttpResponseRedirect(reverse("me"))
    return render(request, "plumbline/account/join.html", {
        "problem": problem, "wrong": wrong, "code": given.get("code", ""), "name": given.get("name", ""),
        "hint": hint(), "most": MOST, "known": user is not None}, status=status)


@login_required
def claim(request: HttpRequest) -> HttpResponse:
    """Say that one acts for an organisation, for an officer to confirm."""
    user: Any = request.user
    given, problem, status = request.POST, None, 200
    if request.method == "POST":
        try:
            memberships.claim(user, given.get("organisation", "").strip(),
                              given.get("capacity", ""), given.get("proof", ""), at=timezone.now())
        except PlumblineError as error:
            problem, status = error, 422
        else:
            messages.success(request, _("An officer of its region confirms it or asks you. It stands here until then."))
            return HttpResponseRedirect(reverse("me"))
    return render(request, "plumbline/account/claim.html", {
        "problem": problem, "capacities": capacities().items(), "most": MOST_PROOF,
        "typed": {name: given.get(name, "") for name in ("organisation", "capacity", "proof")}}, status=status)


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """For officers: the claims that wait, and the way to the people of any organisation."""
    user = Viewer.of(request).user
    if not keeping(user, kinds.get("organisation")).tops:
        raise Missing.of(NO_ADDRESS)
    code, problem = request.GET.get("code", "").strip(), None
    if code:
        try:
            memberships.register_row(code, gone=True)
            return HttpResponseRedirect(reverse("organisation-people", args=((code,),)))
        except RecordError as error:
            problem = error
    return render(request, "plumbline/account/organisations.html", {
        "claims": claims(user), "code": code, "problem": problem})


def claims(user: Any) -> list[dict[str, Any]]:
    """The claims that wait for an officer, with the names of who and what."""
    titles = capacities()
    return [{"row": row, "name": _named(row.organisation), "capacity": titles.get(row.capacity, row.capacity),
             "key": (row.organisation,)} for row in memberships.claims_for(user)]


@login_required
def people(request: HttpRequest, key: tuple[str, ...]) -> HttpResponse:
    """Who acts for one organisation: for officers of its region, and who manages there."""
    seen, titles, tree = _seen(request, key), capacities(), today_tree(request)
    row = seen.organisation
    return render(request, "plumbline/account/people.html", {
        "row": row, "region": words.say(region_name(tree, row.region)), "settles": seen.settles, "own": seen.user.pk,
        "key": key,
        "people": [{"row": each, "capacity": titles.get(each.capacity, each.capacity), "holds": each.holds(seen.on),
                    "waits": each.state == CLAIMED} for each in seen.memberships()],
        "codes": [{"row": each, "capacity": titles.get(each.capacity, each.capacity)} for each in seen.invitations()],
        "capacities": [(name, title) for name, title in titles.items()
                       if seen.settles or name in _own_capacities(seen.user, key[0])],
    })


@login_required
@require_POST
def act(request: HttpRequest, key: tuple[str, ...], act: str) -> HttpResponse:
    """Invite somebody, confirm or refuse a claim, hand over, end, take a code back, close the organisation."""
    code = key[0]
    seen = _seen(request, key)
    user, row, given, at = seen.user, seen.organisation, request.POST, timezone.now()
    number = whole_numbers.whole_number(given.get("number", ""), None) or 0
    does: dict[str, Callable[[], object]] = {
        "confirm": lambda: memberships.settle(number, confirmed=True, managing=bool(given.get("manages")), by=user,
                                              at=at),
        "refuse": lambda: memberships.settle(number, confirmed=False, by=user, at=at),
        "manage": lambda: memberships.hand_over(number, True, by=user, at=at),
        "manage-no-more": lambda: memberships.hand_over(number, False, by=user, at=at),
        "end": lambda: memberships.end(number, by=user, at=at),
        "revoke": lambda: memberships.revoke(number, by=user, at=at),
        "close": lambda: memberships.close(code, by=user, at=at),
    }
    back = reverse("organisation-people", args=((code,),))
    try:
        if act == "invite":
            made, secret = memberships.invite(
                code, given.get("capacity", CAPACITIES[0]), managing=bool(given.get("manages")), by=user, at=at,
                days=whole_numbers.whole_number(given.get("days", ""), None) or 0)
            return render(request, "plumbline/account/invited.html", {
                "row": row, "made": made, "code": secret, "back": back,
                "address": request.build_absolute_uri(reverse("join"))})
        model: Any = Invitation if act == "revoke" else Membership
        if act not in does or (act != "close" and not model.objects.filter(pk=number, organisation=code).exists()):
            raise Missing.of(NO_ADDRESS)
        does[act]()
    except (RecordError, NotAllowed, ConflictError) as error:
        messages.error(request, words.sentences(error.what, error.why, error.next_step))
        return HttpResponseRedirect(back)
    messages.success(request, _("Done. It stands in the journal."))
    try:
        _seen(request, key)
    except Missing:  # who let themselves go sees it no more
        return HttpResponseRedirect(reverse("me"))
    return HttpResponseRedirect(back)


def _seen(request: HttpRequest, key: tuple[str, ...]) -> People:
    """The people of the organisation. :raises Missing: for who does not settle who they are."""
    if len(key) != 1:
        raise Missing.of(NO_ADDRESS)
    try:
        return people_of(Viewer.of(request).user, key[0], timezone.localdate(timezone.now()))
    except RecordError as error:
        raise Missing.of(NO_ADDRESS) from error


def _own_capacities(user: Any, code: str) -> set[str]:
    on = timezone.localdate(timezone.now())
    return {row.capacity for row in Membership.objects.filter(user=user, organisation=code) if row.holds(on)}


def _named(code: str) -> str:
    """The name of an organisation; its code where the register has it no more."""
    try:
        return str(memberships.register_row(code, gone=True).name)
    except RecordError:
        return code

