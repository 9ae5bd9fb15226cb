"""How many rows there are of a list, in a bounded time: counted where that is quick, else estimated, and said so."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from plumbline.records.core.kinds import Kind

Result = TypeVar("Result")

SECONDS = 1.0
"""Longer than this nobody waits for a total."""
SAMPLE = 4_000
"""Rows drawn for an estimate. Of a share of a tenth, it is off by no more than a tenth, 19 times of 20."""
TELLING = 20
"""With fewer hits than this a sample says nothing."""
SEED = 1
STEPS = 20_000
"""After so many steps of SQLite's machine it is asked whether the time is over."""


@dataclass(frozen=True, slots=True)
class Count:
    """``rows`` is exact where ``whole``; else ``estimate`` says about how many there are (None: so few among so many
    that a sample does not tell), and at least ``rows`` were counted."""

    rows: int
    whole: bool
    estimate: int | None = None


def count(kind: Kind, matching: QuerySet[Any], up_to: int) -> Count:
    """Count ``matching`` (rows of ``kind``) no further than ``up_to`` and no longer than :data:`SECONDS`."""
    rows = matching.order_by()
    found = in_time(rows[:up_to + 1].count)
    if found is None:
        return Count(0, False, _estimate(kind, rows))
    return Count(found, True) if found <= up_to else Count(up_to, False, max(up_to, _estimate(kind, rows) or 0))


def in_time(ask: Callable[[], Result]) -> Result | None:
    """What ``ask`` finds in the store; None if that takes longer than :data:`SECONDS`."""
    try:
        with _in_time():
            return ask()
    except OperationalError:
        return None


def _estimate(kind: Kind, rows: QuerySet[Any]) -> int | None:
    """From a sample of row numbers, drawn with a seed so that a page says the same when it is loaded anew."""
    last = kind.model.objects.order_by("-id").values_list("id", flat=True).first() or 0
    drawn = random.Random(SEED).sample(range(1, last + 1), k=min(SAMPLE, last))  # noqa: S311 - nothing here is secret
    hits = sum(rows.filter(pk__in=drawn[start:start + 500]).count() for start in range(0, len(drawn), 500))
    return None if hits < TELLING else _rounded(hits * last // len(drawn))


def _rounded(number: int) -> int:
    unit: int = 10 ** max(0, len(str(number)) - 2)
    return number // unit * unit


@contextmanager
def _in_time() -> Iterator[None]:
    """Ends what the store does within after :data:`SECONDS`, with an OperationalError."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            before = cursor.fetchone()[0]
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{int(SECONDS * 1000)}ms"])
            yield
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
        return
    held: Any = connection.connection
    deadline = time.monotonic() + SECONDS
    held.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
    try:
        yield
    finally:
        held.set_progress_handler(None, STEPS)
