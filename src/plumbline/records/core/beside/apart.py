"""What the processes that write and read a SQLite store beside this one are started with and told. Nobody imports
them: each has a SQLite library of its own, and two of them in one process, with one file open, take each other's
locks away, since POSIX drops all of a process's locks on a file when any of them closes it.
"""

from __future__ import annotations

from dataclasses import dataclass

WRITER, READER = (f"from plumbline.records.core.beside.{name} import main; main()" for name in ("writer", "reader"))
CHANGED, STOPPED = "changed", "stopped"
"""Told by the writer instead of rows: a record was changed meanwhile; the import is no longer to go on."""


@dataclass(frozen=True, slots=True)
class Pouring:
    """Into which ``table`` of the store in ``file`` the ``columns`` of parts go, as rows of ``entry``; each transaction
    looks whether that entry, in ``entries``, is still in ``state``. ``pragmas``: what the store is opened with."""

    file: str
    table: str
    columns: list[str]
    entry: int
    entries: str
    state: str
    pragmas: list[str]
