"""Whether the rows of a kind are those that the journal sealed.

Every leaf is made anew, the root of every entry, and which version replaced which. One pass over the table, past
versions too, in memory that does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from plumbline.methods.shared.trust import canonical
from plumbline.records.core import store
from plumbline.records.core.hashing import packed
from plumbline.records.core.kinds import Kind
from plumbline.records.core.misfits import ALTERED, ROWS, STRANGE, UNREADABLE, VERSIONS, WITHDRAWN, Misfit
from plumbline.records.verifying import streaming
from plumbline.records.verifying.ledger import Ledger
from plumbline.records.verifying.recomputing import Recomputer
from plumbline.records.verifying.succession import Succession

SEPARATOR = " "


class Verification:
    """One look at the rows of ``kind``. ``misfits`` is complete once :meth:`rows` has come to its end. With ``after``
    it is of the rows alone that came after so many entries of the journal."""

    def __init__(self, kind: Kind, using: str = DEFAULT_DB_ALIAS, after: int = 0) -> None:
        self.kind, self.using, self.after = kind, using, after
        self.misfits: list[Misfit] = []
        self.count = 0

    def read(self) -> list[Misfit]:
        """Read every row; what does not fit."""
        for _ in self.rows(0):
            pass
        return self.misfits

    def rows(self, upto: int) -> Iterator[pa.RecordBatch]:
        """The versions that counted when the journal had ``upto`` entries: the kept fields and ``leaf``, by row id."""
        self.misfits, self.count = [], 0
        try:
            ledger = Ledger(self.kind.name, self.using, self.after, upto if self.after else 0)
        except (ValueError, TypeError, AttributeError, DatabaseError) as error:
            self.misfits = [Misfit(UNREADABLE, 0, f"{type(error).__name__}: {error}")]
            return
        if not len(ledger.entries) and (self.after or not self.kind.model.objects.using(self.using).exists()):
            return
        yield from self._pass(ledger, upto, every=False)
        if ledger.wrongly_replaced():
            # Which records they are shows only from all versions of all records; so far none was missed.
            named = Verification(self.kind, self.using)
            for _ in named._pass(Ledger(self.kind.name, self.using), 0, every=True):
                pass
            self.misfits = named.misfits
        self.misfits.sort()

    def unverified(self, upto: int) -> Iterator[pa.RecordBatch]:
        """The rows of :meth:`rows`, without looking at a leaf: for who has looked at them all already."""
        ledger, held = Ledger(self.kind.name, self.using), _Held(streaming.BATCH_ROWS)
        for batch in streaming.whole(self.kind, self.using, upto, self.after) if upto and len(ledger.entries) else ():
            places, by = ledger.place(batch.entries), ledger.place(batch.superseded)
            yield from held.add(_counting(batch, ledger.number(places), ledger.number(by), upto))
        yield from held.rest()

    def _pass(self, ledger: Ledger, upto: int, *, every: bool) -> Iterator[pa.RecordBatch]:
        leaves, succession = Recomputer(self.kind), Succession()
        held = _Held(streaming.BATCH_ROWS)
        try:
            for batch in streaming.whole(self.kind, self.using, upto if self.after else 0, self.after):
                self.misfits += [Misfit(UNREADABLE, int(ledger.number(ledger.place(np.array([entry])))[0]), key)
                                 for _, entry, key in batch.unreadable]
                self.count += batch.rows.num_rows
                places, by = ledger.count(batch.entries, batch.superseded, packed(batch.rows.column("leaf")))
                numbers, replaced = ledger.number(places), ledger.number(by)
                self._leaves(batch, leaves, numbers)
                if len(ledger.entries):
                    self._versions(batch, ledger, succession, places, by, every)
                if upto:
                    yield from held.add(_counting(batch, numbers, replaced, upto))
            yield from held.rest()
            self.misfits += [Misfit(VERSIONS, number, key) for key, number in succession.wrong()]
        except (DatabaseError, UnicodeDecodeError) as error:
            self.misfits.append(Misfit(UNREADABLE, 0, " ".join(str(error).split())))
            return
        finally:
            leaves.close()
            succession.close()
        self._entries(ledger)

    def _leaves(self, batch: streaming.Whole, leaves: Recomputer, numbers: np.ndarray) -> None:
        for index in leaves.altered(batch.rows, batch.salts):
            if numbers[index]:  # else it is under way, or no entry wrote it, which is told once
                self.misfits.append(Misfit(ALTERED, int(numbers[index]), self._keys(batch, np.array([index]))[0]))

    def _versions(self, batch: streaming.Whole, ledger: Ledger, succession: Succession, places: np.ndarray,
                  by: np.ndarray, every: bool) -> None:
        known = places >= 0
        undoes = known & ledger.undoes(places)
        odd = np.flatnonzero(known & ~undoes & (batch.withdrawn != ledger.withdraws(places)))
        numbers, replaced = ledger.number(places), ledger.number(by)
        self.misfits += [Misfit(WITHDRAWN, int(numbers[index]), key)
                         for index, key in zip(odd, self._keys(batch, odd), strict=True)]
        chained = np.flatnonzero(known & (every | (by >= 0) | ledger.replaces(places)))
        succession.add(self._keys(batch, chained), numbers[chained], replaced[chained], batch.withdrawn[chained],
                       undoes[chained])

    def _entries(self, ledger: Ledger) -> None:
        self.misfits += [Misfit(ROWS, number) for number in ledger.wrong()]
        if not any(one.fault == VERSIONS for one in self.misfits):
            self.misfits += [Misfit(VERSIONS, number) for number in ledger.wrongly_replaced()]
        for pk in ledger.strangers():
            model = self.kind.model.objects.using(self.using)
            rows = [*model.filter(entry_id=pk)[:100], *model.filter(superseded_id=pk)[:100]]
            self.misfits += [Misfit(STRANGE, 0, key_of(self.kind, row)) for row in rows]

    def _keys(self, batch: streaming.Whole, where: np.ndarray) -> list[str]:
        if not len(where):
            return []
        parts = batch.rows.select(list(self.kind.key)).take(pa.array(where))
        return [SEPARATOR.join(canonical.plain(value) or "" for value in row)
                for row in zip(*(column.to_pylist() for column in parts.columns), strict=True)]


def _counting(batch: streaming.Whole, numbers: np.ndarray, replaced: np.ndarray, upto: int) -> pa.RecordBatch:
    """The rows of ``batch`` that counted when the journal had ``upto`` entries."""
    counts = (numbers > 0) & (numbers <= upto) & ~batch.withdrawn & ((replaced == 0) | (replaced > upto))
    return batch.rows.filter(pa.array(counts))


class _Held:
    """Joins filtered batches to batches of one size, so that the same rows make the same file on every store."""

    def __init__(self, size: int) -> None:
        self._size, self._waiting, self._rows = size, list[pa.RecordBatch](), 0

    def add(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        while self._rows >= self._size:
            table = pa.Table.from_batches(self._waiting)
            yield table.slice(0, self._size).combine_chunks().to_batches()[0]
            rest = table.slice(self._size)
            self._waiting, self._rows = rest.to_batches(), rest.num_rows

    def rest(self) -> Iterator[pa.RecordBatch]:
        if self._rows:
            yield pa.Table.from_batches(self._waiting).combine_chunks().to_batches()[0]


def key_of(kind: Kind, row: Any) -> str:
    """The natural key of the record ``row`` is a version of, for people."""
    return SEPARATOR.join(str(getattr(row, name)) for name in kind.key)


def rows_as_of(kind: Kind, as_of: datetime | None = None, using: str = DEFAULT_DB_ALIAS,
               misfits: list[Misfit] | None = None, *, after: int = 0) -> Iterator[pa.RecordBatch]:
    """The versions the journal knew at ``as_of`` (None: now), as Arrow batches of the kept fields plus ``leaf``; of
    those alone that came ``after`` so many of its entries.

    Ordered by row id, so that the same versions always stream in the same order. Personal fields are in another table
    and never come along. Every leaf is made anew on the way, and the root of every entry; at the end ``misfits`` holds
    what is not as the journal sealed it.
    """
    found = Verification(kind, using, after)
    yield from found.rows(store.journal_head(as_of, using)["number"])
    if misfits is not None:
        misfits += found.misfits
