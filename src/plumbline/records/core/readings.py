"""What pages ask of the store again and again, asked once: of one page, and of several while nothing was written."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from plumbline.home import current
from plumbline.records.core import changes

Made = TypeVar("Made")
MOST = 512
_NUMBER = object()
_unchanged: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = threading.Lock()
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("plumbline.reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Within, :func:`once` remembers. For what only reads: an act sees what it changed, and what others changed before
    it had its lock."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def once(key: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` gives; within one reading it is asked once for each ``key``."""
    known = _known.get()
    if known is None:
        return make()
    if key not in known:
        known[key] = make()
    found: Made = known[key]
    return found


def while_unchanged(key: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` gives of the store alone, for everybody who asks for ``key``: within one reading as :func:`once`,
    and what was found for another one as long as nobody wrote anything. Nobody may change it. Outside of a reading,
    and where the store cannot say whether it changed, it is asked anew."""
    if _known.get() is None:
        return make()
    return once(key, lambda: _of_the_process((str(current().path), key), make))


def _of_the_process(key: Hashable, make: Callable[[], Made]) -> Made:
    number = once(_NUMBER, changes.number)  # asked before the store is
    if number is None:
        return make()
    with _lock:
        before = _unchanged.get(key)
    if before is not None and before[0] == number:
        found: Made = before[1]
        return found
    found = make()
    with _lock:
        _unchanged[key] = number, found
        _unchanged.move_to_end(key)
        while len(_unchanged) > MOST:
            _unchanged.popitem(last=False)
    return found


def forget() -> None:
    """Ask everything anew: the store was written to."""
    known = _known.get()
    if known:
        known.clear()
