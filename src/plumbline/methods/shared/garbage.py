"""When Python looks for garbage: not while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_kept = False


def keep() -> None:
    """Have the collector leave for good what is there now, as a process does that others are forked from."""
    global _kept  # noqa: PLW0603  (one collector a process)
    gc.freeze()
    _kept = True


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
        if not _kept:  # Python would count every frozen object to say whether there are any: the most of a command
            gc.freeze()
            gc.unfreeze()
        if collects:
            gc.enable()
