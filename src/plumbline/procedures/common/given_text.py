"""A text with a table in it, made ready to be read as a file that is taken in: full commas between values made plain,
and the headings that a table without any is meant to have."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plumbline.documents import csv_rows
from plumbline.errors import IntakeError
from plumbline.records.intake.books import opening
from plumbline.records.intake.reading import parquet, textfile
from plumbline.records.intake.reading.headings import plain
from plumbline.text import Text

FULL_COMMA = "，"
SIGNS = (",", "\t", ";", "|")
LOOKED_AT = 64 << 10


@dataclass(frozen=True, slots=True)
class Ready:
    """What is read in place of a file: ``added`` rows stand before its own."""

    path: Path
    encoding: str
    added: int = 0

    def told(self, error: IntakeError, path: Path) -> IntakeError:
        """``error`` with the place in the file that was given."""
        en, zh = (text.replace(str(self.path), str(path)) for text in (error.where.en, error.where.zh))
        return IntakeError.of(error, where=Text(en, zh))


def made_ready(path: Path, workdir: Path, wanted: Sequence[Sequence[str]], encoding: str, *, headless: bool) -> Ready:
    """What to read in place of ``path``: mostly itself. :raises IntakeError: for a text that cannot be decoded."""
    plainly = Ready(path, encoding)
    if not path.is_file():
        return plainly
    with path.open("rb") as file:
        magic = file.read(8)
    if opening.is_book(magic) or magic.startswith((parquet.MAGIC, b"{", b"\xef\xbb\xbf{")):
        return plainly
    try:
        text = textfile.prepare(path, workdir, encoding).path
    except IntakeError:
        return plainly  # whoever opens it says why
    with text.open(encoding="utf-8-sig", newline="") as opened:
        first = next((line for line in opened.read(LOOKED_AT).splitlines() if line.strip()), "")
    full = FULL_COMMA in first and not any(sign in first for sign in SIGNS)
    sign = _parting(first, FULL_COMMA if full else "", wanted) if headless else ""
    if not full and not sign:
        return plainly
    target = workdir / "ready.csv"
    with text.open(encoding="utf-8-sig", newline="") as given, target.open("w", encoding="utf-8", newline="") as out:
        if sign:
            out.write(("," if full else sign).join(names[0] for names in wanted) + "\n")
        if full:
            try:
                csv.writer(out, lineterminator="\n").writerows(csv_rows(given, FULL_COMMA))
            except ValueError:
                return plainly  # whoever opens it says why
        else:
            out.writelines(given)
    return Ready(target, "utf-8", 1 if sign else 0)


def _parting(first: str, full: str, wanted: Sequence[Sequence[str]]) -> str:
    """By what the first line, which has no headings, parts the values of the wanted columns; empty: it has headings, or
    other columns."""
    known, rows = {plain(name) for names in wanted for name in names}, dict[str, list[str]]()
    for sign in filter(None, (full, *SIGNS)):
        with suppress(csv.Error):
            rows[sign] = next(csv.reader(io.StringIO(first), delimiter=sign), [])
    if any(plain(cell) in known for row in rows.values() for cell in row):
        return ""
    if len(wanted) == 1 and any(len(row) > 1 for row in rows.values()):
        return ""  # by a sign that is not there, every line is one value
    return next((sign for sign, row in rows.items() if len(row) == len(wanted)), "")
