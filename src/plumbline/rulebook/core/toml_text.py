"""Reading the TOML of a rulebook file, whatever stands in it: what no rule needs is refused in words, at once.

A text may be broken on purpose or by a slip of a program: nested a thousand deep, with a number of 5,000 digits, or
larger than any rule. Neither may stop the server, nor take it long.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

from plumbline.errors import RulebookError
from plumbline.rulebook.core.toml_faults import said_of
from plumbline.text import Text

MOST_TEXT = 1_000_000
"""Characters of one file; the longest published scheme we know has 40,000."""
MOST_DEPTH = 24
MOST_DIGITS = 100
"""Of one number, before anybody asks what it is for."""


def read(text: str, where: str = "", *, exact: bool = False) -> dict[str, Any]:
    """What ``text`` holds, numbers with a point exact where asked. ``where`` names it in messages.

    :raises RulebookError: if it is not TOML, or is larger or deeper than a rule can be.
    """
    if len(text) > MOST_TEXT:
        raise RulebookError("rule.too_long", Text(f"this is longer than {MOST_TEXT} characters",
                                                  f"超过{MOST_TEXT}个字符"), where=where,
                            next_step=Text("Divide it into several files", "请拆分为多个文件"))
    try:
        found = tomllib.loads(text, parse_float=_exact if exact else _near)
    except tomllib.TOMLDecodeError as error:
        raise not_toml(said_of(str(error)), where) from error
    except RecursionError as error:
        raise _deep(where) from error
    except ValueError as error:  # a number with more digits than anybody reads, or with no end
        raise _long_number(where) from error
    _check(found, where)
    return found


def _exact(text: str) -> Decimal:
    value = Decimal(text)
    if len(text) > MOST_DIGITS or not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        raise ValueError(text[:20])  # 1e999999 is seven signs, and a million digits once it is written out
    return value


def _near(text: str) -> float:
    return float(_exact(text))


def _check(found: dict[str, Any], where: str) -> None:
    """Nothing stands deeper than a rule needs, and no number is longer. Without calling itself: depth is the point."""
    level: list[Any] = [found]
    for _ in range(MOST_DEPTH):
        below: list[Any] = []
        for each in level:
            inner = each.values() if isinstance(each, dict) else each
            for value in inner:
                if isinstance(value, dict | list):
                    below.append(value)
                elif isinstance(value, int) and value.bit_length() > 4 * MOST_DIGITS:
                    raise _long_number(where)
        if not below:
            return
        level = below
    raise _deep(where)


def not_toml(why: Text, where: str = "") -> RulebookError:
    """That a text is not written as TOML is; ``why`` says what is wrong, and in which line."""
    return RulebookError("rule.not_toml", Text("this is not valid TOML", "文本不符合TOML格式"), where=where, why=why,
                         next_step=Text("Mend the line it names", "请修改所指的行"))


def _deep(where: str) -> RulebookError:
    return RulebookError("rule.too_deep", Text(f"brackets or tables stand more than {MOST_DEPTH} deep",
                                               f"嵌套超过{MOST_DEPTH}层"), where=where,
                         next_step=Text("Write it flatter", "请减少嵌套"))


def _long_number(where: str) -> RulebookError:
    return RulebookError("rule.number_too_long", Text(f"a number has more than {MOST_DIGITS} digits, or no end",
                                                      f"数字超过{MOST_DIGITS}位或没有尽头"), where=where,
                         next_step=Text("Write a number that a rule can use", "请填写规则可用的数字"))

