"""Columns of a table that is given by hand: for a statistic, a draw, a directory. It is read as every file is that is
taken in: CSV in any encoding that can be told, plain or gzip, parted by commas - full ones too -, semicolons or tabs, a
workbook, JSON Lines or Parquet; or as a text that somebody pasted.

What an import would set aside is refused here, for nobody would look at it: of a table with rows missing no statistic
is right, and no draw. Rows that belong to no record (totals, who filled it in) and empty ones are passed over, as an
import does, unless all rows are wanted (``whole``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline import unfinished
from plumbline.errors import IntakeError
from plumbline.procedures.common import given_text
from plumbline.records.intake.reading import places
from plumbline.records.intake.reading.encodings import NAMES
from plumbline.records.intake.reading.headings import Headings, plain
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.source import Source
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

UNCLEAR, USUAL = "file.encoding_unclear", "gb18030"
Names = Sequence[str]
"""What a heading may call a column; the first is its own name."""


@dataclass(frozen=True)
class Columns:
    """``values``: of each column that was asked for an Arrow array of texts without spaces at their ends; None for one
    that may be missing and is. ``grouped``: whether a comma parts thousands in its numbers. ``notes``: what reading
    guessed and passed over, each with its ``text`` in both languages. ``others``: the headings of columns that were not
    asked for."""

    path: Path | None
    values: list[Any]
    grouped: bool
    notes: list[dict[str, Any]]
    _numbers: list[Sequence[int]] = field(repr=False)
    _added: int = 0
    others: list[str] = field(default_factory=list)

    def told(self, document: dict[str, Any]) -> dict[str, Any]:
        """``document`` with the notes, where there are any."""
        return {**document, "notes": self.notes} if self.notes else document

    def __len__(self) -> int:
        return len(self.values[0])

    def place(self, index: int, column: Names = ()) -> Text:
        """Where the row at ``index``, from 0, stands in the file, and what in it by the names of its ``column``."""
        row = places.row(next(islice(chain.from_iterable(self._numbers), index, None)) - self._added)
        if column:
            row = Text(f"{row.en}, column {column[0]}", f"{row.zh}“{column[-1]}”列")
        return row if self.path is None else places.within(self.path, row)

    def texts(self, index: int) -> list[str]:
        """The values of the column at ``index``; empty texts for one that is not there."""
        found: list[str] = [""] * len(self) if self.values[index] is None else self.values[index].to_pylist()
        return found


def read_pasted(text: str, wanted: Sequence[Names], **how: Any) -> Columns:
    """The same of a text that was typed or pasted; ``how`` as of :func:`read`. Places are told by their rows alone."""
    with unfinished.scratch_folder() as workdir:
        file = workdir / "pasted.csv"
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            return replace(read(file, wanted, "utf-8", **how), path=None)
        except IntakeError as error:
            en, zh = error.where.en.removeprefix(str(file)), error.where.zh.removeprefix(str(file))
            raise IntakeError.of(error, where=Text(en.removeprefix(", "), zh.removeprefix("，"))) from error


def read(path: Path, wanted: Sequence[Names], encoding: str = "", *, optional: Sequence[Names] = (),
         headless: bool = False, whole: bool = False, least: int = 1) -> Columns:
    """The columns ``wanted`` of the table in ``path``, and after them those that may be missing (``optional``); there
    may be others. ``encoding``: the one it is said to have. ``headless``: a table without headings has the wanted
    columns in their order. ``least``: so many rows at least.

    :raises IntakeError: for a file that cannot be read, one without a row, a row that is spoilt, and a column that is
        not there or is there under two names.
    """
    every = (*wanted, *optional)
    known = Headings({plain(name): names[0] for names in reversed(every) for name in names},
                     frozenset(names[0] for names in wanted))
    with unfinished.scratch_folder() as workdir:
        ready = given_text.made_ready(path, workdir, wanted, encoding, headless=headless)
        try:
            source = _opened(ready.path, workdir, known, ready.encoding)
            chosen = [_column(path, source, names) for names in wanted]
            chosen += [_column(path, source, names, needed=False) for names in optional]
            found, numbers = _rows(source, chosen)
        except IntakeError as error:
            raise ready.told(error, path) from error
        if whole and (left := next((each for each in source.report.as_dicts() if each["code"] == "footer"), None)):
            raise IntakeError("table.row_of_none", Text("a row looks like a total or a note, not like a record",
                                                        "有一行看似合计或附注，而非数据"), where=str(path),
                              why=Text(left["text"]["en"], left["text"]["zh"]),
                              next_step=Text("Take it out, and give the table again: no row is left out in silence",
                                             "请删去该行后重新提供；程序不会自行略去任何一行"))
        if spoilt := source.take_malformed():
            place = places.row(source.place(spoilt[0].row)[1] - ready.added)
            raise IntakeError("table.row_spoilt", Text("the row does not fit the headings", "该行与列名不符"),
                              where=places.within(path, place),
                              why=Text(f"It reads: {spoilt[0].text[:80]}", f"该行为：{spoilt[0].text[:80]}"),
                              next_step=Text("Give it a value for each heading; put a value that holds a comma or a "
                                             "line end in quotation marks",
                                             "请使每个列名各有一个值；含逗号或换行的值须加引号"))
    if sum(map(len, numbers)) < least:
        raise IntakeError("table.empty", Text("the file has no rows", "文件中没有数据行"), where=str(path),
                          next_step=Text("Add a row below the headings", "请在列名下填写数据"))
    told = [each for each in source.report.as_dicts() if each["code"] != "encoding"]
    others = [head for place, head in enumerate(source.headers) if head.strip() and place not in chosen]
    return Columns(path, found, source.grouped, told, numbers, ready.added, others)


def _opened(path: Path, workdir: Path, known: Headings, encoding: str) -> Source:
    try:
        return open_source(path, workdir, known=known, reading=Reading(encoding=encoding))
    except IntakeError as error:
        if error.code != UNCLEAR:
            raise
        # Nothing is kept here under a wrong name: of a few signs that could be either it is taken for what Chinese
        # programs write, and told.
        try:
            source = open_source(path, workdir, known=known, reading=Reading(encoding=USUAL))
        except IntakeError:
            raise error from None
        source.report.add("encoding_guessed", NAMES[USUAL])
        return source


def _column(path: Path, source: Source, names: Names, *, needed: bool = True) -> int | None:
    """Which column has one of ``names``; its own name goes before the others. None: none has, and it is not needed."""
    heads = [plain(head) for head in source.headers]
    there = Text(f"The columns are: {', '.join(filter(None, source.headers))}",
                 f"文件中的列为：{'、'.join(filter(None, source.headers))}")
    for several in (names[:1], names[1:]):
        found = [place for place, head in enumerate(heads) if head in {plain(each) for each in several}]
        if len(found) > 1:
            raise IntakeError("table.column_twice", Text(f"{len(found)} columns could be '{names[0]}'",
                                                         f"有{len(found)}列都可能是“{names[0]}”"),
                              where=places.within(path, source.head), why=there,
                              next_step=Text(f"Call the one that is meant {names[0]}",
                                             f"请将所指的一列命名为{names[0]}"))
        if found:
            return found[0]
    if not needed:
        return None
    raise IntakeError("table.column_missing", Text(f"there is no column '{names[0]}'", f"缺少列“{names[0]}”"),
                      where=places.within(path, source.head), why=there,
                      next_step=Text(f"Name it in the row of the headings: {' or '.join(names)}",
                                     f"请在标题行写明该列：{'或'.join(names)}"))


def _rows(source: Source, places: list[int | None]) -> tuple[list[pa.ChunkedArray | None], list[Sequence[int]]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = [place for place in places if place is not None]
    parts: list[list[Any]] = [[] for _ in chosen]
    numbers: list[Sequence[int]] = []
    for rows, batch, _ in source.batches():
        values = [pc.utf8_trim_whitespace(batch.column(place)) for place in chosen]
        if (empty := _empty(batch, values)) is not None:
            kept = pc.invert(empty)
            values = [pc.filter(each, kept) for each in values]
            rows = [row for row, stays in zip(rows, kept.to_pylist(), strict=True) if stays]
        for part, each in zip(parts, values, strict=True):
            part.append(each)
        numbers.append(rows)
    columns = iter(parts)
    return [None if place is None else pa.chunked_array(next(columns), pa.string()) for place in places], numbers


def _empty(batch: pa.RecordBatch, values: list[Any]) -> Any:
    """Which rows hold nothing in any column; None where none does."""
    import pyarrow.compute as pc

    empty = pc.equal(values[0], "")
    for each in (*values[1:], *batch.columns):
        if not pc.any(empty).as_py():
            return None
        empty = pc.and_(empty, pc.equal(pc.utf8_trim_whitespace(each), ""))
    return empty
