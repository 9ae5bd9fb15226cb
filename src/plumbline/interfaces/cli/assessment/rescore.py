"""``plumb rescore``: a past year by another scheme."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("rescore")(rescore)


def rescore(
    scheme: Annotated[str, typer.Argument(help="The scheme, such as chicago-canvass.")],
    year: Annotated[str, typer.Option(help="The assessment year, such as 2013.")],
    by: Annotated[str, typer.Option(help="Score it again by this scheme (default: the same scheme).")] = "",
    as_of_year: Annotated[str, typer.Option(help="Score it again by the version that governs this year (default: the "
                                                 "newest).")] = "",
    cut: Annotated[str, typer.Option(help="The cut (default: the latest).")] = "",
    engine: output.EngineOption = "",
    master: output.MasterOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Score a past year by its own scheme and by today's or another, and show the difference. Nothing is stored."""
    place = boot.start(home)
    boot.use_engine(engine, master)
    from plumbline.procedures.assessment.results.rescoring_document import rescore as rescore_

    document = rescore_(place, scheme, year, by=by, as_of_year=as_of_year, cut=cut or None)
    if as_json:
        output.json(document)
        return
    _say(document)


def _say(document: dict[str, Any]) -> None:
    from rich.table import Table

    screen = output.console()
    screen.print(f"{document['scheme']} {document['year']}, cut {document['cut']}: {document['own']['file']} against "
                 f"{document['other']['file']}. Nothing is stored.")
    for item in document["items"]:
        if item["changes"]:
            screen.print(f"{item['id']} {item['title']['en']}: {', '.join(why['en'] for why in item['why'])}")
    if document["same"]:
        screen.print("Both are the same text, so nothing differs.")
    table = Table(box=None, pad_edge=False)
    for head, justify in (("region", "left"), ("own", "right"), ("grade", "left"), ("other", "right"),
                          ("grade", "left"), ("difference", "right")):
        table.add_column(head, justify=justify)  # type: ignore[arg-type]
    for one in document["regions"]:
        table.add_row(one["name"], _number(one["own"]["score"]), one["own"]["grade"] or "–",
                      _number(one["other"]["score"]), one["other"]["grade"] or "–", _number(one["difference"], "+"))
    screen.print(table)
    if document["not_carried"]:
        screen.print(f"{len(document['not_carried'])} answers do not fit the other version; those items count as if "
                     "nothing had been determined.")


def _number(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.2f}"
