"""The table of grades that commands print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plumbline.interfaces.cli.core import output


def print_grades(head: Mapping[str, Any], regions: Iterable[Mapping[str, Any]]) -> None:
    """The graded table, for a person. Of each region only what stands in it is kept."""
    from rich.table import Table

    found: list[dict[str, Any]] = []
    items: list[str] = []
    for one in regions:
        items = items or [str(item["id"]) for item in one["items"]]
        points = ["–" if item["points"] is None else f"{item['points']:g}" for item in one["items"]]
        found.append({**one, "items": points})
    table = Table(box=None, pad_edge=False)
    for heading, justify in (("rank", "right"), ("grade", "left"), ("score", "right"), ("region", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for id in items:
        table.add_column(id, justify="right")
    found.sort(key=lambda one: (one["rank"] is None, one["rank"] or 0, one["code"]))
    for one in found:
        table.add_row(str(one["rank"] or "–"), one["grade"] or "–",
                      "–" if one["score"] is None else f"{one['score']:.2f}", one["name"], *one["items"])
    screen = output.console()
    screen.print(f"{head['scheme']} {head['year']}, cut {head['cut']}")
    screen.print(table)
    for one in found:
        if one["withheld"]:
            screen.print(f"{one['name']}: {one['withheld']}")
