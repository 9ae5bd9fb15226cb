"""The members of a case, some at a time: of the states that are asked for, with a word in what is known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.procedures.casework import reading
from plumbline.procedures.casework.finding import Found

MOST = 50
"""So many members a page shows."""


@dataclass(frozen=True, slots=True)
class Some:
    """Members of a case: those ``shown``, out of so many that ``fit``; ``states`` says how many stand in each, whatever
    is looked for; ``next`` is the member after which the next page begins, empty where nothing follows."""

    shown: tuple[str, ...]
    fit: int
    states: Mapping[str, int]
    next: str

    @property
    def total(self) -> int:
        """How many members there are that the reader may know of."""
        return sum(self.states.values())


def some(case: Found, user: Any, *, state: str = "", word: str = "", after: str = "", most: int = MOST) -> Some:
    """The members that ``user`` may know of, in the order in which they came: those in ``state``, in whose name or open
    fields the ``word`` stands (capitals or not), the first ``most`` after the one named. One named that does not fit
    begins at the first."""
    known = reading.members(case, user)
    states = Counter(case.state(each).name for each in known)
    fits = fitting(case, user, known, state=state, word=word)
    first = fits.index(after) + 1 if after in fits else 0
    shown = fits[first:first + most]
    return Some(tuple(shown), len(fits), states, shown[-1] if len(fits) > first + most else "")


def fitting(case: Found, user: Any, known: Iterable[str], *, state: str = "", word: str = "") -> list[str]:
    """Those of the members ``known`` to ``user`` that are in ``state``, and in whose name or open fields the ``word``
    stands."""
    return [each for each in known if (not state or case.state(each).name == state)
            and (not word or _holds(case, user, each, word.casefold()))]


def _holds(case: Found, user: Any, member: str, word: str) -> bool:
    return any(word in text.casefold() for text in (member, *reading.values(case, user, member).values()))
