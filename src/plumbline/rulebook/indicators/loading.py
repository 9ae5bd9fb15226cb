"""Indicators: definitions of figures, as text with a citation, checked when they are loaded.

Shipped definitions lie in ``rulebook/data/indicators``, an authority's own in ``rulebook/indicators/`` of its data
directory; one of the same id replaces the shipped one. docs/rulebook.md explains every key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core.cache import kept_by_text
from plumbline.rulebook.core.faults import Faulty, Loaded, heads_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.toml_text import read
from plumbline.rulebook.indicators import narrowing
from plumbline.rulebook.indicators.compositions import circle, composed, is_composed
from plumbline.rulebook.indicators.definitions import NAME, indicator, no_name
from plumbline.rulebook.indicators.indicator import INTERNAL, PUBLIC, Indicator, Weights
from plumbline.rulebook.indicators.shapes import Schema

MOST_DEEP = 8  # figures of figures of figures
__all__ = ["INTERNAL", "PUBLIC", "Indicator", "Weights", "load_indicators", "parse_indicators"]


def load_indicators(home: Home | None, schema: Schema) -> Loaded[Indicator]:
    """Every indicator by id: the shipped ones, then those of ``home``. A faulty file is told among the ``faults``, and
    none of what it defines is there: not even the shipped definition that it would replace. One that is made of others
    and cannot be made, since one of these is not there, is told by itself."""
    faults: list[Faulty] = []
    found: dict[str, Indicator] = {}
    waiting: dict[str, Any] = {}
    files: dict[str, str] = {}
    for name, text in (*shipped_files("indicators"), *own_files(home, "indicators", faults)):
        stem = name.removeprefix("indicators/").removesuffix(".toml")
        try:
            plain, made = _of_file(stem, text, schema)
        except RulebookError as error:
            ids = tuple(f"{stem}.{each}" for each in heads_in(text)) or _all((*found, *waiting), stem)
            faults.append(Faulty(name, error, ids))
            continue
        for id in (*plain, *made):
            found.pop(id, None)
            waiting.pop(id, None)
            files[id] = name
        found |= plain
        waiting |= made
    for fault in faults:
        for id in fault.ids:
            found.pop(id, None)
            waiting.pop(id, None)
    maker = _Maker(found, waiting, schema)
    for id in waiting:
        try:
            maker.make(id)
        except RulebookError as error:
            faults.append(Faulty(files[id], error, (id,)))
    return Loaded(found, faults)


def _all(ids: tuple[str, ...], stem: str) -> tuple[str, ...]:
    return tuple(id for id in ids if id.partition(".")[0] == stem)


def parse_indicators(stem: str, text: str, schema: Schema, known: Mapping[str, Indicator] | None = None,
                      ) -> list[Indicator]:
    """The indicators of one file, ``indicators/STEM.toml``, which may be made of each other and of those ``known``.

    :raises RulebookError: for the first fault found."""
    plain, waiting = _of_file(stem, text, schema)
    found = {id: each for id, each in (known or {}).items() if id not in waiting}
    found |= plain
    maker = _Maker(found, waiting, schema)
    for id in waiting:
        maker.make(id)
    return [found[f"{stem}.{name}"] for name in read(text, f"indicators/{stem}.toml")]


@kept_by_text
def _of_file(stem: str, text: str, schema: Schema) -> tuple[Mapping[str, Indicator], Mapping[str, Any]]:
    """By id, what a file defines: what counts records, and the tables of what is made of other indicators."""
    tables = read(text, f"indicators/{stem}.toml")
    made = {f"{stem}.{name}": raw for name, raw in tables.items() if is_composed(raw)}
    plain = {f"{stem}.{name}": indicator(stem, name, raw, schema)
             for name, raw in tables.items() if not is_composed(raw)}
    return plain, made


class _Maker:
    """Makes what waits of what is ``found``, each after what it is made of, and puts it there."""

    def __init__(self, found: dict[str, Indicator], waiting: Mapping[str, Any], schema: Schema) -> None:
        self.found, self.waiting, self.schema = found, waiting, schema
        self._under_way: list[str] = []

    def make(self, id: str) -> None:
        """:raises RulebookError: if ``id`` is made of itself, of what is not there, or is faulty itself."""
        if id in self.found:
            return
        stem, _, name = id.partition(".")
        where = f"indicators/{stem}.toml [{name}]"
        if id in self._under_way or len(self._under_way) > MOST_DEEP:
            raise circle(id, where)
        if not NAME.fullmatch(name) or not NAME.fullmatch(stem):
            raise no_name(id, where)
        self._under_way.append(id)
        try:
            self.found[id] = composed(id, self.waiting[id], where, self._find, (*self.found, *self.waiting),
                                      self.schema)
        finally:
            self._under_way.pop()

    def _find(self, id: str) -> Indicator | None:
        name = id.partition("@")[0]
        if name in self.waiting:
            self.make(name)
        return narrowing.find(id, self.found, self.schema)
