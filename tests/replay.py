"""Records that many tests begin from: made once in a process by the acts that make them, then put back as rows.

An act checks, hashes and seals; sixty of them are a second, their rows some milliseconds. What is put back is what the
acts wrote, salts, leaves and journal with it, and the files they wrote into the home, so that nothing a test looks at
is another.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from django.apps import apps
from django.db import connection, transaction

from plumbline.home import Home

T = TypeVar("T")
Rows: TypeAlias = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
_kept: dict[Hashable, tuple[Rows, Path | None, Any]] = {}


def begin_from(make: Callable[[], T], *, name: Hashable = None, home: Home | None = None) -> T:
    """What ``make`` keeps, in a test whose store is empty, and what it writes into ``home``.

    ``make`` is known by its name, or by ``name`` where it rests on more than itself. It gives no rows of models, for
    those are others in each test; what it gives is given again.
    """
    known = name or (make.__module__, make.__qualname__)
    if known in _kept:
        rows, files, given = _kept[known]
        _put_back(rows)
        if files is not None and home is not None:
            shutil.copytree(files, home.path, dirs_exist_ok=True)
        return given  # type: ignore[no-any-return]
    assert not _taken(), "the store holds something already"
    given = make()
    _kept[known] = (_taken(), _copied(home), given)
    return given


def _copied(home: Home | None) -> Path | None:
    if home is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="plumbline-replay-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(shutil.copytree(home.path, folder / "home"))


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
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.items():
            cursor.executemany(f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) "
                               f"VALUES ({', '.join(['%s'] * len(columns))})", rows)
