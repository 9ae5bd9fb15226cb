"""Standards of one system: those of one nation at all its levels, the international ones, or those of one foreign body.
What two nations say of one thing is no overlap: that is what adoption is for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from plumbline.home import Home
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import readable
from plumbline.rulebook.standards.designation_files import load_designations

INTERNATIONAL, OTHERS = "international", ("foreign", "regional")


def of_one_system(home: Home, rules: Grammar, codes: Iterable[str]) -> list[tuple[str, ...]]:
    """``codes`` apart by the system that each is of, in their order. What cannot be read is of the nation's own."""
    levels = _levels(home)
    found: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        found[_system(rules, code, levels)].append(code)
    return [tuple(each) for each in found.values()]


def own(home: Home, rules: Grammar, codes: Iterable[str]) -> set[str]:
    """Those of ``codes`` that are the nation's own, at whichever level."""
    levels = _levels(home)
    return {code for code in codes if not _system(rules, code, levels)}


def _levels(home: Home) -> dict[str, str]:
    return {id: each.level for id, each in load_designations(home).items()}


def _system(rules: Grammar, code: str, levels: Mapping[str, str]) -> str:
    read = readable(rules, code.partition(" [")[0])
    if read is None:
        return ""
    family = read.prefix.family.id
    level = levels.get(family, "")
    return family if level in OTHERS else level if level == INTERNATIONAL else ""


def largest(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    """Those that are in no other one: titles in two languages tell of the same standards twice."""
    by_code: dict[str, list[frozenset[str]]] = defaultdict(list)
    every = set(sets)
    for each in every:
        for code in each:
            by_code[code].append(each)
    return {each for each in every if not any(each < other for other in by_code[next(iter(each))])}
