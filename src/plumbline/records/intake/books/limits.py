"""What a workbook may ask for: a file of a kilobyte can name a row or a column that no sheet has, repeat a cell a
thousand million times, or be packed a thousandfold. Whoever reads one asks here before room is made for any of it."""

from __future__ import annotations

from plumbline.text import Text

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet, in every program of today."""
MOST_ELEMENTS = 8_000_000
"""Of XML held at once. A cell of ODS takes two and is not written in less than 60 bytes: a file of the size that is
read has not as many."""
MOST_REPEATED = 20_000_000
"""Cells, and blanks in their texts, that ODS repeats without writing them."""
MOST_AREAS = 1_000_000
"""Merged cells of one sheet."""
ROW_ELEMENTS = 20 * MOST_COLUMNS
"""Of XML in one row of XLSX: a cell, its value, its formula, and runs of a text with several fonts."""
PART_BYTES = 64 << 20
"""Of a part of XLSX that is held whole: all but its sheets and its texts."""
ELEMENTS, CELLS = Text("elements", "元素"), Text("repeated cells and blanks", "重复的单元格与空格")


class Beyond(ValueError):
    """A file asks for more than a workbook holds. ``why`` says of what."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def row(text: str | int, after: int = 0) -> int:
    """The number of a row, which comes after another. :raises Beyond: if no sheet has it there."""
    number = int(text)
    if not after < number <= MOST_ROWS:
        raise Beyond(Text(f"It names a row that no sheet has there: they go from 1 to {MOST_ROWS:,}, upwards",
                          f"其中的行号不合理：行号应从1到{MOST_ROWS:,}递增"))
    return number


def column(text: str | int) -> int:
    """The number of a column. :raises Beyond: if no sheet has it."""
    number = int(text)
    if not 1 <= number <= MOST_COLUMNS:
        raise Beyond(Text(f"It names a column that no sheet has: they go from 1 to {MOST_COLUMNS:,}",
                          f"其中的列号不合理：列号应为1到{MOST_COLUMNS:,}"))
    return number


def times(text: str, most: int) -> int:
    """How often something is repeated, once at least, and as often as there is room for in a sheet."""
    return min(max(int(text), 1), most)


def within(count: int, most: int, of: Text) -> int:
    """``count``. :raises Beyond: if it is more than ``most``."""
    if count > most:
        raise Beyond(Text(f"It holds more than {most:,} {of.en}", f"其中的{of.zh}超过{most:,}个"))
    return count
