"""Every table of one store into another, row by row in the order of its key, whichever databases they are.

Values travel as the drivers give them. Text is what both understand: a COPY takes SQLite's days, times, flags and
numbers as they are written there; the other way, days and times are written as Django writes them for SQLite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models

from plumbline.errors import StoreError, reported
from plumbline.text import Text

BATCH_ROWS = 5_000
MADE_WITH_THE_TABLES = ("django_content_type", "auth_permission")
"""Tables that are filled when they are made; what the source says of them replaces that."""
Progress: TypeAlias = Callable[[str, int], None]
"""Called with a table's name and the number of its rows copied so far."""


def tables() -> list[type[models.Model]]:
    """Every table that holds something, by name: those of records, people and jobs, and the links between them."""
    every = apps.get_models(include_auto_created=True)
    return sorted((one for one in every if one._meta.managed and not one._meta.proxy), key=_table)


def misshapen(using: str) -> list[str]:
    """Names of tables that are not there, or have other columns than this program made."""
    wrong = []
    with connections[using].cursor() as cursor:
        for model in tables():
            try:
                # Asked as a question is: to describe a table of SQLite, Django parses the text that made it, which for
                # all tables took half of the doctor's time.
                cursor.execute(f'SELECT * FROM "{_table(model)}" LIMIT 0')
                there = {told[0] for told in cursor.description}
            except (DatabaseError, UnicodeDecodeError):
                there = set()
            if there != {field.column for field in model._meta.concrete_fields}:
                wrong.append(_table(model))
    return wrong


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table


def filled(using: str) -> str | None:
    """The name of a table of ours that holds rows; None for a store that is empty, with or without its tables."""
    there = set(connections[using].introspection.table_names())
    return next((_table(one) for one in tables() if _table(one) in there and _table(one) not in MADE_WITH_THE_TABLES
                 and one._base_manager.using(using).exists()), None)


def hold(using: str) -> None:
    """Keep the store as it is until this transaction ends: others may read and not write."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        names = ", ".join(f'"{_table(one)}"' for one in tables())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")
    # SQLite: the transaction has the only write lock already (records/stores/sqlite/base.py).


def copy(source: str, target: str, progress: Progress) -> dict[str, int]:
    """Copy every table from ``source`` to ``target``. Returns rows by table.

    To be called in a transaction of each store: a reader that is not in one may see the source change meanwhile, and a
    target that is not may be left half filled.

    :raises StoreError: if a value cannot be kept by the other database, or rows are missing afterwards.
    """
    copied = {}
    for model in tables():
        with connections[target].cursor() as cursor:
            cursor.execute(f'DELETE FROM "{_table(model)}"')
        copied[_table(model)] = _copy(model, source, target, progress)
    _continue_numbers(target)
    for model in tables():
        there = model._base_manager.using(target).count()
        if there != copied[_table(model)]:
            sent = copied[_table(model)]
            raise StoreError("store.copy_incomplete", Text(f"{sent} rows were sent and {there} arrived",
                                                           f"发送了{sent}行，到达{there}行"), where=_table(model),
                             next_step=Text("Try again; the records are where they were",
                                            "请重试；记录仍在原数据库中"))
    return copied


def _copy(model: type[models.Model], source: str, target: str, progress: Progress) -> int:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    write = _by_copy if connections[target].vendor == "postgresql" else _by_insert
    try:
        return write(model, columns, _rows(model, columns, source), target, progress)
    except StoreError:
        raise
    except (DatabaseError, ValueError) as error:
        raise StoreError(
            "store.value_refused", Text("a value cannot be kept by the other database", "有的值无法存入另一数据库"),
            where=_table(model), why=reported(error, whole=True),
            next_step=Text("Correct the record and try again; the records are where they were",
                           "请更正该记录后重试；记录仍在原数据库中")) from error


def _rows(model: type[models.Model], columns: str, using: str) -> Iterator[list[tuple[Any, ...]]]:
    connection = connections[using]
    key = model._meta.pk
    assert key is not None
    # In a transaction this is a cursor of the server, which hands rows over batch by batch.
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{_table(model)}" ORDER BY "{key.column}"')
        while rows := cursor.fetchmany(BATCH_ROWS):
            yield rows


def _by_copy(model: type[models.Model], columns: str, batches: Iterator[list[tuple[Any, ...]]], using: str,
             progress: Progress) -> int:
    connection, count = connections[using], 0
    sql = f'COPY "{_table(model)}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as out:
        for rows in batches:
            for row in rows:
                out.write_row(row)
            count += len(rows)
            progress(_table(model), count)
    return count


def _by_insert(model: type[models.Model], columns: str, batches: Iterator[list[tuple[Any, ...]]], using: str,
               progress: Progress) -> int:
    connection, count = connections[using], 0
    holes = ", ".join(["%s"] * len(model._meta.concrete_fields))
    sql = f'INSERT INTO "{_table(model)}" ({columns}) VALUES ({holes})'
    with connection.cursor() as cursor:
        for rows in batches:
            cursor.executemany(sql, [tuple(_as_written(value, connection.ops) for value in row) for row in rows])
            count += len(rows)
            progress(_table(model), count)
    return count


def _as_written(value: Any, ops: Any) -> Any:
    """A value of PostgreSQL's driver as Django writes it for SQLite."""
    if isinstance(value, datetime):
        return ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return str(value) if isinstance(value, IPv4Address | IPv6Address) else value


def _continue_numbers(using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
