"""Pairs that somebody knows: a truth that links are held against, and pairs that a person has settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError
from plumbline.methods.surveillance.linking.agreement import agree
from plumbline.procedures.surveillance.linking.tables import Table, read_pairs_of
from plumbline.text import Text

Pair = tuple[str, str]
SAID = {"same": True, "different": False, "同": True, "异": False, "相同": True, "不同": False}


def read_pairs(path: Path, tables: dict[str, Table]) -> set[Pair]:
    """The pairs of the first two columns of ``path``, as the files' first columns call their rows.
    :raises IntakeError: if it cannot be read."""
    rows, _ = read_pairs_of(path)
    known = {side: _calling(table) for side, table in tables.items()}
    return {(known["left"](row[0]), known["right"](row[1])) for row in rows}


def read_decided(path: Path, tables: dict[str, Table]) -> dict[Pair, bool]:
    """Of each pair in ``path`` whether a person said that both are the same thing.
    :raises IntakeError: if it cannot be read, or a decision is none."""
    rows, third = read_pairs_of(path, third=True)
    known = {side: _calling(table) for side, table in tables.items()}
    found: dict[Pair, bool] = {}
    for place, (row, said) in enumerate(zip(rows, third, strict=True), start=2):
        if said.strip().lower() not in SAID:
            raise IntakeError("link.no_decision", Text(f"'{said}' is no decision", f"“{said}”不是有效的结论"),
                              where=Text(f"{path}, row {place:,}", f"{path}第{place:,}行"),
                              next_step=Text("Write 'same' or 'different'", "请填写same或different（相同或不同）"))
        found[known["left"](row[0]), known["right"](row[1])] = SAID[said.strip().lower()]
    return found


def held_against(pairs: list[dict[str, Any]], known: set[Pair], tables: dict[str, Table]) -> dict[str, Any]:
    """Precision and recall over the known pairs of which both rows are in the files, and the exact counts."""
    names = {side: set(table.rows.column("_name").to_pylist()) for side, table in tables.items()}
    there = {pair for pair in known if pair[0] in names["left"] and pair[1] in names["right"]}
    found = agree({(each["left"], each["right"]) for each in pairs}, there)
    return {"precision": found.precision, "recall": found.recall,
            "agreement": {"links": found.found, "true": found.true, "both": found.both,
                          "true_outside": len(known) - len(there)}}


def _calling(table: Table) -> Any:
    """How a row is called in the file, from how a truth calls it: a reference may have lost its noughts in either."""
    names = table.rows.column("_name").to_pylist()
    if table.extract.reference is None or table.first.casefold() != table.extract.reference.column.casefold():
        return str
    restored = table.extract.reference.restored
    there = set(names)
    by_whole = {restored(each): each for each in reversed(names)}
    return lambda given: given if given in there else by_whole.get(restored(given), given)
