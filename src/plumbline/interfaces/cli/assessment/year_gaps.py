"""What ``plumb year evaluate`` says of answers and values that are missing, and the table of them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from plumbline.errors import GapsError
from plumbline.interfaces.cli.core import output

GapsOption = Annotated[bool, typer.Option("--with-gaps", help="Evaluate although answers or values are missing: "
                                                              "what that costs is known.")]
TableOption = Annotated[Path | None, typer.Option("--table", help="Write all that is missing into this file (CSV).")]
FIRST = 20


def list_gaps(error: GapsError, table: Path | None, *, quiet: bool) -> None:
    """Print the first gaps, and all summed up by item where there are many; write all into ``table``."""
    from plumbline.procedures.assessment.year import gaps

    if table is not None:
        with output.free(table, False).open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(gaps.table(error.gaps, "en"))
    if quiet:
        return
    screen = output.console()
    for each in error.gaps[:FIRST]:
        screen.print(f"{each.region} {each.item}: {each.what.en}; {each.cost.en}; owed by {each.owes().en}")
    if len(error.gaps) > FIRST:
        for first, count, lost, withheld in gaps.counted(error.gaps, "item"):
            screen.print(f"Item {first.item}: missing in {count} regions, {lost} points lost"
                         + (f", {withheld} regions without a grade" if withheld else ""))
        screen.print(f"{len(error.gaps)} in all. Write them into a table with: --table gaps.csv")
