"""Rows of one table that are of one notice: the same row twice, also with other dates, is one notice and told so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plumbline.methods.surveillance.linking.fields import LinkField
from plumbline.procedures.surveillance.linking.tables import Table
from plumbline.text import Text

SAME, PERHAPS = "same", "perhaps"
WHY = {
    "name": Text("The first column and all fields but the date are the same.", "首列及除日期外的各字段均相同。"),
    "reference": Text("The reference and all fields but the date are the same.", "通报编号及除日期外的各字段均相同。"),
    "moment": Text("All fields are the same, and so is the moment.", "各字段及时间均相同。"),
    "fields": Text("All fields but the date are the same; whether it is one notice a person has to say.",
                   "除日期外各字段均相同；是否为同一通报须由人工判断。"),
}


def join_copies(db: Any, side: str, table: Table, fields: Iterable[LinkField]) -> list[dict[str, Any]]:
    """Mark in the cleaned table of ``side`` as one what is one, and give the groups: ``status`` "same" for those that
    were taken as one, "perhaps" for those that a person has to look at."""
    there = [each for each in fields if each.id in table.fields]
    kept = [each.id for each in there if each.clean != "day"]
    days = [each.id for each in there if each.clean == "day"]
    if not kept:
        return []
    groups: list[dict[str, Any]] = []
    for key in ("_name", *(["_reference"] if "_reference" in table.rows.column_names else [])):
        groups += _joined(db, side, table, f"raw_{side}.{key}", kept, key.strip("_"))
    if table.extract.duplicates == "copies" and days:
        groups += _joined(db, side, table, f"substr(raw_{side}.{days[0]}, 1, 19)", kept, "moment")
        groups += _perhaps(db, side, table, kept)
    return sorted(groups, key=lambda each: each["rows"][0]["row"])


def _joined(db: Any, side: str, table: Table, key: str, kept: list[str], why: str) -> list[dict[str, Any]]:
    # Asked first whether any key is there twice: of a register of a million products none is, as a rule.
    repeated = (f"SELECT {key} AS k FROM raw_{side} WHERE coalesce({key}, '') <> '' GROUP BY k HAVING count(*) > 1")
    fields = ", ".join(f"clean_{side}.{each}" for each in kept)
    db.execute(f"""CREATE OR REPLACE TEMP TABLE twice AS
        SELECT list(_node ORDER BY _node) AS nodes, min(_node) AS first FROM (
            SELECT clean_{side}._node, {key} AS k, {fields} FROM clean_{side} JOIN raw_{side} USING (_node)
            WHERE clean_{side}.unique_id = clean_{side}._node AND {key} IN (SELECT k FROM ({repeated})))
        GROUP BY k, {', '.join(kept)} HAVING count(*) > 1 ORDER BY first""")
    db.execute(f"""UPDATE clean_{side} SET unique_id = pairs.first
        FROM (SELECT first, unnest(nodes) AS node FROM twice) AS pairs WHERE clean_{side}._node = pairs.node""")
    found = db.execute("SELECT nodes FROM twice ORDER BY first").fetchall()
    return [_group(side, table, nodes, SAME, why) for nodes, in found]


def _perhaps(db: Any, side: str, table: Table, kept: list[str]) -> list[dict[str, Any]]:
    """Rows that differ by their date alone: it may be one notice twice, or two notices of the same wording."""
    apart = "AND count(DISTINCT _reference) < count(*)" if "_reference" in table.rows.column_names else ""
    reference = ", raw._reference" if apart else ""
    found = db.execute(f"""SELECT list(_node ORDER BY _node) FROM (
            SELECT c._node, {', '.join(f'c.{each}' for each in kept)}{reference} FROM clean_{side} AS c
            JOIN raw_{side} AS raw USING (_node) WHERE c.unique_id = c._node)
        GROUP BY {', '.join(kept)} HAVING count(*) > 1 {apart} ORDER BY min(_node)""").fetchall()
    return [_group(side, table, nodes, PERHAPS, "fields") for nodes, in found]


def _group(side: str, table: Table, nodes: list[int], status: str, why: str) -> dict[str, Any]:
    days = [name for name in table.fields if name == "date"]
    nodes = sorted(nodes, key=table.number)
    return {"side": side, "status": status, "rows": [
        {"name": table.name(node), "row": table.number(node)}
        | ({"date": table.rows.column("date")[node].as_py()} if days else {}) for node in nodes],
        "why": {"code": why, **WHY[why].as_dict()}}
