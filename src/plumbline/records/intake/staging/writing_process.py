"""The writer of a SQLite store (``records/core/beside/writer.py``), as a process beside this one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection

from plumbline.errors import IntakeError, quoted
from plumbline.records.core.beside import apart
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.text import UNSAID, Text

PRAGMAS = ("journal_mode", "synchronous", "secure_delete")
WIDE = ("cache_size = -200000", "wal_autocheckpoint = 12000")
"""Room for a large table's indexes, which would else be read from disk again for every slice."""


class Changed(Exception):
    """A record was changed since it was checked."""


class WriterProcess:
    """Pours parts of ``kind`` into this process's store, which is SQLite in a file, as rows of ``entry``."""

    def __init__(self, kind: Kind, entry: Entry, columns: list[str]) -> None:
        self._kind = kind
        with connection.cursor() as cursor:
            same = [f"{name} = {cursor.execute(f'PRAGMA {name}').fetchone()[0]}" for name in PRAGMAS]
        self._pouring = apart.Pouring(
            file=str(connection.settings_dict["NAME"]), table=kind.model._meta.db_table, columns=columns,
            entry=entry.pk, entries=Entry._meta.db_table, state=Entry.PUBLISHING, pragmas=[*same, *WIDE])
        self._child: subprocess.Popen[str] | None = None

    def write(self, part: Path) -> Iterator[int]:
        """Write ``part``; yields the rows of each transaction once it is committed.

        :raises Changed: if a record was changed meanwhile; IntakeError: if the process was ended.
        """
        self._say(str(part))
        while told := self._told():
            if "rows" not in told:
                self.close()
                if told["fault"] == apart.CHANGED:
                    raise Changed
                if told["fault"] == apart.STOPPED:
                    raise self._ended(Text("The import was taken back by another process",
                                           "该次导入已被另一进程撤回"))
                raise OperationalError(told["why"])  # in the words of SQLite: the disk may be full
            yield told["rows"]

    def close(self) -> None:
        """End the process; what it has not committed is gone."""
        if self._child is None:
            return
        self._child.kill()
        self._child.communicate()
        self._child = None

    def _say(self, line: Any) -> None:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-c", apart.WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                encoding="utf-8")
            self._say(asdict(self._pouring))
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(line) + "\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            pass  # it ended: the answer that does not come says so

    def _told(self) -> dict[str, Any]:
        assert self._child is not None
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line.endswith("\n"):
            raise self._ended(quoted(f"It ended with {self._child.wait()}"))
        told: dict[str, Any] = json.loads(line)
        return told

    def _ended(self, why: Text = UNSAID) -> IntakeError:
        return IntakeError(
            "import.writer_stopped", Text("the process that writes the records stopped", "写入记录的进程已停止"),
            where=self._kind.name, why=why,
            next_step=Text("Import the file again; nothing of it became visible", "请重新导入该文件；其内容尚未生效"))
