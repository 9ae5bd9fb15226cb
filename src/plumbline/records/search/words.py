"""The words of a text, and of a question: Chinese as pairs of characters, all else as words, codes also by how they
begin.

Written alike is read alike: full-width letters and digits are folded (NFKC), capitals are small. A code such as
``YZ-2013/0412`` is three words, and one without its separators; whatever is no Chinese is found by its beginning too.
The same words are made of what is indexed, of what is asked, and of a record that is looked at again before it is
shown: so a match in the index can be proved on the record itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

MOST_ASKED, MOST_PARTS = 200, 12
"""Characters and words of a question that are looked at."""
MOST_CODE, MOST_WORD = 24, 10
"""Up to so many characters of a code, or of a word without digits, is it found by how it begins."""
SHORT, FEW = 60, 40
"""The words of texts that are no longer are kept for a while: the same ones come again and again. While an index is
made, nearly every longer one is another."""
SHARE = 0.6
"""Of its words so many must be there for what is near a question."""
_HAN = "々〇⺀-⿟぀-ヿ㐀-鿿豈-﫿가-힯\U00020000-\U0003ffff"
_WORD = rf"[^\W_{_HAN}]+"
_SPOKEN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<span>{_WORD}(?:[-/.:~+#_()]{{1,2}}{_WORD})*)")
_PIECE = re.compile(_WORD)
_QUOTED = re.compile(r"[\"“”„「『](.*?)[\"“”„」』]")
_SPACE = re.compile(r"[\s,;!?，；、。！？]+")
_DAY = re.compile(r"(?<!\d)(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?(?!度)")
_DIGIT = re.compile(r"\d")
_UNFIT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Words:
    """``order`` are the words of a text as they follow each other; ``begins`` how they begin, and each Chinese
    character by itself."""

    order: tuple[str, ...]
    begins: frozenset[str]

    def holds(self, phrase: tuple[str, ...]) -> bool:
        """Whether ``phrase`` stands in the text, word after word."""
        first, length = phrase[0], len(phrase)
        return any(each == first and self.order[at:at + length] == phrase for at, each in enumerate(self.order))


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a question: ``words`` that must all be there, one after another in a ``phrase``; of a code the last
    one may be only begun, and so may ``joined``, the whole of it without separators. ``written`` is how it stands in
    the question."""

    written: str
    words: tuple[str, ...]
    han: bool
    phrase: bool = False
    joined: str = ""

    def in_(self, text: Words) -> bool:
        """Whether ``text`` holds it."""
        if self.phrase and not self.han:
            return text.holds(self.words)
        if self.joined and self.joined in text.begins:
            return True
        *whole, last = self.words
        if self.han:
            if len(self.written) == 1:
                return last in text.begins
            return text.holds(self.words) if self.phrase else all(each in text.order for each in self.words)
        return all(each in text.order for each in whole) and (
            last in text.begins or last in text.order
            or (begun(last) in text.begins and any(each.startswith(last) for each in text.order)))

    @property
    def atoms(self) -> tuple[str, ...]:
        """The words by which something is near."""
        return self.words


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for. ``cut`` tells that it was longer than is looked at."""

    text: str
    parts: tuple[Part, ...] = ()
    cut: bool = False
    marks: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def atoms(self) -> tuple[tuple[str, bool], ...]:
        """Every single word, and whether it is Chinese."""
        return tuple(dict.fromkeys((each, part.han) for part in self.parts for each in part.atoms))

    @property
    def enough(self) -> int:
        """How many of its :attr:`atoms` must be in what is near."""
        return max(1, -int(-len(self.atoms) * SHARE // 1))

    def near(self, text: Words) -> bool:
        """Whether enough of it is in ``text``."""
        found = sum(each in text.order or shortened(each, han) in text.begins for each, han in self.atoms)
        return found >= self.enough


def fold(text: str) -> str:
    """``text`` as it is compared; without what no text can hold."""
    if text.isascii() and text.isprintable():
        return text.lower()
    return unicodedata.normalize("NFKC", _UNFIT.sub(" ", text)).casefold()


def question(text: str) -> Question:
    """What ``text``, which somebody typed, looks for. Any text is one: signs that mean nothing are left out."""
    kept = " ".join(text[:MOST_ASKED * 50].split())[:MOST_ASKED]
    folded = _DAY.sub(_as_day, fold(kept))
    parts: list[Part] = []
    for written, quoted in _chunks(folded):
        if quoted:
            parts += _quoted(written)
        else:
            parts += (_part(found) for found in _SPOKEN.finditer(written))
    unique = tuple(dict.fromkeys(parts))
    marks = tuple(dict.fromkeys(each.written for each in unique))
    shown = _UNFIT.sub("", kept)
    return Question(shown, unique[:MOST_PARTS], len(text.strip()) > MOST_ASKED or len(unique) > MOST_PARTS, marks)


def words(texts: Iterable[str]) -> Words:
    """The words of ``texts``, which are fields of one thing."""
    order: list[str] = []
    begins: set[str] = set()
    for text in texts:
        said, how = _words(text) if len(text) <= SHORT else _words.__wrapped__(text)
        order += said
        begins |= how
    return Words(tuple(order), frozenset(begins))


def spoken(texts: Iterable[str]) -> tuple[str, str]:
    """The same as two texts, for the index: the words in order, and how they begin; each between spaces. A text that is
    there twice, as a code that is also a number, says nothing more."""
    order: list[str] = []
    begins: list[str] = []
    for text in dict.fromkeys(texts):
        said, how = _spoken(text) if len(text) <= FEW else _spoken.__wrapped__(text)
        order.append(said)
        begins.append(how)
    return " ".join(order), " ".join(begins)


def begun(word: str) -> str:
    """The longest beginning of ``word`` that is kept."""
    return word[:MOST_CODE if _DIGIT.search(word) else MOST_WORD]


def shortened(word: str, han: bool) -> str:
    """How something begins that is near ``word``: a code without its last two signs, a word without its end."""
    if han or len(word) < 5:
        return word
    return begun(word[:-2])


def _chunks(text: str) -> Iterator[tuple[str, bool]]:
    last = 0
    for found in _QUOTED.finditer(text):
        yield from ((each, False) for each in _SPACE.split(text[last:found.start()]) if each)
        yield found[1], True
        last = found.end()
    yield from ((each, False) for each in _SPACE.split(text[last:]) if each)


def _quoted(text: str) -> Iterator[Part]:
    # What is quoted is one phrase of each script: Chinese and Latin follow each other without being pairs.
    run: list[str] = []
    for found in _SPOKEN.finditer(text):
        if found["han"]:
            if run:
                yield Part(" ".join(run), tuple(run), False, phrase=True)
                run = []
            yield Part(found["han"], tuple(_pairs(found["han"])), True, phrase=len(found["han"]) > 2)
        else:
            run += _PIECE.findall(found["span"])
    if run:
        yield Part(" ".join(run), tuple(run), False, phrase=True)


def _part(found: re.Match[str]) -> Part:
    if found["han"]:
        return Part(found["han"], tuple(_pairs(found["han"])), True)
    pieces = tuple(_PIECE.findall(found["span"]))
    return Part(found["span"], pieces, False, joined=begun("".join(pieces)) if len(pieces) > 1 else "")


def _as_day(found: re.Match[str]) -> str:
    year, *rest = found.groups()
    return " " + "-".join([year, *(each.zfill(2) for each in rest if each)]) + " "


@lru_cache(maxsize=20_000)
def _spoken(text: str) -> tuple[str, str]:
    order: list[str] = []
    begins: list[str] = []
    for found in _SPOKEN.finditer(fold(text)):
        if found.lastgroup == "han":
            run = found[0]
            order += _pairs(run)
            begins += run
        else:
            said, how = _span(found[0])
            order.append(said)
            begins.append(how)
    return " ".join(order), " ".join(begins)


@lru_cache(maxsize=50_000)
def _span(span: str) -> tuple[str, str]:
    """The pieces of a word or code, and how they begin: of days, publishers and words there are few."""
    pieces, begins = _split(span)
    return " ".join(pieces), " ".join(begins)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    order: list[str] = []
    begins: set[str] = set()
    for found in _SPOKEN.finditer(fold(text)):
        if found.lastgroup == "han":
            order += _pairs(found[0])
            begins.update(found[0])
        else:
            pieces, beginnings = _split(found[0])
            order += pieces
            begins.update(beginnings)
    return tuple(order), frozenset(begins)


def _split(span: str) -> tuple[list[str], list[str]]:
    if span.isalnum() and "_" not in span:
        return [span], _beginnings(span)
    pieces = _PIECE.findall(span)
    begins = [each for piece in pieces for each in _beginnings(piece)]
    if len(pieces) > 1:
        begins += _beginnings("".join(pieces))
    return pieces, begins


def _pairs(run: str) -> list[str]:
    return [one + other for one, other in pairwise(run)] or [run]


def _beginnings(word: str) -> list[str]:
    most = MOST_WORD if word.isalpha() else MOST_CODE if _DIGIT.search(word) else MOST_WORD
    return [word[:length] for length in range(2, min(len(word), most) + 1)] or [word]
