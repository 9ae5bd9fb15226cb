"""``plumb year report``, ``sheet``, ``take``, ``letter``: the papers of an assessment year."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from plumbline.interfaces.cli.assessment.year import (
    AsOption,
    NumberArgument,
    RegionArgument,
    SeeOption,
    StageArgument,
    app,
    reader,
    somebody,
)
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person

Language = Annotated[str, typer.Option("--lang", help="Of the paper: en or zh.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="The file (default: a name that tells what it is, "
                                                                    "here).")]
Over = Annotated[bool, typer.Option("--overwrite", help="Write over a file of this name.")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb year``, with the commands of this module among its own."""
    for command in (report, sheet, take, letter, table):
        app.command(command.__name__)(command)
    program.add_typer(app, name="year")


def report(
    number: NumberArgument,
    region: Annotated[str, typer.Option(help="One region alone (default: the year, with all of them).")] = "",
    language: Language = "en",
    as_: Annotated[str, typer.Option("--as", help="As this person may see it (default: the public).")] = "",
    file: Output = None,
    overwrite: Over = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write the report of a published year as PDF: ranking, where points were lost and why, figures, citations."""
    place = boot.start(home)
    from plumbline.procedures.assessment.papers import reports

    scheme, year = reports.named(number)
    made = reports.report(place, scheme, year, region=region, language=language, user=person(as_))
    _write(made.content, output.free(file or Path(f"{made.name}.pdf"), overwrite), as_json)


def sheet(
    number: NumberArgument,
    stage: StageArgument,
    as_: AsOption,
    language: Language = "en",
    file: Output = None,
    overwrite: Over = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write the workbook (XLSX) of what one person answers in a stage, to be filled in and taken back."""
    place = boot.start(home)
    from plumbline.procedures.assessment.papers import sheet_out

    made = sheet_out.sheet(place, somebody(as_), number, stage, language=language)
    _write(made.content, output.free(file or Path(f"{made.name}.xlsx"), overwrite), as_json)


def take(
    number: NumberArgument,
    stage: StageArgument,
    file: Annotated[Path, typer.Argument(help="The workbook, as it came back.")],
    as_: AsOption,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take the workbook of a stage back: every changed row is stated, all of them or none."""
    place = boot.start(home)
    from plumbline.procedures.assessment.papers import sheet_in

    taken = sheet_in.take(place, somebody(as_), number, stage, file, at=boot.now())
    if as_json:
        output.json({"stated": taken.stated, "unchanged": taken.unchanged,
                     "faults": [fault.as_dict() for fault in taken.faults]})
    for fault in () if as_json else taken.faults:
        output.console().print(f"{fault.sheet} {fault.cell}, {fault.column}, '{fault.value}': {fault.reason.en}. "
                               f"{fault.remedy.en}.")
    if not as_json:
        output.console().print(f"{len(taken.faults)} cells are wrong: nothing was taken in." if taken.faults else
                               f"{taken.stated} answers were stated, {taken.unchanged} were known already.")
    if taken.faults:
        raise typer.Exit(1)


def letter(
    number: NumberArgument,
    region: RegionArgument,
    kind: Annotated[str, typer.Argument(help="result, order or answer.")],
    language: Annotated[str, typer.Option("--lang", help="Of the letter: zh or en.")] = "zh",
    document_number: Annotated[str, typer.Option(help="Its number (发文字号); left open without.")] = "",
    objection: Annotated[int | None, typer.Option(help="Which objection is answered (default: the last).")] = None,
    order: Annotated[int | None, typer.Option(help="Which order it is of (default: the last).")] = None,
    as_: SeeOption = "",
    file: Output = None,
    overwrite: Over = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write a letter to a region as DOCX by GB/T 9704: its result, an order to rectify, the answer to an objection."""
    place = boot.start(home)
    from django.conf import settings

    from plumbline.procedures.assessment.papers import letters

    made = letters.letter(place, number, region, kind, reader(as_), language=language, authority=settings.AUTHORITY,
                          document_number=document_number, objection=objection, order=order)
    _write(made.content, output.free(file or Path(f"{made.name}.docx"), overwrite), as_json)


def table(
    number: NumberArgument,
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or parquet.")] = "csv",
    as_: Annotated[str, typer.Option("--as", help="As this person may see it (default: the public).")] = "",
    file: Output = None,
    overwrite: Over = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write the published result of a year as a table, one row for each item of each region."""
    place = boot.start(home)
    from plumbline.procedures.assessment.papers import reports
    from plumbline.procedures.assessment.results import tables
    from plumbline.procedures.records.exports import save

    scheme, year = reports.named(number)
    made = tables.items(place, scheme, year, user=person(as_))
    done = save(made, file or Path(f"{made.name}.{form}"), form, overwrite=overwrite)
    if as_json:
        output.json(done.as_dict())
        return
    output.console().print(f"{done.file}: {done.rows:,} rows, {done.bytes:,} bytes, sha256 {done.sha256}")


def _write(content: bytes, target: Path, as_json: bool) -> None:
    output.write(content, target, "year")
    digest = sha256(content).hexdigest()
    if as_json:
        output.json({"file": str(target), "bytes": len(content), "sha256": digest})
        return
    output.console().print(f"{target}: {len(content):,} bytes, sha256 {digest}")
