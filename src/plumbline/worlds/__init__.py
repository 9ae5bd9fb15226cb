"""Shipped data, each world in its folder with its attribution, and what the folders say of themselves."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib import resources
from typing import Any

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.text import Text


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
