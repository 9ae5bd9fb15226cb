"""Answers once given, kept beside the cubes of their cut: what was counted for one indicator and period, in every
region of the tree. Who may see which of them is settled where figures are read, as it is for what was just counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from plumbline.documents import json_of
from plumbline.figures.indicators.cubes.slabs import PARTIAL, SEAL, Shelf, told
from plumbline.figures.indicators.doubled import Twice
from plumbline.figures.indicators.tally import Cell, Values
from plumbline.rulebook.indicators.formulas import Number
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

ANSWER, ENDING = "answer-", ".answer"
INTEGER = "i"
_WIDEST = 2 ** 62


def answer_path(shelf: Shelf, indicator: Indicator, counted: str) -> Path:
    """Where the answer for the period and day that ``counted`` names lies."""
    name = hashlib.sha256(f"{indicator.definition_sha256} {counted}".encode()).hexdigest()[:24]
    return shelf.folder / f"{ANSWER}{name}{ENDING}"


def get(shelf: Shelf, indicator: Indicator, counted: str) -> dict[str, Cell] | None:
    """The cells by region, if the question was asked before on this cut; None too where what was kept cannot be
    used."""
    path = answer_path(shelf, indicator, counted)
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        told(shelf.cut, path.name, Text(f"it cannot be read: {error}", f"无法读取：{error}"))
        return None
    if head != _head(shelf, indicator, counted, body):
        told(shelf.cut, path.name, Text("it is not what was written, or of another cut, definition or release",
                                        "内容与写入时不符，或属于另一快照、定义或版本"))
        return None
    return _cells(msgspec.json.decode(body))


def put(shelf: Shelf, indicator: Indicator, counted: str, cells: dict[str, Cell]) -> None:
    """Keep the cells. What cannot be written is passed over."""
    path = answer_path(shelf, indicator, counted)
    with shelf.written(path.name) as may:
        if not may:
            return
        body = msgspec.json.encode(_document(cells))
        aside = shelf.folder / f".{uuid4().hex}{PARTIAL}"
        try:
            aside.write_bytes(_head(shelf, indicator, counted, body) + b"\n" + body)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def whole(path: Path, shelf: Shelf) -> bool:
    """Whether the file is the bytes that were written, and of this cut, engine and release."""
    head, _, body = path.read_bytes().partition(b"\n")
    try:
        said = json_of(head)
        held = said.pop(SEAL)
    except (ValueError, KeyError, AttributeError):
        return False
    return held == _seal_of(said, body) and all(said.get(name) == value for name, value in shelf.head.items())


def _head(shelf: Shelf, indicator: Indicator, counted: str, body: bytes) -> bytes:
    said = {**shelf.head, "indicator": indicator.id, "definition": indicator.definition_sha256, "counted": counted}
    return _written({**said, SEAL: _seal_of(said, body)})


def _written(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _seal_of(said: dict[str, Any], body: bytes) -> str:
    return hashlib.sha256(_written(said) + b"\n" + body).hexdigest()


def _document(cells: dict[str, Cell]) -> dict[str, Any]:
    # By columns, which are read many times sooner than cells one by one.
    layers = [(stratum, values) for cell in cells.values() for stratum, values in cell.strata.items()]
    return {
        "codes": list(cells), "own": [cell.own for cell in cells.values()],
        "total": _columns([cell.total for cell in cells.values()]),
        "layers": [len(cell.strata) for cell in cells.values()], "strata": [stratum for stratum, _ in layers],
        "values": _columns([values for _, values in layers]),
        "parted": {code: cell.parted for code, cell in cells.items() if cell.parted},
        "twice": {code: [[stratum, _twice(each)] for stratum, each in cell.twice.items()]
                  for code, cell in cells.items() if cell.twice},
    }


def _columns(rows: list[Values]) -> dict[str, list[Any]]:
    """Name -> values. What a row does not name is null: nothing was there."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [_plain(row.get(name)) for row in rows] for name in names}


def _plain(value: Number | None) -> int | str | None:
    if isinstance(value, Decimal):
        return str(value)
    return value if value is None or -_WIDEST < value < _WIDEST else f"{INTEGER}{value}"


def _twice(twice: Twice) -> list[Any]:
    return [twice.region.as_dict(), twice.below.as_dict(), twice.day.isoformat(), twice.whole, twice.part]


def _cells(document: dict[str, Any]) -> dict[str, Cell]:
    totals, values = _rows(document["total"]), _rows(document["values"])
    strata, parted, twice = iter(document["strata"]), document["parted"], document["twice"]
    found: dict[str, Cell] = {}
    for code, own, layers in zip(document["codes"], document["own"], document["layers"], strict=True):
        found[code] = Cell(next(totals, {}), {next(strata): next(values, {}) for _ in range(layers)}, own,
                           parted.get(code, {}), {at: _twice_of(each) for at, each in twice.get(code, ())})
    return found


def _rows(columns: dict[str, list[Any]]) -> Iterator[Values]:
    names = list(columns)
    whole = [column if all(type(each) is int for each in column) else list(map(_number, column))
             for column in columns.values()]
    return (dict(zip(names, row, strict=True)) for row in zip(*whole, strict=True))


def _number(value: int | str | None) -> Number | None:
    if not isinstance(value, str):
        return value
    return int(value[len(INTEGER):]) if value.startswith(INTEGER) else Decimal(value)


def _twice_of(raw: list[Any]) -> Twice:
    region, below, day, of, part = raw
    return Twice(Text(region["en"], region["zh"]), Text(below["en"], below["zh"]), date.fromisoformat(day), of, part)
