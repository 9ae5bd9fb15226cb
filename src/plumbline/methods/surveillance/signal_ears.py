"""EARS: this week against the few before it. Many series at once; every array is (series, weeks).

Source: L. Hutwagner et al., Journal of Urban Health 80 (2003), i89-i96; as R's ``surveillance::earsC`` has it:

- C1: mean and standard deviation (divisor one less than the number) of the ``baseline`` weeks just before; the upper
  bound is mean + z max(sd, ``min_sigma``), z the normal quantile of 1 - ``alpha``.
- C2: the same, with a gap of two weeks between baseline and week.
- C3: with C2's statistic (n - mean)/sd of the two weeks before, the bound is n + sd (z - sum of max(0, statistic -
  1)) and at least 0. It moves with the week's own count, which is above it exactly when the sum exceeds z.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

METHODS = ("ears-c1", "ears-c2", "ears-c3")
GAP = {"ears-c1": 0, "ears-c2": 2, "ears-c3": 2}
ALPHA = {"ears-c1": 0.001, "ears-c2": 0.001, "ears-c3": 0.025}
BASELINE, LEAST_BASELINE = 7, 3
BACK = 2
"""How many weeks back C3 adds up."""
Numbers: TypeAlias = npt.NDArray[np.float64]


def history(method: str, baseline: int) -> int:
    """How many weeks must lie before the first one that can be judged."""
    return baseline + GAP[method] + (BACK if method == "ears-c3" else 0)


def bounds(counts: Numbers, method: str, *, alpha: float, baseline: int = BASELINE, min_sigma: float = 0.0,
           first: int | None = None) -> tuple[Numbers, Numbers]:
    """What was to be expected, and the upper bound, for the weeks from ``first`` (None: from the first that can be
    judged) on. Not a number where C3 would divide nothing by nothing."""
    start = history(method, baseline) if first is None else first
    back = BACK if method == "ears-c3" else 0
    # Only the weeks that are needed: the newest of 100,000 series costs no more than that.
    needed = counts[:, start - history(method, baseline):]
    windows = np.lib.stride_tricks.sliding_window_view(needed[:, :needed.shape[1] - 1 - GAP[method]], baseline, axis=1)
    mean = windows.mean(axis=2)
    sigma = np.maximum(windows.std(axis=2, ddof=1), min_sigma)
    z = -float(special.ndtri(alpha))
    if not back:
        return mean, mean + z * sigma
    judged = needed[:, baseline + GAP[method]:]
    with np.errstate(divide="ignore", invalid="ignore"):
        over = np.maximum((judged - mean) / sigma - 1, 0)
        upper = np.maximum(judged[:, back:] + sigma[:, back:] * (z - (over[:, :-2] + over[:, 1:-1])), 0)
    return mean[:, back:], upper
