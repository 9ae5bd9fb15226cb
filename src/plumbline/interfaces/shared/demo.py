"""Automatic sign-in, for homes made by ``plumb demo`` and no others.

Whoever reaches such a server may look as anybody, so it answers only this machine: a loopback address, a loopback name
in the Host header, and no sign of a proxy in between. The settings leave both classes out of every other home, and
they refuse to start there.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.records.core.people import open_accounts
from plumbline.text import LANGUAGES, UNSAID, Text
from plumbline.worlds import Persona as Somebody
from plumbline.worlds import personas_in

HOSTS = ("127.0.0.1", "localhost", "[::1]")
HOST = re.compile(r"(\[[^\]]*\]|[^\[\]:]*)(?::[0-9]{1,5})?")
PUBLIC = "public"
COOKIE = "plumb_persona"
FORWARDED = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")

Answer = Callable[[HttpRequest], HttpResponseBase]


def refusal(request: HttpRequest) -> Text:
    """Why this request may not enter a demonstration home; unsaid when it may."""
    if not _is_loopback(request.META.get("REMOTE_ADDR", "")):
        return Text("it answers only the machine it runs on", "它只应答所在的计算机")
    if any(name in FORWARDED or name.startswith("HTTP_X_FORWARDED") for name in request.META):
        return Text("the request came through a proxy", "该请求经过了代理服务器")
    if _host_name(request.META.get("HTTP_HOST", "")) not in HOSTS:
        return Text(f"the Host header must be one of {', '.join(HOSTS)}", f"请求头Host须为{'、'.join(HOSTS)}之一")
    return UNSAID


class Refusal(HttpResponse):
    """What a request is told that may not enter: ``error``, as plain text in both languages."""

    def __init__(self, why: Text) -> None:
        self.error = PlumblineError(
            "request.demo_from_elsewhere",
            Text("this is a demonstration home, in which nobody signs in", "这是演示数据目录，无需登录"), why=why,
            next_step=Text("Open http://127.0.0.1:8000 on the machine itself, or make a home with 'plumb init' for "
                           "real use", "请在该计算机上打开http://127.0.0.1:8000，或用“plumb init”建立正式的数据目录"))
        super().__init__("".join(f"{self.error.say(language)}\n" for language in LANGUAGES) + f"[{self.error.code}]\n",
                         status=403, content_type="text/plain; charset=utf-8")


class Guard:
    """Refuses, before anything else runs, each request that did not begin on this machine."""

    def __init__(self, get_response: Answer) -> None:
        _only_in_demo()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if why := refusal(request):
            return Refusal(why)
        return self.get_response(request)


class Persona:
    """Looks as one of the demonstration's people: the one chosen in the banner, its first one at first."""

    def __init__(self, get_response: Answer) -> None:
        _only_in_demo()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY not in request.session:
            request.user = SimpleLazyObject(lambda: _person(chosen(request)))  # type: ignore[assignment]
        return self.get_response(request)


def chosen(request: HttpRequest) -> str:
    """The persona this browser looks as; empty for somebody who signed in with an account of their own."""
    if SESSION_KEY in getattr(request, "session", ()):  # before sessions are looked at nobody has signed in
        return ""
    names = [each.name for each in personas()]
    name = request.get_signed_cookie(COOKIE, default=names[0])
    return name if name in names else names[0]


def personas() -> tuple[Somebody, ...]:
    """As whom one may look around; as the public, where the world names nobody."""
    return personas_in(homes.current()) or (Somebody(PUBLIC, Text("The public", "公众")),)


def _person(name: str) -> object:
    person = None
    if name != PUBLIC:
        person = open_accounts().filter(username=name).first()
    return person or AnonymousUser()


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _host_name(host: str) -> str:
    found = HOST.fullmatch(host)
    return found[1] if found else ""


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise MiddlewareNotUsed("automatic sign-in exists only in a home made by 'plumb demo'")
