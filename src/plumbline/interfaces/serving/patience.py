"""How long a client may take for each thing it does: generous to a bad line, and bounded."""

from __future__ import annotations

from dataclasses import dataclass

STILL_SECONDS = 30.0
"""Without a byte, where one is due."""
BEGIN_SECONDS = 20.0
"""For the head of a request, whole."""
REST_SECONDS = 60.0
"""Between two requests."""
LEAVE_SECONDS = 2.0
"""For a client to end what it still sends, after our last answer on its connection."""
LONGEST_SECONDS = 3600.0
"""For one request or one answer, however large."""
LEAST_BYTES_A_SECOND = 1024
"""On the average of one request or answer, once it has taken longer than :data:`STILL_SECONDS`."""


@dataclass
class Patience:
    """What one client is about (``begins`` or ``sends`` a request, ``waits`` for us, ``reads``, ``rests``, ``leaves``
    once it had our last answer), since when, and how much has moved. Times are seconds of a clock that only goes
    forward."""

    since: float
    doing: str = "rests"
    last: float = 0.0
    bytes: int = 0
    stirred: bool = False

    def __post_init__(self) -> None:
        self.last = self.since

    def moved(self, count: int) -> None:
        """So many bytes went in or out."""
        if count:
            self.bytes += count
            self.stirred = True

    def turn(self, doing: str, now: float) -> None:
        """Note what the client is about at ``now``."""
        if self.stirred:
            self.last, self.stirred = now, False
        if doing != self.doing:
            self.doing, self.since, self.last, self.bytes = doing, now, now, 0

    @property
    def place(self) -> float:
        """Since when it makes no headway: of those who must make room, the smallest goes first."""
        return self.last if self.doing == "rests" else self.since

    def over(self, now: float) -> bool:
        """Whether it has had its time."""
        took, still = now - self.since, now - self.last
        match self.doing:
            case "waits":
                return False
            case "rests":
                return still > REST_SECONDS
            case "begins":
                return took > BEGIN_SECONDS
            case "leaves":
                return took > LEAVE_SECONDS
        slow = took > STILL_SECONDS and self.bytes < (took - STILL_SECONDS) * LEAST_BYTES_A_SECOND
        return still > STILL_SECONDS or slow or took > LONGEST_SECONDS
