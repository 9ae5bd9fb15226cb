"""Signing in and out, who am I, and how the pages look."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from plumbline.interfaces.shared import columns, demo, words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import error_pages, membership_pages, resuming, signing_in
from plumbline.interfaces.web.core.context import APPEARANCE_COOKIE, DARK_MEDIA
from plumbline.interfaces.web.core.error_pages import NO_ADDRESS
from plumbline.interfaces.web.core.passwords import hint
from plumbline.methods.shared.password_strength import MOST
from plumbline.procedures.accounts import accounts
from plumbline.procedures.accounts.passwords import WeakPassword
from plumbline.records.accounts import sessions
from plumbline.records.accounts.notices import CalendarAddress
from plumbline.records.core import kinds
from plumbline.records.core.people import Role
from plumbline.records.core.visibility import keeping

YEAR = 365 * 86400
SHOWN = 20
"""Other sessions that one's own page lists."""


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": gettext_lazy("Name and password do not fit together. Capital and small letters differ."),
        "inactive": gettext_lazy("This account is closed."),
    }


class SignIn(LoginView):
    """The sign-in page. Who was thrown out while typing goes on with what they typed (resuming.py)."""

    template_name = "plumbline/account/sign-in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also what was typed before, so that a wrong password does not lose it."""
        return {**super().get_context_data(**kwargs), **resuming.carried(self.request.POST.get("kept", "")),
                "too_often": False}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in under a new number, whoever was signed in here before."""
        kept = resuming.unpacked(self.request.POST.get("kept", ""))
        self.request.session.flush()
        user: Any = form.get_user()
        auth.login(self.request, user)
        response = (HttpResponseRedirect(self.get_success_url()) if kept is None
                    else resuming.again(self.request, kept))
        signing_in.remember_device(self.request, response, user.username)
        return response


class SignOut(LogoutView):
    """Leave; by form only."""

    http_method_names = ["post", "options"]


def too_often(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """429: passwords were tried too often. What was typed before is carried along."""
    waits = max(1, math.ceil(getattr(request, "sign_in_wait", signing_in.CLOSED_FOR).total_seconds()))
    answer = resuming.sign_in_page(request, {
        "next": request.POST.get("next", ""), "typed_name": request.POST.get("username", ""), "too_often": True,
        "minutes": math.ceil(waits / 60), "seconds": waits, **resuming.carried(request.POST.get("kept", "")),
    }, status=429)
    answer["Retry-After"] = str(waits)
    return answer


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who am I here, and what follows from it; posted, every other session of mine ends."""
    user: Any = request.user
    if request.method == "POST":
        sessions.end_all(user, but=_own_session(request))
        messages.success(request, _("You are signed in here only."))
        return HttpResponseRedirect(reverse("me"))
    tree = today_tree(request)
    names = {Role.OFFICER: _("Officer"), Role.AUDITOR: _("Auditor"), Role.ADMINISTRATOR: _("Administrator"),
             Role.JUROR: _("Juror")}
    roles = [{"name": names.get(role.name, role.name), "column": words.say(columns.title(role.column)),
              "region": words.say(region_name(tree, role.region)), "code": role.region}
             for role in Viewer.of(request).roles]
    others = sessions.Session.objects.filter(user=user).exclude(pk=_own_session(request))
    return render(request, "plumbline/account/me.html", {
        "calendar": CalendarAddress.objects.filter(user=user).first(),
        "roles": roles, "organisations": membership_pages.own(user),
        "settles": bool(keeping(user, kinds.get("organisation")).tops),
        "others": list(others.order_by("-seen_at")[:SHOWN]), "idle": settings.SESSION_IDLE})


@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change my own password: the old one, and the new one twice."""
    if settings.DEMO:
        raise Missing.of(NO_ADDRESS)
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        wrong = _changed(request)
        if not wrong:
            messages.success(request, _("You have a new password. Every other session under the old one has ended."))
            return HttpResponseRedirect(reverse("me"))
    return render(request, "plumbline/account/password.html", {
        "wrong": wrong, "hint": hint(), "most": MOST}, status=422 if wrong else 200)


def _changed(request: HttpRequest) -> dict[str, list[str]]:
    """Change the password; else what is wrong with which field."""
    user: Any = request.user
    old, new, same = (request.POST.get(name, "") for name in ("old", "new", "same"))
    if auth.authenticate(request, username=user.username, password=old) is None:
        return {"old": [_("This is not your password.")]}
    if new != same:
        return {"same": [_("The two are not the same.")]}
    if len(new) > MOST:
        return {"new": [_("It has more than %(most)s characters.") % {"most": MOST}]}
    try:
        accounts.set_password(user, new, at=timezone.now(), actor=user.pk, keep=_own_session(request))
    except WeakPassword as error:
        return {"new": [words.say(each) for each in error.reasons]}
    auth.update_session_auth_hash(request, user)
    return {}


def _own_session(request: HttpRequest) -> str:
    return sessions.key_of(request.session.session_key or "")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


def own_form(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A form that stands on pages which everybody sees alike, so that it carries nobody's token, and that does no more
    than choose how pages look. Browsers say where it was sent from: from elsewhere it is not taken."""
    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        origin, ours = request.headers.get("Origin"), f"{request.scheme}://{request.get_host()}"
        elsewhere = (origin not in (ours, *settings.CSRF_TRUSTED_ORIGINS) if origin is not None else
                     request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"))
        return error_pages.stale_form(request) if elsewhere else view(request)

    return checked


@own_form
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page."""
    response = _back(request)
    language = request.POST.get("language", "")
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
    return response


@own_form
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as-the-device in a cookie and go back to the page."""
    response = _back(request)
    appearance = request.POST.get("appearance", "")
    if appearance in DARK_MEDIA:
        response.set_cookie(APPEARANCE_COOKIE, appearance, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@own_form
def set_persona(request: HttpRequest) -> HttpResponse:
    """In a demonstration home only: look as somebody else."""
    if not settings.DEMO:
        raise Missing.of(NO_ADDRESS)
    response = _back(request)
    name = request.POST.get("persona", "")
    if name in [each.name for each in demo.personas()]:
        if SESSION_KEY in request.session:  # signed in with an account of one's own: one looks as this persona instead
            logout(request)
        response.set_signed_cookie(demo.COOKIE, name, samesite="Lax", httponly=True)
    return response
