"""Schemes that extend another: a level of government takes over the scheme above it and adds items of its own.

What is inherited comes with its clause, its owner and its source, and may be neither changed nor left out. A version of
the scheme above governs from day to day, so one file is as many versions as that one has while it is valid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from plumbline.errors import RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.exact_tables import SchemeTable, twice
from plumbline.rulebook.core.faults import Faulty, Loaded, why_of
from plumbline.rulebook.core.table_reading import LEAVE_OUT
from plumbline.rulebook.schemes.scheme_files import BLOCK_KEYS, MEND, scheme_of
from plumbline.rulebook.schemes.schemes import Scheme, in_order
from plumbline.text import Text, written_day

TAKEN_OVER = ("year", "flow", "rounding", "minimum", "illustrative", "label", "partial", "demerit", "above_full")
"""What a scheme need not say where the one above says it; the year may not even differ."""
NEXT_DAY = timedelta(days=1)
Files: TypeAlias = Mapping[str, list[tuple[str, Mapping[str, Any]]]]


class Inheriting:
    """Every scheme of ``files`` (what each holds, by id), each read after those that it extends."""

    def __init__(self, files: Files, figures: Collection[str], faults: Iterable[Faulty] = ()) -> None:
        self.files = files
        self.figures = figures
        self.faults = list(faults)
        self.read: dict[str, tuple[Scheme, ...]] = {}
        self.way: list[str] = []

    def all(self) -> Loaded[tuple[Scheme, ...]]:
        """By id, the versions in order; files with a fault are told, with it."""
        found = {id: self._versions(id) for id in sorted(self.files)}
        return Loaded({id: versions for id, versions in found.items() if versions}, self.faults)

    def _versions(self, id: str) -> tuple[Scheme, ...]:
        if id not in self.read:
            self.way.append(id)
            sound: list[Scheme] = []
            for file, raw in self.files[id]:
                try:
                    sound += list(self._of(file, raw))
                except RulebookError as error:
                    self.faults.append(Faulty(file, error, (id,)))
            self.read[id] = self._ordered(id, sound)
            self.way.pop()
        return self.read[id]

    def _ordered(self, id: str, sound: list[Scheme]) -> tuple[Scheme, ...]:
        """The versions that can be used: what a faulty file governs is governed by none of the others."""
        begins = [_begins(raw) for file, raw in self.files[id] if any(fault.file == file for fault in self.faults)]
        unread = [fault for fault in self.faults if id in fault.ids and fault.file not in dict(self.files[id])]
        if unread or None in begins:
            return ()
        for day in [day for day in begins if day is not None]:
            sound = [replace(one, valid_to=day - NEXT_DAY) if _holds(one, day) else one for one in sound
                     if one.valid_from != day]
        try:
            return in_order(sound)
        except RulebookError as error:
            self.faults.append(Faulty(error.where.en, error, (id,)))
            return ()

    def _of(self, file: str, raw: Mapping[str, Any]) -> Iterator[Scheme]:
        table = SchemeTable(raw, file)
        if "extends" not in table:
            yield scheme_of(file, raw, self.figures)
            return
        above = table.text("extends")
        if above not in self.files and any(above in fault.ids for fault in self.faults):
            raise self._lost(table, above)
        if above not in self.files:
            raise table.wrong("extends", "scheme.unknown", Text(f"there is no scheme '{above}'", f"没有方案“{above}”"),
                              next_step=suggest(above, sorted(self.files)))
        if above in self.way:
            circle = " -> ".join([*self.way[self.way.index(above):], above])
            raise table.wrong("extends", "scheme.circle", Text(
                f"the schemes extend each other in a circle: {circle}", f"方案之间循环继承：{circle}"), next_step=Text(
                "Let the one of the highest level extend none", "最高层级的方案不应再继承其他方案"))
        uppers = self._versions(above)
        if not uppers:
            raise self._lost(table, above)
        for upper, first, last in _windows(table, uppers):
            merged = _merged(table, upper)
            yield replace(scheme_of(file, merged, self.figures, above=upper, own=raw), valid_from=first, valid_to=last)

    def _lost(self, table: SchemeTable, above: str) -> RulebookError:
        fault = next(fault for fault in self.faults if above in fault.ids)
        return table.wrong("extends", "rule.file_faulty", Text(
            f"'{above}', which this extends, cannot be used: its file is faulty",
            f"上级方案“{above}”无法使用：所在文件有误"), why=why_of(fault), next_step=MEND)


def _begins(raw: Mapping[str, Any]) -> date | None:
    day = raw.get("valid_from")
    return day if isinstance(day, date) and not isinstance(day, datetime) else None


def _holds(scheme: Scheme, day: date) -> bool:
    return scheme.valid_from < day and (scheme.valid_to is None or scheme.valid_to >= day)


def _windows(table: SchemeTable, uppers: tuple[Scheme, ...]) -> Iterator[tuple[Scheme, date, date | None]]:
    """Each version of the scheme above with the days on which it and this file are valid."""
    day, last = table.day("valid_from"), table.day("valid_to") if "valid_to" in table else None
    id, begin = uppers[0].id, day
    for upper in uppers:
        if (last is not None and day > last) or (upper.valid_to is not None and upper.valid_to < day):
            continue
        if upper.valid_from > day:
            if last is not None and upper.valid_from > last:
                break
            first = upper.valid_from
            raise _ungoverned(table, "valid_from", day, id, Text(
                f"Begin on {first}, or give '{id}' a version for the days before",
                f"请自{written_day(first, 'zh')}起生效，或为“{id}”补上此前的版本"))
        ends = [each for each in (last, upper.valid_to) if each is not None]
        end = min(ends) if ends else None
        yield upper, day, end
        if end is None:
            return
        day = end + NEXT_DAY
    if last is None or day <= last:
        if day == begin:
            raise _ungoverned(table, "valid_from", day, id, Text(
                f"Give '{id}' a version for then", f"请为“{id}”补上该日的版本"))
        raise _ungoverned(table, "valid_to", day, id, Text(
            f"Give '{id}' a version for then, or end this one: valid_to = {day - NEXT_DAY}",
            f"请为“{id}”补上该日的版本，或终止本版本：valid_to = {day - NEXT_DAY}"))


def _ungoverned(table: SchemeTable, key: str, day: date, above: str, next_step: Text) -> RulebookError:
    return table.wrong(key, "scheme.nothing_above", Text(
        f"on {day} no version of '{above}' is in force, which this extends",
        f"{written_day(day, 'zh')}当日，上级方案“{above}”没有有效版本"), next_step=next_step)


def _merged(table: SchemeTable, upper: Scheme) -> dict[str, Any]:
    """All that the file states together with what it inherits from ``upper``."""
    above = upper.definition
    if "year" in table and table.raw["year"] != above["year"]:
        raise table.wrong("year", "scheme.other_year", Text(
            f"'{upper.id}', which this extends, counts years as {above['year']}",
            f"上级方案“{upper.id}”的考核年度为{above['year']}"), next_step=Text(
            "Leave it out: the year is that of the scheme above", "请删去此项：考核年度以上级方案为准"))
    merged = {key: above[key] for key in TAKEN_OVER if key in above} | dict(table.raw)
    if upper.illustrative:
        merged["illustrative"] = True
    own: dict[Any, SchemeTable] = {}
    for part in table.parts("block") if "block" in table else ():
        if (id := part.raw.get("id")) in own:
            raise twice(part, str(id), Text("block", "部分"))
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
        raise own.wrong("title", "scheme.inherited", Text(
            f"block '{above['id']}' is inherited from '{upper.id}', which names it",
            f"部分“{above['id']}”继承自方案“{upper.id}”，标题由其确定"), next_step=Text(
            "Leave the title out; say the points and the items that are added", "请删去标题，只写分值和增设的考核项"))
    if "outside" in own:
        raise own.wrong("outside", "scheme.inherited", Text(
            f"block '{above['id']}' is inherited from '{upper.id}', which says where it stands",
            f"部分“{above['id']}”继承自方案“{upper.id}”，其位置由上级方案确定"), next_step=LEAVE_OUT)
    _only_new(own, upper)
    stated = {key: value for key, value in above.items() if key != "points"} | dict(own.raw)
    return stated | {"item": [*items, *(part.raw for part in own.parts("item"))]}


def _only_new(block: SchemeTable, upper: Scheme) -> None:
    known = {item.id for item in upper.items}
    for item in block.parts("item"):
        if item.raw.get("id") in known:
            raise item.wrong("id", "scheme.inherited", Text(
                f"item '{item.raw['id']}' is inherited from '{upper.id}'",
                f"考核项“{item.raw['id']}”继承自方案“{upper.id}”"), why=Text(
                "What is inherited may be neither changed nor left out", "继承的内容不得修改或删除"), next_step=Text(
                "Give the item that is added another id", "请为增设的考核项另取编号"))
