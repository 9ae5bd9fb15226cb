"""What was lately worked out, held within a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The values last asked for, up to ``size`` by the sum of ``weigh``. Cuts never change, so nothing in it can be out
    of date; the newest is held whatever it weighs."""

    def __init__(self, size: int, weigh: Callable[[V], int] = lambda _: 1) -> None:
        self.size = size
        self.weigh = weigh
        self._weight = 0
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            return None

    def put(self, key: K, value: V) -> V:
        """Hold ``value`` and return it."""
        with self._lock:
            if key in self._held:
                self._weight -= self.weigh(self._held.pop(key))
            self._held[key] = value
            self._weight += self.weigh(value)
            while self._weight > self.size and len(self._held) > 1:
                self._weight -= self.weigh(self._held.popitem(last=False)[1])
        return value

    def clear(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()
            self._weight = 0
