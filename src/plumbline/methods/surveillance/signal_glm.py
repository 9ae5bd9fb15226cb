"""Log-linear quasi-Poisson regression of many series on one design: iteratively reweighted least squares, batched.

The design has a level for each group of weeks and, where asked, a common trend: R's ``response ~ 1 + wtime +
seasgroups`` in other coordinates, which have the same fit. Start, steps and the test of convergence are those of R's
``glm.fit``, for what is fitted to counts that are nearly all zero depends on where it stops. All arrays are (series,
weeks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import special

STEPS, CLOSE = 25, 1e-8
Numbers: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Design:
    """Weeks by coefficients. ``ahead`` is the row of the week that is judged; the trend, where there is one, is
    last."""

    rows: Numbers
    ahead: Numbers
    trend: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """``mu`` (series, weeks) as fitted, ``working`` the weights of the last step; ``eta`` and ``unscaled``: the
    logarithm foreseen for the week judged, and its variance over the dispersion; ``slope``, ``slope_unscaled``: the
    same of the trend, 0 without one; ``leverage`` of each week; ``freedom`` the degrees that are left."""

    mu: Numbers
    working: Numbers
    eta: Numbers
    unscaled: Numbers
    slope: Numbers
    slope_unscaled: Numbers
    leverage: Numbers
    freedom: int
    converged: Flags


def design(times: Numbers, now: float, groups: npt.NDArray[np.int64], group: int, trend: bool) -> Design:
    """The design of weeks at ``times`` in ``groups`` (a level for each that occurs)."""
    levels = np.unique(groups)
    rows = (groups[:, None] == levels).astype(float)
    ahead = (levels == group).astype(float)
    if trend:
        # Centred and of unit size, so that the normal equations are as good as an orthogonal decomposition.
        middle, size = times.mean(), max(np.ptp(times), 1.0)
        rows = np.column_stack([rows, (times - middle) / size])
        ahead = np.append(ahead, (now - middle) / size)
    return Design(rows, ahead, trend)


def fit(counts: Numbers, of: Design, weights: Numbers | None = None) -> Fit:
    """Fit every series. ``weights`` are prior weights; without them every week weighs one."""
    prior = np.ones_like(counts) if weights is None else weights
    many, size = len(counts), of.rows.shape[1]
    products = (of.rows[:, :, None] * of.rows[:, None, :]).reshape(len(of.rows), -1)
    eta = np.log(counts + 0.1)
    deviance = _deviance(counts, np.exp(eta), prior)
    beta = np.zeros((many, size))
    inverse = np.zeros((many, size, size))
    open_ = np.ones(many, dtype=bool)
    converged = np.zeros(many, dtype=bool)
    final = np.zeros_like(counts)  # R keeps the weights of the last step for the covariance
    for _ in range(STEPS):
        y, w, at = counts[open_], prior[open_], eta[open_]
        mu = np.exp(at)
        working = w * mu
        normal = (working @ products).reshape(-1, size, size)
        inverse[open_] = _inverse(normal)
        right = (working * (at + (y - mu) / mu)) @ of.rows
        beta[open_] = np.einsum("sij,sj->si", inverse[open_], right)
        at = beta[open_] @ of.rows.T
        final[open_] = working
        eta[open_] = at
        new = _deviance(y, np.exp(at), w)
        with np.errstate(invalid="ignore"):
            done = np.abs(new - deviance[open_]) / (np.abs(new) + 0.1) < CLOSE
        deviance[open_] = new
        places = np.flatnonzero(open_)
        converged[places[done]] = True
        open_[places[done | ~np.isfinite(new)]] = False
        if not open_.any():
            break
    leverage = (inverse.reshape(many, -1) @ products.T) * final
    ahead = np.einsum("i,sij,j->s", of.ahead, inverse, of.ahead)
    none = np.zeros(many)
    return Fit(np.exp(eta), final, beta @ of.ahead, ahead, beta[:, -1] if of.trend else none,
               inverse[:, -1, -1] if of.trend else none, leverage, counts.shape[1] - size, converged)


def dispersion(counts: Numbers, of: Fit, weights: Numbers) -> Numbers:
    """The sum of ``weights`` times squared working residuals over the degrees of freedom; not a number with none
    left."""
    if of.freedom <= 0:
        return np.full(len(counts), np.nan)
    return np.asarray(np.sum(weights * ((counts - of.mu) / of.mu) ** 2, axis=1) / of.freedom)


def two_sided(t: Numbers, freedom: int) -> Numbers:
    """The probability of a t at least as far from 0."""
    return np.asarray(2 * special.stdtr(freedom, -np.abs(t)))


def _inverse(normal: Numbers) -> Numbers:
    # Scaled to a unit diagonal: weights of weeks fitted near zero are tiny.
    root = np.sqrt(np.einsum("sii->si", normal))
    root = np.where(root > 0, root, 1.0)
    scale = root[:, :, None] * root[:, None, :]
    scaled = normal / scale
    bad = ~np.isfinite(scaled).all(axis=(1, 2))
    scaled[bad] = np.eye(scaled.shape[1])
    try:
        found = np.linalg.inv(scaled)
    except np.linalg.LinAlgError:
        found = np.linalg.pinv(scaled)
    found[bad] = np.nan
    return np.asarray(found / scale)


def _deviance(y: Numbers, mu: Numbers, prior: Numbers) -> Numbers:
    each = special.xlogy(y, np.where(y > 0, y / mu, 1.0)) - (y - mu)
    return np.asarray(2 * np.sum(prior * each, axis=1))
