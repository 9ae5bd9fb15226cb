"""What a designation of a standard says: what is read, the family whose rules it follows, and what refuses it.

A designation names a standard, an edition of one, or a supplement of one: GB/T 19001-2016/ISO 9001:2015. ISO/IEC
Directives, Part 2, clause 10 and GB/T 1.1 say how two families write theirs; each family of the rulebook names its own
source. Nothing here knows one family: the grammar is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from plumbline.errors import MethodError

EDITION, DOCUMENT, SERIES, NO = "edition", "document", "series", "no"
MANDATORY, RECOMMENDED, GUIDANCE = "mandatory", "recommended", "guidance"


@dataclass(frozen=True, slots=True, eq=False)
class Prefix:
    """What stands before the number, as it is normally written, and what it alone says. ``base`` is what it has in
    common with prefixes of the same standards: a mandatory one that became a recommended one keeps its number."""

    text: str
    family: Any
    publisher: str
    kind: str
    base: str
    force: str = ""
    stage: str = ""
    issuer: str = ""
    region: str = ""
    gap: str = " "
    dynamic: str = ""


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows number, part and year. ``text`` is all of it in the normal form."""

    text: str = ""
    supplements: tuple[str, ...] = ()
    amends: str = ""
    dual: tuple[str, ...] = ()
    adoption: str = ""
    all_parts: bool = False
    edition: str = ""
    language: str = ""
    confirmed: int | None = None
    variant: str = ""
    title: str = ""
    keys: tuple[str, ...] = ()
    year: int | None = None
    month: str = ""
    dated_by: str = ""


NO_TAIL = Tail()


class Designation(NamedTuple):
    """A designation that was read. ``printed`` is the text as it was given; ``canonical`` its normal form, which reads
    as the same. ``year`` is a number, ``number`` and ``part`` are texts: 0123 is not 123."""

    printed: str
    canonical: str
    prefix: Prefix
    number: str
    part: str
    year: int | None
    month: str
    tail: Tail

    @property
    def kind(self) -> str:
        """What sort of document: that of its prefix, or a supplement that is published by itself."""
        return self.tail.amends or self.prefix.kind

    @property
    def undated(self) -> bool:
        """Whether it names the document, whichever edition is in force."""
        return self.year is None and not self.tail.edition

    @property
    def identity(self) -> str:
        """A text that two designations share if they name the same edition of the same thing."""
        tail = self.tail
        edition = tail.edition.upper() if (
            self.year is None or self.prefix.stage or self.prefix.family.editions) else ""
        return "|".join((self.prefix.base, self.number, self.part, str(self.year or ""), edition, self.prefix.stage,
                         *tail.keys, "all" if tail.all_parts else ""))

    def as_dict(self) -> dict[str, Any]:
        """One of ``results`` of ``plumb designation parse``: what is not said is null, false or an empty list."""
        prefix, tail = self.prefix, self.tail
        return {
            "input": self.printed, "ok": True, "canonical": self.canonical, "family": prefix.family.id,
            "publisher": prefix.publisher or None, "prefix": prefix.text, "number": self.number,
            "part": self.part or None, "year": self.year, "month": int(self.month) if self.month else None,
            "kind": self.kind, "supplements": list(tail.supplements), "dual": list(tail.dual),
            "adoption": tail.adoption or None, "undated": self.undated, "all_parts": tail.all_parts,
            "issuer": prefix.issuer or None, "region": prefix.region or None, "force": prefix.force or None,
            "stage": prefix.stage or None, "edition": tail.edition or None, "language": tail.language or None,
            "confirmed": tail.confirmed, "variant": tail.variant or None, "title": tail.title or None,
            "identity": self.identity,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text is no designation. ``at`` is the place in the text where reading it stopped, counted from 0."""

    printed: str
    at: int
    error: MethodError

    def as_dict(self) -> dict[str, Any]:
        """One of ``results``: the error in English, and under ``zh`` in Chinese."""
        what, step = self.error.what, self.error.next_step
        return {"input": self.printed, "ok": False, "error": {
            "code": self.error.code, "at": self.at, "message": what.en, "next_step": step.en,
            "zh": {"message": what.zh, "next_step": step.zh}}}


@dataclass(frozen=True, slots=True)
class Fault:
    """What reading stopped at: ``rest`` is what of the text was left then, ``about`` what the sentence is about."""

    code: str
    rest: str
    about: str = ""


def same(one: Designation, other: Designation) -> str:
    """How far two designations name the same: ``edition``, ``document`` (other editions, or supplements, of it),
    ``series`` (parts of one standard, or the whole of it), ``no``. Force is none of it: what was mandatory and was
    converted is cited as GB and as GB/T. A standard and what it adopts are two."""
    if (one.prefix.base, one.number) != (other.prefix.base, other.number):
        return NO
    if one.part != other.part or one.tail.all_parts or other.tail.all_parts:
        return SERIES
    dated = one.year is not None or bool(one.tail.edition)
    return EDITION if dated and one.identity == other.identity else DOCUMENT
