"""The table of grades that commands print."""

from __future__ import annotations

from typing import Any

from plumbline.interfaces.cli.core import output


def print_grades(document: dict[str, Any]) -> None:
    """The graded table, for a person."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head, justify in (("rank", "right"), ("grade", "left"), ("score", "right"), ("region", "left")):
        table.add_column(head, justify=justify)  # type: ignore[arg-type]
    for item in document["regions"][0]["items"] if document["regions"] else ():
        table.add_column(str(item["id"]), justify="right")
    ordered = sorted(document["regions"], key=lambda one: (one["rank"] is None, one["rank"] or 0, one["code"]))
    for one in ordered:
        points = ["–" if item["points"] is None else f"{item['points']:g}" for item in one["items"]]
        table.add_row(str(one["rank"] or "–"), one["grade"] or "–",
                      "–" if one["score"] is None else f"{one['score']:.2f}", one["name"], *points)
    screen = output.console()
    screen.print(f"{document['scheme']} {document['year']}, cut {document['cut']}")
    screen.print(table)
    for one in ordered:
        if one["withheld"]:
            screen.print(f"{one['name']}: {one['withheld']}")
