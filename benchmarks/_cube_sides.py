"""The sides of the question P1 with cubes, each run in a process of its own: by hand, from the records, the first time
(which writes the cubes), from cubes that are there, and asked again."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from benchmarks import _measure
from benchmarks import _p1_sides as sides
from benchmarks._p1_tables import SCHEMA, YEARS, indicators, opened
from plumbline.figures.engine.base import EngineSettings
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators.cubes import answers
from plumbline.figures.indicators.cubes.counting import Cubes
from plumbline.figures.indicators.cubes.using import shelf_of
from plumbline.figures.indicators.tally import Tally, tally
from plumbline.home import Home
from plumbline.methods.shared.periods import parse


def asked(place: Path, side: str, memory: str) -> dict[str, Any]:
    """One side: processor seconds of the question, without the start of the program and the hashing of the cut's files,
    which is told apart as ``verify``."""
    if side == "first":
        shutil.rmtree(Home(place).cubes, ignore_errors=True)
    cut = opened(place)
    began = time.process_time()
    cut.check()
    verified = time.process_time()
    if side == "hand":
        found = sides.hand(place, memory)
    else:
        periods = [parse(str(year)) for year in YEARS]
        engine = DuckEngine(EngineSettings(memory=memory, scratch=place / "scratch"))
        spent = _measure.Spent()
        cells = _plain(cut, engine, periods) if side == "plain" else _kept(cut, engine, periods, place, side)
        found = sides.result(sides.flat(cells, indicators(), periods), spent.told())
    return {**found, "cpu": round(time.process_time() - verified, 4), "verify": round(verified - began, 4)}


def size(place: Path) -> int:
    """Bytes of all cubes."""
    return sum(each.stat().st_size for each in Home(place).cubes.rglob("*") if each.is_file())


def _plain(cut: Any, engine: DuckEngine, periods: list[Any]) -> Tally:
    return tally(engine.session(cut.id, cut.source), SCHEMA, indicators(), periods, explain=False)


def _kept(cut: Any, engine: DuckEngine, periods: list[Any], place: Path, side: str) -> Tally:
    shelf = shelf_of(Home(place), cut.id, engine.name)
    wanted = indicators()
    if side == "again":
        cells = {each.id: {period.text: answers.get(shelf, each, period.text) for period in periods} for each in wanted}
        return {id: {text: cell or {} for text, cell in by.items()} for id, by in cells.items()}
    cubes = Cubes(cut, shelf, SCHEMA, lambda: engine.session(cut.id, cut.source), explain=False)
    found, left = cubes.tally(wanted, periods, None)
    if left:
        raise RuntimeError(f"not from cubes: {left}")
    for each in wanted:
        for period in periods:
            answers.put(shelf, each, period.text, found[each.id][period.text])
    return found
