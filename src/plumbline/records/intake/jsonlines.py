"""JSON Lines as batches of text: one object a line, its keys the columns.

The file is read twice: once for the keys, since any line may bring one more, then for the values. Numbers are taken
over digit by digit as they are written, so that none passes through binary floating point.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from plumbline.errors import IntakeError
from plumbline.records.intake.source import Batch, Source
from plumbline.records.intake.textfile import TextFile

BATCH_ROWS = 20_000
MOST_COLUMNS = 1_000
NESTED: dict[type[Any], str] = {dict: "an object", list: "a list"}
_values = msgspec.json.Decoder(dict[str, Any], float_hook=str)
_keys = msgspec.json.Decoder(dict[str, msgspec.Raw])


def looks_like(first: bytes, name: str) -> bool:
    """Whether a text file that begins with ``first`` is JSON Lines, by its first sign or by its name."""
    named = name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))
    return named or first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def opened(path: Path, ready: TextFile, name: str) -> Source:
    """The JSON Lines in ``ready``, which ``path`` was made into.

    :raises IntakeError: for a file without any object, one whose first line is none, and one cut short.
    """
    keys = _columns(path, ready.path, name)
    return Source(path, name, keys, ready.sha256, ready.encoding, True,
                  lambda source: _batches(source, ready.path, keys), head="line 1")


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
                raise IntakeError(f"the objects have more than {MOST_COLUMNS:,} keys", where=f"{name}, line {number:,}",
                                  why="Each key is a column, and no record has so many",
                                  next_step="Give each object the same keys")
    if not any_line:
        raise IntakeError("the file is empty", where=str(path), next_step="Give a file with one JSON object a line")
    _not_cut_short(path, number, line)
    return list(found)


def _no_objects(path: Path, number: int, line: bytes, error: Exception) -> IntakeError:
    if line.lstrip()[:1] == b"[":
        return IntakeError("this is one JSON list, not JSON Lines", where=f"{path}, line {number}",
                           next_step="Write each object on a line of its own, without commas between them")
    return IntakeError("the first line is no JSON object", where=f"{path}, line {number}", why=str(error),
                       next_step='Write one object a line, such as {"number": "1", "region": "9"}')


def _not_cut_short(path: Path, number: int, line: bytes) -> None:
    # A line that ends is a line, good or bad. The last one without an end is whole only if it can be read.
    if line.endswith(b"\n"):
        return
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IntakeError("the file is cut short", where=f"{path}, line {number:,}",
                          why=f"The last line ends before its object does: {error}",
                          next_step="Copy or download it again; nothing of it was taken in") from error


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
            source.set_aside(number, [text], text, "nested", f"'{key}' holds {NESTED[type(value)]}")
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
