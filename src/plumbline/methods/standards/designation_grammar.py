"""The grammar of designations: families as the rulebook declares them, and which prefix a text begins with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from plumbline.methods.standards.designation_endings import BEGINNINGS, ENDINGS, Meaning
from plumbline.methods.standards.designation_shapes import NUMBERS, PARTS, SIGNS, YEARS
from plumbline.methods.standards.designations import Prefix
from plumbline.text import Text

MOST_KEPT = 20_000
"""Composed prefixes that are kept: those of issuers are as many as issuers."""
_WORD = re.compile("[ /-]+")


@dataclass(frozen=True)
class Form:
    """How what follows the prefix is written, in the words of ``designation_shapes``. With ``revised`` what stands as a
    part is the edition: ITU-R BT.709-6. With ``signed`` a year stays as it is printed; with ``twin`` a number may be
    two, one in other units: A36/A36M."""

    number: str
    part: str = "none"
    year: str = "dash"
    revised: bool = False
    signed: bool = False
    twin: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Groups: number, part, year, what stands with the year."""
        year = YEARS[self.year]
        groups = "()" * (2 - re.compile(year).groups)
        number, part = NUMBERS[self.number].pattern, PARTS[self.part]
        return re.compile(f"[ :.]{{0,2}}({number})({part}){year}{groups}(?![0-9A-Za-z])", re.IGNORECASE)

    @cached_property
    def sign(self) -> str:
        """What stands before the year."""
        return SIGNS[self.year]


@dataclass(frozen=True, eq=False)
class Family:
    """Designations of one sort. ``first`` is the earliest year they have; ``short`` between which years those of two
    digits lie (none: there are no such), ``shortened`` whether the normal form keeps two digits; ``editions``: whether
    an edition is told by its number and not by its year."""

    id: str
    title: Text
    forms: tuple[Form, ...]
    endings: frozenset[str]
    first: int
    short: tuple[int, int] | None = None
    shortened: bool = False
    editions: bool = False
    partners: tuple[str, ...] = ()
    stages: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    adopts: tuple[str, ...] = ()
    joint: str = "/"
    regions: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)

    def endings_at(self, sign: str) -> tuple[tuple[re.Pattern[str], Meaning], ...]:
        """Its endings that may begin with ``sign``, in the order in which they are tried."""
        return self._endings.get(sign) or self._endings[""]

    @cached_property
    def _endings(self) -> dict[str, tuple[tuple[re.Pattern[str], Meaning], ...]]:
        return {sign: tuple(ENDINGS[name] for name in names if name in self.endings)
                for sign, names in BEGINNINGS.items()}


class Grammar:
    """Families with their prefixes by spelling. What is composed of parts - ISO/IEC DTS, BS EN ISO - is found when it
    is first met."""

    def __init__(self, families: Sequence[Family], prefixes: Sequence[tuple[str, Prefix]]) -> None:
        self.families = {each.id: each for each in families}
        self._known: dict[str, tuple[Prefix, ...]] = {}
        for spelling, prefix in prefixes:
            there = self._known.get(spelling.upper(), ())
            self._known[spelling.upper()] = (*there, prefix)
        self.spellings = tuple(self._known)
        self._written = tuple({prefix.text: None for _, prefix in prefixes})
        self._dynamic: dict[str, Prefix] = {}
        self._begun: dict[str, tuple[tuple[Prefix, ...], int]] = {}
        self.learned: dict[str, Any] = {}
        self._both: dict[tuple[str, str], Family] = {}

    def named(self, head: str) -> tuple[Prefix, ...]:
        """The prefixes that are written ``head``, which is in capitals; none where nothing is."""
        found = self._known.get(head)
        if found is None:
            found = self._composed(head) or self._adopting(head)
            if found and len(self._known) < MOST_KEPT:
                self._known[head] = found
        return found

    def begun(self, head: str) -> tuple[tuple[Prefix, ...], int]:
        """The prefixes with which a text begins whose first words are ``head``, and how long they are there."""
        found = self._begun.get(head)
        if found is None:
            name = head.upper()
            while not (prefixes := self.named(name)) and name:
                name = name[:max(name.rfind(" "), name.rfind("/"), name.rfind("-"), 0)]
            found = prefixes, len(name)
            if prefixes and len(self._begun) < MOST_KEPT:
                self._begun[head] = found
        return found

    def written(self) -> tuple[str, ...]:
        """Every prefix as it is normally written, without those that are composed."""
        return self._written

    def of(self, prefix: Prefix, text: str, base: str, **told: str) -> Prefix:
        """``prefix`` with what the text itself adds to it: a region, an issuer."""
        found = self._dynamic.get(text)
        if found is None or found.family is not prefix.family:
            found = replace(prefix, text=text, base=base, dynamic="", **told)
            if len(self._dynamic) < MOST_KEPT:
                self._dynamic[text] = found
        return found

    def _composed(self, head: str) -> tuple[Prefix, ...]:
        """A publisher, those that publish with it, a stage and a type: ISO/IEC DTS, IEC/IEEE FDIS."""
        words = _WORD.split(head)
        for first in self._known.get(words[0], ()):
            family = first.family
            if not family.types or len(words) > 6:
                continue
            partners: list[str] = []
            stage = kind = ""
            for place, word in enumerate(words[1:], start=1):
                if word in family.partners and word not in partners and not (stage or kind) and word != words[0]:
                    partners.append(word)
                elif (written := _written(family.stages, word)) and not stage and not kind:
                    stage = written
                elif (written := _written(family.types, word)) and not kind and place == len(words) - 1:
                    kind = written
                else:
                    break
            else:
                # Each publisher prints those of the other as its own: ISO TS and ISO/TS, IEC/CD and IEC CD, GUIDE.
                return tuple(dict.fromkeys(_joint(first, family, partners, stage, each, sign)
                                           for sign in ("", "/", " ") for each in dict.fromkeys((kind, kind.upper()))))
        return ()

    def _adopting(self, head: str) -> tuple[Prefix, ...]:
        """One who adopts before what is adopted: BS EN ISO, UNE-EN, DIN ISO/IEC."""
        found: list[Prefix] = []
        for match in _WORD.finditer(head):
            for own in self._known.get(head[:match.start()], ()):
                if not own.family.adopts:
                    continue
                sign = match.group() if match.group() in ("-", "/") and own.family.joint == match.group() else " "
                for theirs in self.named(head[match.end():]):
                    if theirs.family.id in own.family.adopts and not theirs.dynamic:
                        found.append(replace(
                            theirs, text=f"{own.text}{sign}{theirs.text}", publisher=own.publisher,
                            stage=own.stage or theirs.stage, base=f"{own.base} {theirs.base}", force=own.force,
                            family=self._adopted(own.family, theirs.family)))
            if found:
                break
        return tuple(found)

    def _adopted(self, own: Family, theirs: Family) -> Family:
        """Designations that are written as those adopted, with what the adopter may add."""
        key = (own.id, theirs.id)
        if key not in self._both:
            self._both[key] = replace(theirs, id=own.id, title=own.title, endings=own.endings | theirs.endings,
                                      first=own.first, adopts=())
        return self._both[key]


def _written(of: Mapping[str, str], word: str) -> str:
    return next((name for name in of if name.upper() == word), "")


def _joint(first: Prefix, family: Family, partners: list[str], stage: str, kind: str, sign: str) -> Prefix:
    publisher = "/".join((first.text, *partners))
    words = [word for word in (stage, kind) if word]
    sign = sign or ("/" if not partners and family.joint == "/" else " ")
    text = publisher + (sign if words else "") + " ".join(words)
    drafted = family.types[_written(family.types, kind.upper())] if kind else ""
    base_kind, is_stage = (drafted[6:], kind) if drafted.startswith("draft ") else (drafted, "")
    base = "/".join((first.base, *(each.replace("CEI", "IEC") for each in partners)))
    short = next((name for name, of in family.types.items() if of == base_kind), "")
    return replace(first, text=text, publisher=publisher, kind=base_kind or first.kind, stage=stage or is_stage,
                   base=f"{base} {short}" if short else base)
