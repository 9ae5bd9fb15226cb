"""The body of a request as JSON, read so that nothing of it is taken for something else: no key twice, no half of a
sign, no number that is none."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from plumbline.errors import Code
from plumbline.interfaces.api.core.faults import CORRECT, NOT_UNICODE, Fault
from plumbline.interfaces.api.core.problems import Problem, unfit
from plumbline.text import Text, directions_shown, has_surrogate, surrogates_shown

MOST_DEEP = 64
"""No document of ours is deeper than a handful."""
MOST_DIGITS = 400
REMEDY = Text("Type the value anew, and send it in UTF-8", "请重新录入该值，并以UTF-8发送")


class Bodies(Parser):
    """Reads a body. :raises Problem: naming what does not fit."""

    def parse_body(self, request: HttpRequest) -> Any:
        """See the module."""
        try:
            found = json.loads(request.body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number,
                               parse_int=_integer)
        except RecursionError:
            raise _too_deep() from None
        _whole(found, "", 0)
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = _shown(twice)
        raise _refused("request.key_twice", twice, Text(f"'{shown}' stands twice in one object",
                                                        f"“{shown}”在同一对象中出现两次"),
                       Text("Keep the one that is right", "请只保留正确的一个"))
    return found


def _no_number(word: str) -> Any:
    raise _refused("request.not_number", "", Text(f"{word} is no number", f"{word}不是数字"),
                   Text("Send a number, or leave it out", "请填写数字或删除"))


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _refused("request.out_of_range", "", Text(f"a number has more than {MOST_DIGITS} digits",
                                                        f"数字超过{MOST_DIGITS}位"), CORRECT)
    return int(digits)


def _whole(value: Any, name: str, deep: int) -> None:
    if deep > MOST_DEEP:
        raise _too_deep()
    if isinstance(value, str):
        _text(value, name)
    elif isinstance(value, list):
        for each in value:
            _whole(each, name, deep + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            _text(key, key)
            _whole(each, key, deep + 1)


def _text(value: str, name: str) -> None:
    if has_surrogate(value):
        raise _refused(NOT_UNICODE, name, Text("this holds half of a sign (a lone surrogate), which is no text",
                                               "含有不完整的字符（单个代理码），不是文本"), REMEDY)
    if "\x00" in value:
        raise _refused("request.nul", name, Text("this holds the character NUL, which is no text",
                                                 "含有空字符（NUL），不是文本"), REMEDY)


def _too_deep() -> Problem:
    return Problem(400, "request.too_deep", Text("the body is nested too deeply", "请求体嵌套过深"),
                   next_step=Text("Send one plain JSON object", "请发送一个简单的JSON对象"))


def _refused(code: Code | str, name: str, reason: Text, remedy: Text) -> Problem:
    return unfit(Fault("body", _shown(name), code, reason, remedy))


def _shown(name: str) -> str:
    return directions_shown(surrogates_shown(name[:80])).replace("\x00", "\\u0000")
