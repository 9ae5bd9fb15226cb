"""How long steps take that wait for one another: the longest chain of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the ``days`` it takes (None: nobody knows), and the steps that must be done ``after`` which it begins."""

    days: int | None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The longest chain: its ``days``, the ``steps`` on it in their order, the steps whose days nobody knows
    (``unknown``: the whole takes at least so long), those that wait for themselves (``circle``; there is no chain
    then) and what is waited for and is no step (``absent``)."""

    days: int | None
    steps: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def longest(steps: Mapping[str, Step]) -> Chain:
    """The chain of ``steps`` that takes longest. A step of which nobody knows the days counts none."""
    unknown = tuple(name for name, step in steps.items() if step.days is None)
    absent = tuple(dict.fromkeys(each for step in steps.values() for each in step.after if each not in steps))
    ends: dict[str, int] = {}
    before: dict[str, str] = {}
    left = dict(steps)
    while left:
        ready = [name for name, step in left.items() if not any(each in left for each in step.after)]
        if not ready:
            return Chain(None, unknown=unknown, circle=_circle(left), absent=absent)
        for name in ready:
            step = left.pop(name)
            first = max((each for each in step.after if each in ends), key=lambda each: ends[each], default="")
            ends[name] = (ends[first] if first else 0) + (step.days or 0)
            before[name] = first
    if not ends:
        return Chain(None)
    name = max(ends, key=lambda each: ends[each])
    way = [name]
    while before[way[0]]:
        way.insert(0, before[way[0]])
    return Chain(ends[name], tuple(way), unknown, absent=absent)


def _circle(left: Mapping[str, Step]) -> tuple[str, ...]:
    """Steps that wait for one another, from any of them round to it."""
    way = [next(iter(left))]
    while True:
        after = next(each for each in left[way[-1]].after if each in left)
        if after in way:
            return tuple(way[way.index(after):])
        way.append(after)
