"""Several kinds of records from one file: it is read once for each, and every row is asked what it gives.

The kinds are taken in as their mapping names them. What a row gives of a later kind is not taken in where the row was
set aside for an earlier one, so that no finding stands without its inspection.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plumbline.records.intake.reading import spelling
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.reading.source import Batch, Source
from plumbline.rulebook.mappings.mappings import Mapping

_SIGNS = f"[{spelling.SPACES}{spelling.WIDTHLESS}]*"


@dataclass(frozen=True, slots=True)
class Share:
    """The kind at ``place`` among ``count`` of them, and how much of the file's work is done."""

    place: int
    count: int

    @property
    def last(self) -> bool:
        """Whether no kind comes after it."""
        return self.place == self.count - 1

    def of(self, share: float) -> float:
        """How much of the whole is done when ``share`` of this kind is."""
        return (self.place + share) / self.count


def giving(source: Source, mapping: Mapping, again: bool) -> Source:
    """``source`` with the rows that give a record of the mapping's kind. ``again``: whether it was read before, and
    the rows that are no rows were set aside then."""
    if not mapping.when and not again:
        return source
    places = [source.headers.index(column) for column in mapping.when]
    words = "|".join(re.escape(word) for word in map(spelling.text, mapping.empty) if word)
    empty = f"^{_SIGNS}(?:{words})?{_SIGNS}$"
    own = replace(source, read=lambda asked: _rows(source, asked, mapping.kind, places, empty))
    return replace(own, report=Report(), _malformed=deque()) if again else own


def _rows(source: Source, own: Source, kind: str, places: Sequence[int], empty: str) -> Iterator[Batch]:
    source.report, source.left_out = own.report, own.left_out
    for rows, batch, share in source.told_batches():
        filled = np.ones(batch.num_rows, bool)
        for place in places:
            nothing = pc.match_substring_regex(batch.column(f"c{place}"), empty)
            filled &= ~nothing.to_numpy(zero_copy_only=False)
        if filled.all():
            yield rows, batch, share
            continue
        left = np.flatnonzero(filled)
        own.report.add("given_none", kind, batch.num_rows - len(left))
        if len(left):
            yield np.asarray(rows)[left].tolist(), batch.take(pa.array(left)), share


def together(reports: Sequence[Report]) -> Report:
    """What reading the file told, for all kinds."""
    first, *others = reports
    for other in others:
        first.add_of(other)
    return first


def tell_unscored(mapping: Mapping, checked: pa.Table, report: Report) -> None:
    """Tell of the good rows in which a score is empty, so that nothing is known of what it means."""
    for field, bands in mapping.bands.items():
        if missing := checked.column(field).null_count:
            report.add("unscored", bands.column, missing)
