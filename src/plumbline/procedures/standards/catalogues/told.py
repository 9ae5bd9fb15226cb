"""What one entry of a catalogue tells: a standard with its relations, or a committee."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.designations import Designation
from plumbline.methods.standards.documents import document
from plumbline.rulebook.standards.catalogue_files import CatalogueFile

DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")
"""Also what scanning leaves in titles, which no text holds."""
ENGLISH, CHINESE = ("en", "eng", "und"), ("zh", "zho", "chi", "zh-hans", "zh-CN")


@dataclass(frozen=True, slots=True)
class Related:
    """One relation as it is told: our word for it, the other's designation as written, and the word of the source."""

    type: str
    target: str
    said: str = ""
    degree: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry: the fields of a standard with its relations, or those of a committee."""

    standard: dict[str, str] = field(default_factory=dict)
    relations: tuple[Related, ...] = ()
    committee: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is none: which, what it holds, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a catalogue needs: the words of its form, how designations are written, and each family's level."""

    form: CatalogueFile
    grammar: Grammar
    levels: Mapping[str, str]
    name: str

    def read(self, designation: str) -> Designation | None:
        """A designation on one line, read; None where it is none."""
        return readable(self.grammar, designation)

    def standard(self, designation: str, read: Designation | None, fields: Mapping[str, str | None]) -> dict[str, str]:
        """The fields of a standard, with what its ``designation``, ``read``, says of itself."""
        told = {"code": designation, "designation": designation, "catalogue": self.name}
        if read is None:
            told["document"], told["level"] = designation, self.form.level(designation)
        else:
            prefix = read.prefix
            told["document"], told["level"] = document(read), self.levels.get(prefix.family.id, "international")
            if read.tail.supplements:
                told["supplement"] = ", ".join(read.tail.supplements)
            if issuer := prefix.issuer or prefix.publisher:
                told["issuer"] = issuer
        for name, value in fields.items():
            if value:
                told[name] = value
        return told

    def canonical(self, text: str) -> str:
        """The normal form of a designation; what is none stays as it is written."""
        read = readable(self.grammar, text)
        return clean(text) if read is None else read.canonical

    def updated(self, standard: str, target: str) -> str:
        """Which way round two documents are that a catalogue calls one the update of the other: it may say so of the
        old and the new alike, so supplements, stages and years decide."""
        one, other = readable(self.grammar, standard), readable(self.grammar, target)
        if one is None or other is None:
            return "related"
        more = len(other.tail.supplements) - len(one.tail.supplements)
        if more and document(one) == document(other):
            return "amended-by" if more > 0 else "amends"
        if other.prefix.stage and not one.prefix.stage:
            return "replaced-by"
        if one.prefix.stage and not other.prefix.stage:
            return "replaces"
        if one.year is None or other.year is None or one.year == other.year:
            return "amends"
        return "replaced-by" if other.year > one.year else "replaces"


def first_day(said: object) -> str:
    """The day, or the first day of the month or year, that a source tells; empty where it tells none."""
    return _first_day(str(said)) if said else ""


@lru_cache(maxsize=20_000)
def _first_day(said: str) -> str:
    # A register has a few thousand days, each of them many times.
    found = DAY.fullmatch(said.strip()[:10])
    if not found:
        return ""
    year, month, day = (int(each or 1) for each in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def titles(given: Mapping[str, Any] | None) -> dict[str, str]:
    """Titles by language, as the fields that hold them: English, Chinese, and all others one a line."""
    found: dict[str, str] = {}
    others = []
    for language, value in (given or {}).items():
        if not value:
            continue
        text = clean(" / ".join(map(str, value)) if isinstance(value, list) else value)
        name = ("title_en" if language in ENGLISH else "title_zh" if language in CHINESE else "")
        if name and name not in found:
            found[name] = text
        elif text:
            others.append(f"{language}: {text}")
    return found | ({"titles": "\n".join(others)} if others else {})


def clean(value: object) -> str:
    """A text on one line."""
    if not value:
        return ""
    text = str(value)
    if text.isprintable() and "  " not in text:  # then the only spaces are single plain ones, as in nearly all texts
        return text.strip()
    return SPACES.sub(" ", text).strip()


def joined(values: Iterable[object] | None, of: Callable[[object], str] = clean) -> str:
    """Several codes in one text, each once, in their order."""
    if not values:
        return ""
    if isinstance(values, list) and len(values) == 1:
        return of(values[0]).replace(";", ",") if values[0] else ""
    return ";".join(dict.fromkeys(of(each).replace(";", ",") for each in values or () if each))
