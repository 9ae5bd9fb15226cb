"""The indicators in force, and the sheets of published figures made of them; read again only when a file changed."""

from __future__ import annotations

from plumbline.errors import FigureError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.cache import kept
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.indicators.figure_sheets import Sheet, load_sheets
from plumbline.rulebook.indicators.loading import Indicator, load_indicators
from plumbline.rulebook.indicators.narrowing import find
from plumbline.text import Text


@kept("indicators")
def catalogue(home: Home | None = None) -> Loaded[Indicator]:
    """Every indicator by id: the shipped ones and those of ``home``; files that cannot be used are told."""
    return load_indicators(home, schema_of_kinds())


@kept("sheets", "indicators")
def sheets(home: Home | None = None) -> Loaded[Sheet]:
    """Every sheet of published figures by name: the shipped ones and those of ``home``."""
    return load_sheets(home, catalogue(home), schema_of_kinds())


def indicator(id: str, home: Home | None = None) -> Indicator:
    """One indicator, narrowed where the id says so. :raises FigureError: if there is none of this id, with what may
    have been meant. :raises RulebookError: for a narrowing by what its records do not have."""
    known = catalogue(home)
    known.want(id.partition("@")[0])
    found = find(id, known, schema_of_kinds())
    if found is None:
        raise FigureError("indicator.unknown", Text(f"there is no indicator '{id}'", f"没有指标“{id}”"),
                          next_step=suggest(id, sorted(known)))
    return found
