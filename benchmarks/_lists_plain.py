"""The rows of lists by plain queries of the store, without rights, roads or words: the reference of ``lists``."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import _asking, _measure

SHOWN = 51
"""A page, and the row that tells that another follows."""


def asked(home: Path, queries: Sequence[dict[str, str]], numbers: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Each query once: milliseconds, as :func:`benchmarks._asking.said` tells them.

    :raises RuntimeError: where a page showed ``numbers`` of rows that do not belong there.
    """
    took, right = [], 0
    with sqlite3.connect(home / "plumbline.sqlite3") as store:
        for query, shown in zip(queries, numbers, strict=True):
            spent, (where, values, order) = _measure.Spent(), sql(query)
            store.execute(f"SELECT * FROM records_inspection WHERE {where} ORDER BY {order} LIMIT {SHOWN}",
                          values).fetchall()
            told = spent.told()
            took.append(_asking.Took(told["seconds"], told["processor_seconds"]))
            marks = ", ".join("?" * len(shown))
            found = store.execute(f"SELECT COUNT(*) FROM records_inspection WHERE {where} AND number IN ({marks})",
                                  [*values, *shown]).fetchone()[0]
            right += _measure.agreed(found == len(shown), f"a plain query of {query or 'everything'}")
    return {**_asking.said(took), "lists": len(took), "with_the_right_rows": right,
            "rows": sum(map(len, numbers))}


def sql(query: dict[str, str]) -> tuple[str, list[str], str]:
    """The condition, its values, and the order."""
    where, values = ["superseded_id IS NULL AND NOT withdrawn"], []
    for name in ("result", "risk_class", "purpose"):
        if name in query:
            where.append(f"{name} = ?")
            values.append(query[name])
    region = query.get("region", "top")
    if region != "top":
        where.append("region = ?" if "-" in region else "region LIKE ?")
        values.append(region if "-" in region else f"{region}-%")
    if "period" in query:
        where.append("inspected_on BETWEEN ? AND ?")
        values += [query["period"] + ("" if "-" in query["period"] else "-01") + "-01",
                   query["period"] + ("" if "-" in query["period"] else "-12") + "-31"]
    if "where" in query:
        where.append(f"{query['where']} LIKE ?")  # large lists are searched by how a text begins
        values.append(query["is"] + "%")
    order = "inspected_on, id" if query.get("sort") == "inspected_on" else "inspected_on DESC, id DESC"
    return " AND ".join(where), values, order
