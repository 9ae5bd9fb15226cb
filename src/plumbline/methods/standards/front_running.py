"""How a standard stands to others by all its parameters: in which it is stricter, equal or looser, or cannot be
compared.

Each requirement of the one is held against each of the others on the same parameter, for the same goods
(``comparing.py``). What the one does not say anything of is told apart: silence is no lower requirement, for what is
mandatory holds all the same, and no higher one either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plumbline.errors import MethodError
from plumbline.methods.standards.comparing import (
    EQUAL,
    LOOSER,
    NONE,
    OTHER_METHOD,
    STRICTER,
    Requirement,
    Verdict,
    compare,
    plain,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A requirement that a ``document`` states in a ``clause``, for goods of a sort (empty: for all of them)."""

    document: str
    clause: str
    goods: str
    requirement: Requirement


@dataclass(frozen=True, slots=True)
class Pair:
    """One requirement held against another, and how it stands to it."""

    own: Stated
    against: Stated
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """A standard by all its parameters. ``undeclared`` are the requirements of the others that it says nothing of."""

    pairs: tuple[Pair, ...]
    undeclared: tuple[Stated, ...]

    def having(self, *results: str) -> list[Pair]:
        """The pairs with one of these results."""
        return [each for each in self.pairs if each.verdict.result in results]

    def parameters(self, *results: str, without: tuple[str, ...] = ()) -> list[str]:
        """The parameters with one of these results, and, for the same goods, with none of those ``without``; each once.
        """
        others = {_of(each) for each in self.having(*without)}
        return list(dict.fromkeys(each.own.requirement.parameter for each in self.having(*results)
                                  if _of(each) not in others))

    @property
    def stricter(self) -> list[str]:
        """The parameters in which it is stricter than all that it is held against, as far as that can be compared, and
        stricter than one at least."""
        return self.parameters(STRICTER, without=(LOOSER, EQUAL))

    @property
    def looser(self) -> list[str]:
        """The parameters in which it is looser than one."""
        return self.parameters(LOOSER)

    @property
    def unlike(self) -> list[str]:
        """The parameters that cannot be compared: other methods, other quantities, ranges that only overlap."""
        return self.parameters(NONE, OTHER_METHOD, without=(STRICTER, EQUAL, LOOSER))

    def runs_ahead(self, least_stricter: int) -> bool:
        """Whether it is looser in nothing and stricter in so many parameters at least."""
        return not self.looser and len(self.stricter) >= least_stricter

    @property
    def rank(self) -> tuple[int, int, int]:
        """The order: stricter in most parameters first, then what says most, then what can be compared most."""
        return -len(self.stricter), len(self.undeclared), len(self.unlike)


def standing(own: Sequence[Stated], against: Iterable[Stated]) -> Standing:
    """How what a standard states stands to what others state. A requirement that is none - without a value, in a unit
    that there is not - cannot be compared, and its fault is the reason."""
    pairs, undeclared = [], []
    for other in against:
        same = [each for each in own if _alike(each, other)]
        pairs += [Pair(each, other, _compared(each, other)) for each in same]
        if not same:
            undeclared.append(other)
    return Standing(tuple(pairs), tuple(undeclared))


def _of(pair: Pair) -> tuple[str, str]:
    return plain(pair.own.requirement.parameter), plain(pair.against.goods)


def _alike(one: Stated, other: Stated) -> bool:
    goods = {plain(one.goods), plain(other.goods)} - {""}
    return plain(one.requirement.parameter) == plain(other.requirement.parameter) and len(goods) < 2


def _compared(one: Stated, other: Stated) -> Verdict:
    try:
        return compare(one.requirement, other.requirement)
    except MethodError as error:
        return Verdict(NONE, error.what)
