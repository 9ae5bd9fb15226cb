"""Several questions put to the store in one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST_VALUES = 20_000
"""A store takes no more values in one query than some ten thousands."""
NO_ROWS = "SELECT 1 AS id, 1 AS entry_id WHERE 1 = 0"


def of_each(what: str, rows: Sequence[QuerySet[Any]]) -> list[Any]:
    """``what``, an expression over columns, of each of ``rows``: in one query, or in several where they name more
    values than one holds."""
    parts = [(f"(SELECT {what} FROM ({sql}) AS part)", values) for sql, values in map(_sql, rows)]
    return [value for some in _held(parts)
            for value in _answers(f"SELECT {', '.join(sql for sql, _ in some)}", some)[0]]


def ids_of_each(rows: Sequence[QuerySet[Any]]) -> list[int]:
    """The ids in each of ``rows``, which may be ordered and cut short, asked for as :func:`of_each` does."""
    parts = [(f"SELECT id FROM ({sql}) AS part", values) for sql, values in map(_sql, rows)]
    return [row[0] for some in _held(parts) for row in _answers(" UNION ALL ".join(sql for sql, _ in some), some)]


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return NO_ROWS, ()


Part = tuple[str, tuple[Any, ...]]


def _held(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """As many parts together as a query holds values."""
    some: list[Part] = []
    for each in parts:
        if some and sum(len(values) for _, values in some) + len(each[1]) > MOST_VALUES:
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def _answers(sql: str, parts: Sequence[Part]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        return list(cursor.fetchall())
