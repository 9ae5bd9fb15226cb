"""DuckDB, embedded: the engine of one machine."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import duckdb
import pyarrow as pa
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from plumbline import unfinished
from plumbline.errors import FigureError, reported
from plumbline.figures.engine.base import EngineSettings, PathOf, Session, Sessions, Source, Tables, exact
from plumbline.figures.engine.schema import INSTANCE
from plumbline.methods.shared import natural_order
from plumbline.text import Text

PAGE_ROWS = 1000
_PATTERN, _PADDING = natural_order.PADDED
_NATURAL_KEY = (f"regexp_replace(regexp_replace(code, '{_PATTERN}', '{_PADDING}\\1', 'g'), "
                f"'{natural_order.CUT_SHORT}', '\\1', 'g')")
FILE = '"~file"'


class DuckSession:
    """One in-memory database with a view for each file of a cut that was asked for."""

    def __init__(self, path_of: PathOf, settings: EngineSettings) -> None:
        # Of this process alone and closed to others: what is spilled are records.
        scratch = settings.scratch or unfinished.scratch("duckdb")
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": settings.memory,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": False,
        }
        if settings.threads:
            config["threads"] = settings.threads
        self._database = duckdb.connect(":memory:", config=config)
        self._database.execute("SET GLOBAL parquet_metadata_cache = true")
        self._database.execute(f"CREATE MACRO {natural_order.FUNCTION}(code) AS {_NATURAL_KEY}")
        # A page of records is found by its keys first; the other columns are read for its rows alone.
        self._database.execute(f"SET GLOBAL late_materialization_max_rows = {PAGE_ROWS}")
        self._path_of = path_of
        self._views: dict[str, Source] = {}
        self._lock = Lock()

    def table(self, query: exp.Expr, tables: Tables | None = None) -> pa.Table:
        """See :class:`plumbline.figures.engine.base.Session`."""
        tables = tables or {}
        for kind in {each.name for each in query.find_all(exp.Table)} - set(tables):
            self._view(kind)
        sql = query.sql(dialect=DuckDB)
        try:
            # A cursor is a connection of its own on the same database, so threads do not meet.
            with self._database.cursor() as cursor:
                cursor.execute("SET enable_progress_bar = false")  # it would write into a --json document
                for name, rows in tables.items():
                    cursor.register(name, rows)
                return exact(cursor.sql(sql).to_arrow_table())
        except duckdb.Error as error:
            raise FigureError("engine.failed", Text("DuckDB could not compute this", "DuckDB未能完成计算"),
                              why=reported(error)) from error

    def _view(self, kind: str) -> None:
        source = self._path_of(kind)
        with self._lock:
            if self._views.get(kind) == source:
                return
            if isinstance(source, Path):
                self._database.read_parquet(str(source)).create_view(kind)
            else:
                self._database.execute(_joint_view(kind, source))
            self._views[kind] = source


def _joint_view(kind: str, paths: tuple[Path, ...]) -> str:
    listed = ", ".join(exp.Literal.string(str(path)).sql(dialect=DuckDB) for path in paths)
    # KIND.INSTANCE.parquet, or KIND.parquet: see instance_of.
    parts = f"string_split(parse_filename({FILE}), '.')"
    return (f'CREATE OR REPLACE VIEW "{kind}" AS SELECT * EXCLUDE ({FILE}), '
            f"CASE WHEN len({parts}) > 2 THEN {parts}[2] ELSE '' END AS \"{INSTANCE}\" "
            f"FROM read_parquet([{listed}], union_by_name = true, filename = {FILE})")


class DuckEngine:
    """DuckDB with the given settings."""

    name = "duckdb"

    def __init__(self, settings: EngineSettings | None = None) -> None:
        self.settings = settings or EngineSettings()
        self._sessions: Sessions[DuckSession] = Sessions()

    def session(self, key: str, path_of: PathOf) -> Session:
        """See :class:`plumbline.figures.engine.base.Engine`."""
        return self._sessions.get(key, lambda: DuckSession(path_of, self.settings))
