"""How a value may be spelled, and what it is then: the same rules for every format, every form and every program.

Text loses spaces and signs without width at its ends. A code (a key, a reference, a word from a list) also loses what
nobody can see or tell apart within it, so that no second key comes of it. A number loses the signs that people put
around it.
"""

from __future__ import annotations

import re

WIDTHLESS = "\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff"
SPACES = "\t\n\x0b\x0c\r \x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_ENDS = re.compile(f"^[{SPACES}{WIDTHLESS}]+|[{SPACES}{WIDTHLESS}]+$")
_WIDTHLESS = re.compile(f"[{WIDTHLESS}]")
_WIDE_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Letters, digits and the signs of codes; brackets and commas of full width are those of Chinese writing, and stay.
_HALVES = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
           if chr(code - 0xFEE0).isalnum() or chr(code - 0xFEE0) in "-/._#+&@"}
_HALVES |= dict.fromkeys((0x2010, 0x2011, 0x2212, 0xFE63), 0x2D)
_ALL_HALVES = {**_HALVES, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0xFFE5: 0xA5}
_GROUPED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,17})(?:\.[0-9]*)?"
_NUMBER = re.compile(rf"(?P<minus>[-+]?)\s?[¥]?\s?(?P<digits>{_GROUPED})\s?(?P<percent>%?)|"
                     rf"[¥]?\s?\(\s?[¥]?\s?(?P<less>{_GROUPED})\s?\)")
WHOLE_KEY = re.compile(r"(-?[0-9]+)\.0+")
POWER = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MADE_DAY = re.compile(rf"[0-9]{{1,2}}-(?:{_MONTHS})|(?:{_MONTHS})-[0-9]{{2}}|[0-9]{{1,2}}月[0-9]{{1,2}}日")
# Found in text: signs of which only their maker knows what they show. The last two of each plane are no signs at all.
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
LOST_DIGITS = 10 ** 15
"""From here on a spreadsheet has not kept every digit of a number."""


def text(value: str) -> str:
    """A text without spaces and signs without width at its ends."""
    return _ENDS.sub("", value)


def code(value: str) -> str:
    """A code as it is compared: no invisible sign, one kind of space, letters and digits of half width."""
    if value.isascii():
        return text(value)
    seen = _WIDE_SPACES.sub(" ", _WIDTHLESS.sub("", value)).translate(_HALVES)
    return text(seen)


def number(value: str, *, grouped: bool = True) -> str:
    """A number in digits: 1,234.50, ¥12, (3) and 50% become 1234.50, 12, -3 and 50. What is no number stays as it is.
    ``grouped``: whether a comma parts thousands; where it does not, a number with one can be read in two ways."""
    plain = text(_WIDTHLESS.sub("", value).translate(_ALL_HALVES))
    plain = _WIDE_SPACES.sub(" ", plain)
    found = _NUMBER.fullmatch(plain)
    if found is None or (not grouped and "," in plain):
        return plain
    digits = found["digits"] or found["less"]
    sign = "-" if found["less"] or found["minus"] == "-" else ""
    return sign + digits.replace(",", "")


def sign(value: str) -> str:
    """A day or a truth value, with signs of half width."""
    return text(_WIDE_SPACES.sub(" ", _WIDTHLESS.sub("", value)).translate(_ALL_HALVES))
