"""How often one client may ask: a count a minute, held by this process, which is the only one that answers."""

from __future__ import annotations

from threading import Lock

from django.http import HttpRequest

from plumbline.interfaces.shared.client_address import client_address, network

MINUTE = 60.0
MOST_KEYS = 20_000
"""More clients than that in a minute, and the count of the oldest begins anew: memory is bounded."""


class Limiter:
    """Counts requests by key in minutes that begin with the first of them. ``per_minute`` 0: without limit."""

    def __init__(self, per_minute: int, most: int = MOST_KEYS) -> None:
        self.per_minute = per_minute
        self.most = most
        self._counts: dict[str, tuple[float, int]] = {}  # in the order in which their minutes began
        self._lock = Lock()

    def wait(self, key: str, now: float) -> float:
        """Count one request of ``key`` at ``now`` (seconds, on any clock that only goes forward). How long to wait: 0
        where the request may go on."""
        if not self.per_minute:
            return 0.0
        with self._lock:
            began, count = self._counts.get(key, (now, 0))
            if now - began >= MINUTE or not count:
                self._counts.pop(key, None)
                self._forget(now)
                began, count = now, 0
            if count >= self.per_minute:
                return began + MINUTE - now
            self._counts[key] = (began, count + 1)
            return 0.0

    def _forget(self, now: float) -> None:
        while self._counts:
            oldest = next(iter(self._counts))
            if now - self._counts[oldest][0] < MINUTE and len(self._counts) < self.most:
                return
            del self._counts[oldest]


def client_key(request: HttpRequest) -> str:
    """Who asks, as far as an address tells: an IPv4 address, or the network of an IPv6 one."""
    return network(client_address(request))
