"""Do some inspectors fail more than others, given what each was sent to? Indirect standardisation over strata.

Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research, vol. II (IARC 1987), 2.3: the rates of all
groups together, stratum by stratum, say how many failures a group was to be expected to find in what it inspected; the
ratio of those it found to those expected is its standardised ratio. The interval takes what was expected as known and
what was found as Poisson, with exact limits (F. Garwood, Biometrika 28 (1936), 437-442): half the chi-square quantile
of 2x degrees of freedom below, of 2x + 2 above. Failures are at most one an inspection, which varies less than Poisson:
the interval is rather too wide than too narrow.

A group is part of the rates it is held against, which draws its ratio towards 1, all the way where it inspected a
stratum alone: such inspections are counted apart, for they compare it with nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from scipy import special

Stratum: TypeAlias = tuple[str, ...]
Cells: TypeAlias = Mapping[tuple[str, Stratum], tuple[int, int]]
"""By group and stratum: inspections, and those of them that failed."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one group found. ``expected`` failures, ``ratio`` of those found to them with its interval, and ``adjusted``
    the rate of all times the ratio: None where none was expected. ``alone``: inspections in strata that no other group
    inspected. ``beyond``: 1 above, -1 below what the interval leaves to chance, 0 within it."""

    group: str
    n: int
    failed: int
    expected: float
    ratio: float | None
    low: float | None
    high: float | None
    adjusted: float | None
    alone: int

    @property
    def rate(self) -> float:
        """Of its inspections the share that failed, as they are."""
        return self.failed / self.n

    @property
    def beyond(self) -> int:
        """See above."""
        if self.low is None or self.high is None:
            return 0
        return int(self.low > 1) - int(self.high < 1)


def cells_of(rows: Iterable[tuple[str, Stratum, bool]]) -> dict[tuple[str, Stratum], tuple[int, int]]:
    """Inspections, each a group, a stratum and whether it failed, counted."""
    counted = Counter(rows)
    keys = {(group, stratum) for group, stratum, _ in counted}
    return {key: (counted[*key, True] + counted[*key, False], counted[*key, True]) for key in keys}


def standardised(cells: Cells, level: float = 0.95) -> list[Group]:
    """Every group, by name. ``level`` is the confidence of each interval, between 0 and 1."""
    n, failed = defaultdict[Stratum, int](int), defaultdict[Stratum, int](int)
    groups: defaultdict[Stratum, set[str]] = defaultdict(set)
    for (group, stratum), (many, bad) in cells.items():
        n[stratum] += many
        failed[stratum] += bad
        groups[stratum].add(group)
    overall = sum(failed.values()) / sum(n.values()) if n else 0.0
    own: defaultdict[str, list[Stratum]] = defaultdict(list)
    for group, stratum in sorted(cells):
        own[group].append(stratum)
    found = []
    for group, strata in own.items():
        observed = sum(cells[group, each][1] for each in strata)
        expected = sum(cells[group, each][0] * failed[each] / n[each] for each in strata)
        low, high = limits(observed, level)
        n_own = sum(cells[group, each][0] for each in strata)
        alone = sum(cells[group, each][0] for each in strata if groups[each] == {group})
        if expected:
            ratio = observed / expected
            found.append(Group(group, n_own, observed, expected, ratio, low / expected, high / expected,
                               ratio * overall, alone))
        else:
            found.append(Group(group, n_own, observed, expected, None, None, None, None, alone))
    return found


def limits(count: int, level: float) -> tuple[float, float]:
    """The exact limits of the mean of a Poisson distribution of which ``count`` was seen."""
    tail = (1 - level) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    return low, float(special.gammainccinv(count + 1, tail))
