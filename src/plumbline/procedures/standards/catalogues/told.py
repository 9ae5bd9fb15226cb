"""What one entry of a catalogue tells: a standard with its relations, or a committee."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
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

    def standard(self, designation: str, **fields: str | None) -> dict[str, str]:
        """The fields of a standard, with what its designation says of itself."""
        printed = SPACES.sub(" ", designation).strip()
        read = readable(self.grammar, printed)
        told = {name: value for name, value in fields.items() if value}
        return {"code": printed, "designation": printed, "catalogue": self.name, **self._said_by(printed, read), **told}

    def _said_by(self, printed: str, read: Designation | None) -> dict[str, str]:
        if read is None:
            return {"document": printed, "level": self.form.level(printed)}
        said = {"document": document(read), "level": self.levels.get(read.prefix.family.id, "international"),
                "supplement": ", ".join(read.tail.supplements), "issuer": read.prefix.issuer or read.prefix.publisher}
        return {name: value for name, value in said.items() if value}

    def canonical(self, text: str) -> str:
        """The normal form of a designation; what is none stays as it is written."""
        read = readable(self.grammar, text)
        return SPACES.sub(" ", text).strip() if read is None else read.canonical

    def year(self, text: str) -> int | None:
        """The year that a designation names."""
        read = readable(self.grammar, text)
        return read.year if read is not None else None

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
    found = DAY.fullmatch(str(said or "").strip()[:10])
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
        text = clean(" / ".join(map(str, value)) if isinstance(value, list) else value)
        name = ("title_en" if language in ENGLISH else "title_zh" if language in CHINESE else "")
        if name and name not in found:
            found[name] = text
        elif text:
            others.append(f"{language}: {text}")
    return found | ({"titles": "\n".join(others)} if others else {})


def clean(value: object) -> str:
    """A text on one line."""
    return SPACES.sub(" ", str(value or "")).strip()


def joined(values: Iterable[object] | None, of: Callable[[object], str] = clean) -> str:
    """Several codes in one text, each once, in their order."""
    return ";".join(dict.fromkeys(of(each).replace(";", ",") for each in values or () if each))
