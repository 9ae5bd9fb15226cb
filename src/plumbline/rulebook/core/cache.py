"""What was read of the rulebook, kept until one of its files changes: an act asks for the same rules many times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar

from plumbline.home import Home
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.core.files import Stamp, stamp

HOMES = 8
TEXTS, LONGEST = 256, 200_000
"""How many texts of one sort are kept at most, and of how many characters."""
T = TypeVar("T")
P = ParamSpec("P")
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


class _Same:
    """A value that is equal to itself alone, so that what cannot be hashed may stand in a key."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def kept_by_text(read: Callable[P, T]) -> Callable[P, T]:
    """Let a function that makes something of texts, and of other things that stay as they are, make it once of the same
    ones: most files of a rulebook ship, and are the same in every home. What it gives is everybody's: nobody changes
    it. What it refuses is refused anew."""
    @lru_cache(maxsize=TEXTS)
    def once(given: tuple[Any, ...]) -> T:
        return read(*(each.value if isinstance(each, _Same) else each for each in given))  # type: ignore[call-arg]

    @wraps(read)
    def again(*given: P.args, **named: P.kwargs) -> T:
        if named or any(isinstance(each, str) and len(each) > LONGEST for each in given):
            return read(*given, **named)
        return once(tuple(each if isinstance(each, str) else _Same(each) for each in given))

    return again
