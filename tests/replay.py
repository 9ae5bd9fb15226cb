"""Records that many tests begin from: made once in a process by the acts that make them, then put back as rows.

An act checks, hashes and seals; sixty of them are half a second, their rows some milliseconds. What is put back is what
the acts wrote, salts, leaves and journal with it, so nothing that a test looks at is another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from django.apps import apps
from django.db import connection

T = TypeVar("T")
Rows: TypeAlias = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
_kept: dict[tuple[str, str], tuple[Rows, Any]] = {}


def begin_from(make: Callable[[], T]) -> T:
    """What ``make`` keeps, in the transaction of a test whose store is empty. It gives no rows of models, for those are
    others in each test; what it gives is given again."""
    name = (make.__module__, make.__qualname__)
    if name in _kept:
        rows, given = _kept[name]
        _put_back(rows)
        return given  # type: ignore[no-any-return]
    assert not any(rows for _, rows in _taken().values()), "the store holds something already"
    given = make()
    _kept[name] = (_taken(), given)
    return given


def _taken() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy or model._meta.app_label in ("contenttypes", "auth"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")
            if rows := cursor.fetchall():
                found[model._meta.db_table] = ([column[0] for column in cursor.description], rows)
    return found


def _put_back(kept: Rows) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, rows) in kept.items():
            cursor.executemany(f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) "
                               f"VALUES ({', '.join(['%s'] * len(columns))})", rows)
