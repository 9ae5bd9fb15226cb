"""Indicators: definitions of figures, as text with a citation, checked when they are loaded.

Shipped definitions lie in ``rulebook/indicators/*.toml``, an authority's own in ``rulebook/indicators/`` of its data
directory; one of the same id replaces the shipped one. docs/rulebook.md explains every key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.definitions import indicator
from plumbline.rulebook.files import own_files, shipped_files
from plumbline.rulebook.indicator import INTERNAL, PUBLIC, Indicator, Weights
from plumbline.rulebook.shapes import Schema

__all__ = ["INTERNAL", "PUBLIC", "Indicator", "Weights", "load_indicators", "parse_indicators"]


def load_indicators(home: Home | None, schema: Schema) -> dict[str, Indicator]:
    """Every indicator by id: the shipped ones, then those of ``home``.

    :raises RulebookError: naming file and key, for the first fault found.
    """
    return {
        indicator.id: indicator
        for stem, text in _files(home)
        for indicator in parse_indicators(stem, text, schema)
    }


def parse_indicators(stem: str, text: str, schema: Schema) -> list[Indicator]:
    """The indicators of one file, ``indicators/STEM.toml``. :raises RulebookError: for the first fault found."""
    where = f"indicators/{stem}.toml"
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError("this is not valid TOML", where=where, why=str(error),
                            next_step="Mend the line it names") from error
    return [indicator(stem, name, table, schema) for name, table in tables.items()]


def _files(home: Home | None) -> Iterator[tuple[str, str]]:
    for name, text in (*shipped_files("indicators"), *own_files(home, "indicators")):
        yield name.removeprefix("indicators/").removesuffix(".toml"), text
