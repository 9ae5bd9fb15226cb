"""Text that a spreadsheet would run as a formula, made harmless on the way out and itself again on the way in.

An apostrophe before it says "this is text". Text that already looks so made harmless gets another one, so that taking
one away always gives back what was there: a file that was exported and comes back unchanged changes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from plumbline.rulebook.mappings.mappings import EMPTY
from plumbline.text import for_xml

if TYPE_CHECKING:
    import pyarrow as pa

# The last four are the full-width forms, which spreadsheets in Chinese offices read as the plain ones.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SIGNS = "".join(re.escape(one) for one in DANGEROUS)
_WOULD_RUN = re.compile(f"'*[{_SIGNS}]")
_UNKNOWN = re.compile(f"'*(?:{'|'.join(word for word in EMPTY if word)})")
# Signs that XML cannot hold stand as _x000D_ in workbooks; what only looks so says that its underscore is one.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MADE_HARMLESS = re.compile(f"'+[{_SIGNS}]")


def defused(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and _WOULD_RUN.match(value) and not _is_number(value):
        return "'" + value
    return value


def quoted(value: str) -> str:
    """The same for a cell that is marked as text and runs nothing: only what looks made harmless gets one more."""
    return "'" + value if value.startswith("'") and _MADE_HARMLESS.match(value) else value


def literal(value: str) -> str:
    """Text that an import would take for "unknown" (NA, N/A, NULL) gets an apostrophe, which the import takes away."""
    return "'" + value if _UNKNOWN.fullmatch(value) else value


def cell_text(value: str) -> str:
    """Text for a cell of a workbook that is marked as text: it comes back as it is, whatever it looks like, but for
    signs that no workbook can hold."""
    return _ESCAPE.sub("_x005F_", quoted(literal(for_xml(value))))


def undone(value: Any) -> Any:
    """What :func:`defused` or :func:`quoted` was given."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and _MADE_HARMLESS.match(value) else value


def undone_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch of text with every value undone. Columns in which no value begins with an apostrophe are left as is."""
    # Only now: this module is loaded wherever models are, and Arrow takes longer than most commands.
    import pyarrow as pa
    import pyarrow.compute as pc

    for index, column in enumerate(batch.columns):
        if pc.any(pc.starts_with(column, "'")).as_py():
            values = pa.array([undone(value) for value in column.to_pylist()], pa.string())
            batch = batch.set_column(index, batch.schema.field(index).name, values)
    return batch


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
