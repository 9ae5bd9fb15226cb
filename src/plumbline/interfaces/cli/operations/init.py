"""``plumb init``: an empty home."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.errors import HomeError
from plumbline.home import resolve
from plumbline.interfaces.cli.core import boot, output
from plumbline.records.stores import databases
from plumbline.text import Text


def add_to(app: typer.Typer) -> None:
    """Add ``plumb init``."""
    app.command("init")(init)


def init(
    instance: Annotated[str, typer.Option(help="The name under which it hands cuts to the level above.")] = "",
    region: Annotated[str, typer.Option(help="The code of the region it is responsible for.")] = "",
    database: Annotated[str, typer.Option(help="Where its records are kept: the address of a PostgreSQL database "
                                               "(default: SQLite, in the home).")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Make an empty home: its folders, its settings and its store. A home that is there already is left as it is."""
    place = resolve(home)
    fresh = not place.config_file.exists()
    databases.read(database, "--database")
    given = {key: value
             for key, value in (("instance", instance), ("region", region), ("database", database)) if value}
    if given and not fresh:
        raise HomeError("command.home_exists", Text("this home is there already, with settings of its own",
                                                    "该数据目录已存在，并有自己的设置"), where=str(place.config_file),
                        next_step=Text(f"Set {' and '.join(given)} in that file",
                                       f"请在该文件中设置{'、'.join(given)}"))
    place.create(settings=given)
    boot.start(place.path)
    if as_json:
        output.json({"home": str(place.path), "new": fresh})
    else:
        output.console().print(f"{place.path}: {'made' if fresh else 'there already'}")
