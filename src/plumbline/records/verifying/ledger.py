"""What the journal sealed of one kind's rows, beside what is found of them.

Each entry says how many rows it wrote, how many versions those replaced, and the root over the leaves of its rows in
the order of their ids. So a row that was removed, added, altered together with its leaf, or given to another entry is
found, whichever version it is. In memory an entry takes about a hundred bytes, a row nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from plumbline.methods.shared.trust.leaf import HASH_BYTES
from plumbline.methods.shared.trust.merkle import RootBuilder
from plumbline.records.core.journal import Entry

ENTRY = np.dtype([("id", "i8"), ("number", "i8"), ("act", "S20"), ("rows", "i8"), ("superseded_rows", "i8"),
                  ("root", "S64")])
ELSEWHERE = (b"erase",)
"""Acts whose ``rows`` are no rows of the kind: personal fields, which are in no leaf."""
WITHDRAW, UNDO = (b"withdraw", b"withdraw-many"), b"undo-many"


class Ledger:
    """The visible entries of ``kind`` as they are when this is made: all, or those ``after`` one number of the journal
    and up to another. Rows are then counted by :meth:`count`, in the
    order of their ids; whatever entries come later does not disturb it."""

    def __init__(self, kind: str, using: str, after: int = 0, upto: int = 0) -> None:
        self.kind, self.using = kind, using
        found = Entry.objects.using(using).filter(kind=kind, state=Entry.VISIBLE, number__gt=after).order_by("pk")
        found = found.filter(number__lte=upto) if upto else found
        rows = found.values_list("pk", "number", "act", "rows", "superseded_rows", "root").iterator(10_000)
        self.entries = np.fromiter(((pk, number, act.encode(), count, replaced, root.encode())
                                    for pk, number, act, count, replaced, root in rows), ENTRY)
        self._writes = ~np.isin(self.entries["act"], ELSEWHERE)
        self._rows = np.where(self._writes, self.entries["rows"], 0)
        self._seen = np.zeros(len(self.entries), np.int64)
        self._replaced = np.zeros(len(self.entries), np.int64)
        self._holds = self._rows == 0
        self._open: dict[int, RootBuilder] = {}
        self._strange: set[int] = set()

    def place(self, ids: np.ndarray) -> np.ndarray:
        """Which entry each of ``ids`` is, as an index into ``entries``; -1 for one that was not visible."""
        if not len(self.entries):
            return np.full(len(ids), -1)
        at = np.searchsorted(self.entries["id"], ids)
        at[at == len(self.entries)] = 0
        return np.asarray(np.where(self.entries["id"][at] == ids, at, -1))

    def number(self, places: np.ndarray) -> np.ndarray:
        """The journal's numbers of the entries at ``places``; 0 for what is none."""
        if not len(self.entries):
            return np.zeros(len(places), np.int64)
        return np.asarray(np.where(places >= 0, self.entries["number"][places], 0))

    def withdraws(self, places: np.ndarray) -> np.ndarray:
        """Whether the rows of the entries at ``places`` take a record out of what counts."""
        return np.asarray(np.isin(self.entries["act"][places], WITHDRAW))

    def undoes(self, places: np.ndarray) -> np.ndarray:
        """Whether the rows of the entries at ``places`` say what stood two versions before."""
        return np.asarray(self.entries["act"][places] == UNDO)

    def replaces(self, places: np.ndarray) -> np.ndarray:
        """Whether the entries at ``places`` replaced any versions."""
        return np.asarray(self.entries["superseded_rows"][places] > 0)

    def count(self, ids: np.ndarray, superseded: np.ndarray, leaves: memoryview) -> tuple[np.ndarray, np.ndarray]:
        """Take rows into account: keys of the entries that wrote and that replaced them (0: none), and their leaves,
        packed. Returns the places of both."""
        places, by = self.place(ids), self.place(superseded)
        self._strange |= {*np.unique(ids[places < 0]).tolist(), *np.unique(superseded[by < 0]).tolist()} - {0}
        np.add.at(self._seen, places[places >= 0], 1)
        np.add.at(self._replaced, by[(by >= 0) & (places >= 0)], 1)
        turns = np.flatnonzero(np.diff(places)) + 1
        for start, end in zip([0, *turns.tolist()], [*turns.tolist(), len(places)], strict=True):
            if end > start and places[start] >= 0:
                self._fold(int(places[start]), leaves[start * HASH_BYTES:end * HASH_BYTES])
        return places, by

    def _fold(self, place: int, leaves: memoryview) -> None:
        if self._rows[place] == 1 and len(leaves) == HASH_BYTES:
            self._holds[place] = leaves.hex().encode() == self.entries["root"][place]
            return
        root = self._open.setdefault(place, RootBuilder())
        root.extend_packed(leaves)
        if len(root) == self._rows[place]:
            self._holds[place] = root.root().hex().encode() == self.entries["root"][place]
            if self._seen[place] == len(root):
                del self._open[place]

    def wrong(self) -> list[int]:
        """Numbers of the entries whose rows are not those they sealed."""
        counts = (self._seen == self._rows) & self._holds
        return sorted(self.entries["number"][~counts].tolist())

    def wrongly_replaced(self) -> list[int]:
        """Numbers of the entries that more or fewer versions are marked as replaced by than they replaced."""
        expected = np.where(self._writes, self.entries["superseded_rows"], 0)
        return sorted(self.entries["number"][self._replaced != expected].tolist())

    def strangers(self) -> list[int]:
        """Keys of entries that rows name and that are none that could have written them: not there, or not of this
        kind, or given up. An import under way, or a change since this ledger was made, is no stranger."""
        known = self.entries["number"].max() if len(self.entries) else 0
        fine = set()
        for some in _parts(sorted(self._strange)):
            for pk, number, state in Entry.objects.using(self.using).filter(pk__in=some, kind=self.kind).values_list(
                    "pk", "number", "state"):
                if state in Entry.HIDDEN or (state == Entry.VISIBLE and (number or 0) > known):
                    fine.add(pk)
        return sorted(self._strange - fine)


def _parts(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start:start + 500] for start in range(0, len(keys), 500))
