"""When cubes are used: for indicators in force, over whole months, beside a cut of a home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine, Session
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.figures.indicators.cubes.counting import Cubes
from plumbline.figures.indicators.cubes.slabs import Shelf
from plumbline.home import Home
from plumbline.methods.shared.periods import Period, whole_months
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.narrowing import AT
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

LEAST = 100_000
"""Records of a kind, below which its figures are counted sooner than files are written."""
NARROWED = Text("it is narrowed", "该指标经过限定")
NOT_IN_FORCE = Text("its definition is not in force", "其定义尚未生效")
NOT_MONTHS = Text("the period is not made of whole months", "统计期不是整月")


@dataclass(frozen=True)
class Use:
    """Whether cubes are used, from how many records on they are made, and whether for any definition."""

    on: bool = True
    least: int = LEAST
    any_definition: bool = False


ALWAYS = Use()
_use: ContextVar[Use] = ContextVar("use", default=ALWAYS)


@contextmanager
def using(*, on: bool = True, least: int = LEAST, any_definition: bool = False) -> Iterator[None]:
    """Within it cubes are used so: commands that make them, measurements and tests say how."""
    token = _use.set(replace(_use.get(), on=on, least=least, any_definition=any_definition))
    try:
        yield
    finally:
        _use.reset(token)


def home_of(cut: Cut) -> Home | None:
    """The home whose cut it is; None for one that lies elsewhere."""
    home = Home(cut.folder.parent.parent)
    return home if home.cuts == cut.folder.parent else None


def shelf_of(home: Home, cut: str, engine: str) -> Shelf:
    """Where the cubes of a cut lie."""
    return Shelf(home.cubes / cut / engine, cut, engine)


def cubes_of(cut: Cut, engine: Engine, schema: Schema, session: Callable[[], Session]) -> Cubes | None:
    """The cubes beside ``cut``; None where none are used."""
    home, use = home_of(cut), _use.get()
    if home is None or not use.on:
        return None
    return Cubes(cut, shelf_of(home, cut.id, engine.name), schema, session, use.least)


def in_force(cut: Cut) -> Mapping[str, Indicator] | None:
    """The indicators in force in the home of ``cut``; None where cubes are used for any definition."""
    home = home_of(cut)
    return None if _use.get().any_definition else catalogue(home) if home else {}


def why_not(known: Mapping[str, Indicator] | None, indicator: Indicator, period: Period | None = None) -> Text:
    """Why no cube is used for an indicator, in a period; empty where one is. ``known`` are those in force."""
    if period is not None and not whole_months(period):
        return NOT_MONTHS
    if known is None:
        return Text()
    if AT in indicator.id:
        return NARROWED
    own = known.get(indicator.id)
    same = own is not None and own.definition_sha256 == indicator.definition_sha256
    return Text() if same else NOT_IN_FORCE
