"""``plumb world``: load a shipped world."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import platformdirs
import typer

from plumbline import worlds
from plumbline.home import VARIABLE, Home
from plumbline.interfaces.cli.core import boot, output

ScaleOption: TypeAlias = Annotated[str, typer.Option(
    help="What part of the published counts a world that can be made at any scale holds, 0.001 to 1 (default: 0.001).")]

app = typer.Typer(help="Shipped worlds: records with their attribution.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb world``."""
    program.add_typer(app, name="world")


@app.callback()
def world() -> None:
    """Shipped worlds: records with their attribution."""


@app.command("load")
def load(
    name: Annotated[str, typer.Argument(help="The world: chicago (real records); haiyan, yuzhong, zhejiang, nation or "
                                              "brics (constructed ones).")],
    inspections: Annotated[Path | None, typer.Option(help="Another copy of Chicago's raw inspections (CSV, plain or "
                                                          "gzip) in place of the shipped one.")] = None,
    scale: ScaleOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Load a world's regions and records, and freeze a cut of them. Each world has a data directory of its own."""
    worlds.describe(name)
    place = boot.start(home or own_place(name), create=True)
    about, done, cut = fill(place, name, quiet=as_json, inspections=inspections, scale=scale)
    if as_json:
        output.json({"world": name, "constructed": about["constructed"], "home": str(place.path), "cut": cut.id,
                     "imports": {kind: one.as_dict() for kind, one in done.items()}})
        return
    screen = output.console()
    for kind, one in done.items():
        aside = f", {one.quarantined:,} set aside ({one.reasons_file})" if one.quarantined else ""
        screen.print(f"{kind}: {one.rows:,} taken in, {one.same:,} unchanged{aside}")
    screen.print(f"cut {cut.id} in {place.path}")
    if about["constructed"]:
        screen.print(f"{about['label']['en']}. {about['label']['zh']}。")


def own_place(name: str) -> Path | None:
    """The data directory of a constructed world that nobody named one for; None leaves it to the usual rules."""
    if os.environ.get(VARIABLE) or not worlds.describe(name)["constructed"]:
        return None
    return Path(platformdirs.user_data_dir(f"plumbline-{name}", appauthor=False))


def place_with(name: str) -> Path:
    """Where world ``name`` is or may be put when no --home is given: ``PLUMBLINE_HOME`` if it holds that world or
    nothing yet, else the world's own data directory."""
    worlds.describe(name)
    named = os.environ.get(VARIABLE)
    if named:
        home = Home(Path(named).expanduser().absolute())
        if not home.config_file.exists() or worlds.name_in(home) == name:
            return home.path
    return Path(platformdirs.user_data_dir(f"plumbline-{name}", appauthor=False))


def fill(place: Home, name: str, *, quiet: bool, inspections: Path | None = None, scale: str = "") -> Any:
    """Load the world and freeze a cut: what it is, what each import did, the cut."""
    from plumbline.figures.cuts.freezing import freeze
    from plumbline.procedures.worlds.worlds import load as load_

    with output.progress(quiet) as show:
        done = load_(place, name, clock=boot.now, inspections=inspections, scale=scale, progress=show)
    return worlds.describe(name), done, freeze(place)
