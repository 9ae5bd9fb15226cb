"""Where a cut's rows come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

import pyarrow as pa

from plumbline.rulebook.indicators.shapes import Schema


class Source(Protocol):
    """Rows of every kind as they were known at a moment."""

    def schema(self) -> Schema:
        """The kinds there are."""

    def head(self, as_of: datetime) -> dict[str, Any]:
        """Number and hash of the last journal entry known at ``as_of``."""

    def state(self, kind: str, as_of: datetime) -> str:
        """Equal at two moments exactly when the visible rows of ``kind`` are the same."""

    def added(self, kind: str, journal: Mapping[str, Any], as_of: datetime) -> Iterator[pa.RecordBatch] | None:
        """The rows that came since the journal had this number and hash, where nothing else came: no correction and no
        withdrawal. None where something else did, or the source does not tell, or never had this journal."""

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        """The rows, in batches that fit into memory, in any order."""
