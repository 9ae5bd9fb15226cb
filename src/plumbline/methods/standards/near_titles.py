"""Titles of standards that say nearly the same: their normal form, how alike two are, and in what they differ.

A title is read without what every title has: NFKC, small letters, words that mean one thing made one, and without the
beginnings and endings that only say what sort of document it is. Two are alike as far as their words are the same, each
weighed by how rare it is among all titles (idf): that two say "determination" tells little, that one says "lead" and
the other "cadmium" tells all. What differs in a number, or in a word and its opposite, is of another matter.

All functions are pure. Weights are natural logarithms, likeness is between 0 and 1 (Dice's coefficient of weighed bags
of words; a Chinese character is a word). """

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
"""Chinese characters, as a range of a regular expression; kana stand beside them in titles of JIS."""
_TOKEN = re.compile(rf"[{HAN}\u3040-\u30ff]|[^\W_{HAN}\u3040-\u30ff]+")
_HAN = re.compile(rf"[{HAN}]")
_DASH = re.compile(r"\s[-\u2010-\u2015]+\s|[.:;]\s|\u2014+")
_NUMBER = re.compile(
    r"[0-9]+(?:\.[0-9]+)*|(?<![^\W\d_])[a-z](?![^\W\d_])|[ivx]{2,4}(?![^\W\d_])|[一二三四五六七八九十百]+")
_LETTER_IN_HAN = re.compile(rf"(?<=[{HAN}])[a-z](?=[{HAN}]|$)")
SAME_WORD = 80
"""Of a hundred: words of letters that are so alike are one, with a slip or an ending."""
SLIP = 8
"""Characters of a title from which on a single one more or less is taken for a slip."""
PLURAL = 4
"""Letters from which on an English word loses the s at its end."""


@dataclass(frozen=True)
class Reading:
    """How titles are read; words as a rule file lists them (``rulebook/near_titles``)."""

    endings: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    opposites: tuple[tuple[str, str], ...] = ()
    fillers: frozenset[str] = frozenset()
    fewest: int = 4
    least_letters: int = 70
    least_weighed: int = 80
    rare: int = 100
    narrower: bool = False
    least_swapped: int = 92
    negations: frozenset[str] = frozenset()

    @cached_property
    def _han_same(self) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        into = {word: line[0] for line in self.same for word in line if _HAN.search(word)}
        return _either(into, ""), into

    @cached_property
    def _word_same(self) -> dict[str, str]:
        return {_singular(word): _singular(line[0]) for line in self.same for word in line if not _HAN.search(word)}

    @cached_property
    def _han_end(self) -> re.Pattern[str] | None:
        pattern, into = self._han_same
        words = {each for each in self.endings if _HAN.search(each)}
        words |= {pattern.sub(lambda found: into[found.group()], each) for each in words} if pattern else set()
        return re.compile(f"(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})$") if words else None

    @cached_property
    def _word_ends(self) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]], int]:
        ends = frozenset(tuple(each.split()) for each in self.endings if not _HAN.search(each))
        begins = frozenset(tuple(each.split()) for each in self.beginnings)
        return begins, ends, max(map(len, begins | ends), default=0)

    @cached_property
    def _fillers_in_han(self) -> re.Pattern[str] | None:
        return _either({each: "" for each in self.fillers if _HAN.search(each)}, "")

    def form(self, title: str | None) -> str:
        """The normal form: two titles of one form say the same. Of a Chinese title its characters in their order, of
        another its words in the order of the alphabet; empty where too little is left to tell anything."""
        text = unicodedata.normalize("NFKC", title or "").casefold()
        return self._han(text) if _HAN.search(text) else self._latin(text)

    def _han(self, text: str) -> str:
        bare = "".join(_TOKEN.findall(text))
        pattern, into = self._han_same
        if pattern is not None:
            bare = pattern.sub(lambda found: into[found.group()], bare)
        bare = self._unended(bare)
        if self._fillers_in_han is not None:
            bare = self._unended(self._fillers_in_han.sub("", bare) or bare)
        return bare if len(bare) >= self.fewest else ""

    def _unended(self, bare: str) -> str:
        ending = self._han_end
        while ending is not None and (found := ending.search(bare)) and found.start() >= self.fewest:
            bare = bare[:found.start()]
        return bare

    def _latin(self, text: str) -> str:
        words = [word for each in _DASH.split(text.replace("'", "")) for word in self._bare(_TOKEN.findall(each))]
        same = self._word_same
        kept = sorted(same.get(one, one) for each in words if each not in self.fillers for one in (_singular(each),))
        form = " ".join(kept)
        return form if len(form) - form.count(" ") >= 2 * self.fewest else ""

    def _bare(self, words: list[str]) -> list[str]:
        begins, ends, most = self._word_ends
        again = True
        while again:
            again = False
            for size in range(min(most, len(words)), 0, -1):
                if tuple(words[:size]) in begins:
                    words, again = words[size:], True
                    break
                if tuple(words[-size:]) in ends:
                    words, again = words[:-size], True
                    break
        return words


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= PLURAL and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _either(words: Mapping[str, str], after: str) -> re.Pattern[str] | None:
    if not words:
        return None
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)) + after)


def tokens(form: str) -> list[str]:
    """The words of a normal form; a Chinese character is one."""
    return _TOKEN.findall(form)


def numbers(form: str) -> tuple[str, ...]:
    """The numbers in a normal form, single letters that stand for one among them: what tells a class, a size, a
    part."""
    return tuple(sorted(_NUMBER.findall(form) + _LETTER_IN_HAN.findall(form))) if form else ()


@dataclass(frozen=True)
class Weights:
    """How much each word tells: the logarithm of how many titles there are to one that has it."""

    titles: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, word: str) -> float:
        """The weight of one word; the most, of one that no title had."""
        return math.log(1 + self.titles / self.counts.get(word, 1))


def weights(forms: Iterable[str]) -> Weights:
    """The weights of words among ``forms``."""
    counts: Counter[str] = Counter()
    titles = 0
    for form in forms:
        counts.update(set(_TOKEN.findall(form)))
        titles += 1
    return Weights(max(titles, 1), counts)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two titles are: ``score`` between 0 and 1, the words that both have and those of one of them alone."""

    score: float
    alike: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs but boilerplate, order and writing."""
        return not self.left and not self.right


def likeness(left: str, right: str, by: Weights, reading: Reading) -> Likeness | None:
    """How alike two normal forms are; None where they are not alike enough, ``least_weighed`` of a hundred, and
    ``least_swapped`` where each has words that the other has not; or where they are of different matters: they differ
    in a number, in a word and its opposite, or each has a word of its own that only one of ``rare`` titles has - or,
    unless ``narrower`` ones are wanted, one of them has, and so is about less than the other."""
    ours, theirs = Counter(tokens(left)), Counter(tokens(right))
    both = ours & theirs
    mine, other = list((ours - both).elements()), list((theirs - both).elements())
    alone = sum(map(by.of, mine)) + sum(map(by.of, other))
    shared = 2 * sum(by.of(word) * count for word, count in both.items())
    whole, slips = shared + alone, []
    for word in [each for each in mine if len(each) > 2]:
        alike, near = max(((fuzz.ratio(word, one), one) for one in other if len(one) > 2), default=(0.0, ""))
        if alike >= SAME_WORD:  # one word with a slip or another ending: it counts as alike as its letters are
            shared += (by.of(word) + by.of(near)) * alike / 100
            slips.append((word, near))
            mine.remove(word)
            other.remove(near)
    score = shared / whole if whole else 0.0
    if 100 * score < (reading.least_swapped if mine and other else reading.least_weighed):
        return None
    apart = [_tells(left, mine, by, reading.rare), _tells(right, other, by, reading.rare)]
    if all(apart) or (any(apart) and not reading.narrower) or numbers(left) != numbers(right):
        return None
    if (mine or other) and (_denied(mine, reading) != _denied(other, reading) or _opposed(left, right, reading)):
        return None
    mine += [each for each, _ in slips]
    other += [each for _, each in slips]
    return Likeness(score, tuple(_runs(left, both.elements())), tuple(_runs(left, mine)), tuple(_runs(right, other)))


def _tells(form: str, words: Iterable[str], by: Weights, rare: int) -> bool:
    """Whether among the words that one title has for itself is one that tells its matter. Characters that stand
    together are a word: it is as rare as the rarest of them, and a half of each other more, for they are no chance
    meeting."""
    least = math.log(1 + rare)
    for piece in _runs(form, words):
        if len(piece) == 1 and len(form) >= SLIP:
            continue
        weighed = sorted(map(by.of, tokens(piece)), reverse=True)
        if weighed[0] + sum(weighed[1:]) / 2 >= least:
            return True
    return False


def _denied(words: Iterable[str], reading: Reading) -> bool:
    """Whether among the words that one title has for itself is one that denies: non-metallic, 非金属."""
    return not reading.negations.isdisjoint(words)


def _opposed(left: str, right: str, reading: Reading) -> bool:
    words = set(tokens(left)), set(tokens(right))

    def has(side: int, word: str) -> bool:
        return word in (left, right)[side] if _HAN.search(word) else word in words[side]

    for one, other in reading.opposites:
        first, second = (has(0, one), has(0, other)), (has(1, one), has(1, other))
        if {first, second} == {(True, False), (False, True)}:
            return True
    return False


def _runs(form: str, words: Iterable[str]) -> list[str]:
    """Words in their order in ``form``, characters that stand together in it as one piece."""
    wanted, last = Counter(words), False
    pieces: list[str] = []
    for word in tokens(form):
        if not wanted[word]:
            last = False
            continue
        wanted[word] -= 1
        joined = last and bool(_HAN.match(word))
        pieces[-1:] = [pieces[-1] + word] if joined else [*pieces[-1:], word]
        last = bool(_HAN.match(word))
    return pieces


def series(document: str) -> str:
    """What the parts of one document share: its designation up to what follows the first dash or point of its number,
    and without what says that it is recommended, for force may change and the number stays."""
    head = re.sub(r"(?<=\d)(?:[.-][0-9a-z]+)+$", "", document.strip(" .:"), flags=re.IGNORECASE)
    return re.sub(r"/T(?= )", "", head)


def fields(ics: str | None, ccs: str | None) -> frozenset[str]:
    """The fields of a standard: the first two levels of each ICS, and each CCS as far as its group."""
    return frozenset({f"i{each.strip()[:6]}" for each in (ics or "").split(";") if each.strip()}
                     | {f"c{each.strip()[:3]}" for each in (ccs or "").split(";") if each.strip()})


def one_field(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two standards may be of one field: they share one, or of one of them none is known."""
    return not left or not right or not left.isdisjoint(right)


def scope_likeness(left: str | None, right: str | None) -> int | None:
    """How alike two scopes are, of a hundred; None where one is not told."""
    return round(fuzz.token_set_ratio(left.casefold(), right.casefold())) if left and right else None


def letters_alike(left: Sequence[str], right: Sequence[str], least: int) -> list[bool]:
    """Of each pair of forms, whether their letters are alike enough, in whatever order their words stand."""
    from rapidfuzz import process  # heavy, and only here

    found = process.cpdist([bag(each) for each in left], [bag(each) for each in right], scorer=fuzz.ratio,
                           score_cutoff=least)
    return [bool(each) for each in found]


def bag(form: str) -> str:
    """The characters of a Chinese form in one order; another form is in the order of the alphabet already."""
    return "".join(sorted(form)) if _HAN.search(form) else form
