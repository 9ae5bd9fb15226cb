"""Apache Spark: the engine beyond one machine. It reads the plain Parquet files of a cut, with no jar of its own.

Nothing runs Python on the workers: plans are SQL, so a worker needs Java and a way to the files, and nothing else.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from plumbline.errors import FigureError
from plumbline.figures.engine import sparkstart
from plumbline.figures.engine.base import PathOf, Sessions, Source, Tables, exact
from plumbline.figures.engine.sparksql import INSTANCE_OF_FILE, columns_of, translated
from plumbline.figures.engine.sparkstart import Running, SparkSettings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOK = 1.0  # seconds between two looks at whether there are workers
_numbers = itertools.count(1)


class SparkCut:
    """A Spark session of its own, with a view for each kind of a cut that was asked for."""

    def __init__(self, path_of: PathOf, settings: SparkSettings) -> None:
        self._path_of = path_of
        self._settings = settings
        self._running: Running | None = None
        self._spark: SparkSession | None = None
        self._views: dict[str, tuple[Source, str]] = {}
        self._lock = Lock()

    def table(self, query: exp.Expr, tables: Tables | None = None) -> pa.Table:
        """See :class:`plumbline.figures.engine.base.Session`."""
        tables = tables or {}
        # Before Spark is asked, and started: an altered file needs neither.
        sources = {name: self._path_of(name) for name in {each.name for each in query.find_all(exp.Table)} - {*tables}}
        found = sparkstart.running(self._settings)
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        lost = Event()
        try:
            spark, views = self._ready(found, sources)
            with self._handed(spark, tables) as handed, self._watched(found, lost):
                return exact(spark.sql(translated(query, {**views, **handed})).toArrow())
        except (PySparkException, Py4JError, OSError, EOFError) as error:
            raise self._failure(found, error, lost=lost.is_set()) from error

    def _ready(self, found: Running, sources: dict[str, Source]) -> tuple[SparkSession, dict[str, str]]:
        """Our session in the Spark that runs now, with a view of each source."""
        with self._lock:
            if self._spark is None or self._running is not found:
                self._running, self._spark, self._views = found, found.session.newSession(), {}
            for kind, source in sources.items():
                if kind not in self._views or self._views[kind][0] != source:
                    self._views[kind] = source, _view(self._spark, source)
            return self._spark, {kind: self._views[kind][1] for kind in sources}

    @contextlib.contextmanager
    def _handed(self, spark: SparkSession, tables: Tables) -> Iterator[dict[str, str]]:
        """Views of small tables, under names that no other thread has."""
        names = {name: f"handed_{next(_numbers)}" for name in tables}
        try:
            for name, rows in tables.items():
                spark.createDataFrame(rows).createTempView(names[name])
            yield names
        finally:
            for view in names.values():
                spark.catalog.dropTempView(view)

    @contextlib.contextmanager
    def _watched(self, found: Running, lost: Event) -> Iterator[None]:
        """Cancel what this thread asks if the cluster stays without a worker: Spark would wait for ever."""
        if not found.settings.spread:
            yield
            return
        group, done = f"plumbline-{next(_numbers)}", Event()
        context = found.session.sparkContext
        context.setJobGroup(group, "a figure", interruptOnCancel=True)
        watcher = Thread(target=_watch, args=(found, group, done, lost), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _failure(self, found: Running, error: Exception, *, lost: bool) -> FigureError:
        why = _first_line(error)
        if lost:
            return FigureError("the Spark cluster has lost all its workers", where=found.settings.master,
                               why=f"None came back within {found.settings.patience:g} seconds",
                               next_step="Look at the master's page, and ask again")
        if not found.alive:
            return FigureError("Spark has ended in the middle of this", where=found.settings.master, why=why,
                               next_step="Ask again: it is started anew. If it ended for want of memory, give it more "
                                         "with driver.memory in the table [spark] of plumbline.toml")
        if found.settings.spread and ("FILE_NOT_EXIST" in str(error) or "FileNotFound" in str(error)):
            return FigureError("a worker cannot read the cut's files", where=found.settings.master, why=why,
                               next_step="Keep the home on storage that every worker has under the same path")
        return FigureError("Spark could not compute this", why=why)


class SparkEngine:
    """Spark with the given settings. It is started when it is first asked."""

    name = "spark"

    def __init__(self, settings: SparkSettings | None = None) -> None:
        self.settings = settings or SparkSettings()
        self._sessions: Sessions[SparkCut] = Sessions()

    def session(self, key: str, path_of: PathOf) -> SparkCut:
        """See :class:`plumbline.figures.engine.base.Engine`."""
        return self._sessions.get(key, lambda: SparkCut(path_of, self.settings))


def _view(spark: SparkSession, source: Source) -> str:
    paths = [source] if isinstance(source, Path) else list(source)
    try:
        columns = columns_of(pq.read_schema(path) for path in paths)
    except pa.ArrowException as error:
        raise FigureError("a file of the cut is not Parquet", where=str(paths[0].parent), why=_first_line(error),
                          next_step="Freeze the cut again with: plumb cut") from error
    # As they are called: a name may hold characters that mean something in a pattern.
    frame = spark.read.schema(columns).option("__globPaths__", "false").parquet(*(f"file:{path}" for path in paths))
    if not isinstance(source, Path):
        frame = frame.selectExpr("*", INSTANCE_OF_FILE)
    name = f"kind_{next(_numbers)}"
    frame.createTempView(name)
    return name


def _watch(found: Running, group: str, done: Event, lost: Event) -> None:
    from py4j.protocol import Py4JError

    last_seen = time.monotonic()
    while not done.wait(LOOK):
        try:
            if found.workers > 0:
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > found.settings.patience:
                lost.set()
                found.session.sparkContext.cancelJobGroup(group)
                return
        except (Py4JError, OSError):
            return  # it has ended, and the query with it


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return next((line.strip() for line in text.splitlines() if line.strip()), text)[:500]
