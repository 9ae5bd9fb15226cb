"""Where a cut's rows come from."""

from __future__ import annotations

from collections.abc import Iterator
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

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        """The rows, in batches that fit into memory, in any order."""
