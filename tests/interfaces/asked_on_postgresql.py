"""What is asked on PostgreSQL of an address or an operation: of many asks that differ by record or kind some, the first
and the last among them, since what the store is asked for is made in one way for all kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

Ask = TypeVar("Ask")
FAULT, SOME = 500, 6


def some(asks: Iterable[Ask]) -> list[Ask]:
    """At most :data:`SOME` of ``asks``, evenly among them."""
    every = list(asks)
    last = len(every) - 1
    if last < SOME:
        return every
    return [every[round(place * last / (SOME - 1))] for place in range(SOME)]


def whole(response: Any) -> int:
    """The status of a response, once all of it was made."""
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


def assert_none_fails(said: dict[str, int]) -> None:
    """Something was asked, and nothing was a fault of the server."""
    assert said
    assert {path: status for path, status in said.items() if status == FAULT} == {}
