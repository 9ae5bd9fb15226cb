"""The quick way for designations that stand in their normal form already, which most do.

What a text begins with was read once the long way; the next text that begins alike, and goes on as its family writes
it without anything that would be brought into another form, is its own normal form. What does not fit goes the long
way, so that both give the same: a test reads everything both ways.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from plumbline.methods.standards.designation_grammar import MOST_KEPT, Form, Grammar
from plumbline.methods.standards.designation_shapes import PARTS
from plumbline.methods.standards.designations import NO_TAIL, Designation, Prefix

HEAD = re.compile("[A-Z\u0410-\u042f][A-Z0-9/\u0410-\u042f-]*(?: [A-Za-z\u0410-\u042f][A-Za-z/\u0410-\u042f-]*)*")
_NUMBERS: Mapping[str, str] = {
    "digits": "[0-9]+[A-Z]{0,2}", "digits or range": "[0-9]+[A-Z]?", "letter and digits": "[A-Z] [0-9]{3,5}",
    "group of a system": "[0-9]+[A-Z]?", "small digits": "[0-9]+", "two numbers": "[0-9]{2}-[0-9]+",
    "material": "[A-G][0-9]{1,5}[A-Z]?"}
_PARTS = ("none", "dotted", "dotted or dashed", "dashed")
_YEARS: Mapping[str, str] = {"dash": "(?:-([0-9]{4}))?", "colon": "(?::([0-9]{4}))?", "none": "()",
                             "colon or short": "(?::([0-9]{4}))?", "edition": "(?::([0-9]{4}))?",
                             "truncated": "(?::([0-9]{4}))?"}


class Quick(NamedTuple):
    """How a text goes on that begins in one way: from the character ``at``, as ``pattern``."""

    prefix: Prefix
    pattern: re.Pattern[str]
    at: int
    first: int


@lru_cache(maxsize=1_000)
def _pattern(form: Form, gap: str) -> re.Pattern[str] | None:
    if (form.number not in _NUMBERS or form.part not in _PARTS or form.year not in _YEARS or form.revised or form.twin):
        return None
    return re.compile(f"{re.escape(gap)}({_NUMBERS[form.number]})({PARTS[form.part]}){_YEARS[form.year]}(?![^ -~])$")


def quick(grammar: Grammar, text: str) -> Designation | None:
    """``text`` as a designation, if one that begins alike was read before and this is its own normal form."""
    head = HEAD.match(text)
    if head is None:
        return None
    known: Quick | None = grammar.learned.get(head.group())
    if known is None:
        return None
    prefix, pattern, at, first = known
    match = pattern.match(text, at)
    if match is None:
        return None
    number, part, digits = match.groups()
    if not digits:
        if "." in part and prefix.stage:
            return None
        return Designation(text, text, prefix, number, part[1:], None, "", NO_TAIL)
    year = int(digits)
    if not first <= year < 2100 or (prefix.stage and "." in part):
        return None
    return Designation(text, text, prefix, number, part[1:], year, "", NO_TAIL)


def learn(grammar: Grammar, text: str, found: Designation) -> None:
    """Keep how ``found`` begins, which the long way read ``text`` as, if texts that begin so may go the quick way."""
    if (found.tail is not NO_TAIL or found.canonical != text or len(grammar.learned) >= MOST_KEPT
            or not text.startswith(found.prefix.text)):
        return
    head = HEAD.match(text)
    if head is None or head.group() in grammar.learned:
        return
    for form in found.prefix.family.forms[:1]:
        pattern = _pattern(form, found.prefix.gap)
        if pattern is not None and pattern.match(text, len(found.prefix.text)):
            grammar.learned[head.group()] = Quick(found.prefix, pattern, len(found.prefix.text),
                                                  found.prefix.family.first)
