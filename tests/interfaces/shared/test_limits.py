"""Counting requests in minutes."""

from __future__ import annotations

from plumbline.interfaces.shared.limits import Limiter


def test_a_token_waits_until_its_minute_is_over() -> None:
    limiter = Limiter(2)
    assert [limiter.wait("a", at) for at in (100.0, 110.0, 130.0, 159.5, 160.0)] == [0.0, 0.0, 30.0, 0.5, 0.0]


def test_each_token_is_counted_by_itself() -> None:
    limiter = Limiter(1)
    assert (limiter.wait("a", 0.0), limiter.wait("b", 0.0), limiter.wait("a", 1.0)) == (0.0, 0.0, 59.0)


def test_zero_is_without_limit() -> None:
    assert {Limiter(0).wait("a", 0.0) for _ in range(5)} == {0.0}


def test_what_is_long_past_is_forgotten() -> None:
    limiter = Limiter(1)
    for key in "abc":
        limiter.wait(key, 0.0)
    limiter.wait("a", 60.0)
    assert set(limiter._counts) == {"a"}
