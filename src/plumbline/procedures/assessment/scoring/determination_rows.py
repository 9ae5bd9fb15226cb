"""The determinations for one scheme, read from a cut.

A year of 3,000 regions holds hundreds of thousands of them, made of a few thousand words: they are handled as numbers
of words, and what a word means is asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.figures.cuts.cut import Cut

KIND = "determination"
YEAR, REGION, ITEM, VALUE, DAY = range(5)
WORDS = ["year", "region", "item", "value", "decided_on"]

Row: TypeAlias = tuple[str, str, str, str, date]
"""Year, region and item as they were written, the value, and the day."""
Places: TypeAlias = "np.ndarray[Any, np.dtype[np.int32]]"
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Rows:
    """Determinations in the order of year, region and item: of each column the ``words`` in it, in their order, and of
    each row the place of its word among them."""

    words: tuple[list[Any], ...]
    places: tuple[Places, ...]

    def __len__(self) -> int:
        return len(self.places[YEAR])

    def __iter__(self) -> Iterator[Row]:
        columns = (_texts(words, places) for words, places in zip(self.words, self.places, strict=True))
        return zip(*columns, strict=True)

    def where(self, column: int, holds: Callable[[str], bool]) -> Rows:
        """Those whose word in ``column`` satisfies ``holds``, which is asked once a word."""
        kept = np.zeros(len(self.words[column]), dtype=bool)
        for place in self._used(column):
            kept[place] = holds(self.words[column][place])
        rows = kept[self.places[column]]
        return Rows(self.words, tuple(places[rows] for places in self.places))

    def _used(self, column: int) -> list[int]:
        # Other schemes' words are among those of the column too.
        found: list[int] = np.flatnonzero(np.bincount(self.places[column], minlength=len(self.words[column]))).tolist()
        return found

    def renamed(self, column: int, name: Callable[[str], str]) -> Rows:
        """The same rows with other words in ``column``, of which several may be one."""
        names = {place: name(self.words[column][place]) for place in self._used(column)}
        words = list(dict.fromkeys(names.values()))
        to = np.zeros(len(self.words[column]), dtype=np.int32)
        at = {word: place for place, word in enumerate(words)}
        for place, word in names.items():
            to[place] = at[word]
        return Rows((*self.words[:column], words, *self.words[column + 1:]),
                    (*self.places[:column], to[self.places[column]], *self.places[column + 1:]))

    def by_item(self, say: Callable[[str, str, date], Said]) -> dict[str, dict[str, Said]] | None:
        """By item and region what ``say`` makes of item, value and day, once of those that are equal; None where two
        rows speak of one item of one region."""
        item, region = self.places[ITEM].astype(np.int64), self.places[REGION]
        once = np.sort(item * len(self.words[REGION]) + region)
        if (once[1:] == once[:-1]).any():
            return None
        key = (item * len(self.words[VALUE]) + self.places[VALUE]) * len(self.words[DAY]) + self.places[DAY]
        order = np.argsort(key, kind="stable")
        first = np.concatenate(([True], np.diff(key[order]) != 0))[:len(key)]
        said = np.empty(int(first.sum()), dtype=object)
        for place, row in enumerate(order[first].tolist()):
            said[place] = say(*(self.words[column][self.places[column][row]] for column in (ITEM, VALUE, DAY)))
        which = np.empty(len(key), dtype=np.int32)
        which[order] = np.cumsum(first) - 1
        by_item = np.argsort(item, kind="stable")
        ends = np.flatnonzero(np.diff(item[by_item])) + 1
        parts = [part for part in np.split(by_item, ends) if len(part)]
        return {self.words[ITEM][item[part[0]]]: dict(zip(_texts(self.words[REGION], region[part]),
                                                          said[which[part]].tolist(), strict=True))
                for part in sorted(parts, key=lambda part: int(part[0]))}


NONE = Rows(([], [], [], [], []), (np.empty(0, np.int32),) * len(WORDS))


def rows_of(cut: Cut, scheme: str) -> Rows:
    """Every determination that ``cut`` holds for ``scheme``."""
    if not cut.rows(KIND):
        return NONE
    columns: tuple[_Column, ...] = tuple(_Column() for _ in WORDS)
    for part in _groups(cut):
        own = _Column()
        own.add(part.column("scheme"))
        rows = np.flatnonzero(own.places() == own.words.get(scheme, -1))
        for column, name in zip(columns, WORDS, strict=True):
            column.add(part.column(name), rows)
    pa.default_memory_pool().release_unused()
    words, places = zip(*(column.in_order() for column in columns), strict=True)
    order = _order(*places[:VALUE])
    return Rows(words, places if order is None else tuple(each[order] for each in places))


def _groups(cut: Cut) -> Iterator[pa.Table]:
    """What the cut holds of determinations of this home, one row group at a time."""
    for path in cut.own_paths(KIND):
        with pq.ParquetFile(path, read_dictionary=["scheme", *WORDS[:DAY]]) as file:
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, ["scheme", *WORDS], use_threads=False)


class _Column:
    """One column as it is read: its words by their places, and of each row the place of its word."""

    def __init__(self) -> None:
        self.words: dict[Any, int] = {}
        self._parts: list[Places] = []

    def add(self, part: pa.ChunkedArray, rows: Any = None) -> None:
        """Read on; ``rows`` only, counted in this part."""
        if not pa.types.is_dictionary(part.type):
            part = part.dictionary_encode()
        found = []
        for chunk in part.chunks:
            to = np.array([self.words.setdefault(word, len(self.words)) for word in chunk.dictionary.to_pylist()],
                          dtype=np.int32)
            found.append(to[chunk.indices.to_numpy()])
        whole = np.concatenate(found) if found else np.empty(0, np.int32)
        self._parts.append(whole if rows is None else whole[rows])

    def places(self) -> Places:
        """Of every row so far."""
        return np.concatenate(self._parts) if self._parts else np.empty(0, np.int32)

    def in_order(self) -> tuple[list[Any], Places]:
        """The words in their order, and the places among them."""
        words = list(self.words)
        order = sorted(range(len(words)), key=words.__getitem__)
        to = np.empty(len(words), dtype=np.int32)
        to[order] = np.arange(len(words), dtype=np.int32)
        return [words[place] for place in order], to[self.places()]


def _texts(words: list[Any], places: Places) -> list[Any]:
    known = np.empty(len(words), dtype=object)
    known[:] = words
    found: list[Any] = known[places].tolist()
    return found


def _order(year: Places, region: Places, item: Places) -> Any:
    """The order of the rows; None where they lie in it already, as in a cut they do."""
    def after(first: Places, rest: Any) -> Any:
        return (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & rest)

    in_order = after(year, after(region, item[1:] >= item[:-1]))
    return None if in_order.all() else np.lexsort((item, region, year))
