"""The characters of a designation: what is another way of writing one is made that one, what can be none is refused.

Only signs of the same meaning are exchanged (Unicode Standard Annex 15 would make a superscript footnote a digit of the
number): full-width forms, dashes, spaces, slashes, colons and brackets, each for one of ASCII. Signs that are not seen
are dropped; those that turn the order of writing are refused, since what is read would not be what is shown.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 500
"""Characters, title included: no designation is nearly so long."""
SLASHES, COLONS, DOTS = "\u2215\u2044\u29f8\ufe68", "\u2236\ufe55\ufe13\ua789\u02d0", "\ufe52"
OPENING, CLOSING = "\u3010\u3014\uff3b\u2768\ufe59", "\u3011\u3015\uff3d\u2769\ufe5a"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ae\u2122"
"""Signs of no width, and those that say whose name it is: IEEE Std 802.3(TM)."""
_CLEAN = re.compile(r"[!-~]+(?: [!-~]+)*")
TITLED = re.compile(r"(《[^《》]+》) ?[,:]? ?(\()?(?=[^ ])")
"""A title in Chinese quotation marks before a designation, which may stand in brackets."""
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffd]")
_YEAR_AFTER = re.compile("\u00ad(?=(?:19|20)[0-9]{2}(?![0-9]))|(?<=[0-9])[\u4e00\u30fc](?=[0-9])")
"""A soft hyphen before a year; the Chinese one and the Japanese long sign between digits, which look like a dash."""
_DASHES = re.compile("-{2,}")
_SPACED = re.compile(r" ?([-:]) ?(?=[0-9A-Z])| ?(/) ?(?=[0-9A-Z])|(?<=[0-9]) ?(\.) ?(?=[0-9])", re.IGNORECASE)
_LATIN = str.maketrans("\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425", "ABCEHKMOPTX")
"""Letters of Cyrillic that look like Latin ones."""


def _table() -> dict[int, str | None]:
    found: dict[int, str | None] = {ord(sign): None for sign in UNSEEN}
    for code in range(0x10000):  # beyond lies one dash, of a script that has no standards
        category = unicodedata.category(chr(code))
        if category == "Pd":
            found[code] = "-"
        elif category == "Zs":
            found[code] = " "
    found |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for signs, plain in ((SLASHES, "/"), (COLONS, ":"), (DOTS, "."), (OPENING, "("), (CLOSING, ")"),
                         ("\u2212\u2043", "-"), ("\t\n", " "), ("\u03b5", "e"), ("\u301c\u223c", "~")):
        found |= dict.fromkeys(map(ord, signs), plain)
    return found


_TABLE: dict[int, str | None] = {}


def cleaned(text: str) -> str:
    """``text`` in plain signs, one space where there are several and none at the ends."""
    if _CLEAN.fullmatch(text):
        return text
    if not _TABLE:
        _TABLE.update(_table())  # only now: most texts are plain, and all of Unicode is looked at
    if not text.isascii():
        text = _YEAR_AFTER.sub("-", text).translate(_TABLE)
        text = _DASHES.sub("-", text)
    return " ".join(text.split())


def tightened(text: str) -> str:
    """``text`` without spaces around dashes, colons and slashes, and between a number and its part."""
    return _SPACED.sub(lambda found: found.group(1) or found.group(2) or found.group(3), text)


def refused(text: str) -> int:
    """Where the first character stands that no designation and no title has; -1: there is none."""
    found = None if _CLEAN.fullmatch(text) else _REFUSED.search(text.rstrip("\r\n"))
    return found.start() if found else -1


def place(text: str, rest: str) -> int:
    """Where in ``text``, as it was given, ``rest`` begins, which is the end of what :func:`cleaned` made of it."""
    table = _TABLE or _table()
    left = len(rest) - rest.count(" ")
    for index in range(len(text) - 1, -1, -1):
        if left == 0:
            return index + 1
        plain = table.get(ord(text[index]), text[index])
        left -= plain is not None and not plain.isspace()
    return 0 if left <= 0 else len(text)


def latin(text: str) -> str:
    """``text`` with the Latin letters that its Cyrillic ones look like."""
    return text.translate(_LATIN)
