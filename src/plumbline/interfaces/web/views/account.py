"""Signing in and out, who am I, and how the pages look."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from plumbline.interfaces.web import demo, words
from plumbline.interfaces.web.access import Eyes
from plumbline.interfaces.web.context import APPEARANCE_COOKIE, DARK_MEDIA
from plumbline.interfaces.web.mistakes import Missing
from plumbline.interfaces.web.places import region_name, today_tree
from plumbline.records.people import Role

YEAR = 365 * 86400


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": gettext_lazy("Name and password do not fit together. Capital and small letters differ."),
        "inactive": gettext_lazy("This account is closed."),
    }


class SignIn(LoginView):
    """The sign-in page; axes counts wrong passwords."""

    template_name = "plumbline/account/sign-in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False


class SignOut(LogoutView):
    """Leave; by form only."""

    http_method_names = ["post", "options"]


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who am I here, and what follows from it."""
    tree = today_tree(request)
    names = {Role.OFFICER: _("Officer"), Role.AUDITOR: _("Auditor"), Role.ADMINISTRATOR: _("Administrator")}
    columns = {"assessment": _("quality-work assessment"), "surveillance": _("surveillance"),
               "standards": _("standards"), "conformity": _("conformity"), "traceability": _("traceability"),
               "programmes": _("programmes"), "*": _("every column")}
    roles = [{"name": names.get(role.name, role.name), "column": columns.get(role.column, role.column),
              "region": words.say(region_name(tree, role.region)), "code": role.region}
             for role in Eyes.of(request).roles]
    return render(request, "plumbline/account/me.html", {"roles": roles})


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page."""
    response = _back(request)
    language = request.POST.get("language", "")
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
    return response


@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as-the-device in a cookie and go back to the page."""
    response = _back(request)
    appearance = request.POST.get("appearance", "")
    if appearance in DARK_MEDIA:
        response.set_cookie(APPEARANCE_COOKIE, appearance, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
def set_persona(request: HttpRequest) -> HttpResponse:
    """In a demonstration home only: look as somebody else."""
    if not settings.DEMO:
        raise Missing(_("There is no page at this address."))
    response = _back(request)
    name = request.POST.get("persona", "")
    if name in demo.PERSONAS:
        response.set_signed_cookie(demo.COOKIE, name, samesite="Lax", httponly=True)
    return response
