"""Rulebook files of columns: one rule a file, each with an id, its source and the days on which it is in force.

Shipped ones lie in ``rulebook/data/FOLDER``, an authority's own in ``rulebook/FOLDER/`` of its data directory; its file
of an id replaces the shipped one. docs/surveillance.md explains the keys they share.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from plumbline.errors import Code, RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.exact_tables import ID, SchemeTable, no_id, twice
from plumbline.rulebook.core.faults import Faulty, Loaded, id_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.toml_text import read
from plumbline.text import Citation, Text

DATED_KEYS = ("id", "title", "source", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Dated:
    """What every such file says of itself. ``until`` is its last day, None where it is in force still."""

    id: str
    title: Text
    cites: Citation
    since: date
    until: date | None
    file: str

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Rule(Protocol):
    """What a file was read into."""

    @property
    def dated(self) -> Dated:
        """What it says of itself."""


class Part(Protocol):
    """One of what a file lists."""

    @property
    def id(self) -> str:
        """What it is called, once in the file."""


R = TypeVar("R", bound=Rule)
P = TypeVar("P", bound=Part)


def load(home: Home | None, folder: str, parse: Callable[[str, str], R]) -> Loaded[R]:
    """The rules of ``folder`` by id. A faulty file is told among the ``faults``, and no shipped rule takes its
    place."""
    found: dict[str, R] = {}
    faults: list[Faulty] = []
    for files in (shipped_files(folder), own_files(home, folder, faults)):
        here: dict[str, R] = {}
        for name, text in files:
            try:
                rule = parse(name, text)
                if rule.dated.id in here:
                    raise RulebookError("rule.twice", Text(f"the id '{rule.dated.id}' is there twice",
                                                           f"编号“{rule.dated.id}”重复"), where=name,
                                        next_step=Text("Give each its own id", "请各取编号"))
            except RulebookError as error:
                faults.append(Faulty(name, error, (id_in(text) or name,)))
                continue
            here[rule.dated.id] = rule
        found.update(here)
    lost = {id for fault in faults for id in fault.ids}
    return Loaded({id: rule for id, rule in sorted(found.items()) if id not in lost}, faults)


def chosen(rules: Loaded[R], id: str, code: Code | str, named: Text) -> R:
    """The rule ``id``. :raises RulebookError: if its file is faulty, or there is none, with ``code``."""
    rules.want(id)
    if id not in rules:
        raise RulebookError(code, Text(f"there is no {named.en} '{id}'", f"没有{named.zh}“{id}”"),
                            next_step=suggest(id, sorted(rules)))
    return rules[id]


def in_force(rules: Loaded[R], on: date, folder: str, code: Code | str, named: Text) -> R:
    """Of ``rules`` those in force on a day; of several the newest. :raises RulebookError: where a file is faulty, or
    with ``code`` where none was in force."""
    rules.sound()
    found = [each for each in rules.values() if each.dated.holds(on)]
    if not found:
        raise RulebookError(code, Text(f"no {named.en} were in force on {on}", f"{on}没有施行的{named.zh}"),
                            next_step=Text(f"Name a later day, or put a file into rulebook/{folder}",
                                           f"请改用较晚的日期，或在rulebook/{folder}中放入文件"))
    return max(found, key=lambda each: (each.dated.since, each.dated.id))


def opened(file: str, text: str, keys: tuple[str, ...]) -> tuple[SchemeTable, Dated]:
    """The table in ``text``, numbers exact, and what it says of itself. :raises RulebookError: for the first fault."""
    table = SchemeTable(read(text, file, exact=True), file)
    table.only((*DATED_KEYS, *keys))
    id = id_of(table)
    since = table.day("valid_from")
    until = table.day("valid_to") if "valid_to" in table else None
    if until is not None and until < since:
        raise table.wrong("valid_to", "rule.no_span", Text("it ends before it begins", "止日早于起日"),
                          next_step=Text("Check both days", "请核对起止日期"))
    return table, Dated(id, table.words("title"), table.citation("source"), since, until, file)


def listed(table: SchemeTable, key: str, parse: Callable[[SchemeTable], P], named: Text) -> tuple[P, ...]:
    """What stands in the list under ``key``, each part read by ``parse``. :raises RulebookError: where two have one id,
    as what is ``named`` so."""
    found: dict[str, P] = {}
    for each in table.parts(key):
        one = parse(each)
        if one.id in found:
            raise twice(each, one.id, named)
        found[one.id] = one
    return tuple(found.values())


def id_of(table: SchemeTable) -> str:
    """The id of a file, or of a part of one. :raises RulebookError: where it cannot be one."""
    id = table.text("id")
    if not ID.fullmatch(id):
        raise no_id(table, id)
    return id
