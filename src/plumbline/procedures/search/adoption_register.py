"""What of a basket may adopt an international standard without anybody having said so, found by the index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.methods.standards.adoption import letters_and_digits
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import readable
from plumbline.procedures.search import standards_register
from plumbline.procedures.standards import adoption_candidates
from plumbline.procedures.standards.adoption_candidates import PUBLISHERS
from plumbline.procedures.standards.editions import STANDARD, asked_for
from plumbline.rulebook.standards.designation_files import grammar

MOST, TITLED = 50, 5
"""So many standards of a basket are looked at, and so many international ones with the words of each title."""
TYPES = ("", "/TS", "/TR")


def candidates(home: Home, rate: dict[str, Any], on: date) -> dict[str, Any]:
    """The candidates among those of a basket of which no adoption is stated, by the ``rate`` of the basket: the
    document of :func:`adoption_candidates.candidates`."""
    wanted = [each["code"] for each in rate["list"] if each["held"] and not each["adopts"]][:MOST]
    subjects = [row for row in asked_for(STANDARD, "code", wanted) if row.level != "international"]
    rules = grammar(home, on)
    numbered = list(asked_for(STANDARD, "document", {
        name for row in subjects for name in _numbered(rules, row.designation)}))
    titled = list(asked_for(STANDARD, "code", {code for row in subjects for code in _titled(home, row, on)}))
    internationals = {row.code: row for row in (*numbered, *titled) if row.level == "international"}
    return adoption_candidates.among(home, on, subjects, internationals.values(), limit=MOST)


def _numbered(rules: Grammar, designation: str) -> Iterator[str]:
    """Documents of ISO and IEC with the number of a standard."""
    read = readable(rules, designation)
    if read is not None and read.prefix.kind == "standard":
        number = read.number.rpartition(" ")[2] + (f"-{read.part}" if read.part else "")
        for publisher in PUBLISHERS:
            yield from (f"{publisher}{kind if '/' not in publisher else kind.replace('/', ' ')} {number}"
                        for kind in TYPES)


def _titled(home: Home, row: Any, on: date) -> Iterator[str]:
    """International standards of which the title is the same, letter by letter."""
    title = letters_and_digits(row.title_en)
    if title:
        found = standards_register.search(home, None, row.title_en[:200], on=on, limit=TITLED,
                                          facets={"level": ["international"]})
        yield from (each["code"] for each in found.hits
                    if letters_and_digits(each["titles"].get("en", "")) == title)
