"""How titles of standards are held against each other: dated files of ``rulebook/near_titles``, which say what of a
title is boilerplate, which words mean one thing, which are opposites, and which levels are compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.standards.near_titles import Reading
from plumbline.rulebook.core import dated_files, vocabularies
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER, LEVEL = "near_titles", "standard-level"
NUMBERS = {"fewest": (1, 40, 4), "least_letters": (50, 100, 80), "least_weighed": (50, 100, 80),
           "least_swapped": (50, 100, 92), "rare": (2, 100_000, 100)}
"""The least and the most that each may be, and what it is where a file says nothing."""
NEAR_TITLE_KEYS = (*NUMBERS, "narrower", "endings", "beginnings", "same", "opposites", "negations", "fillers",
                   "together", "never", "own_place")


@dataclass(frozen=True)
class NearTitleRules:
    """How titles are read, and which standards are compared: levels ``together`` with one another, others each with
    itself, those of ``never`` not at all; standards of a level of ``own_place`` only within one place."""

    dated: Dated
    reading: Reading
    together: tuple[frozenset[str], ...]
    never: frozenset[str]
    own_place: frozenset[str]

    def compared(self, left: str, right: str) -> bool:
        """Whether standards of two levels are held against each other."""
        if left in self.never or right in self.never:
            return False
        return left == right or any({left, right} <= each for each in self.together)


@kept(FOLDER)
def load_near_titles(home: Home | None) -> Loaded[NearTitleRules]:
    """Every file by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_near_titles)


def near_title_rules(home: Home | None, on: date) -> NearTitleRules:
    """The rules in force on a day; of several the newest. :raises RulebookError: where a file is faulty, or none is."""
    return dated_files.in_force(load_near_titles(home), on, FOLDER, "health.no_near_rules",
                                Text("rules of near titles", "标准名称近似判定规则"))


@kept_by_text
def parse_near_titles(file: str, text: str) -> NearTitleRules:
    """The rules in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, NEAR_TITLE_KEYS)
    numbers = {name: table.integer(name, *bounds) for name, bounds in NUMBERS.items()}
    opposites = _lines(table, "opposites")
    if any(len(each) != 2 for each in opposites):
        raise _no_list(table, "opposites")
    reading = Reading(
        endings=_words(table, "endings"), beginnings=_words(table, "beginnings"), same=_lines(table, "same"),
        opposites=tuple((one, other) for one, other in opposites), fillers=frozenset(_words(table, "fillers")),
        negations=frozenset(_words(table, "negations")), narrower=table.flag("narrower"), **numbers)
    return NearTitleRules(dated, reading, tuple(map(frozenset, _lines(table, "together", levels=True))),
                          frozenset(_words(table, "never", levels=True)),
                          frozenset(_words(table, "own_place", levels=True)))


def _words(table: SchemeTable, key: str, *, levels: bool = False) -> tuple[str, ...]:
    return _read(table, key, table.raw.get(key, []), levels)


def _lines(table: SchemeTable, key: str, *, levels: bool = False) -> tuple[tuple[str, ...], ...]:
    given = table.raw.get(key, [])
    if not isinstance(given, list):
        raise _no_list(table, key)
    return tuple(_read(table, key, each, levels) for each in given)


def _read(table: SchemeTable, key: str, given: Any, levels: bool) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) and each.strip() for each in given):
        raise _no_list(table, key)
    known = vocabularies.vocabulary(LEVEL) if levels else None
    if known is not None and (strange := [each for each in given if each not in known]):
        raise table.wrong(key, "rule.unknown_choice", Text(f"'{strange[0]}' is no level of standards",
                                                           f"“{strange[0]}”不是标准级别"))
    return tuple(given)


def _no_list(table: SchemeTable, key: str) -> RulebookError:
    return table.wrong(key, "health.near_words", Text("this is no list of words", "此处应为词语列表"),
                       next_step=Text(
                           'Write ["one", "another"]; opposites and words of one meaning in lists of their own',
                                      "请写成[\"词一\", \"词二\"]；反义词和同义词各自成组"))
