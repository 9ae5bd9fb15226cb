"""A table as CSV, in UTF-8 with a mark, so that spreadsheets in Chinese offices read it as such."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from plumbline.methods.shared.trust.canonical import plain
from plumbline.records.core.defusing import defused, literal
from plumbline.records.export.table import Table

MARK = "\ufeff".encode()


def pieces(table: Table) -> Iterator[bytes]:
    """The file in pieces. Text that a spreadsheet would run is made harmless; numbers and days stay as they are."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([defused(column.name) for column in table.columns])
    yield MARK + text.getvalue().encode()
    for rows in table.chunks():
        text.seek(0)
        text.truncate()
        writer.writerows([_shown(value) for value in row] for row in rows)
        yield text.getvalue().encode()


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    return defused(literal(value)) if isinstance(value, str) else plain(value)
