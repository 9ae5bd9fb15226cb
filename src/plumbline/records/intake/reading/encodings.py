"""In which encoding a text is that does not say so: told from its bytes where they tell, and asked where they do not.

UTF-8 checks itself: what decodes as UTF-8 is UTF-8. GB18030 takes almost any bytes, so that it decodes also a text that
is Big5 or Windows-1252, into rare characters. What tells them apart is which characters come out: in a text, nearly all
are common ones.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

SAMPLE = 256 << 10
"""Bytes that are looked at."""
NAMES = {"gb18030": "GB18030", "big5hkscs": "Big5", "cp1252": "Windows-1252", "utf-8": "UTF-8", "utf-16": "UTF-16",
         "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
KNOWN = {"big5": "big5hkscs", "gbk": "gb18030", "gb2312": "gb18030", "windows-1252": "cp1252", "latin-1": "cp1252",
         "iso8859-1": "cp1252", "utf-8-sig": "utf-8"}
LIKELY, NEAR, HARDLY = 0.6, 0.2, 0.25
"""From which share of common characters on a reading is likely, by which it may be less likely than the best, and below
which nothing should be read so."""
# GB 18030-2022 gave these signs their places in Unicode; Python still decodes their codes to private use.
MOVED = dict(zip(
    (*range(0xE78D, 0xE797), 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
    (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A), *range(0x9FB4, 0x9FBC)), strict=True))
SIGNS = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\u00a3\u00a7\u00ab\u00bb\u00b0\u00bd\u00bc")
_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u017d\u017e\u0178]")


@dataclass(frozen=True, slots=True)
class Guess:
    """``encoding`` as Python names it. ``guessed``: whether only the likelihood of its characters tells it. ``others``
    are encodings that fit as well, and ``unlikely`` says that it hardly fits itself: then none may be taken."""

    encoding: str
    guessed: bool = True
    others: tuple[str, ...] = ()
    unlikely: bool = False


def named(encoding: str) -> str:
    """The encoding as Python knows it. :raises LookupError: for one that nobody knows, or that is none of text."""
    name = codecs.lookup(encoding).name
    if not codecs.lookup(encoding)._is_text_encoding:
        raise LookupError(f"'{encoding}' is no encoding of text")
    return KNOWN.get(name, name)


def guess(sample: bytes) -> Guess:
    """The encoding of a text that is not UTF-8 and has no mark, from its first bytes."""
    if (wide := _utf16(sample)) is not None:
        return wide
    fits = {name: likelihood for name in ("gb18030", "big5hkscs", "cp1252")
            if (likelihood := _likelihood(sample, name)) is not None and (likelihood >= LIKELY or name == "gb18030")}
    ranked = sorted(fits, key=lambda name: -fits[name])
    if not ranked:
        return Guess("gb18030")
    best = fits[ranked[0]]
    return Guess(ranked[0], True, tuple(name for name in ranked[1:] if fits[name] >= best - NEAR), best < HARDLY)


def _utf16(sample: bytes) -> Guess | None:
    # Without a mark, text of ASCII has a zero in every second byte.
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    even, odd = sample[::2], sample[1::2]
    if odd.count(0) > 0.3 * len(odd) and not even.count(0):
        return Guess("utf-16-le")
    if even.count(0) > 0.3 * len(even) and not odd.count(0):
        return Guess("utf-16-be")
    return None


def _likelihood(sample: bytes, encoding: str) -> float | None:
    """The share of its characters beyond ASCII that are common in texts of that encoding; None: it does not decode."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None
    if encoding == "cp1252":
        return _western(text)
    beyond = [char for char in text if ord(char) > 0x7F and char != "\ufeff"]
    if not beyond:
        return 0.0
    common = _common_gb if encoding == "gb18030" else _common_big5
    return sum(map(common, beyond)) / len(beyond)


def _common_gb(char: str) -> float:
    """1 for the first level of GB 2312 (common characters) and its signs, a half for its second level, else 0."""
    code = char.encode("gb18030")
    if len(code) == 4:
        return float(ord(char) > 0xFFFF)  # a character beyond the basic plane is written on purpose
    if code[1] < 0xA1:
        return 0.0
    return 1.0 if 0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3 else 0.5 * (0xD8 <= code[0] <= 0xF7)


def _common_big5(char: str) -> float:
    """1 for the first level of Big5 and its signs, else 0."""
    code = char.encode("big5hkscs")
    return float(len(code) == 2 and 0xA1 <= code[0] <= 0xC6)


def _western(text: str) -> float:
    """The share of signs beyond ASCII that are letters within words of Latin letters, or signs that stand alone."""
    beyond = good = 0
    for place, char in enumerate(text):
        if ord(char) <= 0x7F:
            continue
        beyond += 1
        around = text[max(0, place - 1):place] + text[place + 1:place + 2]
        plain = all(one.isascii() or one in SIGNS or _LETTER.match(one) for one in around)
        good += plain and (char in SIGNS or (bool(_LETTER.match(char)) and any(
            one.isascii() and one.isalpha() for one in around)))
    return good / beyond if beyond else 0.0
