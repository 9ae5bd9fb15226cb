"""The two tables that are to be linked, read whatever their format, and known by their columns.

Every value stays the text that it is. What a row is called by is the value of the file's first column. Rows are put in
an order that their values alone give, so that nothing which follows - samples, ties, sums - depends on how a file was
sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plumbline import unfinished
from plumbline.errors import IntakeError
from plumbline.methods.surveillance.linking.fields import Extract
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.source import Malformed
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import Text

EMPTY = ("", "none", "null", "na", "n/a", "nan", "-")
"""What stands for nothing in the extracts that programs write, in small letters."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: ``rows`` has ``_node`` (0, 1, …), ``_row`` (its number in the file), ``_name`` (the
    first column as it is written), ``_reference`` (restored) and a column for each field the file has."""

    path: Path
    extract: Extract
    first: str
    rows: pa.Table
    encoding: str
    restored: int
    example: tuple[str, str] | None
    set_aside: list[Malformed] = field(default_factory=list)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the file has."""
        return tuple(name for name in self.rows.column_names if name in self.extract.columns)

    def name(self, node: int) -> str:
        """What a row is called by."""
        return str(self.rows.column("_name")[node].as_py())

    def number(self, node: int) -> int:
        """The number a row has in its file."""
        return int(self.rows.column("_row")[node].as_py())

    def reference(self, node: int) -> str | None:
        """The number the source gives, with what was lost of it put back; None where the file has no such column."""
        return self.rows.column("_reference")[node].as_py() if "_reference" in self.rows.column_names else None


def read_table(path: Path, extracts: Sequence[Extract], encoding: str = "", *, as_listed: bool = False) -> Table:
    """The table in ``path``; ``as_listed``: its rows in the order of the file.
    :raises IntakeError: if it cannot be read, has no row, or is none of ``extracts``."""
    with unfinished.scratch_folder() as workdir:
        source = open_source(path, workdir, reading=Reading(encoding=encoding))
        extract, places = known_as(path, source.headers, extracts)
        reference = extract.reference and _place(source.headers, (extract.reference.column,))
        taken = {"_name": 0, **places} | ({"_reference": reference} if reference is not None else {})
        parts: dict[str, list[Any]] = {each: [] for each in ("_row", *taken)}
        for rows, batch, _ in source.batches():
            parts["_row"].append(pa.array(rows, pa.int64()))
            for each, place in taken.items():
                parts[each].append(pc.fill_null(batch.column(place).cast(pa.large_string()), ""))
        aside = source.take_malformed()
        encoded = source.encoding
    table = pa.table({each: pa.chunked_array(chunks, pa.int64() if each == "_row" else pa.large_string())
                      for each, chunks in parts.items()})
    table = table.filter(_any_said(table))
    if not table.num_rows:
        raise IntakeError("table.empty", Text("the file has no rows", "文件中没有数据行"), where=str(path),
                          next_step=Text("Add a row below the headings", "请在列名下填写数据"))
    for each in places:
        table = table.set_column(table.column_names.index(each), each, _plain(table.column(each)))
    restored, example = 0, None
    if extract.reference is not None and reference is not None:
        table, restored, example = _restored(table, extract)
    if not as_listed:
        table = table.sort_by([(each, "ascending") for each in (
            *sorted(places), *(["_reference"] if reference is not None else []), "_name", "_row")])
    nodes = pa.array(range(table.num_rows), pa.int64())
    return Table(path, extract, source.headers[0], table.append_column("_node", nodes), encoded, restored, example,
                 aside)


def known_as(path: Path, headers: Sequence[str], extracts: Sequence[Extract]) -> tuple[Extract, dict[str, int]]:
    """Which of ``extracts`` a file with these ``headers`` is, and where its fields stand.
    :raises IntakeError: naming the columns that are missing of the one it is nearest to."""
    found = []
    for extract in extracts:
        places = {name: place for name, words in extract.columns.items()
                  if (place := _place(headers, words)) is not None}
        found.append(([name for name in extract.needs if name not in places], -len(places), extract, places))
    lacking, _, extract, places = min(found, key=lambda one: (len(one[0]), one[1]))
    if not lacking:
        return extract, places
    lacked = [" or ".join(f"'{each}'" for each in extract.columns[name]) for name in lacking]
    chinese = ["或".join(f"“{each}”" for each in extract.columns[name]) for name in lacking]
    raise IntakeError("link.column_missing", Text(
        f"there is no column {', no column '.join(lacked)}", f"缺少列{'、'.join(chinese)}"), where=str(path),
        why=Text(f"Of what the mapping knows, it is nearest to: {extract.title.en}. "
                 f"The columns are: {', '.join(headers)}",
                 f"与映射所述各表相比，最接近“{extract.title.zh}”。文件中的列为：{'、'.join(headers)}"),
        next_step=Text("Name the columns so in the first line, or write a mapping of your own",
                       "请在首行按此写明列名，或另写映射"))


def references(tables: Mapping[str, Table]) -> dict[str, Any]:
    """Of each side what was put back into its references."""
    return {side: {"column": table.extract.reference.column, "restored": table.restored, "example": (
        {"given": table.example[0], "restored": table.example[1]} if table.example else None)}
        for side, table in tables.items() if table.extract.reference and "_reference" in table.rows.column_names}


def _place(headers: Sequence[str], names: Sequence[str]) -> int | None:
    heads = [each.strip().casefold() for each in headers]
    return next((heads.index(name.casefold()) for name in names if name.casefold() in heads), None)


def _any_said(table: pa.Table) -> Any:
    """Of each row whether any value of it is there: lines of separators alone are how spreadsheets end."""
    said = [pc.not_equal(table.column(each), "") for each in table.column_names if each != "_row"]
    return reduce(pc.or_, said)


def _plain(column: Any) -> Any:
    """Values with signs of full width made plain, without spaces at the ends; nothing where they say nothing."""
    plain = pc.utf8_trim_whitespace(pc.utf8_normalize(column, "NFKC"))
    empty = pc.is_in(pc.utf8_lower(plain), value_set=pa.array(EMPTY, pa.large_string()))
    return pc.if_else(empty, pa.scalar(None, pa.large_string()), plain)


def _restored(table: pa.Table, extract: Extract) -> tuple[pa.Table, int, tuple[str, str] | None]:
    assert extract.reference is not None
    given = table.column("_reference").to_pylist()
    whole = [extract.reference.restored(each.strip()) for each in given]
    changed = [(one, other) for one, other in zip(given, whole, strict=True) if one.strip() != other]
    at = table.column_names.index("_reference")
    return (table.set_column(at, "_reference", pa.array(whole, pa.large_string())), len(changed),
            changed[0] if changed else None)


def read_pairs_of(path: Path, *, third: bool = False) -> tuple[list[tuple[str, str]], list[str]]:
    """The first two columns of a file of pairs and, where asked for, the third.
    :raises IntakeError: if it cannot be read, or has too few columns."""
    needed = 2 + third
    with unfinished.scratch_folder() as workdir:
        source = open_source(path, workdir)
        if len(source.headers) < needed:
            raise IntakeError("link.pairs_columns", Text(
                f"the file of pairs has {len(source.headers)} columns instead of {needed}",
                f"配对文件只有{len(source.headers)}列，应为{needed}列"), where=str(path), next_step=Text(
                    "Give a table with the columns left and right" + (" and decision" if third else ""),
                    f"请提供含left、right{'、decision' if third else ''}列的表格"))
        columns: list[list[str]] = [[] for _ in range(needed)]
        for _, batch, _ in source.batches():
            for place, column in enumerate(columns):
                column += [each or "" for each in batch.column(place).to_pylist()]
    return list(zip(columns[0], columns[1], strict=True)), columns[2] if third else []
