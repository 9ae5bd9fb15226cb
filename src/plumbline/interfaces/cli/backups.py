"""``plumb backup``, ``plumb restore`` and ``plumb upgrade``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from plumbline.interfaces.cli import boot, output

FileArgument = Annotated[Path, typer.Argument(help="The backup file.")]


class MakeUnlessNamed(TyperGroup):
    """``plumb backup FILE`` is ``plumb backup make FILE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the word in."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["make", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(help="One verified file of everything in a home.", cls=MakeUnlessNamed, no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this module's commands."""
    parent.add_typer(app, name="backup")
    parent.command("restore")(restore)
    parent.command("upgrade")(upgrade)


@app.callback()
def backup() -> None:
    """One verified file of everything in a home."""


@app.command("make")
def make(file: FileArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Write a backup while people go on working, and verify it. `plumb backup FILE` does the same.

    The file holds the home's secrets: keep it as you keep the home.
    """
    place = boot.start(home)
    from plumbline.procedures import backup as backups

    made = backups.make(place, file, at=boot.now())
    _tell(made.as_dict(), "written and verified", as_json)
    _warn(made.spoiled, as_json)


@app.command("verify")
def verify(file: FileArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Read all of a backup and compare every file in it with its SHA-256. Needs no home."""
    from plumbline.procedures import backup as backups

    found = backups.verify(file)
    _tell(found.as_dict(), "whole", as_json)
    _warn(found.spoiled, as_json)
    if found.spoiled:
        raise typer.Exit(1)


def _warn(spoiled: list[str], as_json: bool) -> None:
    if spoiled and not as_json:
        output.console().print(f"{len(spoiled)} files of evidence in it were spoiled before it was made; plumb "
                               "evidence verify tells to which records they belong.")


def _tell(document: dict[str, Any], what: str, as_json: bool) -> None:
    if as_json:
        output.json(document)
        return
    screen = output.console()
    screen.print(f"{document['file']}: {what}. {document['files']:,} files, {document['bytes'] / 1e6:,.1f} MB, "
                 f"made {document['made_at']}, journal entry {document['journal']['number']}")
    screen.print(f"sha256 {document['sha256']}")


def restore(file: FileArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Make a home from a backup. The home must not exist yet, or be empty; it appears whole or not at all."""
    from plumbline.home import Home, resolve

    place = resolve(home)
    from plumbline.procedures import restore as restoring

    spoiled: list[dict[str, str]] = []

    def check(made: Home) -> None:
        """The store's chain, every cut and all evidence, in the new home before it gets its name."""
        boot.set_up(made)
        from plumbline.procedures.restored import must_hold

        spoiled.extend(must_hold(made))

    about = restoring.restore(file, place, check=check)
    document = {"home": str(place.path), "files": len(about["files"]), "made_at": about["made_at"],
                "journal": about["journal"], "schema": about["schema"], "spoiled_evidence": spoiled}
    if as_json:
        output.json(document)
    else:
        output.console().print(f"{place.path}: {document['files']:,} files as they were on {document['made_at']}, "
                               f"up to journal entry {document['journal']['number']}. Everything was checked.")
        for one in spoiled:
            output.console().print(f"Evidence {one['number']} of {one['about']} ({one['name']}): {one['fault']}")


def upgrade(
    backup_to: Annotated[Path | None, typer.Option("--backup", help="Where the backup goes (default: into the "
                                                                   "home's backups).", show_default=False)] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Back the home up, then bring its store to this program's shape. Stop plumb serve first."""
    from plumbline.home import resolve

    place = boot.set_up(resolve(home))
    from plumbline.procedures import upgrading

    done = upgrading.upgrade_home(place, at=boot.now(), target=backup_to)
    if as_json:
        output.json(done.as_dict())
        return
    screen = output.console()
    if not done.applied:
        screen.print("Nothing to do: the store has this program's shape.")
        return
    for name in done.applied:
        screen.print(f"    {name}")
    screen.print(f"{len(done.applied)} changes made. The home as it was: {done.copy}")
