"""Pages that everybody without an account sees alike: kept until anything changed that they could show, told to be the
same (304) where they are, and open to any HTTP cache, which asks again after a second.

Who is known, or could be - a session, a token, a message that waits - gets a page of their own. A page is kept under
all that it is made of beside the store: address, host, scheme, language, appearance; and it counts as long as the
store's number, the folders of the home, and the day are what they were before it was made, and no longer than some
seconds, for what opens or closes by the clock. docs/decisions/0048-public-pages.md.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import re
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from plumbline import home as homes
from plumbline.interfaces.shared import demo
from plumbline.interfaces.web.core.context import APPEARANCE_COOKIE
from plumbline.records.core import changes
from plumbline.records.core.readings import reading

NAMES = frozenset({
    "home", "region", "figure", "figure-json", "figure-records", "figure-proof",
    "records", "record-list", "record", "evidence-about", "evidence",
    "cases", "case-list", "case", "case-feed", "case-feed-json", "spot-check",
    "rules", "indicator", "scheme", "sheet", "published-grades", "rescore",
    "results", "results-small", "results-year", "results-ranking", "results-compare", "results-region",
    "recalls", "recall", "open", "open-data",
    "product", "standard", "projects", "project", "standard-committees", "standard-committee",
    "standards-feed-page", "standards-feed-atom", "standards-feed-json", "standards-parts", "standards-adoption",
    "reform-round", "front-runners", "topics", "topic", "access", "cuts", "cut", "about", "errors", "error",
})
"""The addresses of such pages. What is not named is made anew for each reader: search, files, forms, secret
addresses, whether the server is well."""
LONGEST_SECONDS = 3.0
"""Nothing that was closed by the clock is shown for longer; nothing erased either, whatever a number fails to tell."""
RENEWED_SECONDS = 2.0
"""From here on one reader makes it anew, and the others need not wait for that."""
LOOKS_SECONDS = 0.2
"""How often at most the folders of the home are looked at: of a cut or a rule the public may hear so much later."""
LARGEST = 256 << 10
"""Bytes of a page that is kept. With the number of pages in the setting ``CACHES`` it bounds what they take."""
VARY = ("Cookie", "Accept-Language", "Accept-Encoding", "HX-Request")
SHARED, OWN = "public, max-age=0, s-maxage=1, must-revalidate", "private, no-cache"
"""A browser asks each time whether its page is still so; a cache before many readers may tell them for a second, which
with the seconds above is less than five. Who is known gets neither (interfaces/web/core/security.py)."""
READS = ("GET", "HEAD")
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
PACKED = ".gzip"
QUICK = 4
"""Of zlib's levels: a seventh of a page's size for a millisecond."""
WAITING = "messages"
"""The cookie of a message after a form (django.contrib.messages), which the next page shows."""
TOKEN = b"csrfmiddlewaretoken"
"""What a form that carries its reader's own token names it."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was made. ``state`` is what the home was before, ``at`` the second of the process's clock."""

    state: Hashable
    at: float
    route: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str


class PublicPages:
    """Stands before sessions, so that a page that is kept costs none of what makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        state = state_now()
        kept = _kept(request, key, state)
        if kept is not None and (_age(kept) < RENEWED_SECONDS or _turns.taken(key)):
            return _answer(request, kept)
        if kept is None and not _is_public(request):
            return self.get_response(request)
        if state is None:
            return self._made(request, key, None)
        with _turns.of(key):  # of many who ask at once, one makes it
            state = state_now()
            kept = _kept(request, key, state)
            if kept is None or _age(kept) >= RENEWED_SECONDS:
                return self._made(request, key, state)
        return _answer(request, kept)

    def _made(self, request: HttpRequest, key: str, state: Hashable | None) -> HttpResponseBase:
        response = self.get_response(request)
        patch_vary_headers(response, VARY)
        if not isinstance(response, HttpResponse) or not _is_everybodys(request, response):
            return response
        # Weak, for it stands for the page in each encoding.
        response.headers["ETag"] = etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["Cache-Control"] = OWN if settings.DEMO else SHARED
        if state is not None and request.method == "GET" and len(response.content) <= LARGEST:
            match = request.resolver_match
            caches["pages"].set(key, Page(state, time.monotonic(), match.route if match else "",
                                          tuple(response.items()), response.content, etag))
        return _unchanged(request, response, etag)


class ReadOnce:
    """While a page is made, what it asks of the store again and again is asked once. Acts are not pages: they look at
    what others wrote meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READS:
            return self.get_response(request)
        with reading():
            return self.get_response(request)


class Turns:
    """Who makes which page just now; the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[threading.Lock, int]] = {}

    def taken(self, key: str) -> bool:
        """Whether somebody makes the page."""
        return key in self._held

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """One at a time for each key."""
        with self._lock:
            turn, waiting = self._held.get(key, (threading.Lock(), 0))
            self._held[key] = turn, waiting + 1
        try:
            with turn:
                yield
        finally:
            with self._lock:
                turn, waiting = self._held[key]
                if waiting > 1:
                    self._held[key] = turn, waiting - 1
                else:
                    del self._held[key]


_turns = Turns()
_looked: tuple[float, str, Hashable] = (-math.inf, "", None)


def state_now() -> Hashable | None:
    """What decides whether a kept page is as it would be made now; None where that cannot be said."""
    number = changes.number()
    if number is None:
        return None
    return number, timezone.localdate(), _of_folders(str(homes.current().path))


def _of_folders(place: str) -> Hashable:
    """The home, and when its folders were changed."""
    global _looked  # noqa: PLW0603  (one home a process)
    now, (at, before, found) = time.monotonic(), _looked
    if before != place or now - at >= LOOKS_SECONDS:
        found = (place, *(_stamp(f"{place}{folder}") for folder in (
            "", "/cuts", "/received", "/rulebook", *_folders(f"{place}/rulebook"))))
        _looked = now, place, found
    return found


def _stamp(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - asked at each page
    except OSError:
        return 0


def _folders(path: str) -> list[str]:
    try:
        with os.scandir(path) as entries:
            return sorted(f"/rulebook/{each.name}" for each in entries if each.is_dir())
    except OSError:
        return []


def _key(request: HttpRequest) -> str | None:
    """Under what the answer may be kept; None for a request that is answered for itself."""
    cookies = request.COOKIES
    if (request.method not in READS or settings.SESSION_COOKIE_NAME in cookies or WAITING in cookies
            or "HTTP_AUTHORIZATION" in request.META or "HTTP_HX_REQUEST" in request.META
            or request.path_info.startswith("/api/")):
        return None
    if settings.DEMO and demo.chosen(request) != demo.PUBLIC:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None  # refused further in
    parts = (request.scheme or "", host, request.get_full_path(), translation.get_language_from_request(request),
             cookies.get(APPEARANCE_COOKIE, ""))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _is_public(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in NAMES
    except Resolver404:
        return False


def _is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is the same for everybody who has no account."""
    user = getattr(request, "user", None)
    return (response.status_code == 200 and not response.cookies and "Set-Cookie" not in response
            and not getattr(user, "is_authenticated", False) and TOKEN not in response.content
            and "no-store" not in response.get("Cache-Control", ""))


def _kept(request: HttpRequest, key: str, state: Hashable | None) -> Page | None:
    """The page as the reader takes it; compressed from the second time on. Nothing of it is secret, and nothing of the
    reader's is in it, so its length tells nothing."""
    if state is None:
        return None
    packs = GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None
    if packs and (found := _counting(key + PACKED, state)) is not None:
        return found
    found = _counting(key, state)
    if found is None or not packs:
        return found
    packed = gzip.compress(found.body, QUICK, mtime=0)
    headers = {**dict(found.headers), "Content-Encoding": "gzip", "Content-Length": str(len(packed))}
    found = replace(found, body=packed, headers=tuple(headers.items()))
    caches["pages"].set(key + PACKED, found)
    return found


def _counting(key: str, state: Hashable) -> Page | None:
    found: Page | None = caches["pages"].get(key)
    return None if found is None or found.state != state or _age(found) >= LONGEST_SECONDS else found


def _age(page: Page) -> float:
    return time.monotonic() - page.at


def _answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    request._plumbline_route = page.route  # type: ignore[attr-defined]
    return _unchanged(request, HttpResponse(page.body, headers=dict(page.headers)), page.etag)


def _unchanged(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponseBase:
    """``response``, or only that the reader has it already."""
    answer: Any = get_conditional_response(request, etag=etag, response=response)
    return answer  # type: ignore[no-any-return]
