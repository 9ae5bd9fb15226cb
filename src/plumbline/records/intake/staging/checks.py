"""The validators of a kind, compiled from its declaration into one DuckDB query over a batch of text.

For each field the query gives the typed value and a reason code, NULL where the value is good. It also gives the
canonical JSON of the row's public and of its internal fields, so that hashing needs no second look at the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from plumbline.errors import MethodError
from plumbline.methods.shared import identifiers, period_spellings
from plumbline.methods.shared.succession import JOINED
from plumbline.records.core.canonical_sql import canonical_sql
from plumbline.records.core.canonical_sql import quoted as _q
from plumbline.records.core.fields import INTERNAL, KEPT_DIGITS, PUBLIC, Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.intake.reading import meaning, spelling
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.mappings.mappings import EMPTY, Mapping, parts
from plumbline.rulebook.mappings.score_band import Band
from plumbline.rulebook.mappings.score_bands import Bands
from plumbline.text import DIRECTIONS

Parts: TypeAlias = list[tuple[str, bool]]
"""What a field is made of: columns, as v0t and the like name them without the v, and words between them."""
BATCH, REGIONS, PERIODS = "batch", "region_versions", "period_spellings"
FIRST_DAY, LAST_DAY = "1800-01-01", "2200-12-31"
LABEL = " · "
"""Stands between the code of a region and its name, where a person chooses from a list."""
WRITTEN = {"integer": "[+-]?[0-9]+", "decimal": "[+-]?[0-9]+([.][0-9]*)?"}
"""How numbers are written."""
SCORE = "[+-]?[0-9]{1,17}([.][0-9]{0,18})?"
MIDNIGHT = "[ T](0?0:00(:00([.]0+)?)?|12:00(:00)? ?[Aa][Mm])$"
ADJOINING = re.compile("%[dmYyHMSjf]%[dmYyHMSjf]")
ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
SHORT_YEAR = "[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日?"
DAY_OR_MONTH = "[0-9]{1,2}[ ./-][0-9]{1,2}[ ./-]([0-9]{2}|[0-9]{4})"
YES = ("true", "yes", "y", "1", "是")
NO = ("false", "no", "n", "0", "否")


@dataclass(frozen=True, slots=True)
class Checks:
    """``sql`` over the tables ``batch`` (v0t, v1c, … as ``meaning`` reads them), ``region_versions`` (code, valid_from,
    valid_to) and, where ``periods`` is a query that finds how periods are written in the batch, ``period_spellings``.
    ``sql_with_reasons`` also takes the reasons that ``meaning`` found (e0t, e1c, …). Both end where the columns follow
    that are asked for: ``columns``, and of a bad row ``told``, how it was given and why it is bad."""

    kind: Kind
    sql: str
    sql_with_reasons: str
    columns: str
    told: str
    reasons: tuple[tuple[str, str], ...]
    wants: tuple[tuple[int, str], ...]
    periods: str = ""

    def query(self, with_reasons: bool, *, told: bool = True) -> str:
        """The query for a batch in which ``meaning`` found reasons, or none; with what is ``told`` of bad rows."""
        columns = f"{self.columns}, {self.told}" if told else self.columns
        return f"{self.sql_with_reasons if with_reasons else self.sql} SELECT {columns} FROM judged"

    def take(self, engine: duckdb.DuckDBPyConnection, batch: pa.Table) -> None:
        """Make ``batch`` the rows that the query is about."""
        engine.register(BATCH, batch)
        if self.periods:
            written = engine.sql(self.periods).fetchall()
            engine.register(PERIODS, spellings(written))

    def run(self, engine: duckdb.DuckDBPyConnection, batch: pa.Table, with_reasons: bool, *, told: bool = True,
            ) -> pa.Table:
        """The rows of ``batch``, checked; with what is ``told`` of bad rows, for which most files are in no need."""
        self.take(engine, batch)
        return engine.sql(self.query(with_reasons, told=told)).to_arrow_table()

    def of_one(self) -> str:
        """The same query about a single row without reasons, whose columns are its parameters in the order of
        ``wants``: a plan that is made once and asked of one row after the other."""
        given = "".join(f"CAST(${place} AS VARCHAR) AS v{column}{mode}, "
                        for place, (column, mode) in enumerate(self.wants, start=1))
        return f"WITH {BATCH} AS (SELECT {given}CAST(0 AS BIGINT) AS row_), {self.query(False).removeprefix('WITH ')}"

    def few(self, engine: duckdb.DuckDBPyConnection, batch: pa.Table, with_reasons: bool) -> list[dict[str, Any]]:
        """The rows of a small ``batch``, checked, in their order: without the relation that ``run`` goes through,
        planning takes half as long, and for one row planning is all there is."""
        self.take(engine, batch)
        return sorted(named(engine.execute(self.query(with_reasons))), key=lambda row: int(row["row_"]))


def named(found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of what was just asked, each by the names of its columns."""
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def compile_checks(kind: Kind, headers: list[str], mapping: Mapping, *, controls: bool, first_day: str = "") -> Checks:
    """The query for one file of ``kind``. ``controls``: whether the file holds control characters to look for.
    ``first_day``: the day of serial number 0, where days may be given as a workbook counts them."""
    made = {field: [(column, True)] for column, field in mapping.columns.items()}
    made |= {field: parts(text) for field, text in mapping.fields.items()}
    made |= {field: [(one.column, True)] for field, one in mapping.bands.items()}
    wanted = {field.name: meaning.NUMBER if field.name in mapping.bands else meaning.wanted_as(kind, field)
              for field in kind.fields}
    place = {field.name: [(f"{headers.index(part)}{wanted[field.name]}" if is_column else part, is_column)
                          for part, is_column in made[field.name]]
             for field in kind.fields if field.name in made}
    codes = [(field.name, _reason(kind, field, mapping, controls)) for field in kind.fields]
    told = {name: ", ".join(f"e{part}" for part, is_column in made_of if is_column) for name, made_of in place.items()}
    with_reasons = [(name, f"coalesce({told[name]}, {sql})" if told.get(name) else sql) for name, sql in codes]
    carried = tuple(dict.fromkeys(part for made_of in place.values() for part, is_column in made_of if is_column))
    plain = _query(kind, mapping, place, first_day, codes, ())
    careful = _query(kind, mapping, place, first_day, with_reasons, carried)
    names = [field.name for field in kind.fields]
    asked = ", ".join(["row_", "bad_", "public_", "internal_", "key_", "key_hash_", *map(_q, names)])
    # Only of a bad row does anybody ask how it was given and why; to carry both for every row took a fifth of the time.
    told_of = ", ".join(f"CASE WHEN bad_ THEN {_q(mark + name)} END AS {_q(mark + name)}"
                        for mark in ("r_", "x_") for name in names)
    wants = tuple((int(part[:-1]), part[-1]) for part in carried)
    periods = " UNION ".join(f"SELECT DISTINCT {_raw(field, place.get(field.name), mapping)} AS written, "
                             f"{_s(field.reads)} FROM {BATCH}"
                             for field in kind.fields if field.reads)
    return Checks(kind, plain, careful, asked, told_of, tuple((name, "x_" + name) for name, _ in codes), wants, periods)


def _query(kind: Kind, mapping: Mapping, place: dict[str, Parts], first_day: str, codes: list[tuple[str, str]],
           told_of: tuple[str, ...]) -> str:
    raw = {field.name: _raw(field, place.get(field.name), mapping) for field in kind.fields}
    values = {field.name: _value(field, mapping, first_day) for field in kind.fields}
    carried = "".join(f", e{part}" for part in told_of)
    typed = ", ".join(f"{sql} AS {_q(name)}" for name, sql in values.items())
    given = ", ".join(f"{sql} AS {_q('r_' + name)}" for name, sql in raw.items())
    checked = ", ".join(f"{sql} AS {_q('x_' + name)}" for name, sql in codes)
    bad = " OR ".join(f"{_q('x_' + name)} IS NOT NULL" for name, _ in codes)
    public = canonical_sql([field for field in kind.fields if field.exposure is PUBLIC])
    hidden = [field for field in kind.fields if field.exposure is INTERNAL]
    internal = canonical_sql(hidden) if hidden else "''"
    key = " || chr(31) || ".join(f"CAST({_q(name)} AS VARCHAR)" for name in kind.key)
    places, joins = _places(kind)
    named = [field for field in kind.fields if field.reads]
    told_periods = "".join(f", {_q('p_' + field.name)}.span AS {_q('span_' + field.name)}, "
                           f"{_q('p_' + field.name)}.last AS {_q('last_' + field.name)}" for field in named)
    spelt = "".join(f" LEFT JOIN {PERIODS} AS {_q('p_' + field.name)} ON {_q('p_' + field.name)}.written = "
                    f"given.{_q('r_' + field.name)} AND {_q('p_' + field.name)}.reads = {_s(field.reads)}"
                    for field in named)
    return (
        f"WITH given AS (SELECT row_, {given}{carried} FROM {BATCH}), "
        f"typed AS (SELECT given.*, {typed}{told_periods} FROM given{spelt}), "
        f"placed AS (SELECT typed.*{places} FROM typed{joins}), "
        f"checked AS (SELECT *, {checked} FROM placed), "
        f"judged AS (SELECT *, coalesce({bad}, false) AS bad_, {public} AS public_, {internal} AS internal_, "
        # The engine's own hash() is quicker and gives GB/T 613239-2009 and GB/T 618239-2002 one value: each such pair
        # had the whole file published twice.
        f"{key} AS key_, md5_number_lower({key}) AS key_hash_ FROM checked)"
    )


def spellings(written: Iterable[tuple[str | None, str]]) -> pa.Table:
    """How periods and years are ``written``, each with its name and, of a period, how long it is called and its last
    day; what means none is left out."""
    found: list[tuple[str, str, str, str | None, date | None]] = []
    for text, reads in dict.fromkeys(written):  # each once, or rows would be multiplied
        if not text:
            continue
        with suppress(MethodError):
            if reads in period_spellings.YEARS:
                found.append((text, reads, period_spellings.YEARS[reads](text), None, None))
                continue
            period = period_spellings.read(text)
            found.append((text, reads, period.text, period_spellings.span_of(period), period.last))
    names = {"written": pa.string(), "reads": pa.string(), "name": pa.string(), "span": pa.string(),
             "last": pa.date32()}
    return pa.table({name: pa.array([row[place] for row in found], kind)
                     for place, (name, kind) in enumerate(names.items())})


def _s(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _raw(field: Spec, made_of: Parts | None, mapping: Mapping) -> str:
    default = _s(mapping.defaults[field.name]) if field.name in mapping.defaults else None
    if not made_of:
        return default or "CAST(NULL AS VARCHAR)"
    own = _spelt(field) if field.vocabulary else frozenset()
    single = [_given(part, mapping, own) if is_column else _s(part) for part, is_column in made_of]
    # What is made of several columns is known if all of them are.
    given = single[0] if len(single) == 1 else f"({' || '.join(single)})"
    if (words := mapping.values.get(field.name)) and not field.vocabulary:
        whens = {read: value for word, value in words.items() for read in (word, spelling.code(word))}
        read = " ".join(f"WHEN {_s(word)} THEN {_s(value)}" for word, value in whens.items())
        given = f"CASE {given} {read} ELSE {given} END"
    if digits := mapping.digits.get(field.name):
        # A reference read as a number lost the noughts at its end: 2024.965 was 2024.9650.
        given = (f"CASE WHEN regexp_full_match({given}, '[0-9]+([.][0-9]{{1,{digits - 1}}})?') "
                 f"THEN rpad({given} || CASE WHEN contains({given}, '.') THEN '' ELSE '.' END, "
                 f"CAST(strpos({given} || '.', '.') + {digits} AS INTEGER), '0') ELSE {given} END")
    if field.name in mapping.bands:
        given = _banded(given, mapping.bands[field.name])
    return f"coalesce({given}, {default})" if default else given


def _banded(given: str, bands: Bands) -> str:
    """What the band of a score means. What is no number stays as it is, and is told as such (``not_score``)."""
    number = f"TRY_CAST(CASE WHEN regexp_full_match({given}, {_s(SCORE)}) THEN {given} END AS DECIMAL(38, 18))"
    whens = " ".join(f"WHEN {_within(number, one)} THEN {_s(one.value)}" for one in bands.bands)
    return f"CASE {whens} WHEN {given} IS NOT NULL THEN {_s(meaning.MARK)} || {given} END"


def _within(number: str, band: Band) -> str:
    """Whether a number lies in a band; where the band has no ends, whether it is a number."""
    low = f"{number} >{'=' * band.low_in} {band.low:f}" if band.low is not None else f"{number} IS NOT NULL"
    return low if band.high is None else f"{low} AND {number} <{'=' * band.high_in} {band.high:f}"


def _spelt(field: Spec) -> frozenset[str]:
    return frozenset(each for term in vocabulary(field.vocabulary).values() for each in term.spellings())


def _given(place: str, mapping: Mapping, own: frozenset[str]) -> str:
    """The value of a column, NULL where it stands for unknown. What is among its ``own`` words stands for itself: NA
    is Namibia where countries are told."""
    words = [""] + [word for given in mapping.empty for word in (given, spelling.code(given)) if word not in own]
    empties = ", ".join(_s(word) for word in dict.fromkeys(words))
    given = f"CASE WHEN v{place} IN ({empties}) THEN NULL ELSE v{place} END"
    if any(mapping.empty):
        # An export says of such a word, by an apostrophe, that it is one.
        marked = _s("'+(" + "|".join(word for word in EMPTY if word) + ")")
        given = (f"CASE WHEN starts_with(v{place}, chr(39)) AND regexp_full_match(v{place}, {marked}) "
                 f"THEN substr(v{place}, 2) ELSE {given} END")
    return given


def _value(field: Spec, mapping: Mapping, first_day: str) -> str:
    raw = _q("r_" + field.name)
    if field.reads:
        return _q("p_" + field.name) + ".name"
    makers: dict[str, Callable[[], str]] = {
        "text": lambda: _normal(field.identifier, raw) if field.identifier else raw,
        # A list of choices shows a region as "9 · Ward 9".
        "ref": lambda: _reference(field, raw),
        "choice": lambda: _choice(field, mapping, raw),
        "integer": lambda: f"CASE WHEN regexp_full_match({raw}, '[+-]?0*[0-9]{{1,{KEPT_DIGITS}}}') "
                           f"THEN TRY_CAST({raw} AS BIGINT) END",
        "decimal": lambda: f"CASE WHEN regexp_full_match({raw}, '[+-]?0*[0-9]{{1,{KEPT_DIGITS - 1}}}([.][0-9]*)?') "
                           f"THEN TRY_CAST({raw} AS DECIMAL({KEPT_DIGITS}, {field.places})) END",
        "date": lambda: _date(raw, mapping, first_day),
        "flag": lambda: f"CASE WHEN lower({raw}) IN ({', '.join(map(_s, YES))}) THEN true "
                        f"WHEN lower({raw}) IN ({', '.join(map(_s, NO))}) THEN false END",
    }
    return makers[field.type]()


def _normal(identifier: str, raw: str) -> str:
    """An identifier as its standard writes it (``identifiers.normal``)."""
    plain = f"upper(regexp_replace({raw}, {_s(identifiers.BETWEEN)}, '', 'g'))"
    told = identifiers.KINDS[identifier]
    wide = f"lpad({plain}, {told.width}, '0')" if told.width else plain
    return f"CASE WHEN regexp_full_match({plain}, {_s(told.shape)}) THEN {wide} ELSE {raw} END"


def _reference(field: Spec, raw: str) -> str:
    identifier = _identifier_of(field.refers)
    code = "split_part({}, " + _s(LABEL) + ", 1)" if field.refers == "region" else "{}"

    def one(given: str) -> str:
        return _normal(identifier, given) if identifier else code.format(given)

    if not field.several:
        return one(raw)
    # Each once, in order, so that the same regions are the same text however they were written.
    each = f"[trim({one('trim(x)')}) for x in string_split_regex({raw}, '[;；]') if trim(x) <> '']"
    sorted_once = f"list_sort(list_distinct({each}))"
    return f"nullif(array_to_string({sorted_once}, {_s(JOINED)}), '')"


def _identifier_of(kind_name: str) -> str:
    kind = KINDS.get(kind_name)
    return kind.by_name[kind.key[0]].identifier if kind is not None else ""


def _choice(field: Spec, mapping: Mapping, raw: str) -> str:
    pairs = {spelling: term.code for term in vocabulary(field.vocabulary).values() for spelling in term.spellings()}
    pairs |= mapping.values.get(field.name, {})
    pairs = {read: code for spelling_, code in pairs.items() for read in (spelling_, spelling.code(spelling_))}
    whens = " ".join(f"WHEN {_s(spelling)} THEN {_s(code)}" for spelling, code in pairs.items())
    return f"CASE {raw} {whens} END"


def _date(raw: str, mapping: Mapping, first_day: str) -> str:
    if mapping.dates:
        return _date_by_pattern(raw, mapping.dates)
    written = f"regexp_replace(regexp_replace({raw}, {_s(MIDNIGHT)}, ''), '[/.年月]', '-', 'g')"
    written = f"regexp_replace({written}, '日$', '')"
    # A number below is rather a year, and one above no day of our time.
    serial = (f" WHEN regexp_full_match({raw}, '[0-9]{{5}}') AND {raw} BETWEEN '20000' AND '73050' "
              f"THEN DATE {_s(first_day)} + CAST({raw} AS INTEGER)" if first_day else "")
    # The common form is cast at once; only what differs from it is rewritten. Digits first: the engine would also take
    # words such as 'epoch'.
    return (f"CASE WHEN length({raw}) = 10 AND {raw} BETWEEN '0' AND ':' AND TRY_CAST({raw} AS DATE) IS NOT NULL "
            f"THEN TRY_CAST({raw} AS DATE) "
            f"WHEN regexp_full_match({written}, '[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}') "
            f"THEN TRY_CAST({written} AS DATE){serial} END")


def _date_by_pattern(raw: str, pattern: str) -> str:
    bare = f"regexp_replace({raw}, {_s(MIDNIGHT)}, '')"
    # Parts of a second say nothing of the day, and some exports write them in some rows alone.
    timed = f"regexp_replace({raw}, '[.][0-9]{{1,9}}$', '')" if pattern.endswith("%S") else raw
    read = f"coalesce(try_strptime({timed}, {_s(pattern)}), try_strptime({bare}, {_s(pattern)}))"
    day = f"CAST({read} AS DATE)"
    if ADJOINING.search(pattern):
        # Without a sign between its numbers 2013111 is two days; only what has every digit is one.
        day = f"CASE WHEN strftime({read}, {_s(pattern)}) IN ({raw}, {bare}) THEN {day} END"
    if not pattern.lower().startswith("%y"):
        # A day that begins with its year can be mistaken for none that ends with it.
        day = f"CASE WHEN regexp_full_match({bare}, {_s(ISO_DAY)}) THEN TRY_CAST({bare} AS DATE) ELSE {day} END"
    # What was a day in the file needs no pattern.
    return (f"CASE WHEN starts_with({raw}, {_s(meaning.MARK)}) "
            f"THEN TRY_CAST(substr({raw}, {len(meaning.MARK) + 1}) AS DATE) ELSE {day} END")


def _reason(kind: Kind, field: Spec, mapping: Mapping, controls: bool) -> str:
    raw, value = _q("r_" + field.name), _q(field.name)
    tests: list[tuple[str, str]] = []
    if field.name in mapping.bands:
        tests.append((f"starts_with({raw}, {_s(meaning.MARK)})", "not_score"))
    if field.required:
        tests.append((f"{raw} IS NULL", "missing"))
    if field.instead:
        tests.append((f"{raw} IS NULL AND {_q('r_' + field.instead)} IS NULL", "neither"))
    if field.reads:
        tests.append((f"{raw} IS NOT NULL AND {value} IS NULL", f"not_{field.reads}"))
    if field.type in ("text", "ref"):
        tests.append((f"length({value}) > {field.max_length}", "too_long"))
        if controls:
            tests.append((f"regexp_matches({raw}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]')", "control"))
            if field.name in kind.key or field.type == "ref":
                # Two keys that look alike would be two records. Other text keeps such signs; pages set it apart.
                tests.append((f"regexp_matches({raw}, '[{DIRECTIONS}]')", "direction"))
    else:
        if field.type == "date" and not mapping.dates:
            tests.append((f"regexp_full_match({raw}, '{DAY_OR_MONTH}')", "unclear_date"))
            tests.append((f"regexp_full_match({raw}, '{SHORT_YEAR}')", "short_year"))
        if field.type in WRITTEN:
            number = f"regexp_full_match({raw}, {_s(WRITTEN[field.type])})"
            if field.type == "decimal" and field.name not in mapping.round:
                tests.append((f"length(rtrim(split_part({raw}, '.', 2), '0')) > {field.places} AND {number}", "places"))
            tests.append((f"{value} IS NULL AND {number}", "too_many_digits"))
        tests.append((f"{raw} IS NOT NULL AND {value} IS NULL", f"not_{field.type}"))
    if field.minimum is not None:
        tests.append((f"{value} < {field.minimum}", "too_small"))
    if field.maximum is not None:
        tests.append((f"{value} > {field.maximum}", "too_large"))
    if field.type == "date":
        tests.append((f"{value} NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'", "far_date"))
    if field.refers == "region" and kind.name != "region":
        tests.append((f"{raw} IS NOT NULL AND NOT {_q('known_' + field.name)}", "no_region"))
        if kind.date and field.name == kind.region:
            tests.append((f"{raw} IS NOT NULL AND {_q(kind.date)} IS NOT NULL AND NOT then_", "not_then"))
    for period in kind.fields:
        if period.told_by and field.name == period.told_by[0]:
            tests.append((f"{_q(period.name)} IS NOT NULL AND {value} <> {_q('span_' + period.name)}", "not_span"))
        if period.told_by and field.name == period.told_by[1]:
            tests.append((f"{_q(period.name)} IS NOT NULL AND {value} <> {_q('last_' + period.name)}", "not_end"))
    whens = " ".join(f"WHEN {test} THEN {_s(code)}" for test, code in tests)
    return f"CASE {whens} END" if tests else "CAST(NULL AS VARCHAR)"


def _places(kind: Kind) -> tuple[str, str]:
    # Joins rather than subqueries, which the engine would run once for each time a reason is used. Versions of one
    # region never overlap, so neither join can multiply rows.
    if kind.name == "region":
        return "", ""
    columns, joins = "", ""
    for field in kind.fields:
        if field.refers == "region":
            known = _q("k_" + field.name)
            columns += f", {known}.code IS NOT NULL AS {_q('known_' + field.name)}"
            joins += (f" LEFT JOIN (SELECT DISTINCT code FROM {REGIONS}) AS {known} "
                      f"ON {known}.code = typed.{_q(field.name)}")
    if kind.date:
        columns += ", v_.code IS NOT NULL AS then_"
        # A kind may have a valid_from of its own.
        joins += (f" LEFT JOIN {REGIONS} AS v_ ON v_.code = typed.{_q(kind.region)} "
                  f"AND typed.{_q(kind.date)} BETWEEN v_.valid_from AND v_.valid_to")
    return columns, joins
