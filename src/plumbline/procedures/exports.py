"""Records as a file, as one person may see them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.periods import Period
from plumbline.records import kinds, listing
from plumbline.records.kinds import Kind
from plumbline.records.listing import Asked
from plumbline.records.tables import records
from plumbline.records.tables.table import Table, written
from plumbline.records.visibility import reach, visible


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its rows, bytes and SHA-256."""

    kind: str
    file: str
    format: str
    rows: int
    bytes: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb export``."""
        return asdict(self)


def export(kind_name: str, file: Path, form: str, *, user: Any = None, region: str = "",
           period: Period | None = None, overwrite: bool = False) -> Written:
    """Write the records of a kind that ``user`` (None: the public) may know of, with every field open to them.

    Written aside and renamed, so that a file is whole or not there. :raises RecordError: if the format cannot hold
    them, or there is such a file. :raises NotAllowed: if the reader may not list the kind at all.
    """
    return save(readable(kinds.get(kind_name), user, region=region, period=period), file, form, overwrite=overwrite)


def save(table: Table, file: Path, form: str, *, overwrite: bool = False) -> Written:
    """Write any table as a file: aside and renamed. Raises RecordError as :func:`export`."""
    if file.exists() and not overwrite:
        raise RecordError("there is such a file already", where=str(file),
                          next_step="Name another with --output, or write over it with --overwrite")
    counted = _Counted(table)
    digest, size = hashlib.sha256(), 0
    aside = file.with_name(f".{file.name}.part")
    try:
        pieces = written(counted.table, form)
        with aside.open("wb") as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
    return Written(table.name, str(file), form, counted.rows, size, digest.hexdigest())


def readable(kind: Kind, user: Any, *, region: str = "", period: Period | None = None) -> Table:
    """The records of ``kind`` that ``user`` may know of, oldest entry first, as a table."""
    own = reach(user, kind.column).regions()
    if not kind.public and not own:
        raise NotAllowed(f"records of kind '{kind.name}' are not public",
                         next_step="Say whose eyes to use with --as NAME")
    if period is not None and not kind.date:
        raise RecordError(f"records of kind '{kind.name}' have no day, so no period", next_step="Leave it out")
    rows = listing.Rows(kind, own, Asked(region=region, period=period)).matching.order_by("id")
    return records.table(kind, listing.open_fields(kind, own), rows, lambda place: visible(user, kind, place))


class _Counted:
    """Counts the rows of a table as they pass."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self.table = Table(table.name, table.columns, self._through(table), table.count_up_to)

    def _through(self, table: Table) -> Any:
        for row in table.rows:
            self.rows += 1
            yield row
