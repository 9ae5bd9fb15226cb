"""The plain references of the signal methods: one series, one week, one pair at a time, as the sources write them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats


def ears(counts: Sequence[float], method: str, alpha: float, baseline: int, sigma: float = 0.0) -> float:
    """The upper bound of the last week."""
    z = stats.norm.ppf(1 - alpha)

    def spread(week: int, gap: int) -> tuple[float, float]:
        window = np.array(counts[week - gap - baseline:week - gap], dtype=float)
        return float(window.mean()), max(float(window.std(ddof=1)), sigma)

    now = len(counts) - 1
    if method != "ears-c3":
        mean, deviation = spread(now, 0 if method == "ears-c1" else 2)
        return mean + z * deviation
    over = 0.0
    for week in (now - 1, now - 2):
        mean, deviation = spread(week, 2)
        over += max(0.0, (counts[week] - mean) / deviation - 1)
    return max(0.0, counts[now] + spread(now, 2)[1] * (z - over))


def glm(x: Any, y: Any, prior: Any) -> dict[str, Any]:
    """Quasi-Poisson with a logarithmic link, by weighted least squares and an orthogonal decomposition."""
    eta, before = np.log(y + 0.1), math.inf
    mu = np.exp(eta)
    before = _deviance(y, mu, prior)
    converged = False
    for _ in range(25):
        working = prior * mu
        root = np.sqrt(working)
        q, r = np.linalg.qr(x * root[:, None])
        beta = np.linalg.solve(r, q.T @ (root * (eta + (y - mu) / mu)))
        eta = x @ beta
        mu = np.exp(eta)
        now = _deviance(y, mu, prior)
        if abs(now - before) / (abs(now) + 0.1) < 1e-8:
            converged = True
            break
        before = now
    return {"beta": beta, "mu": mu, "working": working, "hat": (q * q).sum(axis=1), "unscaled": np.linalg.inv(r.T @ r),
            "freedom": len(y) - x.shape[1], "converged": converged}


def _deviance(y: Any, mu: Any, prior: Any) -> float:
    return float(2 * sum(w * ((a * math.log(a / m) if a > 0 else 0.0) - (a - m))
                         for a, m, w in zip(y, mu, prior, strict=True)))


def farrington(counts: Any, places: Any, groups: Any, group: int, options: Any) -> tuple[float, float, bool] | None:
    """What is expected in the last week, its upper bound and whether it is above; None where no model fits."""
    y, now = np.asarray(counts, dtype=float)[places], float(counts[-1])
    week = len(counts) - 1
    levels = sorted(set(groups))

    def row(at: float, of: int, trend: bool) -> list[float]:
        return [1.0, *([at] if trend else []), *(float(of == level) for level in levels[1:])]

    def fitted(trend: bool) -> tuple[dict[str, Any], float, float] | None:
        x = np.array([row(at, of, trend) for at, of in zip(places, groups, strict=True)])
        found = glm(x, y, np.ones(len(y)))
        if not found["converged"]:
            return fitted(trend=False) if trend else None
        found["trend"] = trend
        freedom = found["freedom"]
        raw = float(np.sum(found["working"] * ((y - found["mu"]) / found["mu"]) ** 2) / freedom)
        phi = max(raw, 1.0)
        if options.reweight:
            s = 1.5 * (y ** (2 / 3) * found["mu"] ** (-1 / 6) - np.sqrt(found["mu"]))
            s /= np.sqrt(phi * (1 - found["hat"]))
            heavy = s > options.heavy
            plain = np.ones(len(y))
            plain[heavy] = s[heavy] ** -2
            omega = len(y) / plain.sum() * plain
            found = glm(x, y, omega) | {"trend": trend}
            squares = ((y - found["mu"]) / found["mu"]) ** 2
            phi = max(float(np.sum(found["working"] * squares) / freedom), 1.0)
            raw = float(np.sum(omega * squares) / freedom)
        return found, phi, raw

    model = fitted(trend=True)
    if model is None:
        return None
    found, phi, raw = model
    if found["trend"]:
        t = found["beta"][1] / math.sqrt(raw * found["unscaled"][1, 1])
        foreseen = math.exp(float(np.dot(row(week, group, True), found["beta"])))
        if not (options.years >= 3 and 2 * stats.t.sf(abs(t), found["freedom"]) < options.trend_p
                and foreseen <= y.max()):
            model = fitted(trend=False)
            if model is None:
                return None
            found, phi, raw = model
    ahead = np.array(row(week, group, found["trend"]))
    eta = float(ahead @ found["beta"])
    deviation = math.sqrt(raw * float(ahead @ found["unscaled"] @ ahead))
    expected, z = math.exp(eta), stats.norm.ppf(1 - options.alpha)
    if options.threshold == "delta":
        tau = phi + (deviation * expected) ** 2 / expected
        upper = (expected ** (2 / 3) + z * math.sqrt(4 / 9 * expected ** (1 / 3) * tau)) ** 1.5
        score = (now - expected) / (upper - expected)
    else:
        mean = expected if options.threshold == "nbPlugin" else math.exp(eta + z * deviation)
        law = stats.nbinom(mean / (phi - 1), 1 / phi) if phi > 1 else stats.poisson(mean)
        upper = float(law.ppf(1 - options.alpha))
        score = (now - eta) / (upper - eta)
    return expected, upper, bool(score > 1 and now != 0)


def counted(rows: Sequence[Sequence[Any]]) -> dict[tuple[Any, Any], tuple[int, int, int, int, float]]:
    """By pair: n, n1, n2, total and expected, of rows (id, var1, var2) or (id, var1, var2, stratum)."""
    sets: dict[str, Any] = {name: defaultdict(set) for name in ("pair", "one", "two", "ones", "twos", "all")}
    ids = set()
    for id, one, two, *strata in rows:
        stratum = strata[0] if strata else ""
        ids.add(id)
        for name, key in (("pair", (one, two)), ("one", one), ("two", two), ("ones", (one, stratum)),
                          ("twos", (two, stratum)), ("all", stratum)):
            sets[name][key].add(id)
    return {(one, two): (len(found), len(sets["one"][one]), len(sets["two"][two]), len(ids), sum(
        len(sets["ones"][one, each]) * len(sets["twos"][two, each]) / len(of)
        for each, of in list(sets["all"].items()) if (one, each) in sets["ones"] and (two, each) in sets["twos"]))
        for (one, two), found in sets["pair"].items()}


def loss(theta: Sequence[float], n: Any, e: Any) -> float:
    """The negative logarithm of the likelihood of theta, each component given that something was reported."""
    a1, b1, a2, b2, p = theta
    parts = [stats.nbinom.pmf(n, a, b / (b + e)) / stats.nbinom.sf(0, a, b / (b + e)) for a, b in ((a1, b1), (a2, b2))]
    return float(-np.sum(np.log(p * parts[0] + (1 - p) * parts[1])))


def quantile(at: float, n: int, e: float, theta: Sequence[float]) -> float:
    """Of the posterior of one pair, by halving."""
    a1, b1, a2, b2, p = theta
    one, two = (float(stats.nbinom.pmf(n, a, b / (b + e))) for a, b in ((a1, b1), (a2, b2)))
    share = p * one / (p * one + (1 - p) * two)
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        below = (share * stats.gamma.cdf(middle, a1 + n, scale=1 / (b1 + e))
                 + (1 - share) * stats.gamma.cdf(middle, a2 + n, scale=1 / (b2 + e)))
        low, high = (middle, high) if below < at else (low, middle)
    return high
