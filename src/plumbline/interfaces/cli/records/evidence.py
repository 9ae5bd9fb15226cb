"""``plumb evidence``: files attached to records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.errors import IntakeError
from plumbline.interfaces.cli.core import boot, output
from plumbline.text import Text

app = typer.Typer(help="Files attached to records: photographs, PDF, DOCX, XLSX.", no_args_is_help=True)
PIECE = 1 << 20
NumberArgument = Annotated[str, typer.Argument(help="The number of the evidence, from: plumb evidence list")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb evidence``."""
    program.add_typer(app, name="evidence")


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="The file: PDF, JPEG, PNG, WebP, DOCX or XLSX.")],
    kind: Annotated[str, typer.Argument(help="The kind of record, such as inspection.")],
    key: Annotated[list[str], typer.Argument(help="The record's key: as many values as the kind's key has fields.")],
    note: Annotated[str, typer.Option(help="What it shows; for officers only.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Everyone may open it; without this, officers of the "
                                                          "region.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Attach a file to a record. It is looked at first: its type is found from its content."""
    place = boot.start(home)
    from django.conf import settings

    from plumbline.procedures.evidence import attaching

    if not file.is_file():
        raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=str(file),
                          next_step=Text("Check the name and try again", "请核对文件名后再试"))
    row = attaching.attach(place, attaching.ANYBODY, kind, tuple(key), _pieces(file), name=file.name, at=boot.now(),
                           note=note, public=public, most=settings.EVIDENCE_BYTES)
    if as_json:
        output.json(_document(row))
        return
    output.console().print(f"{row.name} is evidence {row.number} of {kind} {' '.join(key)}.")


@app.command("list")
def list_(
    kind: Annotated[str, typer.Argument(help="Only of this kind of record.")] = "",
    key: Annotated[list[str] | None, typer.Argument(help="Only of the record with this key.")] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """What is attached to a record, to records of a kind, or to any; withdrawn evidence too."""
    boot.start(home)
    from plumbline.records.evidence.evidence import newest

    found = [_document(row) for row in newest(kind, tuple(key or ()))]
    if as_json:
        output.json({"evidence": found})
        return
    for one in found:
        state = f", withdrawn: {one['reason']}" if one["withdrawn"] else ""
        output.console().print(f"{one['number']}: {one['name']} ({one['size']:,} bytes), {one['kind']} "
                               f"{' '.join(one['key'])}, {boot.day_of(one['attached_at'])}{state}")
    if not found:
        output.console().print("No evidence. Attach some with: plumb evidence add FILE KIND KEY")


@app.command("verify")
def verify(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Compare every file of evidence, byte for byte, with what was attached, and every line about it with the journal.

    Ends with exit status 1 if anything is missing or changed, and names the records it belongs to.
    """
    place = boot.start(home)
    from plumbline.procedures.evidence import upkeep

    found = upkeep.verify(place)
    if as_json:
        output.json(found.as_dict())
    else:
        for each in found.wrong:
            output.console().print(f"{each.number} {each.name}, {each.about}: {upkeep.WORDS[each.fault]}")
        output.console().print(f"{found.attachments:,} pieces of evidence in {found.files:,} files, "
                               f"{found.bytes / 1e6:,.1f} MB: "
                               + (f"{len(found.wrong)} wrong." if found.wrong else "whole."))
    if found.wrong:
        raise typer.Exit(1)


@app.command("withdraw")
def withdraw(
    number: NumberArgument,
    reason: Annotated[str, typer.Option(help="Why it counts no more; it stays beside the evidence.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say that a piece of evidence counts no more. That it was there, and its bytes, stay."""
    boot.start(home)
    from plumbline.procedures.evidence import attaching

    _tell(attaching.withdraw(attaching.ANYBODY, number, reason, at=boot.now()), "counts no more", as_json)


@app.command("reinstate")
def reinstate(number: NumberArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Undo a withdrawal: the evidence counts again."""
    boot.start(home)
    from plumbline.procedures.evidence import attaching

    _tell(attaching.reinstate(attaching.ANYBODY, number, at=boot.now()), "counts again", as_json)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _tell(row: Any, what: str, as_json: bool) -> None:
    if as_json:
        output.json(_document(row))
    else:
        output.console().print(f"{row.name}, evidence {row.number} of {row.about} {' '.join(row.parts)}, {what}.")


def _document(row: Any) -> dict[str, Any]:
    return {"number": row.number, "kind": row.about, "key": list(row.parts), "region": row.region, "name": row.name,
            "media_type": row.media_type, "size": row.size, "sha256": row.sha256, "pages": row.pages,
            "public": row.public, "note": row.note, "withdrawn": row.withdrawn, "reason": row.reason,
            "attached_at": row.attached_at.isoformat(), "attached_by": row.attached_by,
            "journal": row.entry.number}
