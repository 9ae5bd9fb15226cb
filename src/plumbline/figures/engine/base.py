"""What an engine is: it runs portable queries over the files of a cut and returns exact rows.

Plans are sqlglot trees in sqlglot's own dialect; each engine translates them. Only integers, decimals, texts, days,
flags and bytes come back: a floating-point column is refused, because its last digits depend on the engine and the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeAlias, TypeVar

import pyarrow as pa
from sqlglot import exp

from plumbline.errors import FigureError
from plumbline.figures.engine.recent import Recent
from plumbline.text import Text

Tables: TypeAlias = Mapping[str, pa.Table]
"""Small tables that a query names beside the cut's own: regions, periods."""


S = TypeVar("S")
SESSIONS = 4  # cuts kept open: today's, and those a page compares it with
Source: TypeAlias = Path | tuple[Path, ...]
"""The Parquet file of a kind; or its files, where it has several parts, and in a joint cut always. Of such a kind a
session makes one table by the names of the columns, what a file lacks being empty, with the column ``INSTANCE`` of
:mod:`plumbline.figures.engine.schema`: :func:`instance_of` of the file."""

PathOf: TypeAlias = Callable[[str], Source]
"""From a kind's name to its file or files."""


def instance_of(file: str) -> str:
    """The instance whose rows ``file`` holds: ``KIND.INSTANCE.parquet``; empty for ``KIND.parquet``."""
    parts = file.split(".")
    return parts[1] if len(parts) > 2 else ""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """``memory`` as DuckDB writes it ("1GB"), ``threads`` (0: as many as the machine has), ``scratch`` the folder for
    what does not fit into memory (None: the system's temporary folder)."""

    memory: str = "1GB"
    threads: int = 0
    scratch: Path | None = None


class Session(Protocol):
    """One cut, ready to be asked. May be used by several threads at once."""

    def table(self, query: exp.Expr, tables: Tables | None = None) -> pa.Table:
        """The result of ``query``. :raises FigureError: if the engine fails, or a column is not exact."""


class Engine(Protocol):
    """Opens cuts."""

    name: str

    def session(self, key: str, path_of: PathOf) -> Session:
        """A session in which each kind's file is a table of the kind's name. ``key`` tells cuts apart; ``path_of`` is
        asked for each kind a query names, each time, and checks the file."""


class Sessions(Generic[S]):
    """The sessions last asked for, ``SESSIONS`` of them."""

    def __init__(self) -> None:
        self._held: Recent[str, S] = Recent(SESSIONS)
        self._making = Lock()

    def get(self, key: str, make: Callable[[], S]) -> S:
        """The session of ``key``, made if it is not held."""
        with self._making:
            held = self._held.get(key)
            return self._held.put(key, make()) if held is None else held


def exact(table: pa.Table) -> pa.Table:
    """``table`` itself. :raises FigureError: if it has a floating-point column."""
    for column in table.schema:
        if pa.types.is_floating(column.type):
            raise FigureError("engine.not_exact", Text(f"column '{column.name}' came back as {column.type}",
                                                       f"列“{column.name}”返回的类型为{column.type}"),
                              why=Text("Engines must return exact numbers", "引擎须返回准确的数字"))
    return table
