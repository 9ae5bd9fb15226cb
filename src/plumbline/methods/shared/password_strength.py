"""What makes a password easy to guess although it is long: patterns, and words that stand beside the door.

A password is measured by what is left of it when everything is taken out that a guesser tries first: how many
characters do not follow from the ones before. Twelve times the same letter leave one. Sources: NIST SP 800-63B (2017),
section 5.1.1.2 (length rather than kinds of characters; refuse repetitive or sequential characters and words of the
context; normalise with NFKC) and D. Wheeler, "zxcvbn", USENIX Security 2016 (repeats, sequences, neighbours on a
keyboard, dates, dictionary words and reversed words as the patterns to take out). The counting is our own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from plumbline.methods.shared.password_runs import TAKEN, left, unit

FEWEST = 12
"""Characters a password has at least."""
MOST = 200
"""Characters a password has at most: more would only cost the server time."""
LEFT = 8
"""Characters that must be left when what can be guessed is taken out."""
DIFFERENT = 5
"""Different characters a password has at least."""

SHORT, LONG, STEERING, DIGITS, REPEATED, ORDERED, NAMED, COMMON = (
    "short", "long", "steering", "digits", "repeated", "ordered", "named", "common")

_FIGURES = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
_STANDING_IN = tuple(str.maketrans(_FIGURES | {"1": one}) for one in "il")
_LATIN_WORD, _OTHER_WORD = 3, 2


def normalised(password: str) -> str:
    """The one form of a password, however a keyboard wrote it: Unicode's NFKC. One that is too long stays as it is."""
    return password if len(password) > MOST else unicodedata.normalize("NFKC", password)


def weaknesses(password: str, words: Iterable[str] = (), common: Iterable[str] = ()) -> list[str]:
    """Why ``password`` is too easy, as names of this module; empty when it is not.

    ``words`` are those that whoever knows the person or the authority tries: names, regions, the program. ``common``
    are passwords that many people have, in small letters.
    """
    if len(password) > MOST:
        return [LONG]
    text = normalised(password)
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in text):
        return [STEERING]
    plain = text.casefold()
    if len(text) < FEWEST:
        return [SHORT]
    found = []
    if plain.isdecimal():
        found.append(DIGITS)
    if len(set(plain)) < DIFFERENT or unit(plain) != plain:
        found.append(REPEATED)
    if left(plain) < LEFT:
        found.append(ORDERED)
    if _is_named(plain, tuple(words)):
        found.append(NAMED)
    if _is_common(plain, frozenset(common)):
        found.append(COMMON)
    return found


def _is_named(plain: str, words: tuple[str, ...]) -> bool:
    for read in (plain, re.sub(r"[\W_]+", "", plain)):
        bare = _without(read, words)
        if bare != read and left(unit(bare)) < LEFT:
            return True
    return False


def _without(plain: str, words: Iterable[str]) -> str:
    """``plain`` with each of ``words`` taken out, also backwards and with figures that stand for letters."""
    parts = {part for word in words for part in _parts(word)}
    for word in sorted({form for part in parts for form in (part, part[::-1])}, key=len, reverse=True):
        plain = _take(plain, word)
    return plain


def _take(plain: str, word: str) -> str:
    for read in (plain, *(plain.translate(each) for each in _STANDING_IN)):
        place = read.find(word)
        while place >= 0:
            plain = plain[:place] + TAKEN * len(word) + plain[place + len(word):]
            place = read.find(word, place + len(word))
    return plain


def _parts(word: str) -> set[str]:
    whole = normalised(word[:MOST]).casefold()
    parts = {whole, re.sub(r"[\W_]+", "", whole), *re.split(r"[\W_]+", whole)}
    return {each for each in parts if len(each) >= (_LATIN_WORD if each.isascii() else _OTHER_WORD)}


def _is_common(plain: str, common: frozenset[str]) -> bool:
    """Whether it is a common password, repeated or with some characters put before and after it."""
    if plain in common or unit(plain) in common:
        return True
    stretches = re.findall(r"[^\W\d_]+", plain)
    if len(stretches) != 1:
        return False
    word = stretches[0]
    known = word in common or unit(word) in common
    return known and left(plain.replace(word, TAKEN * len(word))) < LEFT
