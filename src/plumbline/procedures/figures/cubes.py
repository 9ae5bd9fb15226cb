"""The cubes of a cut, made for every indicator in force, listed and dropped."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.figures.indicators.composed import plain_parts
from plumbline.figures.indicators.cubes.using import cubes_of, using
from plumbline.figures.indicators.session import FigureSession
from plumbline.home import Home
from plumbline.text import Text


@dataclass(frozen=True)
class Prepared:
    """For which indicators cubes were made, and why not for the others: those are counted from the records."""

    cut: str
    engine: str
    made: tuple[str, ...]
    plain: dict[str, Text]


def make(home: Home, cut: Cut) -> Prepared:
    """Make the cubes of every indicator in force, of all years in the cut; what is there already stays. :raises
    FigureError: if the engine fails. :raises CutError: for an altered cut."""
    session = FigureSession.of(cut)
    asked = list(dict.fromkeys(part for each in catalogue(home).values() for part in plain_parts(each)))
    closed = {each.id: Text("it counts by internal fields, which other instances do not hand up",
                            "该指标按内部字段统计，而其他实例不上报内部字段")
              for each in asked if cut.joint and each.internal}
    with using(least=0):
        cubes = cubes_of(cut, session.engine, session.schema, lambda: session.session)
        wanted = [each for each in asked if each.id not in closed]
        left = cubes.make(wanted) if cubes else {}
    plain = closed | {each.id: why for each, why in left.items()}
    return Prepared(cut.id, session.engine.name, tuple(each.id for each in asked if each.id not in plain), plain)
