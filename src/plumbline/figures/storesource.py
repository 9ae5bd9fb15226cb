"""The store of this process's home, as a source of cuts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from plumbline.figures.schema import schema_of_kinds
from plumbline.records import kinds, store
from plumbline.rulebook.shapes import Schema


class StoreSource:
    """The versions the journal knows. See :class:`plumbline.figures.source.Source`."""

    def schema(self) -> Schema:
        """Every declared kind."""
        return schema_of_kinds()

    def head(self, as_of: datetime) -> dict[str, Any]:
        """See :class:`plumbline.figures.source.Source`."""
        return store.journal_head(as_of)

    def state(self, kind: str, as_of: datetime) -> str:
        """See :class:`plumbline.figures.source.Source`."""
        return store.kind_state(kinds.get(kind), as_of)

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        """See :class:`plumbline.figures.source.Source`."""
        return store.rows_as_of(kinds.get(kind), as_of)
