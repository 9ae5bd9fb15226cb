"""What was read of the rulebook, kept until one of its files changes: an act asks for the same rules many times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias, TypeVar

from plumbline.home import Home
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.core.files import Stamp, stamp

HOMES = 8
T = TypeVar("T")
Load: TypeAlias = Callable[[Home | None], Loaded[T]]


def kept(*folders: str) -> Callable[[Load[T]], Load[T]]:
    """Let a function that reads the rules of a home read them again only after a file in one of ``folders`` of its
    rulebook has changed. What it gives is the caller's own; the rules in it are everybody's."""
    def over(load: Load[T]) -> Load[T]:
        @lru_cache(maxsize=HOMES)
        def once(home: Home | None, _stamps: tuple[Stamp, ...]) -> Loaded[T]:
            return load(home)

        def again(home: Home | None = None) -> Loaded[T]:
            # Stamped first: of what changes while it is read, the next reader finds another stamp.
            found = once(home, tuple(stamp(home, folder) for folder in folders))
            return Loaded(found, found.faults)

        again.__doc__, again.__name__, again.__module__ = load.__doc__, load.__name__, load.__module__
        return again

    return over
