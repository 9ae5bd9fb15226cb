"""``plumb mapping``: drafts of mappings, made from a file's headings and what stands below them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plumbline.errors import IntakeError, reported
from plumbline.interfaces.cli.core import boot, output
from plumbline.text import Text

app = typer.Typer(help="Column mappings: which column of somebody's file is which field.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb mapping``."""
    program.add_typer(app, name="mapping")


@app.callback()
def mapping() -> None:
    """Column mappings: which column of somebody's file is which field."""


@app.command("draft")
def draft(
    kind: Annotated[str, typer.Argument(help="The record kind, such as inspection.")],
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines (plain or gzip), XLSX, XLS, ODS or Parquet.")],
    to: Annotated[Path | None, typer.Option("--output", help="Write the draft to this file; it must not be there yet.",
                                            show_default=False)] = None,
    chinese: Annotated[bool, typer.Option("--chinese", help="With comments in Chinese.")] = False,
    encoding: Annotated[str, typer.Option(help="How the text is encoded, such as gb18030, big5 or windows-1252.")] = "",
    sheet: Annotated[list[str] | None, typer.Option(help="A sheet to read, hidden or not; may be given again.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Read hidden rows and columns too.")] = False,
    heading: Annotated[int, typer.Option(min=0, help="The row of the headings, where they are not found.")] = 0,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Draft a mapping from a file: a guess for each column, with its reason, and what is left to say.

    Nothing is taken in. The draft loads as it stands; where something is missing, it says what.
    """
    place = boot.start(home, create=True)
    from plumbline import unfinished
    from plumbline.records.core.kinds import get
    from plumbline.records.intake.drafts.draft import draft as made
    from plumbline.rulebook.mappings import mappings

    asked = mappings.Reading(encoding, tuple(sheet or ()), hidden, heading)
    with unfinished.scratch_folder() as scratch:
        found = made(get(kind), file, scratch, reading=asked, known=mappings.load_mappings(place).values())
    text = found.text("zh" if chinese else "en")
    if to is not None:
        try:
            with to.open("x", encoding="utf-8") as target:
                target.write(text)
        except OSError as error:
            raise IntakeError("command.draft_unwritten", Text("the draft cannot be written there",
                                                              "无法将草稿写入该处"),
                              where=str(to), why=reported(error),
                              next_step=Text("Name a file that is not there yet, in a folder that is",
                                             "请指明已有文件夹中尚不存在的文件")) from error
    if as_json:
        output.json(found.as_dict() | {"file": str(to) if to else None})
        return
    if to is None:
        typer.echo(text, nl=False)
        return
    screen = output.console()
    understood = sum(bool(one.field) for one in found.columns)
    screen.print(f"{understood} of {len(found.columns)} columns were understood. The draft: {to}", soft_wrap=True)
    for one in found.todo:
        screen.print(f"You must still say {one.en}.", soft_wrap=True)
