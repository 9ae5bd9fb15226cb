"""The longest chain of steps, by hand."""

from __future__ import annotations

import time

from plumbline.methods.standards.critical_days import Chain, Step, longest


def test_the_longest_chain_and_not_the_sum() -> None:
    steps = {"a": Step(15), "b": Step(30), "c": Step(45), "d": Step(20, ("b", "c")), "e": Step(10, ("a", "d"))}
    assert longest(steps) == Chain(75, ("c", "d", "e"))


def test_what_is_not_known_counts_nothing_and_is_told() -> None:
    assert longest({"a": Step(5), "b": Step(None, ("a",)), "c": Step(7, ("b",))}) == Chain(12, ("a", "b", "c"), ("b",))


def test_steps_in_a_circle_have_no_length() -> None:
    found = longest({"a": Step(5), "b": Step(1, ("c",)), "c": Step(1, ("b", "a"))})
    assert (found.days, set(found.circle)) == (None, {"b", "c"})
    assert longest({"a": Step(1, ("a",))}).circle == ("a",)


def test_what_is_waited_for_and_is_no_step() -> None:
    assert longest({"a": Step(5, ("z",))}) == Chain(5, ("a",), absent=("z",))


def test_nothing_takes_no_time_that_is_known() -> None:
    assert longest({}) == Chain(None)


def test_a_long_chain_is_quick() -> None:
    begun = time.process_time()
    assert longest({str(each): Step(1, (str(each - 1),) if each else ()) for each in range(1000)}).days == 1000
    assert time.process_time() - begun < 2
