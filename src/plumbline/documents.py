"""Documents read whatever stands in them: the settings, notes and manifests of a home, and what others hand in.

Python's readers raise errors of several kinds for a document that was broken on purpose - brackets a hundred thousand
deep, a number of 5,000 digits, bytes that are no text - and give numbers that have no end, on which the program
stumbles later. Here all are one ValueError, which whoever reads a file explains in its own words anyway.
"""

from __future__ import annotations

import csv
import io
import json
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn


def json_of(content: str | bytes) -> Any:
    """The JSON document in ``content``. :raises ValueError: if it is none, is nested deeper than can be read, or holds
    a number that JSON does not know (NaN) or that has no end (1e999)."""
    return _read(lambda: json.loads(content, parse_float=_finite, parse_constant=_refused))


def json_as_written(content: str | bytes) -> Any:
    """The same with every number as the text that was written, so that none passes through binary floating point.
    :raises ValueError: also for an object that has a key twice, of which nobody can say which counts."""
    return _read(lambda: json.loads(content, parse_float=str, parse_int=str, parse_constant=_refused,
                                    object_pairs_hook=_once))


def json_said_once(content: str | bytes) -> Any:
    """Like :func:`json_of`. :raises ValueError: also for an object that has a key twice."""
    return _read(lambda: json.loads(content, parse_float=_finite, parse_constant=_refused, object_pairs_hook=_once))


def toml_of(text: str) -> dict[str, Any]:
    """The TOML document in ``text``. :raises ValueError: if it is none, or is nested deeper than can be read."""
    found: dict[str, Any] = _read(lambda: tomllib.loads(text))
    return found


def csv_rows(lines: Iterable[str], delimiter: str = ",") -> Iterator[list[str]]:
    """The rows of a CSV text, one after the other. :raises ValueError: at a value of more than 131,072 characters,
    mostly after a quotation mark that is not closed, and at ends of lines of several kinds."""
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error as error:
        raise ValueError(str(error)) from None


def csv_of(text: str) -> tuple[list[str], list[tuple[int, dict[str, Any]]]]:
    """The headings of a small CSV text, and each row by heading with the number of its line; lines may end as on any
    machine. What a row has too much stands under None, as None what it lacks. :raises ValueError: as above."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=None))
    try:
        return list(reader.fieldnames or ()), [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _read(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except RecursionError:
        raise ValueError("it is nested too deep to be read") from None


def _finite(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        _refused(digits)
    return number


def _refused(word: str) -> NoReturn:
    raise ValueError(f"{word[:40]} is no number that can be read")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a key is given twice")
    return found
