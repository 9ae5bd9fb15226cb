"""The two sides of P1, each run in a process of its own, and what is timed apart."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks._measure import Spent, peak_mb, watch
from benchmarks._p1_tables import SCHEMA, YEARS, indicators, opened
from plumbline.figures.engine.base import Engine, EngineSettings
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators.tally import Tally, tally
from plumbline.methods.shared.periods import Period, parse
from plumbline.rulebook.indicators.indicator import Indicator

HAND = (
    """SELECT o.region, year(i.inspected_on) AS year, i.risk,
       COUNT(*) FILTER (WHERE i.result <> 0) AS passed, COUNT(*) AS total,
       COUNT(DISTINCT i.organisation) AS organisations
       FROM inspection i JOIN organisation o ON o.id = i.organisation
       GROUP BY ALL""",
    """SELECT region, year, SUM(output_value) AS output_value
       FROM (SELECT DISTINCT o.region, year(i.inspected_on) AS year, o.id, o.output_value
             FROM inspection i JOIN organisation o ON o.id = i.organisation)
       GROUP BY ALL""",
)


def hand(place: Path, memory: str) -> dict[str, Any]:
    """The reference: the two queries, with the engine set up as ours is."""
    cut = opened(place)
    config: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(place / "scratch"),
                              "preserve_insertion_order": False}
    spent = Spent()
    with duckdb.connect(config=config) as database:
        for name in ("inspection", "organisation"):
            database.read_parquet(str(cut.folder / f"{name}.parquet")).create_view(name)
        strata, values = (database.execute(query).fetchall() for query in HAND)
    took = spent.told()
    rows = [(region, year, risk, *rest) for region, year, risk, *rest in strata]
    rows += [(region, year, -1, value) for region, year, value in values]
    return result(rows, took)


def ours(place: Path, memory: str) -> dict[str, Any]:
    """The same through definitions, plan and cut; the hashing of the files is timed apart."""
    return _asked(place, DuckEngine(EngineSettings(memory=memory, scratch=place / "scratch")))


def spark(place: Path, master: str) -> dict[str, Any]:
    """The same by Spark, its settings as they are; its start is timed apart. Memory is that of all its processes."""
    from plumbline.figures.engine.spark import SparkEngine
    from plumbline.figures.engine.spark_start import SparkSettings, running, stop

    engine = SparkEngine(SparkSettings(master, scratch=place / "scratch"))
    began = time.perf_counter()
    running(engine.settings)
    started = time.perf_counter()
    peak = watch(os.getpid())
    found = _asked(place, engine)
    held = round(peak() / 1024)
    stop()
    return {**found, "start_seconds": round(started - began, 4), "peak_mb": held}


def _asked(place: Path, engine: Engine) -> dict[str, Any]:
    cut = opened(place)
    began = time.perf_counter()
    cut.check()
    verified = time.perf_counter()
    spent = Spent()
    cut = opened(place)
    periods = [parse(str(year)) for year in YEARS]
    asked = indicators()
    found = tally(engine.session(cut.id, cut.source), SCHEMA, asked, periods, explain=False)
    rows = flat(found, asked, periods)
    return {**result(rows, spent.told()), "verify": round(verified - began, 4)}


def flat(found: Tally, asked: Sequence[Indicator], periods: Sequence[Period]) -> list[tuple[Any, ...]]:
    """What was counted as the rows that the queries by hand give."""
    rows: list[tuple[Any, ...]] = []
    by_name = {each.id.partition(".")[2]: each.numerator for each in asked}
    for period in periods:
        cells = {name: found[f"p1.{name}"][period.text] for name in by_name}
        for region, cell in cells["passed"].items():
            for risk in cell.strata:
                numbers = (by_name[name].reckon(cells[name][region].strata[risk])
                           for name in ("passed", "total", "organisations"))
                rows.append((region, period.first.year, risk, *numbers))
        rows += [(region, period.first.year, -1, by_name["output_value"].reckon(cell.total))
                 for region, cell in cells["output_value"].items()]
    return rows


def extra(place: Path, memory: str) -> dict[str, Any]:
    """Roots, and intervals with rounding: reported beside the figures."""
    from plumbline.figures.indicators.values import share, shown
    from plumbline.methods.shared.trust import merkle
    from plumbline.methods.surveillance.estimation import wilson

    leaves = [hashlib.sha256(str(number).encode()).digest() for number in range(100_000)]
    began = time.perf_counter()
    merkle.root(sorted(leaves))
    rooted = time.perf_counter()
    for number in range(15_000):
        wilson(number % 400, 400).scaled(100, 2)
        shown(share(number % 400, 400, 100), 2)
    return {"root_seconds_per_100k": round(rooted - began, 4),
            "interval_seconds_per_15000": round(time.perf_counter() - rooted, 4)}


def result(rows: Iterable[tuple[Any, ...]], took: dict[str, float]) -> dict[str, Any]:
    """What a side tells: what it took, peak memory, and the answer's hash."""
    ordered = sorted(tuple(int(value) for value in row) for row in rows)
    return {**took, "peak_mb": peak_mb(), "values": len(ordered),
            "answer": hashlib.sha256(repr(ordered).encode()).hexdigest()}
