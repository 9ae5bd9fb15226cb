"""What is taken in and told: references to nothing that is known here, and identifiers whose check digits do not fit.

Neither is a reason to set a row aside. Files arrive in any order, and a wrong digit of a register is the register's. So
that nobody has to find it out later, each is counted while the file is read, by field and value.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from plumbline.methods.shared import identifiers
from plumbline.methods.shared.succession import JOINED
from plumbline.records.core import kinds, references
from plumbline.records.core.fields import PERSONAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.staging import valued
from plumbline.rulebook.mappings.mappings import Mapping

NAMED, KEYS, THERE = "doubts_named", "doubts_keys", "doubts_there"
MOST = 1_000
"""So many different wrong identifiers of a field are kept with their numbers; of more, the rows are counted."""


Beside: TypeAlias = Dict[str, Path]
NOTHING: Beside = MappingProxyType({})


class Doubts:
    """Looks at the good rows of one file, a batch at a time. ``engine`` keeps what is many out of memory. ``beside``
    are the kinds that the same file gave before, each with the folder of its parts: they become visible together."""

    def __init__(self, kind: Kind, mapping: Mapping, engine: duckdb.DuckDBPyConnection,
                 beside: Beside = NOTHING) -> None:
        self.kind = kind
        filled = [spec for spec in kind.fields if spec.name in mapping.filled and spec.exposure is not PERSONAL]
        # A region that is not in the tree sets its row aside, but for those of the tree itself.
        self.references = [spec for spec in filled if spec in references.fields(kind)
                           and (spec.refers != "region" or kind.name == "region")]
        self.identifiers = [spec for spec in filled if spec.identifier]
        self.wrong: dict[str, dict[str, int]] = {spec.name: {} for spec in self.identifiers}
        self.rows = dict.fromkeys(self.wrong, 0)
        self.own = any(spec.refers == kind.name for spec in self.references)
        self._beside = beside
        self._engine = engine.cursor()
        self._engine.execute(f"CREATE TABLE {NAMED} (field VARCHAR, value VARCHAR, rows BIGINT)")
        self._engine.execute(f"CREATE TABLE {KEYS} (value VARCHAR)")

    def look(self, checked: pa.Table) -> None:
        """Take note of the rows of one batch."""
        for spec in self.references:
            self._note(spec.name, checked.column(spec.name))
        if self.own:
            self._insert(KEYS, pa.table({"value": checked.column(self.kind.key[0]).unique().cast(pa.string())}))
        for spec in self.identifiers:
            self._digits(spec, checked.column(spec.name))

    def tell(self, report: Report) -> None:
        """Say in ``report`` what was found."""
        for spec in self.references:
            if found := list(self._nowhere(spec)):
                rows = sum(number for _, number in found)
                report.values(valued.note("points_to_nothing", self.kind, spec, found, rows, len(found)))
        for spec in self.identifiers:
            if rows := self.rows[spec.name]:
                wrong = list(self.wrong[spec.name].items())
                report.values(valued.note("check_digits", self.kind, spec, wrong, rows, len(wrong)))

    def close(self) -> None:
        """Let go of what was noted."""
        self._engine.close()

    def _note(self, field: str, column: pa.ChunkedArray) -> None:
        counts = pc.value_counts(column.drop_null())
        values, rows = counts.field("values"), counts.field("counts")
        if len(values):
            self._insert(NAMED, pa.table({"field": pa.repeat(field, len(values)), "value": values.cast(pa.string()),
                                          "rows": rows}))

    def _insert(self, table: str, rows: pa.Table) -> None:
        self._engine.register("doubts_new", rows)
        self._engine.execute(f"INSERT INTO {table} SELECT * FROM doubts_new")
        self._engine.unregister("doubts_new")

    def _digits(self, spec: Spec, column: pa.ChunkedArray) -> None:
        found = self.wrong[spec.name]
        for one in pc.value_counts(column.drop_null()).to_pylist():
            if identifiers.wrong(spec.identifier, one["values"]) is not None:
                self.rows[spec.name] += one["counts"]
                if one["values"] in found or len(found) < MOST:
                    found[one["values"]] = found.get(one["values"], 0) + one["counts"]

    def _nowhere(self, spec: Spec) -> Iterator[tuple[str, int]]:
        value = f"unnest(string_split(value, '{JOINED}'))" if spec.several else "value"
        self._engine.execute(f"CREATE OR REPLACE TABLE {THERE} (value VARCHAR)")
        named = (f"SELECT value, sum(rows)::BIGINT AS rows FROM (SELECT {value} AS value, rows FROM {NAMED} "
                 f"WHERE field = '{spec.name}') GROUP BY value")
        if spec.refers == self.kind.name:
            self._engine.execute(f"INSERT INTO {THERE} SELECT value FROM {KEYS}")
        if spec.refers in self._beside:
            key = kinds.get(spec.refers).key[0]
            self._engine.execute(f'INSERT INTO {THERE} SELECT DISTINCT CAST("{key}" AS VARCHAR) FROM read_parquet(?)',
                                 [str(self._beside[spec.refers] / "rows-*.parquet")])
        few = self._engine.execute(f"SELECT value FROM ({named}) LIMIT {references.FEW + 1}").fetchall()
        if not few:
            return
        there = (references.keys(spec) if len(few) > references.FEW
                 else iter(references.known(spec, (value for value, in few))))
        for some in _batches(there):
            self._insert(THERE, pa.table({"value": pa.array(some, pa.string())}))
        yield from self._engine.execute(
            f"SELECT value, rows FROM ({named}) AS named ANTI JOIN {THERE} USING (value) ORDER BY rows DESC, value",
        ).fetchall()


def _batches(values: Iterator[str], size: int = 50_000) -> Iterator[list[str]]:
    some: list[str] = []
    for value in values:
        some.append(value)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
