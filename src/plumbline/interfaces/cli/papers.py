"""``plumb year report``: the papers of an assessment year."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from plumbline.interfaces.cli import boot, output
from plumbline.interfaces.cli.figures import person
from plumbline.interfaces.cli.year import NumberArgument

Language = Annotated[str, typer.Option("--lang", help="Of the paper: en or zh.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="The file (default: a name that tells what it is, "
                                                                    "here).")]
Over = Annotated[bool, typer.Option("--overwrite", help="Write over a file of this name.")]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands to ``plumb year``."""
    app.command("report")(report)


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
    from plumbline.procedures.papers import reports

    scheme, year = reports.named(number)
    made = reports.report(place, scheme, year, region=region, language=language, user=person(as_))
    _write(made.content, output.free(file or Path(f"{made.name}.pdf"), overwrite), as_json)


def _write(content: bytes, target: Path, as_json: bool) -> None:
    target.write_bytes(content)
    digest = sha256(content).hexdigest()
    if as_json:
        output.json({"file": str(target), "bytes": len(content), "sha256": digest})
        return
    output.console().print(f"{target}: {len(content):,} bytes, sha256 {digest}")
