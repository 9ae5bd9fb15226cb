"""How large and how deep an expression may be, measured before anybody parses it.

Parsers and engines call themselves for each bracket, NOT, CASE and operator: 1,000 of them end the program, and a few
dozen brackets can take it minutes. What no figure needs is refused in words, from one pass over the text.
"""

from __future__ import annotations

import re

from plumbline.rulebook.indicators.refusals import ExpressionError
from plumbline.text import Text

MOST_TEXT = 20_000
MOST_DEPTH = 24
MOST_OPERATORS = 200
MOST_LISTED = 2_000
MOST_DIGITS = 30
MOST_LITERAL = 500
_PIECE = re.compile(r"""
    (?P<text>'(?:[^']|'')*'?|"(?:[^"]|"")*"?) | (?P<number>\d[\d_.]*(?:[eE][+-]?\d+)?) | (?P<word>[^\W\d]\w*)
    | (?P<open>[(\[{]) | (?P<close>[)\]}]) | (?P<comma>,) | (?P<sign>[-+~!]) | (?P<operator>[*/%=<>|&^]+)
    """, re.VERBOSE)
_JOINING = frozenset({"AND", "OR", "IS", "BETWEEN", "LIKE", "IN", "WHEN", "XOR"})
_BEFORE = frozenset({"NOT"})
_FLATTER = Text("Divide it: no figure needs so much in one expression", "请拆分：任何指标都不需要如此复杂的表达式")


def measure(text: str) -> None:
    """:raises ExpressionError: for an expression that is longer, deeper or made of more than a figure needs."""
    if len(text) > MOST_TEXT:
        raise _too_large(Text(f"this is longer than {MOST_TEXT} characters", f"超过{MOST_TEXT}个字符"), _FLATTER)
    depth = run = operators = commas = 0
    for found in _PIECE.finditer(text):
        sort, piece = found.lastgroup, found[0]
        word = piece.upper() if sort == "word" else ""
        prefix = sort == "sign" or word in _BEFORE
        run = run + 1 if prefix else 0
        depth += (sort == "open" or word == "CASE") - (sort == "close" or word == "END")
        operators += sort in ("sign", "operator") or word in _JOINING
        commas += sort == "comma"
        if depth + run > MOST_DEPTH:
            raise ExpressionError("expression.too_deep",
                                  Text(f"brackets, NOT or CASE stand more than {MOST_DEPTH} deep",
                                       f"括号、NOT或CASE嵌套超过{MOST_DEPTH}层"), next_step=_FLATTER)
        if sort == "number" and len(piece) > MOST_DIGITS:
            raise _too_large(Text(f"a number has more than {MOST_DIGITS} digits", f"数字超过{MOST_DIGITS}位"),
                             Text("Write a number that a figure can reach", "请填写指标可能达到的数字"))
        if sort == "text" and len(piece) > MOST_LITERAL:
            raise _too_large(Text(f"a text is longer than {MOST_LITERAL} characters", f"文字超过{MOST_LITERAL}个字符"),
                             Text("Compare with a code", "请与代码比较"))
    if operators > MOST_OPERATORS:
        raise _too_large(Text(f"this has more than {MOST_OPERATORS} comparisons and other operators",
                              f"比较和其他运算超过{MOST_OPERATORS}个"),
                         Text("Use IN with a list, or divide it", "请改用IN列表，或拆分"))
    if commas > MOST_LISTED:
        raise _too_large(Text(f"a list has more than {MOST_LISTED} values", f"列表超过{MOST_LISTED}个值"),
                         Text("Give the records a field that says it, and compare with that",
                              "请在记录中增设字段表示，再与该字段比较"))


def _too_large(what: Text, next_step: Text) -> ExpressionError:
    return ExpressionError("expression.too_large", what, next_step=next_step)
