"""How often one token may ask: a count a minute, held by this process."""

from __future__ import annotations

from threading import Lock

MINUTE = 60.0


class Limiter:
    """Counts requests by key in minutes that begin with the first of them. ``per_minute`` 0: without limit."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._counts: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def wait(self, key: str, now: float) -> float:
        """Count one request of ``key`` at ``now`` (seconds, on any clock that only goes forward). How long to wait: 0
        where the request may go on."""
        if not self.per_minute:
            return 0.0
        with self._lock:
            began, count = self._counts.get(key, (now, 0))
            if now - began >= MINUTE:
                self._forget(now)
                began, count = now, 0
            if count >= self.per_minute:
                return began + MINUTE - now
            self._counts[key] = (began, count + 1)
            return 0.0

    def _forget(self, now: float) -> None:
        self._counts = {key: held for key, held in self._counts.items() if now - held[0] < MINUTE}
