"""Parquet as batches of text: typed columns written as the checks expect them, decimals exactly, days as 2013-01-31."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds_of

from plumbline.errors import IntakeError, reported
from plumbline.records.intake.books import view
from plumbline.records.intake.reading import places
from plumbline.records.intake.reading.source import Batch, Source
from plumbline.records.intake.reading.textfile import COPY_AGAIN
from plumbline.text import Text

MAGIC = b"PAR1"
BATCH_ROWS = 20_000
DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError)
PLAIN: tuple[Callable[[pa.DataType], bool], ...] = (
    kinds_of.is_integer, kinds_of.is_boolean, kinds_of.is_date, kinds_of.is_time, kinds_of.is_null)


def opened(path: Path, name: str) -> Source:
    """The Parquet file ``path``. :raises IntakeError: if it is cut short, damaged or locked with a key."""
    try:
        with pq.ParquetFile(path) as file:
            headers = [str(column) for column in file.schema_arrow.names]
    except DAMAGE as error:
        raise _damaged(path, error) from error
    if not headers:
        raise IntakeError("file.no_columns", Text("the file has no columns", "文件没有列"), where=str(path),
                          next_step=Text("Give a file with a column for each field", "请提供每个字段为一列的文件"))
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Source(path, name, headers, digest, "parquet", True, _batches, head=Text("the names of the columns", "列名"))


def unpacked_bytes(path: Path) -> int:
    """How much the table ``path`` is when it is unpacked; nothing, where it is damaged, which :func:`opened` tells."""
    try:
        with pq.ParquetFile(path) as file:
            return sum(file.metadata.row_group(each).total_byte_size for each in range(file.metadata.num_row_groups))
    except DAMAGE:
        return 0


def _batches(source: Source) -> Iterator[Batch]:
    try:
        with pq.ParquetFile(source.path) as file:
            _all_plain(source, file.schema_arrow)
            total, row = max(1, file.metadata.num_rows), 1
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                yield range(row, row + batch.num_rows), _texts(source, batch), min(1.0, (row + batch.num_rows) / total)
                row += batch.num_rows
    except DAMAGE as error:
        raise _damaged(source.path, error) from error


def _damaged(path: Path, error: Exception) -> IntakeError:
    return IntakeError("file.cut_short", Text("the Parquet file is cut short or damaged", "Parquet文件不完整或已损坏"),
                       where=str(path), why=reported(error), next_step=COPY_AGAIN)


def _all_plain(source: Source, schema: pa.Schema) -> None:
    for header, column in zip(source.headers, schema, strict=True):
        if header in source.left_out or _is_plain(column.type):
            continue
        raise IntakeError(
            "file.column_nested",
            Text(f"the column '{header}' holds {column.type}", f"列“{header}”的类型为{column.type}"),
            where=places.within(source.name, source.head),
            why=Text("A field takes one number, text, day or truth value",
                     "一个字段只能是一个数字、文本、日期或是否值"),
            next_step=Text("Write it as plain columns, or list it under 'ignore' in a mapping",
                           "请改为普通列，或在映射文件的ignore中列出该列"))


def _is_plain(kind: pa.DataType) -> bool:
    if kinds_of.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return (_is_text(kind) or kinds_of.is_floating(kind) or kinds_of.is_decimal(kind) or kinds_of.is_timestamp(kind)
            or any(test(kind) for test in PLAIN))


def _is_text(kind: pa.DataType) -> bool:
    return bool(kinds_of.is_string(kind) or kinds_of.is_large_string(kind) or kinds_of.is_string_view(kind))


def _texts(source: Source, batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [pa.repeat("", batch.num_rows) if header in source.left_out and not _is_plain(column.type)
               else pc.fill_null(_text(column), "")
               for header, column in zip(source.headers, batch.columns, strict=True)]
    told = {f"k{place}": _kinds(column) for place, column in enumerate(batch.columns) if _kind(column.type)}
    return pa.RecordBatch.from_arrays([*columns, *told.values()], names=[*source.columns, *told])


def _kind(kind: pa.DataType) -> str:
    """What a column tells of its values beyond their text: they are days, or numbers that may have lost digits."""
    if kinds_of.is_date(kind) or kinds_of.is_timestamp(kind):
        return view.DAY
    return view.NUMBER if kinds_of.is_floating(kind) else ""


def _kinds(column: pa.Array) -> pa.Array:
    kind = _kind(column.type)
    return pa.repeat(kind + "", len(column)).cast(pa.string())


def _text(column: pa.Array) -> pa.Array:
    kind = column.type
    if kinds_of.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if kinds_of.is_floating(kind):
        # Unknown numbers are often written as NaN, and whole ones of such a column as 3.0.
        known = pc.if_else(pc.is_nan(column), None, column) if not kinds_of.is_float16(kind) else column
        return _unfolded(pc.replace_substring_regex(known.cast(pa.string()), r"\.0$", ""))
    if kinds_of.is_decimal(kind):
        return _unfolded(column.cast(pa.string()))
    if kinds_of.is_timestamp(kind):
        with suppress(pa.ArrowInvalid):  # it may have parts of a second: no day, as the checks will say
            column = column.cast(pa.timestamp("s", kind.tz))
    text = column.cast(pa.string())
    if _is_text(kind):
        text.validate(full=True)  # nothing else looks whether the bytes are UTF-8
    return text


def _unfolded(numbers: pa.Array) -> pa.Array:
    """Without powers of ten: 1E-7 is written 0.0000001."""
    if not pc.any(pc.match_substring_regex(numbers, "[eE]")).as_py():
        return numbers
    return pa.array([format(Decimal(one), "f") if one and "e" in one.lower() else one for one in numbers.to_pylist()],
                    pa.string())
