"""Schemes that extend another: a level of government takes over the scheme above it and adds items of its own.

What is inherited comes with its clause, its owner and its source, and may be neither changed nor left out. A version of
the scheme above governs from day to day, so one file is as many versions as that one has while it is valid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeAlias

from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.scheme_files import BLOCK_KEYS, SchemeTable, scheme_of
from plumbline.rulebook.schemes import Scheme, in_order

TAKEN_OVER = ("year", "flow", "rounding", "minimum", "illustrative", "label", "partial")
"""What a scheme need not say where the one above says it; the year may not even differ."""
NEXT_DAY = timedelta(days=1)
Files: TypeAlias = Mapping[str, list[tuple[str, Mapping[str, Any]]]]


class Inheriting:
    """Every scheme of ``files`` (what each holds, by id), each read after those that it extends."""

    def __init__(self, files: Files, figures: Collection[str]) -> None:
        self.files = files
        self.figures = figures
        self.read: dict[str, tuple[Scheme, ...]] = {}
        self.way: list[str] = []

    def all(self) -> dict[str, tuple[Scheme, ...]]:
        """By id, the versions in order. :raises RulebookError: for the first fault, with its file and key."""
        return {id: self._versions(id) for id in sorted(self.files)}

    def _versions(self, id: str) -> tuple[Scheme, ...]:
        if id not in self.read:
            self.way.append(id)
            self.read[id] = in_order(scheme for file, raw in self.files[id] for scheme in self._of(file, raw))
            self.way.pop()
        return self.read[id]

    def _of(self, file: str, raw: Mapping[str, Any]) -> Iterator[Scheme]:
        table = SchemeTable(raw, file)
        if "extends" not in table:
            yield scheme_of(file, raw, self.figures)
            return
        above = table.text("extends")
        if above not in self.files:
            raise table.wrong("extends", f"there is no scheme '{above}'", next_step=suggest(above, sorted(self.files)))
        if above in self.way:
            circle = " -> ".join([*self.way[self.way.index(above):], above])
            raise table.wrong("extends", f"the schemes extend each other in a circle: {circle}",
                              next_step="Let the one of the highest level extend none")
        for upper, first, last in _windows(table, self._versions(above)):
            merged = _merged(table, upper)
            yield replace(scheme_of(file, merged, self.figures, above=upper, own=raw), valid_from=first, valid_to=last)


def _windows(table: SchemeTable, uppers: tuple[Scheme, ...]) -> Iterator[tuple[Scheme, date, date | None]]:
    """Each version of the scheme above with the days on which it and this file are valid."""
    day, last = table.day("valid_from"), table.day("valid_to") if "valid_to" in table else None
    id, said = uppers[0].id, f"on {{}} no version of '{uppers[0].id}' is in force, which this extends"
    begin = day
    for upper in uppers:
        if (last is not None and day > last) or (upper.valid_to is not None and upper.valid_to < day):
            continue
        if upper.valid_from > day:
            if last is not None and upper.valid_from > last:
                break
            raise table.wrong("valid_from", said.format(day), next_step=f"Begin on {upper.valid_from}, or give '{id}' "
                                                                        "a version for the days before")
        ends = [each for each in (last, upper.valid_to) if each is not None]
        end = min(ends) if ends else None
        yield upper, day, end
        if end is None:
            return
        day = end + NEXT_DAY
    if last is None or day <= last:
        key = "valid_from" if day == begin else "valid_to"
        raise table.wrong(key, said.format(day), next_step=f"Give '{id}' a version for then"
                          + ("" if day == begin else f", or end this one: valid_to = {day - NEXT_DAY}"))


def _merged(table: SchemeTable, upper: Scheme) -> dict[str, Any]:
    """All that the file states together with what it inherits from ``upper``."""
    above = upper.definition
    if "year" in table and table.raw["year"] != above["year"]:
        raise table.wrong("year", f"'{upper.id}', which this extends, counts years as {above['year']}",
                          next_step="Leave it out: the year is that of the scheme above")
    merged = {key: above[key] for key in TAKEN_OVER if key in above} | dict(table.raw)
    if upper.illustrative:
        merged["illustrative"] = True
    own: dict[Any, SchemeTable] = {}
    for part in table.parts("block") if "block" in table else ():
        if (id := part.raw.get("id")) in own:
            raise part.wrong("id", f"block '{id}' is there twice")
        own[id] = part
    inherited = [_block(block, own.pop(block["id"], None), upper) for block in above["block"]]
    for part in own.values():
        _only_new(part, upper)
    merged["block"] = [*inherited, *(part.raw for part in own.values())]
    return merged


def _block(above: Mapping[str, Any], own: SchemeTable | None, upper: Scheme) -> dict[str, Any]:
    source = upper.definition["source"]
    items = [{"source": source, **item} for item in above["item"]]
    if own is None:
        return {**above, "item": items}
    own.only(BLOCK_KEYS)
    if "title" in own:
        raise own.wrong("title", f"block '{above['id']}' is inherited from '{upper.id}', which names it",
                        next_step="Leave the title out; say the points and the items that are added")
    _only_new(own, upper)
    stated = {key: value for key, value in above.items() if key != "points"} | dict(own.raw)
    return stated | {"item": [*items, *(part.raw for part in own.parts("item"))]}


def _only_new(block: SchemeTable, upper: Scheme) -> None:
    known = {item.id for item in upper.items}
    for item in block.parts("item"):
        if item.raw.get("id") in known:
            raise item.wrong("id", f"item '{item.raw['id']}' is inherited from '{upper.id}'",
                             why="What is inherited may be neither changed nor left out",
                             next_step="Give the item that is added another id")
