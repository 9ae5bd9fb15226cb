"""Room for frames: what is called answers as ever, and its calls cost the system nothing."""

from __future__ import annotations

import resource

import pytest

from plumbline.methods.shared.frames import roomily

CALLS = 2000
DEEPEST = 400


def test_what_is_called_answers_and_fails_as_ever() -> None:
    assert roomily(divmod, 7, 2) == (3, 1)
    assert roomily(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]
    with pytest.raises(ZeroDivisionError):
        roomily(divmod, 7, 0)


def _leaf() -> None:
    return None


def _down(depth: int) -> None:
    if depth:
        _down(depth - 1)
    else:
        for _ in range(CALLS):
            _leaf()


def _cleared(depth: int) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    _down(depth)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_at_no_depth_is_memory_asked_for_at_each_call() -> None:
    most = roomily(lambda: max(_cleared(depth) for depth in range(DEEPEST)))
    assert most < CALLS / 4, "else a page is cleared for each call"
