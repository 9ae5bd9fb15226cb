"""The tables of a draw as files: CSV, plain or gzip, in any encoding that can be told, with a heading or without.

The first line is a heading where it names all columns that are needed; other columns are then ignored. Without a
heading the columns are taken in their order, and there may be no other. Every line has as many values as the first;
nothing in a value is tidied up.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from plumbline import unfinished
from plumbline.errors import IntakeError, MethodError, reported
from plumbline.methods.surveillance.draw_frames import Frame, frame_of
from plumbline.records.intake.reading import places, textfile
from plumbline.text import Text, several

FRAME = (("id", "编号"), ("class", "类别"))
"""Of each column the names by which a heading may call it."""
Columns = tuple[list[str], ...]


def read_frame(path: Path, encoding: str = "") -> Frame:
    """The frame in ``path``. :raises IntakeError: if it cannot be read. :raises MethodError: if it is no frame."""
    ids, classes = columns(path, FRAME, encoding)
    try:
        return frame_of(ids, classes)
    except MethodError as error:
        where = places.within(path.name, error.where) if error.where else path.name
        raise MethodError.of(error, where=where) from error


def frame_in(path: Path) -> Frame:
    """The frame in a file that holds exactly the lines that are hashed, and so no heading.

    :raises IntakeError: if it cannot be read. :raises MethodError: if it is no frame.
    """
    pairs = _pairs(read_text(path))
    if pairs is None:
        raise IntakeError("draw_frame.columns", Text("the lines are not those of a frame", "各行不是抽样框的内容"),
                          where=str(path), next_step=Text("Each is an id, a comma and a class",
                                                          "每行为编号、逗号和类别"))
    return frame_of(*pairs)


def columns(path: Path, wanted: Sequence[Sequence[str]], encoding: str = "") -> Columns:
    """The values of the columns ``wanted``, line by line. :raises IntakeError: for a file that is no such table."""
    text = read_text(path, encoding)
    if '"' not in text and len(wanted) == 2 and (pairs := _pairs(text)) is not None:
        heading = _heading([pairs[0][0], pairs[1][0]], wanted)
        if heading is None:
            return pairs
        return tuple(pairs[place][1:] for place in heading)
    rows = list(_rows(path, text))
    if not rows:
        raise IntakeError("file.empty", Text("the file is empty", "文件为空"), where=str(path),
                          next_step=Text(f"Give a file with the columns {named(wanted).en}",
                                         f"请提供含{named(wanted).zh}各列的文件"))
    heading = _heading(rows[0][1], wanted)
    if heading is None and len(rows[0][1]) != len(wanted):
        raise IntakeError("draw_frame.columns", Text(
            f"the first line names no columns {named(wanted).en}, and has {several(len(rows[0][1]), 'value')}",
            f"首行未写明{named(wanted).zh}各列，且有{len(rows[0][1])}个值"), where=str(path), next_step=Text(
                f"Write {','.join(each[0] for each in wanted)} as the first line",
                f"请将首行写作{','.join(each[0] for each in wanted)}"))
    for number, row in rows:
        if len(row) != len(rows[0][1]):
            raise IntakeError("draw_frame.ragged", Text(
                f"the line has {several(len(row), 'value')} instead of {len(rows[0][1])}",
                f"该行有{len(row)}个值，应为{len(rows[0][1])}个"), where=places.within(path, places.line(number)),
                next_step=Text("Put a value that holds a comma in quotation marks, or mend the line",
                               "含逗号的值须加引号，或更正该行"))
    kept = [row for _, row in (rows if heading is None else rows[1:])]
    return tuple([row[place] for row in kept] for place in (heading or range(len(wanted))))


def read_text(path: Path, encoding: str = "") -> str:
    """The text in ``path``, its lines ended by line feeds. :raises IntakeError: if it cannot be read as text."""
    if not path.is_file():
        raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=str(path),
                          next_step=Text("Check the name and try again", "请核对文件名后再试"))
    with unfinished.scratch_folder() as workdir:
        ready = textfile.prepare(path, workdir, encoding)
        text = ready.path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def named(wanted: Sequence[Sequence[str]]) -> Text:
    """The names of the columns, for a sentence."""
    return Text(" and ".join(each[0] for each in wanted), "、".join(each[0] for each in wanted))


def _pairs(text: str) -> tuple[list[str], list[str]] | None:
    """The values of two columns, where no line has another number of them: much quicker than reading each line."""
    text = text.removesuffix("\n")
    signs = np.frombuffer(text.encode(), np.uint8)
    signs = signs[(signs == ord(",")) | (signs == ord("\n"))]
    # A comma in each line, and so a comma first and last and by turns a line end and a comma between.
    if not len(signs) % 2 or (signs[::2] != ord(",")).any() or (signs[1::2] != ord("\n")).any():
        return None
    values = text.replace("\n", ",").split(",")
    return values[::2], values[1::2]


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(text.split("\n") if '"' not in text else text.splitlines(keepends=True), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise IntakeError("draw_frame.no_csv", Text("the file is no CSV", "文件不符合CSV格式"),
                          where=places.within(path, places.line(reader.line_num)), why=reported(error),
                          next_step=Text("Look at the quotation marks of that line", "请检查该行的引号")) from error


def _heading(row: Sequence[str], wanted: Sequence[Sequence[str]]) -> list[int] | None:
    """Where in ``row`` the columns ``wanted`` stand, if it is a heading that names them all."""
    cells = [cell.strip().lower() for cell in row]
    found = [[place for place, cell in enumerate(cells) if cell in names] for names in wanted]
    return [each[0] for each in found] if all(len(each) == 1 for each in found) else None
