"""``plumb backup``, ``plumb restore`` and ``plumb upgrade``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from plumbline.home import Home
from plumbline.interfaces.cli.core import boot, output
from plumbline.records.stores import databases

if TYPE_CHECKING:
    from plumbline.procedures.operations.restored import Looked

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
    from plumbline.procedures.evidence import upkeep
    from plumbline.procedures.operations import backup as backups

    made = backups.make(place, file, at=boot.now())
    _tell(made.as_dict(), "written and verified", as_json)
    if not as_json:
        _warn(made.spoiled)
        _name_evidence(each.as_dict() for each in upkeep.belongs_to(made.spoiled_hashes))


@app.command("verify")
def verify(
    file: FileArgument,
    quick: Annotated[bool, typer.Option(help="Compare files with their SHA-256 only; open no store.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Read all of a backup: every file against its SHA-256, and then, in a temporary copy, all that its store holds
    against its journal. Needs no home, and room for the copy.
    """
    from plumbline.procedures.operations import backup as backups

    looked: list[Looked] = []
    found = backups.verify(file, look=None if quick else lambda made: looked.append(_look(made)))
    altered = looked[0].as_dict() if looked and looked[0].wrong else {}
    _tell(found.as_dict() | altered, "altered" if altered else "whole", as_json)
    if not as_json:
        _warn(found.spoiled)
    if looked and not as_json:
        _name(looked[0])
        _name_evidence(looked[0].spoiled)
    if found.spoiled or altered:
        raise typer.Exit(1)


def _name(looked: Looked) -> None:
    for each in looked.wrong:
        output.console().print(f"{each.check}: {each.what}: {each.where}", soft_wrap=True)


def _look(made: Home) -> Looked:
    """The doctor's checks on a home that was written from a backup."""
    os.environ[databases.VARIABLE] = databases.SQLITE  # whatever store this machine's own home is in
    boot.set_up(made)
    from plumbline.procedures.operations import restored

    return restored.look(made, at=boot.now())


def _warn(spoiled: list[str]) -> None:
    if spoiled:
        output.console().print(f"{len(spoiled)} files of evidence in it were spoiled before it was made.")


def _name_evidence(spoiled: Iterable[dict[str, str]]) -> None:
    for one in spoiled:
        output.console().print(f"Evidence {one['number']} of {one['about']} ({one['name']}): {one['fault']}",
                               soft_wrap=True)


def _tell(document: dict[str, Any], what: str, as_json: bool) -> None:
    if as_json:
        output.json(document)
        return
    screen = output.console()
    screen.print(f"{document['file']}: {what}. {document['files']:,} files, {document['bytes'] / 1e6:,.1f} MB, "
                 f"made {document['made_at']}, journal entry {document['journal']['number']}")
    screen.print(f"sha256 {document['sha256']}")


def restore(
    file: FileArgument,
    accept_altered: Annotated[bool, typer.Option(help="Restore it even if its store is not what its journal sealed, "
                                                      "and say what is not.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Make a home from a backup. The home must not exist yet, or be empty; it appears whole or not at all."""
    from plumbline.home import resolve

    place = resolve(home)
    from plumbline.procedures.operations import restore as restoring

    looked: list[Looked] = []

    def check(made: Home) -> None:
        """All that the doctor would look at, in the new home before it gets its name."""
        looked.append(_look(made))
        if not accept_altered:
            looked[0].must_hold()
        from plumbline.procedures.operations import restored

        restored.note(made)

    about = restoring.restore(file, place, check=check)
    spoiled = looked[0].spoiled
    document = {"home": str(place.path), "files": len(about["files"]), "made_at": about["made_at"],
                "journal": about["journal"], "schema": about["schema"], "spoiled_evidence": spoiled,
                "journal_head": str(place.journal_head), **looked[0].as_dict()}
    if as_json:
        output.json(document)
    else:
        output.console().print(f"{place.path}: {document['files']:,} files as they were on {document['made_at']}, "
                               f"up to journal entry {document['journal']['number']}. Everything was checked.")
        output.console().print(f"{place.journal_head.name} was set to that entry: it is the newest of this store.")
        _name(looked[0])
        _name_evidence(spoiled)


def upgrade(
    backup_to: Annotated[Path | None, typer.Option("--backup", help="Where the backup goes (default: into the "
                                                                   "home's backups).", show_default=False)] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Back the home up, then bring its store to this program's shape. Stop plumb serve first."""
    from plumbline.home import resolve

    place = boot.set_up(resolve(home))
    from plumbline.procedures.operations import upgrade_with_backup

    done = upgrade_with_backup.upgrade_home(place, at=boot.now(), target=backup_to)
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
