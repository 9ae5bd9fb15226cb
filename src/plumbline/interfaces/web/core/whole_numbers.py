"""Whole numbers that an address or a form carries."""

from __future__ import annotations

MOST_DIGITS = 18
"""What a key of the store can hold; Python itself refuses to read some thousand digits."""


def whole_number(text: object, otherwise: int | None = 0) -> int | None:
    """``text`` as a number; ``otherwise`` where it is none that a row could have."""
    given = str(text).strip()
    if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS:
        return int(given)
    return otherwise


def key(text: object) -> int:
    """The number of a row that ``text`` names; 0, which no row has, where it names none."""
    return whole_number(text) or 0
