"""A store of this process, the home's own unless another is named, as a source of cuts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import DEFAULT_DB_ALIAS

from plumbline.figures.schema import schema_of_kinds
from plumbline.records import kinds, store
from plumbline.rulebook.shapes import Schema


class StoreSource:
    """The versions the journal knows. See :class:`plumbline.figures.source.Source`."""

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        """``using`` is the store's name among Django's databases."""
        self.using = using

    def schema(self) -> Schema:
        """Every declared kind."""
        return schema_of_kinds()

    def head(self, as_of: datetime) -> dict[str, Any]:
        """See :class:`plumbline.figures.source.Source`."""
        return store.journal_head(as_of, self.using)

    def state(self, kind: str, as_of: datetime) -> str:
        """See :class:`plumbline.figures.source.Source`."""
        return store.kind_state(kinds.get(kind), as_of, self.using)

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        """See :class:`plumbline.figures.source.Source`."""
        return store.rows_as_of(kinds.get(kind), as_of, self.using)
