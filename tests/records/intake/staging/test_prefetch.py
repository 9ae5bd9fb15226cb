"""Work done ahead in a thread: the same items in the same order, errors at their place, and no thread left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from plumbline.records.intake.staging.prefetch import ahead


def threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "ahead"]


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("count", [0, 1, 50])
def test_the_same_items_in_the_same_order(count: int, depth: int) -> None:
    assert list(ahead(range(count), depth)) == list(range(count))
    assert threads() == []


def test_an_error_comes_at_its_place() -> None:
    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("third")

    found: list[int] = []
    with pytest.raises(ValueError, match="third"):
        found.extend(ahead(failing()))
    assert (found, threads()) == ([1, 2], [])


def test_a_reader_that_stops_early_stops_the_thread() -> None:
    made: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            made.append(len(made))
            yield made[-1]

    items = ahead(endless())
    assert [next(items), next(items)] == [0, 1]
    items.close()  # type: ignore[attr-defined]
    assert threads() == []
    assert len(made) < 10
