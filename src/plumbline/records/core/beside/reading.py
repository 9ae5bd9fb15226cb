"""Many rows of a SQLite store, read as Arrow by a process beside this one (``reader``).

The driver tells the type of a column by its first values, and a column may hold none: so each answer begins with a row
that has one of each type, and is left out here. SQLite keeps a value of any type in any column; of rows in which that
happened nothing is read here, and whoever reads value by value goes on from there and names them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connections

from plumbline.records.core.beside.apart import READER

WORTH_ROWS = 60_000
"""From so many row numbers on it is worth the third of a second in which the process starts."""
BYTES, NUMBERS = ("salt", "leaf"), ("id", "entry_id", "superseded_id", "withdrawn")
ODD = "odd_"
LEAST = -(1 << 63)
"""Before every row number."""


class Odd(Exception):
    """A value that its column cannot hold, or that this way of reading cannot tell from one."""


def worth_it(using: str, numbers: range) -> bool:
    """Whether so many rows of the store ``using`` are read faster so, and another process would see them."""
    connection = connections[using]
    return (connection.vendor == "sqlite" and not connection.in_atomic_block and len(numbers) >= WORTH_ROWS
            and Path(connection.settings_dict["NAME"]).is_file())


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows of ``table`` that meet ``condition``: what every record has, and ``columns``, of which ``texts`` are
    kept as text, days among them."""

    table: str
    columns: list[str]
    texts: list[str]
    condition: str


def batches(asked: Asked, using: str, size: int) -> Iterator[pa.RecordBatch]:
    """The rows by id, with columns of the store's types (days as text, flags and decimals as whole numbers).

    :raises Odd: where they are not all that there are.
    """
    file = Path(connections[using].settings_dict["NAME"]).absolute().as_uri()
    # What the process says of a failure is for nobody: it stands in the rows, and they are read again.
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        [sys.executable, "-c", READER, file, _sql(asked), str(size)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said,
    ) as child:
        assert child.stdout is not None
        try:
            with suppress(pa.ArrowInvalid, OSError):  # ended before its time, which its exit tells
                for number, batch in enumerate(pa.ipc.open_stream(child.stdout)):
                    batch = batch.slice(1) if not number else batch
                    if batch.num_rows:
                        yield _proven(batch)
            child.stdout.close()
            if child.wait():
                raise Odd
        finally:
            child.kill()


def _sql(asked: Asked) -> str:
    names = [*NUMBERS, *BYTES[:1], *asked.columns, *BYTES[1:]]
    first = {**dict.fromkeys(NUMBERS, str(LEAST)), **dict.fromkeys(BYTES, "x'00'"), **dict.fromkeys(asked.texts, "''")}
    typed = ", ".join(f'{first.get(name, "0")} AS "{name}"' for name in names)
    # Bytes sort behind all texts, and before bytes come all other values: so one comparison tells the type.
    odd = " OR ".join([*(f'"{name}" >= x\'\'' for name in asked.texts), *(f'"{name}" < x\'\'' for name in BYTES)])
    given = ", ".join(f'"{name}"' for name in names)
    return (f"SELECT {typed}, 0 AS {ODD} UNION ALL SELECT {given}, ({odd}) IS TRUE "
            f"FROM {asked.table} WHERE {asked.condition} ORDER BY 1")


def _proven(batch: pa.RecordBatch) -> pa.RecordBatch:
    try:
        batch.validate(full=True)  # that every text is one: the driver passes on what it finds
    except pa.ArrowInvalid as error:
        raise Odd from error
    if pc.max(batch.column(ODD)).as_py():
        raise Odd
    return batch
