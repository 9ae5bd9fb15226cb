"""A session that ended while somebody was typing: they sign in, see what they had typed, and send it again.

What a form sent travels along with the sign-in page, signed, and is kept nowhere. It is shown before it is sent again,
for who signs in now may be somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

PUBLIC_FORMS = frozenset({"sign-in", "sign-out", "set-language", "appearance", "persona"})
"""Addresses whose forms the public sends too, and in which nothing is typed but a name."""
ANYBODY_S = frozenset({"join", "link", "link-act", "link-evidence", "link-evidence-withdraw", "complain",
                       "complain-follow", "project-comment", "standard-say", "standard-say-follow"})
"""Addresses whose forms are sent by people without an account: they are never asked to sign in for it."""
API = "/api/"
SALT = "plumbline.resuming"
LIVES = 8 * 3600
MOST = 2_000_000
"""Characters that can travel along: less than a form may send (DATA_UPLOAD_MAX_MEMORY_SIZE)."""
UNSHOWN = frozenset({"csrfmiddlewaretoken", "password", "same", "old", "new", "code"})
"""Fields that are not shown again, nor carried along: they are typed anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form sent: where to, its fields in their order, and the names of files, which cannot be kept."""

    to: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @property
    def typed(self) -> list[tuple[str, str]]:
        """The fields that hold something."""
        return [(name, value) for name, value in self.fields if value.strip()]


class Resume:
    """Sends whoever is no longer signed in to the sign-in page, with what they typed, and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "GET" or not getattr(request.session, "ended", False) or request.path.startswith(API):
            return response
        closed = response.status_code in (403, 404) and not request.path.endswith(".json")
        if closed and not request.headers.get("HX-Request"):
            response = redirect_to_login(request.get_full_path(), reverse("sign-in"))
        if response.status_code == 302 and response.headers.get("Location", "").startswith(reverse("sign-in")):
            messages.info(request, _("Your session has ended. Sign in to go on where you were."))
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Called by Django after the form's token was found to fit."""
        match = request.resolver_match
        if request.method != "POST" or match is None or request.path.startswith(API) or (
                match.url_name in PUBLIC_FORMS | ANYBODY_S):
            return None
        if request.user.is_authenticated or not (getattr(request.session, "ended", False) or is_ours(request)):
            return None  # a program that never signed in is answered by the view
        return ask_again(request)


def is_ours(request: HttpRequest) -> bool:
    """Whether a page of this server sent the form: browsers name the page's origin with it."""
    origin = request.headers.get("Origin", "")
    return (request.method == "POST" and not request.path.startswith(API)
            and origin == f"{request.scheme}://{request.get_host()}")


def ask_again(request: HttpRequest) -> HttpResponse:
    """The form was not taken. Whoever is not signed in can do that with what was typed; whoever is sends it anew."""
    if request.headers.get("HX-Request"):
        return _beside(request)
    if resolve(request.path_info).url_name in PUBLIC_FORMS:
        return redirect_to_login(request.POST.get("next", "/"), reverse("sign-in"))  # nothing was typed but a name
    fields = [(name, str(value)) for name in request.POST if name not in UNSHOWN
              for value in request.POST.getlist(name)]
    files: list[Any] = [each for name in request.FILES for each in request.FILES.getlist(name)]
    kept = Kept(request.get_full_path(), tuple(fields), tuple(str(each.name) for each in files))
    if request.user.is_authenticated or resolve(request.path_info).url_name in ANYBODY_S:
        return again(request, kept, status=403)
    return sign_in_page(request, carried(packed(kept)) | {"next": kept.to, "ended": True}, status=403)


def again(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """What was typed, to be sent again by whoever is signed in now."""
    return render(request, "plumbline/account/again.html", {"kept": kept}, status=status)


def sign_in_page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The sign-in page where its own view does not show it."""
    given = {"form": None, "next": "", "typed_name": "", "too_often": False} | carried("") | context
    return render(request, "plumbline/account/sign-in.html", given, status=status)


def carried(text: str) -> dict[str, Any]:
    """What the sign-in page must hold so that ``text``, a hidden field's, is not lost."""
    kept = unpacked(text)
    return {"kept": text if kept else "", "ended": kept is not None, "files": kept.files if kept else ()}


def packed(kept: Kept) -> str:
    """``kept`` as a hidden field holds it; empty for more than a form can carry."""
    text = signing.dumps([kept.to, kept.fields, kept.files], salt=SALT, compress=True)
    return text if len(text) <= MOST else ""


def unpacked(text: str) -> Kept | None:
    """What a hidden field holds; None for nothing, and for what this server did not write there lately."""
    if not text:
        return None
    try:
        to, fields, files = signing.loads(text, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return None
    return Kept(to, tuple((name, value) for name, value in fields), tuple(files))


def _beside(request: HttpRequest) -> HttpResponse:
    """For a part of a page, asked for while somebody types: a line above the page, whose text stays as it is."""
    answer = render(request, "plumbline/account/ended.html")
    answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Reselect"] = "#ended", "outerHTML", "#ended"
    return answer
