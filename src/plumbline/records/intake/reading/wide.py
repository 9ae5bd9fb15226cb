"""Tables with a column for each period (指标 | 2022 | 2023), read as one row for each.

A kind is given so where it has a period and a value, and the file a column for neither. Each such row keeps the number
of the row it came from; beside its period it gets what follows from it: how long it is, and its last day. Months may
stand without a year (1月 | 2月) where a column, the title above the table or whoever brings the file tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plumbline.errors import IntakeError, MethodError
from plumbline.methods.shared import periods as calendar
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading import places, spelling
from plumbline.records.intake.reading.source import FURTHER, Batch, Source
from plumbline.rulebook.mappings.mappings import Mapping
from plumbline.text import Text

PERIOD, VALUE, SPAN, LAST = "period", "value", "span", "ends_on"
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?")
_QUARTER = re.compile(r"((?:19|20)\d\d)\s*(?:年?\s*(?:第\s*)?([1-4一二三四])\s*季度?|[-年]?\s*[Qq]([1-4]))")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(1[0-2]|0?[1-9])\s*月?份?")
_BARE_MONTH = re.compile(r"(1[0-2]|0?[1-9])\s*月\s*份?")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")
_YEAR_HEADINGS = ("年", "年份", "年度", "year")
_YEAR_SIGNS = re.compile(r"\s*年?度?$")
_YEAR_IN_TITLE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# A year in such brackets is that of a document's number: 国办发〔2013〕47号.
_NUMBERED = re.compile(r"[〔\[【（(]\s*(?:19|20)\d\d\s*[〕\]】）)]\s*第?\s*\d+\s*号")
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]$")


def is_wide(kind: Kind, mapping: Mapping | None) -> bool:
    """Whether files of ``kind`` may have a column for each period."""
    filled = mapping.filled if mapping else frozenset()
    return {PERIOD, VALUE} <= set(kind.by_name) and not {PERIOD, VALUE} & filled


def period_of(heading: str) -> tuple[str, str] | None:
    """The period that a heading names, as it is kept, and its length; None: it names none."""
    name = _BRACKETS.sub("", heading.strip())
    if found := _YEAR.fullmatch(name):
        return found[1], "year"
    if found := _QUARTER.fullmatch(name):
        quarter = found[2] or found[3]
        return f"{found[1]}-Q{'一二三四'.find(quarter) + 1 or quarter}", "quarter"
    if found := _MONTH.fullmatch(name):
        return f"{found[1]}-{int(found[2]):02d}", "month"
    return None


def month_of(heading: str) -> int | None:
    """The month that a heading names without a year, from 1; None: it names none."""
    name = _BRACKETS.sub("", heading.strip())
    if found := _BARE_MONTH.fullmatch(name):
        return int(found[1])
    word = name.lower().removesuffix(".")
    return next((order for order, month in enumerate(_MONTH_NAMES, start=1)
                 if word in (month, month[:3]) or (word == "sept" and order == 9)), None)


def lengthened(kind: Kind, mapping: Mapping | None, source: Source, year: int = 0) -> tuple[Source, Mapping | None]:
    """``source`` with a row for each of its columns that names a period, and ``mapping`` with what that adds;
    both the same where it has none. ``year``: that of months, where it is said; 0: it is not.

    :raises IntakeError: for months of which nothing tells the year, or several things tell several.
    """
    if not is_wide(kind, mapping):
        return source, mapping
    taken = mapping.taken if mapping else frozenset()
    periods = {place: period for place, header in enumerate(source.headers)
               if header not in taken and (period := period_of(header)) is not None}
    years = None
    if not periods:
        periods, years = _months(source, taken, year)
    units = {found[0] if (found := _BRACKETS.search(source.headers[place])) else "" for place in periods}
    if len(units) != 1:  # no period, or values in several units
        return source, mapping
    unit = units.pop()
    kept = [place for place in range(len(source.headers)) if place not in periods and place != years]
    headers = [source.headers[place] for place in kept]
    filled = mapping.filled if mapping else frozenset()
    added = [PERIOD, VALUE, *(name for name in (SPAN, LAST) if name in kind.by_name and name not in filled)]
    if any(name in headers for name in added):
        return source, mapping
    shown = {name: f"{name}{unit}" if name == VALUE else name for name in added}
    if mapping:
        mapping = replace(mapping, columns={**mapping.columns, **{shown[name]: name for name in added}})
    names = [source.headers[place] for place in periods]
    source.report.add("wide", ", ".join(names[:8]), len(names))
    return replace(source, headers=[*headers, *shown.values()],
                   read=lambda long: _rows(source, long, kept, periods, added, years)), mapping


def _months(source: Source, taken: frozenset[str], year: int) -> tuple[dict[int, tuple[str, str]], int | None]:
    """The columns that name months, each with its period; and the column of their year, where there is one: then
    periods lack it. Months of one year are each there once, or it is no such table."""
    months = {place: month for place, header in enumerate(source.headers)
              if header not in taken and (month := month_of(header)) is not None}
    if not months or len(set(months.values())) < len(months):
        return {}, None
    column = next((place for place, header in enumerate(source.headers)
                   if header not in taken and header.strip().lower() in _YEAR_HEADINGS), None)
    if year or column is None:
        year = year or _year_above(source, [source.headers[place] for place in months])
        return {place: (f"{year}-{month:02d}", "month") for place, month in months.items()}, None
    return {place: (f"-{month:02d}", "month") for place, month in months.items()}, column


def _year_above(source: Source, months: list[str]) -> int:
    found = {year: text for text in source.above for year in _YEAR_IN_TITLE.findall(_NUMBERED.sub("", text))}
    if len(found) == 1:
        [(year, text)] = found.items()
        source.report.add("year", text[:60], int(year))
        return int(year)
    few, more = months[:3], len(months) > 3
    raise IntakeError(
        "file.year_untold", Text(f"the columns {', '.join(few)}{' …' if more else ''} are months without a year",
                                 f"{'、'.join(few)}{'等' if more else ''}列是月份，没有年份"),
        where=places.within(source.name, source.head),
        why=Text(f"What stands above the headings names several: {', '.join(sorted(found))}",
                 f"列标题上方提到多个年份：{'、'.join(sorted(found))}") if found else
        Text("Neither a column nor what stands above the headings tells it", "各列和列标题上方都没有写明年份"),
        next_step=Text("Add a column 'year', or say the year: --year 2023, or year = 2023 in a mapping",
                       "请增加year列，或指明年份：--year 2023，或在映射文件中写year = 2023"))


def _rows(source: Source, long: Source, kept: list[int], periods: dict[int, tuple[str, str]], added: list[str],
          years: int | None) -> Iterator[Batch]:
    source.report, source.left_out = long.report, long.left_out  # what is set aside, both keep in one place
    for rows, batch, share in source.told_batches():
        for order, (place, (period, span)) in enumerate(periods.items()):
            filled = np.flatnonzero(pc.not_equal(pc.utf8_trim_whitespace(batch.column(f"c{place}")), "").to_numpy(
                zero_copy_only=False))
            if not len(filled):
                continue
            columns = [*((f"{sign}{new}", f"{sign}{old}") for new, old in enumerate(kept) for sign in "ck"),
                       *((f"{sign}{len(kept) + added.index(VALUE)}", f"{sign}{place}") for sign in "ck")]
            some = batch.take(pa.array(filled))
            read = {new: some.column(old) for new, old in columns if old in batch.schema.names}
            named = [period] * some.num_rows if years is None else [
                f"{_year_in(value)}{period}" for value in some.column(f"c{years}").to_pylist()]
            lasts = {name: _last(name) for name in set(named)}
            given = {PERIOD: named, SPAN: [span] * some.num_rows, LAST: [lasts[name] for name in named]}
            read |= {f"c{len(kept) + new}": pa.array(given[name], pa.string())
                     for new, name in enumerate(added) if name != VALUE}
            numbers = [order * FURTHER + rows[at] for at in filled.tolist()]
            yield numbers, pa.record_batch(read), share


def _year_in(value: str) -> str:
    """The year of a row; what is none stays as it is, and the period made of it is told to be none."""
    found = re.fullmatch(r"((?:19|20)\d\d)(?:\.0+)?", _YEAR_SIGNS.sub("", spelling.code(value)))
    return found[1] if found else value.strip()


def _last(period: str) -> str:
    try:
        return calendar.parse(period).last.isoformat()
    except MethodError:
        return ""
