"""Shipped data, each world in its folder with its attribution, and what the folders say of themselves."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.text import Text

FIRST_SHOWN = "chicago"
"""The world that is shown where none is named."""


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody as whom one may look around a demonstration: with a ``role`` in a ``region``, acting for an
    ``organisation`` in a ``capacity``, or with neither, as the public."""

    name: str
    title: Text
    role: str = ""
    region: str = ""
    organisation: str = ""
    capacity: str = ""


def names() -> list[str]:
    """The shipped worlds."""
    folder = resources.files("plumbline.worlds")
    return sorted(one.name for one in folder.iterdir() if one.joinpath("world.toml").is_file())


def describe(name: str) -> dict[str, Any]:
    """What ``world.toml`` says of the world: titles, label, attribution, scheme, sheet, years. Raises HomeError if
    there is no such world."""
    if name not in names():
        raise HomeError("world.unknown", Text(f"there is no world '{name}'", f"没有示例数据“{name}”"),
                        next_step=Text(f"Choose one of: {', '.join(names())}", f"可选：{'、'.join(names())}"))
    return tomllib.loads(resources.files("plumbline.worlds").joinpath(name, "world.toml").read_text("utf-8"))


def name_in(home: Home) -> str:
    """The name of the world loaded into ``home``; empty if there is none."""
    file = home.path / "world"
    return file.read_text("utf-8").partition("\n")[0].strip() if file.exists() else ""


def scale_in(home: Home) -> Decimal | None:
    """The scale the world in ``home`` was made at: what part of the published counts it holds. None where there is no
    world, or one of a single size."""
    file = home.path / "world"
    scale = file.read_text("utf-8").partition("\n")[2].strip() if file.exists() else ""
    return Decimal(scale) if scale else None


def world_of(home: Home) -> dict[str, Any] | None:
    """The world loaded into ``home``, as :func:`describe` gives it; None if there is none."""
    name = name_in(home)
    return describe(name) if name else None


def personas_in(home: Home) -> tuple[Persona, ...]:
    """As whom one may look around the world in ``home``, the first of them first; of one that names nobody, nobody."""
    return _personas(name_in(home) or FIRST_SHOWN)


@lru_cache(maxsize=8)
def _personas(name: str) -> tuple[Persona, ...]:
    return tuple(Persona(**{**raw, "title": Text.of(raw["title"])}) for raw in describe(name).get("persona", ()))
