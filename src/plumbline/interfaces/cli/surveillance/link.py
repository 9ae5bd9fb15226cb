"""``plumb link``: which rows of two tables are of one thing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.own_rules import own
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer

SHOWN = 20


def add_to(program: typer.Typer) -> None:
    """Add ``plumb link``."""
    program.command("link", cls=Batched)(link)


def link(
    left: Annotated[Path, typer.Argument(help="A table; its first column is what its rows are called by.")],
    right: Annotated[Path, typer.Argument(help="The other table.")],
    mapping: Annotated[str, typer.Option(help="The link mapping, such as rasff or notice-product.")],
    truth: Annotated[Path | None, typer.Option(help="Known pairs: first columns of LEFT and RIGHT.")] = None,
    decided: Annotated[Path | None, typer.Option(
        help="Pairs a person has settled: left, right, and 'same' or 'different'.")] = None,
    as_listed: Annotated[bool, typer.Option(
        "--as-listed", help="Both files stand as their sources list them: order may tell apart what is alike in all "
                            "else.")] = False,
    encoding: Annotated[str, typer.Option(help="The encoding of both tables, where it cannot be told.")] = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Link the rows of two tables that have no key in common: pairs with their probability and what speaks for each,
    and apart from them what a person has to decide."""
    from plumbline.procedures.surveillance.linking.answering import link as linked

    found = linked(own(home), left, right, mapping, truth=truth, decided=decided, encoding=encoding,
                   as_listed=as_listed)
    answer(found, as_json, lambda: _say(found))


def _say(found: dict[str, Any]) -> None:
    def line(text: str) -> None:
        output.console().print(text, highlight=False, markup=False)

    files = found["files"]
    line(f"{files['left']['name']} ({files['left']['rows']:,} rows, {files['left']['title']['en']}) and "
         f"{files['right']['name']} ({files['right']['rows']:,} rows, {files['right']['title']['en']})")
    levels = {(field["id"], level["code"]): f"{field['title']['en']}: {level['title']['en']}"
              for field in found["model"]["fields"] for level in field["levels"]}
    levels["order", "as_listed"] = "the order of both tables"
    for name, pairs in (("links", found["pairs"]), ("undecided", found["undecided"])):
        line(f"{len(pairs):,} {name}")
        for pair in pairs[:SHOWN]:
            line(f"    {pair['left']} - {pair['right']}: {pair['probability']:.4f}")
            for each in pair["why"]:
                line(f"        {each['weight']:+8.2f}  {levels[each['field'], each['level']]}")
        if len(pairs) > SHOWN:
            line(f"    and {len(pairs) - SHOWN:,} more; --json gives all")
    if found["groups"]:
        line(f"{len(found['groups']):,} groups of rows for a person to look at")
    for note in found["notes"]:
        line(f"{note['side']}: {note['en']}")
    if "agreement" in found:
        counts = found["agreement"]
        line(f"Precision {_share(found['precision'])} ({counts['both']:,} of {counts['links']:,} links), "
             f"recall {_share(found['recall'])} ({counts['both']:,} of {counts['true']:,} known pairs)")


def _share(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.4f}"
