"""Standards in force whose titles say nearly the same, ranked for a person: how alike, and what differs.

Not among them: parts and editions of one document, what is linked - one adopts, replaces or is part of the other -,
levels that are not held against each other, and local standards of two places. A pair is a question, and no finding of
fault."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product
from typing import Any

from plumbline.home import Home
from plumbline.methods.standards import near_titles
from plumbline.methods.standards.adoption import letters_and_digits
from plumbline.procedures.standards.editions import STANDARD, asked_for
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.near_title_files import LEVEL, NearTitleRules, near_title_rules
from plumbline.text import Text

COLUMNS = ("code", "designation", "document", "title_en", "title_zh", "level", "doctype", "issuer", "region", "ics",
           "ccs",
           "published_on")
MOST_OF_ONE = 40
"""Standards of one normal form that are held against each other; and pairs of two forms."""
OTHER_LEVEL, SCOPE_WEIGHT = 3, 10
"""Of a hundred: what another level takes from the rank; and a scope moves it by what it is above or below 50, divided
by this."""
_PLACE = re.compile(r"DB\d+")


@dataclass(frozen=True, slots=True)
class Held:
    """What is asked of one standard."""

    code: str
    designation: str
    document: str
    title_en: str
    title_zh: str
    level: str
    doctype: str
    issuer: str
    region: str
    fields: frozenset[str]
    published_on: date | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Held:
        """From what the store gives of :data:`COLUMNS`."""
        code, designation, document, title_en, title_zh, level, doctype, issuer, region, ics, ccs, published_on = row
        return cls(code, designation, document or code, title_en or "", title_zh or "", level, doctype or "",
                   issuer or "",
                   region or "", near_titles.fields(ics, ccs), published_on)

    @property
    def place(self) -> str:
        """Where a local standard holds."""
        found = _PLACE.match(self.designation)
        return found.group() if found else self.region


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two standards whose titles are near each other. ``score`` and ``rank`` are of a hundred."""

    left: Held
    right: Held
    language: str
    score: int
    alike: tuple[str, ...]
    only: tuple[tuple[str, ...], tuple[str, ...]]
    scope: int | None = None

    @property
    def one_level(self) -> bool:
        """Whether both are of one level."""
        return self.left.level == self.right.level

    @property
    def equal(self) -> bool:
        """Whether the letters and digits of their titles are the same."""
        left, right = self.titles
        return left == right

    @property
    def titles(self) -> tuple[str, str]:
        """The letters and digits of both titles."""
        name = f"title_{self.language}"
        return letters_and_digits(getattr(self.left, name)), letters_and_digits(getattr(self.right, name))

    @property
    def rank(self) -> int:
        """By what a person looks at them first."""
        return (self.score - (0 if self.one_level else OTHER_LEVEL)
                + (round((self.scope - 50) / SCOPE_WEIGHT) if self.scope is not None else 0))

    def reasons(self) -> list[Text]:
        """Why they are listed, and what speaks against it."""
        own = [" ".join(each) for each in self.only]
        found = [Text(f"their titles are alike by {self.score} of 100", f"名称相似度{self.score}%")]
        if not any(own):
            found.append(Text("nothing differs but order, writing and words of every title",
                              "仅语序、写法或者通用用语不同"))
        for each, held in zip(own, (self.left, self.right), strict=True):
            if each:
                found.append(Text(f"only {held.designation} has: {each}", f"仅{held.designation}有：{each}"))
        if not self.one_level:
            found.append(Text(*(f"{one}{sign}{other}" for sign, one, other in (
                (" and ", vocabularies.title(LEVEL, self.left.level).en.lower(),
                 vocabularies.title(LEVEL, self.right.level).en.lower()),
                ("与", vocabularies.title(LEVEL, self.left.level).zh,
                 vocabularies.title(LEVEL, self.right.level).zh)))))
        if self.left.issuer and self.left.issuer == self.right.issuer:
            found.append(Text("one issuer has both", "发布单位相同"))
        if not self.left.fields or not self.right.fields:
            found.append(Text("of one of them no field is told", "其中一项未注明分类号"))
        if self.scope is not None:
            found.append(Text(f"their scopes are alike by {self.scope} of 100", f"范围相似度{self.scope}%"))
        return found

    def as_dict(self) -> dict[str, Any]:
        """As documents tell it."""
        both = (self.left, self.right)
        return {
            "score": self.score, "rank": self.rank, "language": self.language,
            "designations": [each.designation for each in both],
            "titles": [getattr(each, f"title_{self.language}") for each in both],
            "levels": [each.level for each in both], "issuers": [each.issuer or None for each in both],
            "fields": sorted(each[1:] for each in self.left.fields & self.right.fields),
            "alike": list(self.alike), "only": [list(each) for each in self.only], "scope": self.scope,
            "reasons": [each.as_dict() for each in self.reasons()]}


def near_pairs(home: Home, rows: Any, on: date, linked: Collection[frozenset[str]],
               progress: Callable[[float], None] = lambda share: None) -> list[NearPair]:
    """The pairs among ``rows`` of the register, the nearest first. ``linked`` are the documents that have to do with
    each other. :raises RulebookError: where the rules cannot be used, or none are in force on the day."""
    rules = near_title_rules(home, on)
    held = [Held.of(row) for row in rows.filter(supplement=None).values_list(*COLUMNS).iterator(chunk_size=5_000)
            if row[COLUMNS.index("level")] not in rules.never]
    found: dict[frozenset[str], NearPair] = {}
    for number, language in enumerate(("zh", "en")):
        for each in _of_language(held, language, rules, linked, _half(progress, number)):
            pair = frozenset((each.left.code, each.right.code))
            if pair not in found or found[pair].score < each.score:
                found[pair] = each
    return sorted(_with_scopes(found.values()), key=lambda each: (-each.rank, each.left.code, each.right.code))


def _half(progress: Callable[[float], None], number: int) -> Callable[[float], None]:
    return lambda share: progress((number + share) / 2)


def _of_language(held: list[Held], language: str, rules: NearTitleRules, linked: Collection[frozenset[str]],
                 progress: Callable[[float], None]) -> Iterator[NearPair]:
    # numpy and rapidfuzz are loaded by who asks for titles alone.
    from plumbline.methods.standards.near_candidates import near

    places: dict[str, list[Held]] = defaultdict(list)
    for each in held:
        if form := rules.reading.form(getattr(each, f"title_{language}")):
            places[form].append(each)
    for form, same in places.items():
        for left, right in combinations(same[:MOST_OF_ONE], 2):
            if _may(left, right, rules, linked):
                yield NearPair(left, right, language, 100, tuple(near_titles.tokens(form)) if language == "en" else
                               (form,), ((), ()))
    forms = list(places)
    blocks = [frozenset().union(*(each.fields for each in places[form]))
              if all(each.fields for each in places[form]) else frozenset() for form in forms]
    for found in near(forms, blocks, rules.reading, progress):
        pairs = product(places[forms[found.left]], places[forms[found.right]])
        fitting = (pair for pair in pairs if _may(*pair, rules, linked))
        for (left, right), _ in zip(fitting, range(MOST_OF_ONE), strict=False):
            yield NearPair(left, right, language, round(100 * found.like.score), found.like.alike,
                           (found.like.left, found.like.right))


def _may(left: Held, right: Held, rules: NearTitleRules, linked: Collection[frozenset[str]]) -> bool:
    """Whether two standards can be duplicates of each other at all."""
    if left.document == right.document or not rules.compared(left.level, right.level):
        return False
    if left.level == right.level and left.level in rules.own_place and left.place != right.place:
        return False
    if left.doctype and right.doctype and left.doctype != right.doctype:
        return False
    if near_titles.series(left.document) == near_titles.series(right.document):
        return False
    if not near_titles.one_field(left.fields, right.fields):
        return False
    return frozenset((left.document, right.document)) not in linked


def _with_scopes(pairs: Iterable[NearPair]) -> list[NearPair]:
    """The same, with how alike the scopes of both are, where both are told: asked of the pairs alone, for they are
    long."""
    pairs = list(pairs)
    scopes = {row.code: row.scope for row in asked_for(
        STANDARD, "code", {each.code for pair in pairs for each in (pair.left, pair.right)})}
    return [replace(each, scope=near_titles.scope_likeness(scopes.get(each.left.code), scopes.get(each.right.code)))
            for each in pairs]
