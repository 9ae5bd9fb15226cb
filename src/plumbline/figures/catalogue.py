"""The indicators in force, read again only when a definition file changed."""

from __future__ import annotations

from functools import lru_cache

from plumbline.errors import FigureError
from plumbline.figures.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.rulebook.files import Stamp, stamp
from plumbline.rulebook.indicators import Indicator, load_indicators
from plumbline.rulebook.narrowing import find
from plumbline.rulebook.refusals import suggest


def catalogue(home: Home | None = None) -> dict[str, Indicator]:
    """Every indicator by id: the shipped ones and those of ``home``. :raises RulebookError: for a faulty file."""
    return dict(_loaded(home, stamp(home, "indicators")))


def indicator(id: str, home: Home | None = None) -> Indicator:
    """One indicator, narrowed where the id says so. :raises FigureError: if there is none of this id, with what may
    have been meant. :raises RulebookError: for a narrowing by what its records do not have."""
    known = _loaded(home, stamp(home, "indicators"))
    found = find(id, known, schema_of_kinds())
    if found is None:
        raise FigureError(f"there is no indicator '{id}'", next_step=suggest(id, sorted(known)))
    return found


@lru_cache(maxsize=8)
def _loaded(home: Home | None, _stamp: Stamp) -> dict[str, Indicator]:
    return load_indicators(home, schema_of_kinds())
