"""Standards that may adopt an international one without anybody having said so: proposed with reasons, for a person.

Neither an equal number nor an equal title is an adoption: of 6,033 Japanese standards with the number of an ISO or IEC
document hardly one in fifteen has its title. So nothing here counts before somebody confirms it, and answers for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.standards.adoption import letters_and_digits
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import readable
from plumbline.procedures.records import permitted_writing
from plumbline.procedures.standards.editions import RELATION, STANDARD, asked_for, public
from plumbline.records.core import kinds
from plumbline.records.core.region_trees import roots
from plumbline.records.core.visibility import may_keep
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text

PUBLISHERS = frozenset({"ISO", "IEC", "ISO/IEC"})
KINDS = frozenset({"standard", "technical_report", "technical_specification"})
"""What is adopted: no drafts, guides, or papers of committees."""
NUMBER, TITLE, ICS = "number", "title", "ics"
WEIGHTS = {TITLE: 3, NUMBER: 2, ICS: 1}
FEWEST = 12
"""Letters and digits of a title below which it tells nothing: "Vocabulary"."""


@dataclass(slots=True)
class International:
    """International documents by number and part, and by title."""

    by_number: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    by_title: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ics: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def candidates(home: Home, on: date, *, catalogue: str = "", level: str = "", limit: int = 100) -> dict[str, Any]:
    """The standards in force that may adopt one of ISO or IEC, each with its reasons, the best grounded first; those of
    a ``catalogue`` or ``level`` alone, where one is named. The ``--json`` document of ``plumb adoption candidates``."""
    stated = set(public(RELATION).filter(type="adopts").values_list("standard", flat=True))
    return _proposed(home, on, _subjects(catalogue, level), public(STANDARD).filter(level="international").only(
        "code", "designation", "document", "title_en", "ics").iterator(chunk_size=5_000), stated, limit) | {
            "catalogue": catalogue or None, "level": level or None}


def among(home: Home, on: date, subjects: Iterable[Any], internationals: Iterable[Any], *,
          limit: int = 100) -> dict[str, Any]:
    """The same of some standards alone, against some international ones: what a page can ask of a basket without
    reading the whole register."""
    rows = list(subjects)
    stated = {each.standard for each in asked_for(RELATION, "standard", [row.code for row in rows])
              if each.type == "adopts"}
    return _proposed(home, on, rows, internationals, stated, limit)


def confirmable(user: Any, codes: Iterable[str]) -> frozenset[str]:
    """Those of the standards ``codes`` of which ``user`` may keep what they adopt."""
    if user is None:
        return frozenset()
    kind = kinds.get(RELATION)
    return frozenset(row.code for row in asked_for(STANDARD, "code", codes)
                     if all(may_keep(user, kind, place) for place in ((row.region,) if row.region else roots())))


def _proposed(home: Home, on: date, subjects: Iterable[Any], internationals: Iterable[Any], stated: set[str],
              limit: int) -> dict[str, Any]:
    rules = grammar(home, on)
    known = _international(rules, internationals)
    counts = {"looked_at": 0, "stated": 0, NUMBER: 0, TITLE: 0, "number_and_title": 0,
              "number_and_title_in_one_case": 0, ICS: 0}
    found: list[tuple[int, str, dict[str, Any]]] = []
    for row in subjects:
        counts["looked_at"] += 1
        if row.code in stated:
            counts["stated"] += 1
            continue
        numbered, titled = _alike(row, known, rules)
        counts[NUMBER] += bool(numbered)
        counts[TITLE] += bool(titled)
        counts["number_and_title"] += bool(numbered & titled)
        letters = letters_and_digits(row.title_en, folded=False)
        counts["number_and_title_in_one_case"] += any(
            letters == letters_and_digits(title, folded=False) for each in numbered & titled
            for title in known.titles[each])
        if not numbered and not titled:
            continue
        target, reasons = _best(row, numbered, titled, known)
        counts[ICS] += ICS in reasons
        found.append((-sum(WEIGHTS[each] for each in reasons), row.code, {
            "standard": row.code, "target": target, "reasons": reasons,
            "title": row.title_en or row.title_zh, "target_title": min(known.titles[target], default=None)}))
    found.sort(key=lambda each: each[:2])
    return {"on": str(on), "catalogue": None, "level": None, "counts": counts,
            "total": len(found), "candidates": [each for *_, each in found[:limit]]}


def confirm(user: Any, standard: str, target: str, degree: str, evidence: str, *, at: datetime,
            on: date) -> dict[str, Any]:
    """Keep that ``standard`` adopts ``target``, as ``user`` found. :raises RecordError: for a standard that is not
    held, or without evidence. :raises NotAllowed: where the user may not."""
    subject = public(STANDARD).filter(code=standard).first()
    if subject is None:
        raise RecordError("standard.not_held", Text(f"no standard '{standard[:80]}' is held",
                                                    f"标准库中没有“{standard[:80]}”"),
                          next_step=Text("Name it by its code in the register", "请按标准库中的登记代码填写"))
    if not evidence.strip():
        raise RecordError("adoption.no_evidence", Text("nothing is said of where it stands", "没有说明依据"),
                          next_step=Text("Say where the adoption is stated: the foreword, a clause, a page",
                                         "请写明采用关系的出处，如前言、条款或页码"))
    held = public(STANDARD).filter(code=target).first()
    row = permitted_writing.create(user, RELATION, {
        "standard": standard, "type": "adopts", "target": target, "degree": degree, "evidence": evidence,
        "target_standard": target if held is not None else None, "confirmed_by": user.username,
        "confirmed_on": on, "region": subject.region}, at=at)
    return {"standard": row.standard, "target": row.target, "degree": row.degree, "held": held is not None,
            "confirmed_on": str(row.confirmed_on)}


def _international(rules: Grammar, rows: Iterable[Any]) -> International:
    found = International()
    for row in rows:
        read = readable(rules, row.designation)
        if read is None or read.prefix.publisher not in PUBLISHERS or read.prefix.kind not in KINDS:
            continue
        if read.prefix.stage:
            continue
        document = row.document or row.code
        found.by_number[read.number, read.part].add(document)
        title = letters_and_digits(row.title_en)
        found.titles[document].add(row.title_en or "")
        if len(title) >= FEWEST:
            found.by_title[title].add(document)
        found.ics[document] |= set((row.ics or "").split(";")) - {""}
    return found


def _subjects(catalogue: str, level: str) -> Iterator[Any]:
    rows = public(STANDARD).filter(status="in-force").exclude(level="international").order_by("pk")
    if catalogue:
        rows = rows.filter(catalogue=catalogue)
    if level:
        rows = rows.filter(level=level)
    yield from rows.only("code", "designation", "title_en", "title_zh", "ics").iterator(chunk_size=5_000)


def _alike(row: Any, known: International, rules: Grammar) -> tuple[set[str], set[str]]:
    """The international documents that have the number of a standard, and those that have its title."""
    read = readable(rules, row.designation)
    numbered: set[str] = set()
    if read is not None and read.prefix.kind == "standard":
        # Of B 1234-2 the letter says the field; the digits are what may be an international number.
        numbered = known.by_number.get((read.number.rpartition(" ")[2], read.part), set())
    return numbered, known.by_title.get(letters_and_digits(row.title_en), set()) if row.title_en else set()


def _best(row: Any, numbered: set[str], titled: set[str], known: International) -> tuple[str, list[str]]:
    """The one with most reasons, and these."""
    ics = set((row.ics or "").split(";")) - {""}

    def reasons(target: str) -> list[str]:
        return [reason for reason, fits in ((NUMBER, target in numbered), (TITLE, target in titled),
                                            (ICS, bool(ics & known.ics[target]))) if fits]

    target = max(sorted(numbered | titled), key=lambda each: sum(WEIGHTS[reason] for reason in reasons(each)))
    return target, reasons(target)
