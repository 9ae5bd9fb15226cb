"""The tables that signals are looked for in: a series of counts, and pairs as they were reported."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from plumbline.errors import IntakeError
from plumbline.procedures.common import given_columns
from plumbline.procedures.common.given_columns import Columns
from plumbline.records.intake.reading import spelling
from plumbline.text import Text

TIME = ("date", "week", "日期", "周")
COUNT = ("n", "数量", "count", "cases")
PAIR = (("id", "编号"), ("var1", "产品"), ("var2", "事件"))
MONTH = (28, 31)
"""Days from one row to the next in a series by months."""
MOST_COUNT = 10**12
MOST_GAPS = 4
"""How many times as many numbers as rows there may be."""
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_COUNT = re.compile(r"[0-9]+(\.0*)?")
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Series:
    """Weeks as they are written, their counts, and their days, where weeks are not numbers; the ``table`` they stood
    in."""

    said: list[str]
    counts: npt.NDArray[np.float64]
    days: list[date] | None
    table: Columns


@dataclass(frozen=True)
class Pairs:
    """Reports as codes from 0: whose they are, and without gaps the two things that each row names and the stratum of
    each, where there are strata. ``first`` and ``second`` are the names, in order, of the codes of the two things."""

    ids: Codes
    codes: tuple[Codes, Codes]
    first: npt.NDArray[np.object_]
    second: npt.NDArray[np.object_]
    strata: Codes | None
    table: Columns


def series(file: Path, *, weekly: bool, encoding: str = "") -> Series:
    """The series in ``file``, in the order of its rows; ``weekly``: a row for each week is asked for.
    :raises IntakeError: for a file that is none."""
    table = given_columns.read(file, (TIME, COUNT), encoding)
    said, given = (each.to_pylist() for each in table.values)
    counts = np.array([_count(each, table, place) for place, each in enumerate(given)])
    if all(each.isascii() and each.isdecimal() and len(each) < 8 for each in said):
        numbers = [int(each) for each in said]
        for place in range(1, len(numbers)):
            if numbers[place] != numbers[place - 1] + 1:
                raise _order(table, place, said)
        return Series(said, counts, None, table)
    days = [_day(each, table, place) for place, each in enumerate(said)]
    _even(table, days, said, weekly)
    return Series(said, counts, days, table)


def _even(table: Columns, days: Sequence[date], said: list[str], weekly: bool) -> None:
    """:raises IntakeError: where rows do not follow one another at equal distances."""
    steps = [(later - day).days for day, later in pairwise(days)]
    for place, step in enumerate(steps, start=1):
        if step <= 0:
            raise _order(table, place, said)
    usual = Counter(steps).most_common(1)[0][0] if steps else 7
    if weekly and usual != 7:
        raise IntakeError("signal.not_weekly", Text("this method needs a row for each week", "该方法要求每周一行数据"),
                          where=str(table.path),
                          why=Text(f"Most rows are {usual} days apart", f"多数相邻行相差{usual}天"),
                          next_step=Text("Add the counts up by weeks, or use an EARS method",
                                         "请按周汇总，或改用EARS方法"))
    by_month = all(MONTH[0] <= step <= MONTH[1] for step in steps)
    for place, step in enumerate(steps, start=1):
        if step != usual and not by_month:
            raise IntakeError("signal.gap", Text(f"{step} days lie between {said[place - 1]} and {said[place]}, "
                                                 f"elsewhere {usual}",
                                                 f"{said[place - 1]}与{said[place]}相差{step}天，其余相差{usual}天"),
                              where=table.place(place), next_step=Text(
                                  "Add the rows that are missing, with 0 where nothing was reported",
                                  "请补齐缺少的行，无报告的填0"))


def _count(given: str, table: Columns, place: int) -> float:
    plain = given if given.isascii() and given.isdecimal() else spelling.number(given, grouped=table.grouped)
    # What intake tidies away of an amount (a percent sign, a currency) is no part of a count.
    if not _COUNT.fullmatch(plain) or set(given) & set("%％¥￥(（") or float(plain) > MOST_COUNT:
        raise IntakeError("signal.not_count", Text(f"'{given}' is not a count", f"“{given}”不是计数"),
                          where=table.place(place), next_step=Text("Write a whole number, 0 where there was none",
                                                                   "请填写整数，没有的填0"))
    return float(plain)


def _day(given: str, table: Columns, place: int) -> date:
    try:
        found = _DAY.fullmatch(_MIDNIGHT.sub("", spelling.sign(given)))
        if found is None:
            raise ValueError(given)
        return date(*(int(each) for each in found.groups() if each))
    except ValueError:
        raise IntakeError("signal.not_day", Text(f"'{given}' is not a day", f"“{given}”不是日期"),
                          where=table.place(place), next_step=Text("Write it as 2026-01-05", "请写作2026-01-05")
                          ) from None


def _order(table: Columns, place: int, said: list[str]) -> IntakeError:
    return IntakeError("signal.order", Text(
        f"{said[place]} comes after {said[place - 1]}: weeks must follow one another",
        f"{said[place]}排在{said[place - 1]}之后：各周须依次排列"),
                       where=table.place(place), next_step=Text("Sort the rows, and give each week once",
                                                                "请按时间排序，每周只列一行"))


def pairs(file: Path, strata: Sequence[str] = (), encoding: str = "") -> Pairs:
    """The pairs in ``file``, divided by its columns ``strata``. :raises IntakeError: for a file that is none."""
    table = given_columns.read(file, (*PAIR, *((each,) for each in strata)), encoding)
    for names, column in zip(PAIR, table.values, strict=False):
        _full(table, names[0], column)
    ids = _numbered(table.values[0])
    (one, first), (two, second) = (_ordered(*_coded(column)) for column in table.values[1:3])
    layers = None
    if strata:
        layers = np.zeros(len(ids), dtype=np.int64)
        for column in table.values[3:]:
            codes, words = _coded(column)
            layers = np.unique(layers * len(words) + codes, return_inverse=True)[1].astype(np.int64)
    return Pairs(ids, (one, two), first, second, layers, table)


def _numbered(column: Any) -> Codes:
    """Whose each row is: equal numbers for equal texts. Numbers in a row are taken as they are, which is far quicker
    than to look up ten million texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        numbers = pc.cast(column, pa.int64())
        lowest, highest = pc.min_max(numbers).as_py().values()
        if highest - lowest < MOST_GAPS * len(column) and pc.all(
                pc.equal(pc.cast(numbers, pa.string()), column)).as_py():
            return np.asarray(numbers.to_numpy() - lowest, dtype=np.int64)
    except pa.ArrowInvalid:  # not all of them are numbers
        pass
    return _coded(column)[0]


def _coded(column: Any) -> tuple[Codes, Any]:
    """Each value as its place among the different ones, in the order in which they are met, and those."""
    packed = column.dictionary_encode().combine_chunks()
    if hasattr(packed, "combine_chunks"):
        packed = packed.combine_chunks()
    return packed.indices.to_numpy(zero_copy_only=False).astype(np.int64), packed.dictionary


def _ordered(codes: Codes, words: Any) -> tuple[Codes, npt.NDArray[np.object_]]:
    """The same in the order of the values."""
    known = np.array(words.to_pylist(), dtype=object)
    order = np.argsort(known, kind="stable")
    rank = np.empty(len(known), dtype=np.int64)
    rank[order] = np.arange(len(known))
    return rank[codes], known[order]


def _full(table: Columns, name: str, column: Any) -> None:
    import pyarrow.compute as pc

    place = pc.index(column, "").as_py()
    if place >= 0:
        raise IntakeError("signal.blank", Text(f"the column {name} is empty here", f"此处{name}列为空"),
                          where=table.place(place), next_step=Text("Complete the row, or take it out",
                                                                   "请补全该行，或删去"))
