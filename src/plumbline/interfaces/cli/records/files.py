"""``plumb export`` and ``plumb template``: files that leave the house."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import asker, boot, output
from plumbline.interfaces.cli.core.usage import Misused
from plumbline.text import Text

Region = Annotated[str, typer.Option(help="Records of this region and all below it.")]
PeriodText = Annotated[str, typer.Option(help="Records of 2013, 2013-Q1, 2013-07 or 2013-07..2014-06.")]
As = Annotated[str, typer.Option("--as", help="See what this person may see (default: the public).")]
Over = Annotated[bool, typer.Option("--overwrite", help="Write over a file of this name.")]
KindName = Annotated[str, typer.Argument(help="The record kind, such as inspection.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("export")(export)
    app.command("template")(template)


def export(
    kind: KindName,
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or parquet.")] = "csv",
    file: Annotated[Path | None, typer.Option("--output", "-o", help="The file (default: KIND.FORMAT here).")] = None,
    region: Region = "",
    period: PeriodText = "",
    as_: As = "",
    overwrite: Over = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write the records of a kind as a file, each with the fields that may be seen. It can be taken in again."""
    boot.start(home)
    from plumbline.procedures.records import exports

    done = exports.export(kind, file or Path(f"{kind}.{form}"), form, user=asker.person(as_), region=region,
                          period=_period(period), overwrite=overwrite)
    if as_json:
        output.json(done.as_dict())
        return
    output.console().print(f"{done.file}: {done.rows:,} rows, {done.bytes:,} bytes, sha256 {done.sha256}")


def template(
    kind: KindName,
    file: Annotated[Path | None, typer.Option("--output", "-o",
                                              help="The file (default: KIND-template.xlsx here).")] = None,
    region: Region = "",
    period: PeriodText = "",
    records: Annotated[bool, typer.Option("--records", help="Fill in the records that there are.")] = False,
    language: Annotated[str, typer.Option(help="Of headings and lists: en or zh.")] = "en",
    as_: As = "",
    overwrite: Over = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write a workbook (XLSX) for an office to fill in and send back. ``plumb import`` takes it in again."""
    boot.start(home)
    from plumbline.procedures.records import templates

    if language not in ("en", "zh"):
        raise Misused(Text("The language is en or zh.", "语言须为en或zh"))
    target = output.free(file or Path(f"{kind}-template.xlsx"), overwrite)
    user = asker.person(as_)
    made = templates.make(kind, day=boot.day_of(boot.now()), user=user, keeper=user is None, region=region,
                          period=_period(period), with_records=records, language=language)
    output.write(made.content, target, "template")
    if as_json:
        output.json({"kind": kind, "file": str(target), "records": made.rows, "left_out": made.left_out,
                     "regions": made.regions})
        return
    screen = output.console()
    screen.print(f"{target}: a workbook with {made.rows:,} records and {made.regions:,} regions to choose from.")
    if made.left_out:
        screen.print(f"{made.left_out:,} records are not in it, since some of their fields are not open to {as_}.")
    screen.print(f"When it comes back: plumb import {kind} {target}")


def _period(text: str) -> Any:
    if not text:
        return None
    from plumbline.methods.shared import periods

    return periods.parse(text)
