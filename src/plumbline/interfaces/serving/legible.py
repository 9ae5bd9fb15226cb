"""What comes in is text, and what goes out keeps each text apart.

Django reads bytes that are no UTF-8 as a sign that stands for them, and takes NUL, at which a database fails. Both are
refused here, before any view sees them, and for pages and programs alike. What goes out: text with a sign that turns
the order of writing is kept as it is, and set apart, so that it turns nothing beside itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from plumbline.errors import Code, PlumblineError
from plumbline.interfaces.api.core import problems
from plumbline.interfaces.api.core.shape import PREFIX
from plumbline.interfaces.web.core.error_pages import Mistake, show
from plumbline.text import DIRECTIONS, Text, directions_shown, surrogates_shown

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
UNREAD = "\ufffd"
NO_TEXT = (Code("request.not_unicode"),
           Text("bytes that are no UTF-8 text stand in {where}", "{where}含有不是UTF-8文本的字节"))
NUL = Code("request.nul"), Text("the character NUL stands in {where}", "{where}含有空字符（NUL）")
NO_NUMBER = Code("request.not_number"), Text("{where} is no number", "{where}不是数字")
LENGTH = Text("the header Content-Length", "请求头Content-Length")
ADDRESS = Text("the address", "网址")
FIELD = Text("the field '{name}'", "字段“{name}”")
NEXT_STEP = Text("Type it anew; nothing was saved", "请重新录入；未保存任何内容")
TURNING = re.compile(rb"\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
TURNED = re.compile(f"[{DIRECTIONS}]")
TAG = re.compile(r"(<[^>]*>)")
OPENED = re.compile(r"<(/?)([a-zA-Z0-9]+)")
TEXT_ALONE = frozenset({"title", "option", "textarea", "script", "style"})
"""Elements that hold no element; each is shown by itself."""


class Unreadable(SuspiciousOperation):
    """What came in is no text: ``error`` says it."""

    def __init__(self, said: tuple[Code, Text], where: Text) -> None:
        code, what = said
        self.error = PlumblineError(code, Text(what.en.format(where=where.en), what.zh.format(where=where.zh)),
                                    next_step=NEXT_STEP)
        super().__init__(self.error.what.en)


class Legible:
    """Stands before the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            _look(request)
        except Unreadable as error:
            return _refused(request, error)
        return _apart(self.get_response(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with whatever a view raised."""
        return _refused(request, error) if isinstance(error, Unreadable) else None


def _look(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal() and len(length) < 19):
        raise Unreadable(NO_NUMBER, LENGTH)
    if "\x00" in request.path_info:  # what else is no text in a path stays in percent, and leads nowhere
        raise Unreadable(NUL, ADDRESS)
    _must_be_fields(str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace"))
    if request.method == "POST" and not request.path_info.startswith(PREFIX):
        if request.content_type == FORM:
            _must_be_fields(request.body)
        elif request.content_type == PARTS:
            # Only once the view asks: it settles first who may send a file, and how large.
            reading = partial(_read_parts, request, request._load_post_and_files)
            request._load_post_and_files = reading  # type: ignore[method-assign]


def _read_parts(request: HttpRequest, read: Callable[[], None]) -> None:
    read()
    for name, values in request.POST.lists():
        for value in (name, *values):
            if UNREAD in value or "\x00" in value:
                raise Unreadable(NUL if "\x00" in value else NO_TEXT, _field(name))


def _must_be_fields(raw: bytes) -> None:
    for pair in raw.split(b"&"):
        name, _equals, value = pair.partition(b"=")
        if b"%" in pair or not pair.isascii() or b"\x00" in pair:
            where = _field(_plain(name).decode("utf-8", "replace"))
            _must_be_text(_plain(name), where)
            _must_be_text(_plain(value), where)


def _plain(quoted: bytes) -> bytes:
    return unquote_to_bytes(quoted.replace(b"+", b" "))


def _must_be_text(raw: bytes, where: Text) -> None:
    if b"\x00" in raw:
        raise Unreadable(NUL, where)
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise Unreadable(NO_TEXT, where) from None


def _field(name: str) -> Text:
    shown = directions_shown(surrogates_shown(name[:60])).replace("\x00", "\\u0000")
    return Text(FIELD.en.format(name=shown), FIELD.zh.format(name=shown))


def _refused(request: HttpRequest, error: Unreadable) -> HttpResponse:
    if request.path_info.startswith(PREFIX):
        return problems.answer(request, problems.Problem.of(400, error.error))
    return show(request, 400, Mistake(_("The request could not be read"), error.error))


def _apart(response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith("text/html"):
        return response
    if TURNING.search(response.content):
        response.content = set_apart(response.content.decode()).encode()
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
    return response


def set_apart(page: str) -> str:
    """``page``, HTML with its text escaped, with each piece of text that could turn others in an element of its own."""
    pieces, alone = TAG.split(page), ""
    for place, piece in enumerate(pieces):
        opened = OPENED.match(piece) if place % 2 else None
        if opened and (name := opened[2].lower()) in TEXT_ALONE:
            alone = "" if opened[1] else name
        elif not place % 2 and not alone and TURNED.search(piece):
            pieces[place] = f"<bdi>{piece}</bdi>"
    return "".join(pieces)
