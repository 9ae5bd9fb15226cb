"""A program of the tests: acts on the home as large files make it act, with processes beside.

``take FILE [KIND]`` imports it; ``kill FILE`` does so several times, ending the process that writes at another moment
each time, then with a disk that is full, then undisturbed; ``again`` makes anew what the home's cuts hold. Prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
from django.db import connection

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.figures.cuts.cut import list_cuts
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.cuts.writing import write
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.procedures.records import imports
from plumbline.records.core import kinds, store
from plumbline.records.core.beside import reading
from plumbline.records.core.journal import Entry
from plumbline.records.intake.staging import staging_process
from plumbline.records.intake.staging.writing_process import WriterProcess
from plumbline.records.verifying.verification import Verification, rows_as_of

MOMENTS = (1, 2, 3)
"""Before which answer of the process that writes it is ended: each is of a transaction, the first of 4,000 rows."""


def take(file: str, kind: str = "inspection") -> dict[str, Any]:
    """What the import did, or the code of its error; and what the store holds then."""
    try:
        done = imports.import_file(homes.current(), kind, Path(file), clock=lambda: datetime.now(UTC))
        found: dict[str, Any] = {"rows": done.rows, "same": done.same, "corrections": done.corrections,
                                 "quarantined": done.quarantined}
    except PlumblineError as error:
        found = {"code": str(error.code), "why": str(error.why)}
    return found | {
        "visible": store.current(kinds.get(kind)).count(), "all": kinds.get(kind).model.objects.count(),
        "hidden": Entry.objects.filter(state__in=Entry.HIDDEN).count(),
        "misfits": [str(one) for one in Verification(kinds.get(kind)).read()],
    }


def kill(file: str) -> list[dict[str, Any]]:
    """The same, with the writer ended at several moments."""
    told, at, answers, chance = WriterProcess._told, 0, 0, random.Random(os.getpid())

    def ended(self: WriterProcess) -> dict[str, Any]:
        nonlocal answers
        answers += 1
        if answers == at:
            time.sleep(chance.uniform(0, 0.02))
            assert self._child is not None
            self._child.kill()
        return told(self)

    found = []
    WriterProcess._told = ended  # type: ignore[method-assign]
    for moment in MOMENTS:
        at, answers = moment, 0
        found.append(take(file))
    WriterProcess._told = told  # type: ignore[method-assign]
    found.append(full(file))
    return [*found, take(file)]


def full(file: str) -> dict[str, Any]:
    """The same, while no file may grow by more than some rows need."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    popen = WriterProcess._say

    def small(self: WriterProcess, line: Any) -> None:
        # The process that writes inherits the limit; this one goes on without.
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        try:
            popen(self, line)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    WriterProcess._say = small  # type: ignore[method-assign]
    try:
        return take(file)
    finally:
        WriterProcess._say = popen  # type: ignore[method-assign]


def again() -> dict[str, Any]:
    """Whether every file of every cut comes out with the same bytes; or, of a kind that has more fields since, with the
    same in all it had, and nothing in those."""
    same, wider, differ, aside = 0, set(), [], homes.current().path / "aside.parquet"
    for cut in list_cuts(homes.current()):
        for name, held in cut.held.kinds.items():
            rows = rows_as_of(kinds.get(name), cut.held.as_of, misfits=[])
            count = write(rows, schema_of_kinds()[name], aside, lambda name, rows: None)
            if (count, sha256_of(aside)) == (held.rows, held.sha256):
                same += 1
            elif _with_more_columns(cut.path(name), aside):
                wider.add(name)
            else:
                differ.append(f"{cut.id} {name}")
            aside.unlink()
    return {"same": same, "wider": sorted(wider), "differ": differ}


def _with_more_columns(before: Path, after: Path) -> bool:
    held, made = parquet.read_table(before), parquet.read_table(after)
    more = [made[name] for name in made.column_names if name not in held.column_names]
    return bool(more) and made.select(held.column_names).equals(held) and all(
        column.null_count == len(column) for column in more)


def main() -> None:
    """Do it."""
    staging_process.WORTH_BYTES, reading.WORTH_ROWS = 1, 1
    act, *words = sys.argv[1:]
    made = {"take": take, "kill": kill, "again": again}[act](*words)  # type: ignore[operator]
    sys.stdout.write(json.dumps(made))

