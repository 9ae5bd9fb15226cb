"""The tables of a draw: as they are given by hand, and the exact lines that are hashed, which a folder holds.

The first line of a table that is given is a heading where it names a column that is needed; other columns are then
ignored. Without a heading the columns are taken in their order, and there may be no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from plumbline import unfinished
from plumbline.errors import IntakeError, MethodError
from plumbline.methods.surveillance.draw_frames import Frame, first_unfit, frame_of
from plumbline.procedures.common import given_columns
from plumbline.procedures.common.given_columns import Columns, Names
from plumbline.records.intake.reading import textfile
from plumbline.text import Text

FRAME = (("id", "编号"), ("class", "类别"))
"""Of each column the names by which a heading may call it."""


def read_frame(path: Path, encoding: str = "") -> Frame:
    """The frame in ``path``. :raises IntakeError: if it cannot be read. :raises MethodError: if it is no frame."""
    return frame_from(columns(path, FRAME, encoding))


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


def columns(path: Path, wanted: Sequence[Names], encoding: str = "", least: int = 1) -> Columns:
    """The columns ``wanted`` of a table of a draw, with or without headings; no row of it is passed over.

    :raises IntakeError: for a file that is no such table."""
    return given_columns.read(path, wanted, encoding, headless=True, whole=True, least=least)


def frame_from(found: Columns) -> Frame:
    """The frame in the first two columns of a table. :raises MethodError: with row and column, if it is none."""
    ids, classes = found.texts(0), found.texts(1)
    try:
        return frame_of(ids, classes)
    except MethodError as error:
        for values, names in ((ids, FRAME[0]), (classes, FRAME[1])):
            if faulty := first_unfit(values):
                raise MethodError.of(error, where=found.place(faulty[1] - 1, names)) from error
        first = {id: place for place, id in reversed(list(enumerate(ids)))}
        again = next((place for place, id in enumerate(ids) if first[id] < place), None)
        where = str(found.path or "") if again is None else found.place(again, FRAME[0])
        raise MethodError.of(error, where=where) from error


def read_text(path: Path, encoding: str = "") -> str:
    """The text in ``path``, its lines ended by line feeds. :raises IntakeError: if it cannot be read as text."""
    if not path.is_file():
        raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=str(path),
                          next_step=Text("Check the name and try again", "请核对文件名后再试"))
    with unfinished.scratch_folder() as workdir:
        ready = textfile.prepare(path, workdir, encoding)
        text = ready.path.read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


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
