"""Workbooks as batches: which sheets and headings are read, and each row in the meaning that its formats give."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from plumbline.errors import Code, IntakeError
from plumbline.records.core import defusing
from plumbline.records.intake.books import opening, view
from plumbline.records.intake.books.view import Area, Book, Cell, Row, Sheet
from plumbline.records.intake.reading import footers, headings, places
from plumbline.records.intake.reading.headings import Found, Headings
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.reading.source import ROWS_OF_A_SHEET, Batch, Source
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import Text, surrogates_shown

BATCH_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class _Table:
    """A table in the sheet at ``place``: its headings, and from which column of the sheet each of the source comes."""

    place: int
    name: str
    found: Found
    columns: tuple[int, ...]


def opened(path: Path, name: str, known: Headings, reading: Reading) -> Source:
    """The tables of the workbook ``path``. :raises IntakeError: if none can be read, or it cannot be told which."""
    report = Report()
    with opening.opened(path) as book:
        tables = _tables(book, path, known, reading, report)
        first_day, count = book.first_day, len(book.sheets)
        above = [text for table in tables for text in _above(book.sheets[table.place], table, reading)]
    names = [one for one in tables[0].found.names if one]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    head = places.row(tables[0].found.row)
    if count > 1:
        head = Text(f"sheet '{tables[0].name}', {head.en}", f"工作表“{tables[0].name}”，{head.zh}")
    names = [surrogates_shown(str(defusing.undone(one))) for one in names]
    source = Source(path, name, names, digest, opening.name_of(path), True,
                    lambda source: _batches(source, tables, reading), head, first_day, report=report, above=above)
    source.sheets = {one.place: one.name for one in tables} if len(tables) > 1 else {}
    return source


def _tables(book: Book, path: Path, known: Headings, reading: Reading, report: Report) -> list[_Table]:
    asked = set(reading.sheets)
    if missing := asked - {sheet.name for sheet in book.sheets}:
        name, there = sorted(missing)[0], [sheet.name for sheet in book.sheets]
        raise IntakeError("workbook.no_sheet", Text(f"there is no sheet '{name}'", f"没有工作表“{name}”"),
                          where=str(path), next_step=Text(f"Its sheets are: {', '.join(there)}",
                                                          f"其工作表有：{'、'.join(there)}"))
    tables: list[_Table] = []
    for place, sheet in enumerate(book.sheets):
        if (asked and sheet.name not in asked) or (sheet.hidden and not asked):
            report.add("sheet_hidden" if sheet.hidden else "sheet_other", sheet.name)
        elif (found := _headings(sheet, known, reading)) is None:
            report.add("sheet_empty", sheet.name)
        else:
            tables.append(_Table(place, sheet.name, found, tuple(
                column for column, name in enumerate(found.names) if name)))
    if not tables:
        raise _nothing_to_read(book, path)
    chosen = _chosen(tables, path, known, bool(asked))
    for table in tables:
        if table.place not in {one.place for one in chosen}:
            report.add("sheet_other", table.name)
    for table in chosen:
        _check_merged(book.sheets[table.place], table, path)
        report.add("sheet", table.name, table.found.row)
    return chosen


def _headings(sheet: Sheet, known: Headings, reading: Reading) -> Found | None:
    rows = []
    for row in islice(sheet.rows(), headings.LOOKED_AT):
        texts = [cell.text for cell in _seen(row, sheet, reading)]
        if any(text.strip() for text in texts) and not (row.hidden and not reading.hidden):
            rows.append((row.number, texts))
    if reading.heading:
        rows = [row for row in rows if row[0] == reading.heading]
    return headings.find(rows, known, sheet.merged)


def _above(sheet: Sheet, table: _Table, reading: Reading) -> Iterator[str]:
    """The text of each row above the headings."""
    for row in sheet.rows():
        if row.number >= table.found.first:
            return
        if not row.hidden and (texts := [cell.text for cell in _seen(row, sheet, reading) if cell.text]):
            yield " ".join(texts)


def _seen(row: Row, sheet: Sheet, reading: Reading) -> Sequence[Cell]:
    """The cells of a row, without those of hidden columns."""
    if not sheet.hidden_columns or reading.hidden:
        return row.cells
    return [view.EMPTY if column in sheet.hidden_columns else cell for column, cell in enumerate(row.cells, start=1)]


def _nothing_to_read(book: Book, path: Path) -> IntakeError:
    if any(sheet.hidden for sheet in book.sheets):
        return IntakeError("workbook.hidden", Text("every sheet that holds something is hidden",
                                                   "有内容的工作表均已隐藏"), where=str(path),
                           next_step=Text("Show the sheet in a spreadsheet, or name it with --sheet",
                                          "请在表格软件中取消隐藏，或用--sheet指明该工作表"))
    what = (Text("the first sheet is empty", "第一个工作表为空") if len(book.sheets) == 1
            else Text("every sheet is empty", "各工作表均为空"))
    return IntakeError("workbook.empty", what, where=str(path),
                       next_step=Text("Put the header into row 1", "请在第1行写上列标题"))


def _chosen(tables: list[_Table], path: Path, known: Headings, asked: bool) -> list[_Table]:
    """The tables to read: those that fit, if they have one heading; else the one of which most is known."""
    fitting = tables if asked else [one for one in tables if known.fit(one.found.names)]
    if not fitting:
        return [max(tables, key=lambda one: one.found.known)]
    kept = [fitting[0]]
    for other in fitting[1:]:
        if (same := _in_order(fitting[0], other)) is None:
            first = fitting[0].name
            raise IntakeError("workbook.two_tables", Text(
                f"the sheets '{first}' and '{other.name}' both hold such a table, with other headings",
                f"工作表“{first}”和“{other.name}”都有此类表格，但列标题不同"), where=str(path),
                why=Text("It cannot be told which is meant", "无法判断应读取哪一个"), next_step=Text(
                    f"Name the one to read, such as --sheet '{first}', or give them the same headings",
                    f"请指明要读取的工作表，例如--sheet '{first}'，或使列标题一致"))
        kept.append(same)
    return kept


def _in_order(first: _Table, other: _Table) -> _Table | None:
    """``other`` with its columns in the order of ``first``; None where their headings differ."""
    names = [headings.plain(name) for name in first.found.names if name]
    places = {headings.plain(name): column for column, name in enumerate(other.found.names) if name}
    if sorted(names) != sorted(places):
        return None
    return _Table(other.place, other.name, other.found, tuple(places[name] for name in names))


def _check_merged(sheet: Sheet, table: _Table, path: Path) -> None:
    found = table.found
    for area in sheet.merged:
        top, bottom, left, right = area
        if found.first == found.row and top <= found.row <= bottom and right > left:
            raise _unnamed(path, found.row, "workbook.merged_heading", Text(
                f"the cells {view.named(area)} are merged", f"单元格{view.named(area)}已合并"),
                Text("Unmerge the cells, delete any title above the header, and write each name out",
                     "请取消合并，删除列标题上方的表名，逐列写明列名"))
    for row in sheet.rows():
        if row.number > found.row:
            return
        for column, cell in enumerate(row.cells, start=1):
            if row.number >= found.first and cell.kind == view.FORMULA:
                cell_name = f"{view.letters(column)}{row.number}"
                raise _unnamed(path, row.number, "workbook.formula_heading", Text(
                    f"the formula in {cell_name} has no result", f"{cell_name}中的公式没有计算结果"),
                    Text("Write each name out, and save the workbook again", "请逐列写明列名，重新保存工作簿"))


def _unnamed(path: Path, row: int, code: Code | str, what: Text, next_step: Text) -> IntakeError:
    return IntakeError(code, what, where=places.within(path, places.row(row)), next_step=next_step,
                       why=Text(f"Row {row} names each column in a cell of its own",
                                f"第{row}行应在各列单元格内写明列名"))


def _batches(source: Source, tables: Sequence[_Table], reading: Reading) -> Iterator[Batch]:
    taken: list[tuple[int, list[Cell]]] = []
    with opening.opened(source.path) as book:
        for done, table in enumerate(tables, start=1):
            for row in _records(source, book.sheets[table.place], table, reading):
                taken.append(row)
                if len(taken) == BATCH_ROWS:
                    yield _batch(source, taken, done / (len(tables) + 1))
                    taken = []
    if taken:
        yield _batch(source, taken, 1.0)


def _records(source: Source, sheet: Sheet, table: _Table, reading: Reading) -> Iterator[tuple[int, list[Cell]]]:
    """The rows below the headings, by number; what is no row of the table is set aside or passed over."""
    first, beyond = table.place * ROWS_OF_A_SHEET if source.sheets else 0, set(table.columns)
    used = [place for place, name in enumerate(source.headers) if name not in source.left_out]
    if sheet.hidden_columns and not reading.hidden:
        source.report.add("hidden_columns", ", ".join(map(view.letters, sorted(sheet.hidden_columns)[:8])), 1)
    merged = _Merged(sheet.merged)
    for row in sheet.rows():
        texts = [cell.text for cell in row.cells]
        if row.number <= table.found.row:
            if row.number < table.found.first and any(texts):
                source.report.row("above", " ".join(text for text in texts if text)[:60])
            continue
        if row.hidden and not reading.hidden:
            source.report.row("hidden_rows", str(row.number))
            continue
        cells = _seen(row, sheet, reading)
        if not any(cell.kind == view.FORMULA or cell.text.strip() for cell in cells):
            continue
        if footers.is_footer([cell.text for cell in cells]):
            source.report.row("footer", str(row.number))
            continue
        given = [cells[column] if column < len(cells) else view.EMPTY for column in table.columns]
        stray = [column for column, cell in enumerate(cells) if cell.text.strip() and column not in beyond]
        wrong = merged.over(row.number) or _fault(row.number, table, given, used)
        if wrong is None and (broken := source.broken([cell.text for cell in given])):
            wrong = "surrogate", broken
        if wrong is not None:
            source.set_aside(first + row.number, [cell.text for cell in cells], ", ".join(texts), *wrong)
        elif stray:
            source.set_aside(first + row.number, [cell.text for cell in cells], ", ".join(texts))
        else:
            yield first + row.number, given


class _Merged:
    """Which merged cells a row touches; rows are asked for from the first."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._waiting, self._open = sorted(areas, reverse=True), list[Area]()

    def over(self, row: int) -> tuple[str, str] | None:
        while self._waiting and self._waiting[-1][0] <= row:
            self._open.append(self._waiting.pop())
        self._open = [one for one in self._open if one[1] >= row]
        return ("merged", view.named(self._open[0])) if self._open else None


def _fault(row: int, table: _Table, given: Sequence[Cell], used: Sequence[int]) -> tuple[str, str] | None:
    for place in used:
        if given[place].kind == view.FORMULA:
            return "formula", f"{view.letters(table.columns[place] + 1)}{row}"
        if given[place].kind == view.ERROR:
            return "error_value", given[place].value
    return None


def _batch(source: Source, taken: Sequence[tuple[int, Sequence[Cell]]], share: float) -> Batch:
    columns: dict[str, pa.Array] = {}
    for place in range(len(source.headers)):
        cells = [row[place] for _, row in taken]
        columns[f"c{place}"] = pa.array([_given(cell) for cell in cells], pa.string())
        columns[f"k{place}"] = pa.array([_mark(cell) for cell in cells], pa.string())
    return [number for number, _ in taken], pa.record_batch(columns), share


def _given(cell: Cell) -> str:
    if cell.kind == view.TEXT:
        return str(defusing.undone(cell.value.strip()))
    return cell.value if cell.kind in (view.DAY, view.PART) else cell.text


def _mark(cell: Cell) -> str:
    if cell.kind in (view.DAY, view.PART):
        return cell.kind + cell.shown
    return cell.kind + (cell.value if cell.shown else "")
