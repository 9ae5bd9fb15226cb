"""JSON Lines as batches of text: one object a line, its keys the columns.

The file is read twice: once for the keys, since any line may bring one more, then for the values. Numbers are taken
over digit by digit as they are written, so that none passes through binary floating point.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from plumbline.errors import IntakeError, reported
from plumbline.records.intake.reading import places, reasons, textfile
from plumbline.records.intake.reading.encodings import NAMES
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.reading.source import Batch, Source
from plumbline.records.intake.reading.textfile import TextFile
from plumbline.text import UNSAID, Text

BATCH_ROWS = 20_000
_LIST = re.compile(rb"\[\s*[\[{]")
MOST_COLUMNS = 1_000
NESTED: dict[type[Any], str] = {dict: reasons.OBJECT, list: reasons.LIST}
_values = msgspec.json.Decoder(dict[str, Any], float_hook=str)
_keys = msgspec.json.Decoder(dict[str, msgspec.Raw])


def looks_like(first: bytes, name: str) -> bool:
    """Whether a text file that begins with ``first`` is JSON Lines, by its first sign or by its name."""
    named = name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson", ".json"))
    begins = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    return named or begins[:1] == b"{" or _LIST.match(begins) is not None


def opened(path: Path, ready: TextFile, name: str) -> Source:
    """The JSON Lines in ``ready``, which ``path`` was made into.

    :raises IntakeError: for a file without any object, one whose first line is none, and one cut short.
    """
    keys = _columns(path, ready.path, name)
    _not_wrapped(path, ready.path, keys)
    report = Report()
    report.add("encoding_guessed" if ready.guessed else "encoding", NAMES.get(ready.encoding, ready.encoding))
    return Source(path, name, keys, ready.sha256, ready.encoding, True,
                  lambda source: _batches(source, ready.path, keys), head=places.line(1), report=report)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace():
                yield number, line


def _columns(path: Path, text: Path, name: str) -> list[str]:
    found: dict[str, None] = {}
    known: set[str] = set()
    any_line, number, line = False, 0, b""
    for number, line in _lines(text):
        any_line = True
        try:
            keys = _keys.decode(line).keys()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            if not found:
                raise _no_objects(path, number, line, error) from error
            continue
        if not keys <= known:
            found.update(dict.fromkeys(keys))
            known = set(found)
            if len(known) > MOST_COLUMNS:
                raise IntakeError(
                    "file.too_many_keys",
                    Text(f"the objects have more than {MOST_COLUMNS:,} keys", f"各对象的键合计超过{MOST_COLUMNS:,}个"),
                    where=places.within(name, places.line(number)),
                    why=Text("Each key is a column, and no record has so many", "每个键为一列，任何记录都没有这么多列"),
                    next_step=Text("Give each object the same keys", "请让各对象使用相同的键"))
    if not any_line:
        raise IntakeError("file.empty", Text("the file is empty", "文件为空"), where=str(path),
                          next_step=Text("Give a file with one JSON object a line", "请提供每行一个JSON对象的文件"))
    _not_cut_short(path, number, line)
    return list(found)


def _not_wrapped(path: Path, text: Path, keys: list[str]) -> None:
    """:raises IntakeError: where the only line is an object around a list of objects, as interfaces answer."""
    lines = list(islice(_lines(text), 2))
    if len(lines) > 1:
        return
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        for key, value in _values.decode(lines[0][1]).items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                raise _not_lines(path, 1, Text(
                    f"this is one JSON object that holds the rows under '{key}', not JSON Lines",
                    f"文件是一个JSON对象，各行数据在其键“{key}”之下，不是JSON Lines"),
                    Text(f"Write each object of '{key}' on a line of its own", f"请把“{key}”下的每个对象单独写成一行"))


def _no_objects(path: Path, number: int, line: bytes, error: Exception) -> IntakeError:
    if line.lstrip()[:1] == b"[":
        return _not_lines(path, number,
                          Text("this is one JSON list, not JSON Lines", "文件是一个JSON数组，不是JSON Lines"),
                          Text("Write each object on a line of its own, without commas between them",
                               "请把每个对象单独写成一行，行间不加逗号"))
    if line.strip() == b"{" or (line.lstrip()[:1] == b"{" and "end" in str(error)):
        return _not_lines(path, number, Text("this is one JSON object over several lines, not JSON Lines",
                                             "文件是一个分多行书写的JSON对象，不是JSON Lines"),
                          Text("Write each object on one line of its own", "请把每个对象写在单独一行内"))
    return _not_lines(path, number, Text("the first line is no JSON object", "首行不是JSON对象"),
                      Text('Write one object a line, such as {"number": "1", "region": "9"}',
                           '请每行写一个对象，例如{"number": "1", "region": "9"}'), reported(error))


def _not_lines(path: Path, number: int, what: Text, next_step: Text, why: Text = UNSAID) -> IntakeError:
    return IntakeError("file.not_json_lines", what, where=places.within(path, places.line(number)), why=why,
                       next_step=next_step)


def _not_cut_short(path: Path, number: int, line: bytes) -> None:
    # A line that ends is a line, good or bad. The last one without an end is whole only if it can be read.
    if line.endswith(b"\n"):
        return
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IntakeError("file.cut_short", Text("the file is cut short", "文件不完整"),
                          where=places.within(path, places.line(number)),
                          why=Text(f"The last line ends before its object does: {error}",
                                   f"最后一行在其对象结束之前中断：{error}"), next_step=textfile.COPY_AGAIN) from error


def _batches(source: Source, path: Path, keys: list[str]) -> Iterator[Batch]:
    total, taken = max(1, path.stat().st_size), 0
    numbers: list[int] = []
    held: list[dict[str, Any]] = []
    for number, line in _lines(path):
        taken += len(line)
        if (values := _object(source, number, line)) is not None:
            numbers.append(number)
            held.append(values)
        if len(held) == BATCH_ROWS:
            yield numbers, _batch(source, keys, held), min(1.0, taken / total)
            numbers, held = [], []
    if held:
        yield numbers, _batch(source, keys, held), 1.0


def _object(source: Source, number: int, line: bytes) -> dict[str, Any] | None:
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    try:
        values = _values.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        source.set_aside(number, [text], text, "not_json", str(error))
        return None
    # Of a key that is given twice the decoder keeps the last value: with more colons than keys it is worth a look.
    if line.count(b":") > len(values) and (twice := _given_twice(line)):
        source.set_aside(number, [text], text, "twice", twice)
        return None
    for key, value in values.items():
        if type(value) in NESTED and key.strip() not in source.left_out:
            source.set_aside(number, [text], text, "nested", f"{key}{reasons.AND}{NESTED[type(value)]}")
            return None
    return values


def _given_twice(line: bytes) -> str:
    def pairs(given: list[tuple[str, Any]]) -> Any:
        seen: set[str] = set()
        for key, _ in given:
            if key in seen:
                twice.append(key)
            seen.add(key)
        return given

    twice: list[str] = []
    json.loads(line.removeprefix(b"\xef\xbb\xbf"), object_pairs_hook=pairs)
    return twice[0] if twice else ""


def _batch(source: Source, keys: list[str], rows: list[dict[str, Any]]) -> pa.RecordBatch:
    columns = [pa.array([_text(row.get(key)) for row in rows], pa.string()) for key in keys]
    return pa.RecordBatch.from_arrays(columns, names=source.columns)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else ""
