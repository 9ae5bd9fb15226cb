"""What is said of the world in this home: label, attribution, scheme, years. An office's own home has none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from plumbline import home as homes
from plumbline import worlds
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class World:
    """A shipped world, as pages need it."""

    name: str
    title: Text
    region: str
    constructed: bool
    label: Text
    attribution: Text
    scheme: str
    years: tuple[str, ...]
    default_year: str
    figures: tuple[str, ...]


def here() -> World | None:
    """The world loaded into this process's home."""
    name = worlds.name_in(homes.current())
    return _world(name) if name else None


@lru_cache(maxsize=4)
def _world(name: str) -> World:
    raw = worlds.describe(name)
    return World(
        name=name, title=Text.of(raw["title"]), region=raw["region"], constructed=raw["constructed"],
        label=Text.of(raw["label"]), attribution=Text.of(raw["attribution"]), scheme=raw.get("scheme", ""),
        years=tuple(raw.get("years", ())), default_year=raw.get("default_year", ""),
        figures=tuple(raw.get("figures", ())),
    )
