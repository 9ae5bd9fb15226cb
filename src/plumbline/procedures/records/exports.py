"""Records as a file, as one person may see them."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plumbline import unfinished
from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.shared.periods import Period
from plumbline.records.core import kinds
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import rows_open_to
from plumbline.records.export import records
from plumbline.records.export.table import Table
from plumbline.records.export.writing import written
from plumbline.records.query import listing
from plumbline.records.query.listing import Asked
from plumbline.text import Text

WHOSE_EYES = Text("Say whose eyes to use with --as NAME", "请用--as NAME指明以谁的权限查看")


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
        raise RecordError("disk.file_exists", Text("there is such a file already", "该文件已存在"), where=str(file),
                          next_step=Text("Name another with --output, or write over it with --overwrite",
                                         "请用--output另行指定，或用--overwrite覆盖"))
    counted = _Counted(table)
    digest, size = hashlib.sha256(), 0
    pieces = written(counted.table, form)
    with unfinished.handed_out("export", file) as aside, aside.open("wb") as target:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return Written(table.name, str(file), form, counted.rows, size, digest.hexdigest())


def readable(kind: Kind, user: Any, *, region: str = "", period: Period | None = None) -> Table:
    """The records of ``kind`` that ``user`` may know of, oldest entry first, as a table."""
    opened = rows_open_to(user, kind)
    if not kind.public and not opened:
        raise NotAllowed("export.not_public", Text(f"records of kind '{kind.name}' are not public",
                                                   f"“{kind.title.zh}”记录不对外公开"), next_step=WHOSE_EYES)
    if period is not None and not kind.date:
        raise no_period(kind)
    asked = Asked(region=region, period=period)
    rows = listing.Rows(kind, opened.regions, asked, opened.organisations).matching.order_by("id")
    return records.table(kind, listing.open_fields(kind, opened.regions, opened.organisations), rows, user, opened)


def no_period(kind: Kind) -> RecordError:
    """That records of ``kind`` were asked for by a period, and have no day."""
    return RecordError("export.no_period", Text(f"records of kind '{kind.name}' have no day, so no period",
                                                f"“{kind.title.zh}”记录没有日期，不能按时段筛选"),
                       next_step=Text("Leave it out", "请去掉时段"))


class _Counted:
    """Counts the rows of a table as they pass."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self.table = Table(table.name, table.columns, self._through(table), table.count_up_to)

    def _through(self, table: Table) -> Any:
        for row in table.rows:
            self.rows += 1
            yield row
