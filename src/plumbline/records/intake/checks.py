"""The validators of a kind, compiled from its declaration into one DuckDB query over a batch of text.

For each field the query gives the typed value and a reason code, NULL where the value is good. It also gives the
canonical JSON of the row's public and of its internal fields, so that hashing needs no second look at the values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plumbline.records.fields import INTERNAL, PUBLIC, Spec
from plumbline.records.kinds import Kind
from plumbline.rulebook.mappings import Mapping
from plumbline.rulebook.vocabularies import vocabulary

BATCH, REGIONS = "batch", "region_versions"
FIRST_DAY, LAST_DAY = "1800-01-01", "2200-12-31"
LABEL = " · "
"""Stands between the code of a region and its name, where a person chooses from a list."""
DAY_OR_MONTH = "[0-9]{1,2}[ ./-][0-9]{1,2}[ ./-]([0-9]{2}|[0-9]{4})"
YES = ("true", "yes", "y", "1", "是")
NO = ("false", "no", "n", "0", "否")


@dataclass(frozen=True, slots=True)
class Checks:
    """``sql`` over the tables ``batch`` (c0, c1, … as text) and ``region_versions`` (code, valid_from, valid_to)."""

    kind: Kind
    sql: str
    reasons: tuple[tuple[str, str], ...]


def compile_checks(kind: Kind, headers: list[str], mapping: Mapping, *, controls: bool, first_day: str = "") -> Checks:
    """The query for one file of ``kind``. ``controls``: whether the file holds control characters to look for.
    ``first_day``: the day of serial number 0, where days may be given as a workbook counts them."""
    place = {field: f"c{headers.index(column)}" for column, field in mapping.columns.items()}
    raw = {field.name: _raw(field, place.get(field.name), mapping) for field in kind.fields}
    values = {field.name: _value(field, mapping, first_day) for field in kind.fields}
    codes = [(field.name, _reason(kind, field, mapping, controls)) for field in kind.fields]
    typed = ", ".join(f"{sql} AS {_q(name)}" for name, sql in values.items())
    given = ", ".join(f"{sql} AS {_q('r_' + name)}" for name, sql in raw.items())
    checked = ", ".join(f"{sql} AS {_q('x_' + name)}" for name, sql in codes)
    bad = " OR ".join(f"{_q('x_' + name)} IS NOT NULL" for name, _ in codes)
    public = _canonical([field for field in kind.fields if field.exposure is PUBLIC])
    hidden = [field for field in kind.fields if field.exposure is INTERNAL]
    internal = _canonical(hidden) if hidden else "''"
    # Only of a bad row does anybody ask how it was given and why; to carry both for every row took a fifth of the time.
    told = ", ".join(f"CASE WHEN bad_ THEN {_q(mark + name)} END AS {_q(mark + name)}"
                     for mark in ("r_", "x_") for name in values)
    key = " || chr(31) || ".join(f"CAST({_q(name)} AS VARCHAR)" for name in kind.key)
    places, joins = _places(kind)
    sql = (
        f"WITH given AS (SELECT row_, {given} FROM {BATCH}), "
        f"typed AS (SELECT *, {typed} FROM given), "
        f"placed AS (SELECT typed.*{places} FROM typed{joins}), "
        f"checked AS (SELECT *, {checked} FROM placed), "
        f"judged AS (SELECT *, coalesce({bad}, false) AS bad_, {public} AS public_, {internal} AS internal_, "
        f"{key} AS key_, hash({key}) AS key_hash_ FROM checked) "
        f"SELECT row_, bad_, public_, internal_, key_, key_hash_, {', '.join(map(_q, values))}, {told} FROM judged"
    )
    return Checks(kind, sql, tuple((name, "x_" + name) for name, _ in codes))


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _s(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _raw(field: Spec, place: str | None, mapping: Mapping) -> str:
    default = _s(mapping.defaults[field.name]) if field.name in mapping.defaults else None
    if place is None:
        return default or "CAST(NULL AS VARCHAR)"
    empties = ", ".join(_s(word) for word in dict.fromkeys(["", *mapping.empty]))
    # Trimming every value would cost more than all other checks of it together; few begin or end with a space.
    bare = f"CASE WHEN {place} < '!' OR suffix({place}, ' ') THEN trim({place}) ELSE {place} END"
    given = f"CASE WHEN {bare} IN ({empties}) THEN NULL ELSE {bare} END"
    return f"coalesce({given}, {default})" if default else given


def _value(field: Spec, mapping: Mapping, first_day: str) -> str:
    raw = _q("r_" + field.name)
    makers: dict[str, Callable[[], str]] = {
        "text": lambda: raw,
        # A list of choices shows a region as "9 · Ward 9".
        "ref": lambda: f"split_part({raw}, {_s(LABEL)}, 1)" if field.refers == "region" else raw,
        "choice": lambda: _choice(field, mapping, raw),
        "integer": lambda: f"CASE WHEN regexp_full_match({raw}, '[+-]?[0-9]{{1,18}}') "
                           f"THEN TRY_CAST({raw} AS BIGINT) END",
        "decimal": lambda: f"CASE WHEN regexp_full_match({raw}, '[+-]?[0-9]{{1,17}}([.][0-9]*)?') "
                           f"THEN TRY_CAST({raw} AS DECIMAL(18, {field.places})) END",
        "date": lambda: _date(raw, mapping, first_day),
        "flag": lambda: f"CASE WHEN lower({raw}) IN ({', '.join(map(_s, YES))}) THEN true "
                        f"WHEN lower({raw}) IN ({', '.join(map(_s, NO))}) THEN false END",
    }
    return makers[field.type]()


def _choice(field: Spec, mapping: Mapping, raw: str) -> str:
    pairs = {spelling: term.code for term in vocabulary(field.vocabulary).values() for spelling in term.spellings()}
    pairs |= mapping.values.get(field.name, {})
    whens = " ".join(f"WHEN {_s(spelling)} THEN {_s(code)}" for spelling, code in pairs.items())
    return f"CASE {raw} {whens} END"


def _date(raw: str, mapping: Mapping, first_day: str) -> str:
    if mapping.dates:
        return f"CAST(try_strptime({raw}, {_s(mapping.dates)}) AS DATE)"
    written = f"regexp_replace(regexp_replace({raw}, '[/.年月]', '-', 'g'), '日$|[ T]00:00(:00)?$', '')"
    # A number below is rather a year, and one above no day of our time.
    serial = (f" WHEN regexp_full_match({raw}, '[0-9]{{5}}') AND {raw} BETWEEN '20000' AND '73050' "
              f"THEN DATE {_s(first_day)} + CAST({raw} AS INTEGER)" if first_day else "")
    # The common form is cast at once; only what differs from it is rewritten. Digits first: the engine would also take
    # words such as 'epoch'.
    return (f"CASE WHEN length({raw}) = 10 AND {raw} BETWEEN '0' AND ':' AND TRY_CAST({raw} AS DATE) IS NOT NULL "
            f"THEN TRY_CAST({raw} AS DATE) "
            f"WHEN regexp_full_match({written}, '[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}') "
            f"THEN TRY_CAST({written} AS DATE){serial} END")


def _reason(kind: Kind, field: Spec, mapping: Mapping, controls: bool) -> str:
    raw, value = _q("r_" + field.name), _q(field.name)
    tests: list[tuple[str, str]] = []
    if field.required:
        tests.append((f"{raw} IS NULL", "missing"))
    if field.type in ("text", "ref"):
        tests.append((f"length({value}) > {field.max_length}", "too_long"))
        if controls:
            tests.append((f"regexp_matches({raw}, '[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]')", "control"))
    else:
        if field.type == "date" and not mapping.dates:
            tests.append((f"regexp_full_match({raw}, '{DAY_OR_MONTH}')", "unclear_date"))
        tests.append((f"{raw} IS NOT NULL AND {value} IS NULL", f"not_{field.type}"))
    if field.type == "decimal" and field.name not in mapping.round:
        tests.append((f"length(rtrim(split_part({raw}, '.', 2), '0')) > {field.places}", "places"))
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


def _canonical(fields: list[Spec]) -> str:
    # Sorted keys, every value a string, what is unknown left out: the form methods/trust/canonical.py defines, open, as
    # hashing.leaves takes it. A row in which a required field is unknown is bad, and nobody asks for its form. Values
    # hold no control character but tab and line breaks (the checks above), for which DuckDB and msgspec escape alike.
    parts = ["'{'"]
    for field in sorted(fields, key=lambda one: one.name):
        value, name = _q(field.name), f"'\"{field.name}\":"
        if field.type in ("text", "ref", "choice"):
            said = f"{name}', to_json({value}), ','"
        else:
            said = f"{name}\"', CAST({value} AS VARCHAR), '\",'"
        # One flat call is a quarter faster than joining each field by itself.
        parts.append(said if field.required else f"CASE WHEN {value} IS NULL THEN '' ELSE concat({said}) END")
    return f"concat({', '.join(parts)})"
