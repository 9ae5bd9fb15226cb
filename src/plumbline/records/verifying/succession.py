"""Which version of a record replaced which. It follows from the journal alone: the versions of one natural key in the
order of their entries, each replaced by the next, the last by none. What the rows say of it is compared with that, so
that a record made to vanish, or a corrected version that was revived, is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import duckdb
import numpy as np
import pyarrow as pa

from plumbline import unfinished

MEMORY = "256MB"


class Succession:
    """Versions of records, put in in any order, outside memory where they are many."""

    def __init__(self) -> None:
        self._scratch = ExitStack()
        self._engine: duckdb.DuckDBPyConnection | None = None

    def add(self, keys: Sequence[str], numbers: np.ndarray, superseded: np.ndarray, withdrawn: np.ndarray,
            undoes: np.ndarray) -> None:
        """Put versions in: natural key, number of the entry that wrote it, of the one that replaced it (0: none),
        whether it is withdrawn, and whether it says what stood two versions before."""
        if not len(keys):
            return
        if self._engine is None:
            folder = self._scratch.enter_context(unfinished.scratch_folder())
            self._engine = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)})
            self._engine.execute("CREATE TABLE versions (key VARCHAR, number BIGINT, superseded BIGINT, "
                                 "withdrawn BOOLEAN, undoes BOOLEAN)")
        given = pa.table({"key": pa.array(keys, pa.string()), "number": numbers, "superseded": superseded,
                          "withdrawn": pa.array(withdrawn.tolist(), pa.bool_()),
                          "undoes": pa.array(undoes.tolist(), pa.bool_())})
        self._engine.register("given", given)
        self._engine.execute("INSERT INTO versions SELECT * FROM given")
        self._engine.unregister("given")

    def wrong(self) -> list[tuple[str, int]]:
        """Key and entry of each version whose mark is not what the journal says, in order."""
        if self._engine is None:
            return []
        return [(str(key), int(number)) for key, number in self._engine.execute(
            "SELECT key, number FROM (SELECT *, lead(number, 1, 0) OVER record AS following, "
            "lag(withdrawn, 2, false) OVER record AS stood FROM versions "
            "WINDOW record AS (PARTITION BY key ORDER BY number)) "
            "WHERE superseded <> following OR (undoes AND withdrawn <> stood) ORDER BY key, number").fetchall()]

    def close(self) -> None:
        """Let go of what was put in."""
        if self._engine is not None:
            self._engine.close()
        self._scratch.close()
