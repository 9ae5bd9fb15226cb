"""When Python looks for garbage: not while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """For making hundreds of thousands of small things that all stay, as loading modules does, and scoring: looking
    them through for garbage, again and again, took an eighth of the time of a small command, two thirds of scoring.

    What was made meanwhile is then old to the collector, as if it had been looked through once: else the first look
    afterwards would go through all of it.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # somebody else's frozen objects stay frozen
            gc.freeze()
            gc.unfreeze()
        if collects:
            gc.enable()
