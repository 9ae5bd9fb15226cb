"""What a value of a file means in the field that takes it: one set of rules for CSV, workbooks, JSON Lines and Parquet.

Batches name the values c0, c1, … as they were given. Where a format tells more of a value than its text, a column k0,
k1, … stands beside it: the kind of the cell (``books/view.py``), then the value where ``c`` shows another text of it;
for a day, then the text that its format makes of it. What comes of both is v0t, v0c, …: the column, and as what it is
wanted. A value that cannot be meant is told by its reason code in e0t, e0c, ….

Most columns of most files need nothing done, and that is seen from their bytes, without looking at single values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.books import view
from plumbline.records.intake.books.values import plain
from plumbline.records.intake.reading import headings, spelling
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.reading.source import Source
from plumbline.rulebook.mappings.mappings import Mapping

TEXT, CODE, CHOICE, NUMBER, DAY, FLAG = "tchndf"
"""As what a column is wanted: text, a code that is compared, a word from a list, a number, a day, a truth value."""
MARK = "\x1e"
"""Stands before a day that was one in the file, so that no pattern of days is asked to read it."""
PIECE_ROWS = 8_192
_MODES = {"text": TEXT, "ref": CODE, "choice": CHOICE, "integer": NUMBER, "decimal": NUMBER, "date": DAY, "flag": FLAG}
_DIGITS = np.zeros(256, bool)
_DIGITS[list(b"0123456789+-.")] = True
_PLAIN = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?")
_ODD_ENDS = rf"^[{spelling.SPACES}{spelling.WIDTHLESS}]|[{spelling.SPACES}{spelling.WIDTHLESS}]$"
_SPOILT = re.compile(rb"\.0|E\+|-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|"
                     rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-")
Read = tuple[str, str]
"""A value as it is wanted, and the reason code where it cannot be: empty where it can."""


def wanted_as(kind: Kind, spec: Spec) -> str:
    """As what the field ``spec`` of ``kind`` wants its column."""
    return CODE if spec.type == "text" and (spec.name in kind.key or spec.identifier) else _MODES[spec.type]


@dataclass(slots=True)
class Meaning:
    """Reads batches. ``wants`` are (place of the column, as what). ``typed``: whether text may have gone through a
    spreadsheet, as that of a CSV has. ``grouped``: whether a comma parts thousands. ``dates``: the pattern in
    which days are written, where there is one; days that are days in the file are then marked. ``scales``: place ->
    power of ten that the unit of a heading names. ``names`` are
    the headings, for what is told in ``report``."""

    wants: tuple[tuple[int, str], ...]
    names: list[str]
    report: Report
    typed: bool = False
    grouped: bool = True
    dates: str = ""
    scales: dict[int, int] = field(default_factory=dict)
    _functions: dict[str, Callable[[str], Read]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._functions = {mode: partial(_read_text, mode, self.typed, self.grouped)
                           for mode in (TEXT, CODE, CHOICE, NUMBER, DAY, FLAG)}

    def columns(self, batch: pa.RecordBatch) -> tuple[dict[str, pa.Array], bool]:
        """The columns v… and, with any reason among them, e…; and whether there is any."""
        found: dict[str, pa.Array] = {}
        wrong: dict[str, pa.Array] = {}
        names = set(batch.schema.names)
        for place, mode in self.wants:
            values = batch.column(f"c{place}")
            kinds = batch.column(f"k{place}") if f"k{place}" in names else None
            read, codes = self._column(values, kinds, mode, self.names[place])
            if mode == NUMBER and place in self.scales:
                read = _scaled(read, self.scales[place])
            found[f"v{place}{mode}"] = read
            if codes is not None:
                wrong[f"e{place}{mode}"] = codes
        if wrong:
            nothing = pa.nulls(batch.num_rows, pa.string())
            found |= {f"e{place}{mode}": wrong.get(f"e{place}{mode}", nothing) for place, mode in self.wants}
        return found, bool(wrong)

    def numbered(self, rows: Sequence[int], batch: pa.RecordBatch) -> tuple[pa.Table, bool]:
        """The batch with the numbers of its rows and what its values mean, and whether there is any reason among it."""
        read, with_reasons = self.columns(batch)
        given = {name: batch.column(name) for name in batch.schema.names}
        if self.dates:  # a row that is set aside is read again by the same pattern
            given |= {f"c{place}": _days_as_written(batch, place, self.dates) for place, mode in self.wants
                      if mode == DAY and f"k{place}" in given}
        whole = pa.record_batch(given | read | {"row_": pa.array(rows, pa.int64())})
        # In pieces, so that the engine checks them on every core.
        pieces = [whole.slice(start, PIECE_ROWS) for start in range(0, whole.num_rows, PIECE_ROWS)]
        return pa.Table.from_batches(pieces, whole.schema), with_reasons

    def _column(self, values: pa.Array, kinds: pa.Array | None, mode: str, name: str,
                ) -> tuple[pa.Array, pa.Array | None]:
        if kinds is not None:
            pairs = [self._cell(value, mark, mode) for value, mark in
                     zip(values.to_pylist(), kinds.to_pylist(), strict=True)]
            return _arrays([one[0] for one in pairs], [one[1] for one in pairs])
        if not _worth_a_look(values, mode):
            return values, None
        coded = values.dictionary_encode()
        given = coded.dictionary.to_pylist()
        pairs = [self._functions[mode](value) for value in given]
        read, codes = _arrays([one[0] for one in pairs], [one[1] for one in pairs])
        self._tell(coded, given, pairs, mode, name)
        return read.take(coded.indices), None if codes is None else codes.take(coded.indices)

    def _tell(self, coded: pa.Array, given: list[str], pairs: list[Read], mode: str, name: str) -> None:
        # Spaces at the ends say nothing; what was taken out of the middle, or put around a number, is told.
        changed = {place for place, (value, (read, _)) in enumerate(zip(given, pairs, strict=True))
                   if read != value and read != value.strip()}
        if changed:
            numbers = coded.indices.to_numpy()
            count = int(np.isin(numbers, np.fromiter(changed, np.int64)).sum())
            self.report.add("numbers" if mode == NUMBER else "spelling", name, count)

    def _cell(self, value: str, mark: str, mode: str) -> Read:
        kind, other = mark[:1], mark[1:]
        if kind in (view.TEXT, view.NOTHING, ""):
            return _read_text(mode, False, True, value) if value else ("", "")
        if kind in (view.NUMBER, view.PERCENT):
            return _read_number(mode, other or value, value, kind)
        if kind in (view.DAY, view.PART):
            return self._day(mode, value, other, kind)
        if kind in (view.MOMENT, view.CLOCK) and mode == CODE:
            return value, "made_day"
        return value, ""

    def _day(self, mode: str, value: str, shown: str, kind: str) -> Read:
        if mode == DAY:
            return (MARK if self.dates else "") + value, ""
        if mode not in (TEXT, CODE):
            return value, ""
        if shown:
            return shown, ""
        return value, "" if mode == TEXT and kind == view.DAY else "made_day"


def of(wants: tuple[tuple[int, str], ...], source: Source, mapping: Mapping) -> Meaning:
    """How the values of ``source`` are read into what the fields want."""
    scales = {place: power for place, header in enumerate(source.headers) if (power := headings.scale(header))}
    for place in sorted({place for place, mode in wants if mode == NUMBER} & set(scales)):
        source.report.add("scaled", source.headers[place], 10 ** scales[place])
    return Meaning(wants, source.headers, source.report, source.typed, source.grouped, mapping.dates, scales)


def _read_text(mode: str, typed: bool, grouped: bool, value: str) -> Read:
    if mode == NUMBER:
        return spelling.number(value, grouped=grouped), ""
    if mode in (DAY, FLAG):
        return spelling.sign(value), ""
    read = spelling.text(value) if mode == TEXT else spelling.code(value)
    if not read.isascii() and spelling.PRIVATE.search(read):
        return read, "private"
    if mode == CODE:
        if found := spelling.WHOLE_KEY.fullmatch(read):
            return found[1], ""
        if typed and spelling.POWER.fullmatch(read):
            return read, "lost_digits"
        if typed and spelling.MADE_DAY.fullmatch(read):
            return read, "made_day"
    return read, ""


def _read_number(mode: str, value: str, shown: str, kind: str) -> Read:
    if mode == TEXT or (mode == CODE and (shown != value or kind == view.PERCENT)):
        return shown, ""
    if mode == CODE:
        if abs(float(value)) >= spelling.LOST_DIGITS:
            return value, "lost_digits"
        if "." in value:
            return value, "key_fraction"
    return value, ""


def _days_as_written(batch: pa.RecordBatch, place: int, pattern: str) -> pa.Array:
    """The values of a column, of which those that are days in the file are written by ``pattern``."""
    def written(value: str, mark: str) -> str:
        if mark[:1] != view.DAY:
            return value
        try:
            text = date.fromisoformat(value).strftime(pattern)
            return text if datetime.strptime(text, pattern).replace(tzinfo=UTC).date().isoformat() == value else value
        except ValueError:  # a pattern that does not lead back
            return value

    pairs = zip(batch.column(f"c{place}").to_pylist(), batch.column(f"k{place}").to_pylist(), strict=True)
    return pa.array([written(value, mark) for value, mark in pairs], pa.string())


def _scaled(numbers: pa.Array, power: int) -> pa.Array:
    return pa.array([plain(Decimal(one).scaleb(power)) if _PLAIN.fullmatch(one) else one
                     for one in numbers.to_pylist()], pa.string())


def _arrays(values: list[str], codes: list[str]) -> tuple[pa.Array, pa.Array | None]:
    wrong = pa.array([code or None for code in codes], pa.string()) if any(codes) else None
    return pa.array(values, pa.string()), wrong


def _worth_a_look(values: pa.Array, mode: str) -> bool:
    """Whether any value of a column of text may mean something else than itself."""
    data, ends = _bytes(values)
    if not len(data):
        return False
    if mode == NUMBER:
        return not bool(_DIGITS[data].all())
    starts, stops = ends[:-1], ends[1:]
    filled = stops > starts
    if (data[starts[filled]] <= 32).any() or (data[stops[filled] - 1] <= 32).any():
        return True
    if mode == CODE and _spoilt(data.tobytes()):
        return True
    if not (data >= 128).any():
        return False
    if mode == TEXT:
        pattern = f"{_ODD_ENDS}|[\ue000-\uf8ff\U000f0000-\U0010ffff]"
        return bool(pc.any(pc.match_substring_regex(values, pattern)).as_py())
    return True


def _spoilt(data: bytes) -> bool:
    # Few columns of codes have any of these signs; to look for a pattern takes many times as long.
    return (b".0" in data or b"E+" in data or b"-" in data) and _SPOILT.search(data) is not None


def _bytes(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all values, one after the other, and where each ends; the first of the ends is 0."""
    if values.type != pa.string():
        values = values.cast(pa.string())
    _, offsets, data = values.buffers()
    if not len(values) or data is None:
        return np.zeros(0, np.uint8), np.zeros(1, np.int32)
    ends = np.frombuffer(offsets, np.int32)[values.offset:values.offset + len(values) + 1]
    return np.frombuffer(data, np.uint8)[ends[0]:ends[-1]], ends - ends[0]
