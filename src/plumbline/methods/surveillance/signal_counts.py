"""How often two things are reported together, and how often that was to be expected.

A report (id) counts once for a pair, for each of its two sides, and in all, however often it stands in the rows: W.
DuMouchel, The American Statistician 53 (1999), 177-190, with the counting of R's ``openEBGM::processRaw``. In strata
the expected count is the sum over them of n1 n2 / n; the ratios PRR and ROR leave strata aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Codes: TypeAlias = npt.NDArray[np.int64]
Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each pair that was reported, in the order of the codes of its two sides: ``n`` reports of both, ``n1`` and
    ``n2`` of each, ``expected`` of both; ``total`` reports in all."""

    first: Codes
    second: Codes
    n: Codes
    n1: Codes
    n2: Codes
    total: int
    expected: Numbers


def count(ids: Codes, first: Codes, second: Codes, strata: Codes | None = None) -> Counts:
    """Count rows of codes, each from 0; those of the two things and of the strata without gaps."""
    sides, others = int(first.max()) + 1, int(second.max()) + 1
    total = int(np.count_nonzero(np.bincount(ids)))
    pairs = first * others + second
    known, n = np.unique(_once(ids, pairs, sides * others) if sides * others < 2 ** 62 // (int(ids.max()) + 1)
                         else _compact(ids, pairs), return_counts=True)
    one, two = known // others, known % others
    first_ids, second_ids = _once(ids, first, sides), _once(ids, second, others)
    n1 = np.bincount(first_ids, minlength=sides)[one]
    n2 = np.bincount(second_ids, minlength=others)[two]
    if strata is None:
        expected = n1 * n2.astype(float) / total
    else:
        expected = _expected(ids, first, second, strata, one, two, (sides, others))
    return Counts(one, two, n, n1, n2, total, np.asarray(expected, dtype=float))


def _once(ids: Codes, codes: Codes, size: int) -> Codes:
    """The codes of the different pairs of id and code."""
    keys = np.sort(ids * size + codes)
    return np.asarray(keys[np.concatenate([[True], keys[1:] != keys[:-1]])] % size)


def _compact(ids: Codes, pairs: Codes) -> Codes:
    """The same for codes too large to be put together with an id in one number."""
    known, codes = np.unique(pairs, return_inverse=True)
    return np.asarray(known[_once(ids, codes, len(known))])


def _expected(ids: Codes, first: Codes, second: Codes, strata: Codes, one: Codes, two: Codes,
              sizes: tuple[int, int]) -> Numbers:
    many = int(strata.max()) + 1
    in_all = np.bincount(_once(ids, strata, many), minlength=many)
    left = np.bincount(_once(ids, first * many + strata, sizes[0] * many), minlength=sizes[0] * many)
    right = np.bincount(_once(ids, second * many + strata, sizes[1] * many), minlength=sizes[1] * many)
    expected = np.zeros(len(one))
    for place in range(many):
        expected += left[one * many + place] * right[two * many + place].astype(float) / in_all[place]
    return expected


def ratios(of: Counts) -> tuple[Numbers, Numbers, Numbers]:
    """RR = n / expected; PRR, the share of the second among reports of the first over its share among the others;
    ROR, the odds likewise. Infinite or not a number where nothing stands below the line."""
    n, n1, n2 = (each.astype(float) for each in (of.n, of.n1, of.n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        prr = (n / n1) / ((n2 - n) / (of.total - n1))
        odds = n * (of.total - n1 - n2 + n) / ((n1 - n) * (n2 - n))
        return n / of.expected, prr, odds
