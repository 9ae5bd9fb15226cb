"""Which engine this process asks: DuckDB, unless its settings or a command say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from plumbline.errors import FigureError
from plumbline.methods.shared.suggesting import suggest
from plumbline.text import Text

if TYPE_CHECKING:
    from plumbline.figures.engine.base import Engine

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)
MASTER = "local[*]"


@dataclass(frozen=True)
class Choice:
    """An engine by name; for Spark its master and, by their names, Spark's own settings."""

    engine: str = DUCKDB
    master: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """:raises FigureError: if there is no such engine, or this machine lacks a part of it."""
        if self.engine not in ENGINES:
            raise FigureError("engine.unknown", Text(f"there is no engine '{self.engine}'", f"没有引擎“{self.engine}”"),
                              next_step=suggest(self.engine, ENGINES))
        if self.engine == SPARK:
            # Only now: whoever does not ask for Spark need not have it.
            from plumbline.figures.engine import spark_start

            spark_start.check_options(self.options)
            spark_start.check_parts()
        elif self.master:
            raise FigureError("engine.without_master", Text(f"the engine '{self.engine}' has no master",
                                                            f"引擎“{self.engine}”没有master"),
                              next_step=Text("Add: --engine spark", "请加上“--engine spark”"))

    def make(self) -> Engine:
        """The engine. :raises FigureError: see :meth:`check`."""
        self.check()
        if self.engine == DUCKDB:
            # Engines are loaded when one is asked: every command chooses, few ask.
            from plumbline.figures.engine.duck import DuckEngine

            return DuckEngine()
        from plumbline.figures.engine.spark import SparkEngine
        from plumbline.figures.engine.spark_start import SparkSettings

        return SparkEngine(SparkSettings(self.master or MASTER, self.options))


_chosen = Choice()


def choose(choice: Choice) -> None:
    """From now on this process asks that engine. Nothing is started, or looked at, before the first question."""
    global _chosen  # noqa: PLW0603  (one for the process, as its settings are)
    _chosen = choice
    default_engine.cache_clear()


def chosen() -> Choice:
    """What was chosen last."""
    return _chosen


@cache
def default_engine() -> Engine:
    """The engine of this process. :raises FigureError: if it cannot be had."""
    return _chosen.make()


def spark_options(table: Mapping[str, Any], before: str = "spark") -> dict[str, str]:
    """A table of settings as Spark names them: ``executor.memory = "8g"`` is ``spark.executor.memory``."""
    return dict(_flat(table, before))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        full = name if name.startswith("spark.") else f"{before}.{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, full)
        else:
            yield full, str(value).lower() if isinstance(value, bool) else str(value)
