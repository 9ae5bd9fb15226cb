"""How long a client may take, at every thing it does."""

from __future__ import annotations

import pytest

from plumbline.interfaces.serving.patience import (
    BEGIN_SECONDS,
    LEAST_BYTES_A_SECOND,
    LONGEST_SECONDS,
    REST_SECONDS,
    STILL_SECONDS,
    Patience,
)


def gone(doing: str, rate: float, *, step: float = 1.0, until: float = 2 * LONGEST_SECONDS) -> float:
    """When a client is given up that moves ``rate`` bytes each second, looked at every ``step`` seconds."""
    client, now, moved = Patience(0.0), 0.0, 0.0
    client.turn(doing, 0.0)
    while now < until and not client.over(now):
        now += step
        moved += rate * step
        client.moved(int(moved))
        moved -= int(moved)
        client.turn(doing, now)
    return now


@pytest.mark.parametrize(("doing", "rate", "end"), [
    ("begins", 0.1, BEGIN_SECONDS + 1), ("begins", 100, BEGIN_SECONDS + 1),   # byte by byte, or a head without end
    ("sends", 0, STILL_SECONDS + 1), ("reads", 0, STILL_SECONDS + 1),
    ("sends", 1, STILL_SECONDS + 1), ("reads", 1, STILL_SECONDS + 1),          # one byte a second
    ("sends", LEAST_BYTES_A_SECOND // 2, 2 * STILL_SECONDS + 1), ("reads", LEAST_BYTES_A_SECOND // 2, 61),
    ("sends", 2 * LEAST_BYTES_A_SECOND, LONGEST_SECONDS + 1), ("reads", 10 ** 6, LONGEST_SECONDS + 1),
    ("rests", 0, REST_SECONDS + 1),
    ("waits", 0, 2 * LONGEST_SECONDS),                                         # for us: never the client's fault
])
def test_every_client_is_given_up_at_some_time(doing: str, rate: float, end: float) -> None:
    assert gone(doing, rate) == pytest.approx(end, abs=1.5)


def test_each_thing_has_its_own_time() -> None:
    client = Patience(0.0)
    for now in range(0, 1000, 10):
        client.turn("reads" if now % 20 else "begins", float(now))
        client.moved(10_000)
        assert not client.over(float(now))


def test_who_makes_room_first() -> None:
    reader, rested = Patience(0.0), Patience(0.0)
    reader.turn("reads", 5.0)
    reader.moved(1)
    reader.turn("reads", 50.0)
    rested.moved(1)
    rested.turn("rests", 40.0)
    assert min((reader, rested), key=lambda one: one.place) is reader
