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

from plumbline.errors import FigureError, reported
from plumbline.figures.engine import spark_start
from plumbline.figures.engine.base import PathOf, Sessions, Source, Tables, exact
from plumbline.figures.engine.spark_files import frame_of
from plumbline.figures.engine.spark_sql import FREEZE_AGAIN, translated
from plumbline.figures.engine.spark_start import Running, SparkSettings
from plumbline.text import Text

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
        found = spark_start.running(self._settings)
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
        why = reported(error)
        if lost:
            return FigureError("engine.workers_lost", Text("the Spark cluster has lost all its workers",
                                                           "Spark集群失去了全部工作节点"), where=found.settings.master,
                               why=Text(f"None came back within {found.settings.patience:g} seconds",
                                        f"{found.settings.patience:g}秒内没有一个恢复"),
                               next_step=Text("Look at the master's page, and ask again",
                                              "请查看master的页面，再重新计算"))
        if not found.alive:
            return FigureError("engine.ended", Text("Spark has ended in the middle of this", "Spark在计算中途退出"),
                               where=found.settings.master, why=why, next_step=Text(
                                   "Ask again: it is started anew. If it ended for want of memory, give it more with "
                                   "driver.memory in the table [spark] of plumbline.toml",
                                   "请重新计算，Spark将重新启动。如因内存不足退出，请在plumbline.toml的[spark]中调大driver.memory"))
        if found.settings.spread and ("FILE_NOT_EXIST" in str(error) or "FileNotFound" in str(error)):
            return FigureError("engine.files_out_of_reach", Text("a worker cannot read the cut's files",
                                                                 "工作节点无法读取快照文件"),
                               where=found.settings.master, why=why, next_step=Text(
                                   "Keep the home on storage that every worker has under the same path",
                                   "请将数据目录放在各工作节点以同一路径可访问的存储上"))
        return FigureError("engine.failed", Text("Spark could not compute this", "Spark未能完成计算"), why=why)


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
        schemas = [pq.read_schema(path) for path in paths]
    except pa.ArrowException as error:
        raise FigureError("engine.not_parquet", Text("a file of the cut is not Parquet", "快照文件不是Parquet文件"),
                          where=str(paths[0].parent), why=reported(error), next_step=FREEZE_AGAIN) from error
    frame = frame_of(spark, list(zip(paths, schemas, strict=True)), joint=not isinstance(source, Path))
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
