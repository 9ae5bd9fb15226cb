"""Pairs: counts against sets, the prior and the scores against R's values and a plain reading of the source."""

from __future__ import annotations

import csv
import gzip
import json

import numpy as np
import pytest

from benchmarks import _plain_signals as plain
from plumbline.errors import MethodError
from plumbline.methods.surveillance import signal_counts, signal_gps


def coded(rows):
    return [np.unique([row[place] for row in rows], return_inverse=True)[1].astype(np.int64)
            for place in range(len(rows[0]))]


@pytest.fixture
def caers(shared):
    with gzip.open(shared / "data" / "reference" / "openEBGM_caers.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.reader(lines))[1:]


@pytest.mark.parametrize("strata", [False, True])
def test_a_report_counts_once(strata):
    random = np.random.default_rng(3)
    # Every report has one stratum; rows are there twice and more.
    rows = [(int(id), f"p{one}", f"e{two}", *([int(id) % 3] if strata else []))
            for id, one, two in random.integers(0, (40, 6, 8), (400, 3))]
    found = signal_counts.count(*coded(rows))
    names = [sorted({row[place] for row in rows}) for place in (1, 2)]
    columns = zip(found.first, found.second, found.n, found.n1, found.n2, found.expected, strict=True)
    told = {(names[0][one], names[1][two]): (n, n1, n2, found.total, pytest.approx(float(e)))
            for one, two, n, n1, n2, e in columns}
    assert told == plain.counted(rows)


def test_codes_too_large_for_one_number():
    ids, one, two = np.array([2 ** 21, 0, 0]), np.array([2 ** 22, 0, 0]), np.array([2 ** 22, 1, 1])
    found = signal_counts.count(ids, one, two)
    assert (found.n.tolist(), found.n1.tolist(), found.total) == ([1, 1], [1, 1], 2)
    assert (found.first.tolist(), found.second.tolist()) == ([0, 2 ** 22], [1, 2 ** 22])


def test_ratios_of_a_table_of_four():
    # 10 reports: both 2, only the first 1, only the second 3, neither 4.
    rows = [(i, "a" if i < 3 else "b", "x" if i in {0, 1, 3, 4, 5} else "y") for i in range(10)]
    found = signal_counts.count(*coded(rows))
    rr, prr, ror = (each[0] for each in signal_counts.ratios(found))
    assert (rr, prr, ror) == pytest.approx((2 / 1.5, (2 / 3) / (3 / 7), (2 * 4) / (1 * 3)))


def test_the_prior_and_the_scores_are_those_of_r(shared, caers):
    known = json.loads((shared / "data" / "reference" / "test_vectors.json").read_text("utf-8"))["ebgm_caers"]
    found = signal_counts.count(*coded([row[:3] for row in caers]))
    assert len(found.n) == known["pairs"]
    theta = signal_gps.estimate(found.n, found.expected)
    assert theta == pytest.approx(known["theta_vignette"], rel=2e-3)
    assert plain.loss(theta, found.n, found.expected) <= plain.loss(known["theta_vignette"], found.n, found.expected)
    ebgm, low, high = signal_gps.scores(found.n, found.expected, theta)
    names = [sorted({row[place] for row in caers}) for place in (1, 2)]
    for one, two, n, e, eb05, score, eb95 in known["top"]:
        place = np.flatnonzero((found.first == names[0].index(one)) & (found.second == names[1].index(two)))[0]
        assert (found.n[place], found.expected[place]) == (n, pytest.approx(e, abs=1e-8))
        assert ebgm[place] == pytest.approx(score, abs=0.005)
        assert (low[place], high[place]) == pytest.approx((eb05, eb95), abs=0.01)  # R halves until 0.005, then rounds


def test_quantiles_of_the_posterior_are_the_plain_ones():
    theta = (3.25, 0.4, 2.03, 1.91, 0.065)
    n, e = np.array([1, 16, 2, 300, 1, 5]), np.array([0.001, 0.406, 9.0, 12.0, 400.0, 5.0])
    _, low, high = signal_gps.scores(n, e, theta)
    for place in range(len(n)):
        assert (low[place], high[place]) == pytest.approx(
            [plain.quantile(at, int(n[place]), float(e[place]), theta) for at in (0.05, 0.95)], rel=1e-9)


@pytest.mark.parametrize("theta", [(3.25, 0.4, 2.03, 1.91, 0.065), (0.2, 0.06, 1.4, 1.8, 0.1),
                                   (7e10, 7e10, 8e-6, 15064.0, 0.999999997), (40.0, 0.5, 60.0, 62.0, 0.3)])
def test_quantiles_that_begin_between_others_are_the_same(monkeypatch, theta):
    random = np.random.default_rng(2)
    n, e = random.geometric(0.2, 3_000), np.exp(random.normal(0, 2.5, 3_000))
    n[:50] = 3_000
    alone = signal_gps.scores(n, e, theta)
    monkeypatch.setattr(signal_gps, "NODES_FROM", 10)
    monkeypatch.setattr(signal_gps, "NODE_WIDTH", 0.3)
    together = signal_gps.scores(n, e, theta)
    for one, two in zip(alone, together, strict=True):
        assert two == pytest.approx(one, rel=1e-10)
    for place in (60, 1_000, 2_999) if theta[0] < 1e9 else ():
        assert [each[place] for each in together[1:]] == pytest.approx(
            [plain.quantile(at, int(n[place]), float(e[place]), theta) for at in (0.05, 0.95)], rel=1e-8)


def test_the_slope_of_the_likelihood():
    from scipy import optimize

    n, e, weights = np.array([1.0, 1, 2, 7, 40]), np.array([0.01, 2, 0.5, 3, 1.1]), np.array([5.0, 3, 2, 1, 1])
    at = np.array([0.3, -0.2, 0.5, 1.1, -0.4])
    slope = optimize.approx_fprime(at, lambda x: signal_gps._loss(x, n, e, weights)[0], 1e-7)
    assert signal_gps._loss(at, n, e, weights)[1] == pytest.approx(slope, abs=1e-6)
    theta = (*np.exp(at[:4]), 1 / (1 + np.exp(0.4)))
    assert signal_gps._loss(at, n, e, np.ones(5))[0] * 5 == pytest.approx(plain.loss(theta, n, e))


def test_near_points_put_together_hardly_move_the_prior(monkeypatch, caers):
    found = signal_counts.count(*coded([row[:3] for row in caers]))
    whole = signal_gps.estimate(found.n, found.expected)
    monkeypatch.setattr(signal_gps, "SQUASHED_FROM", 10)
    assert signal_gps.points(found.n, found.expected)[2].sum() == len(found.n)
    assert signal_gps.estimate(found.n, found.expected) == pytest.approx(whole, rel=1e-4)


def test_pairs_that_tell_nothing_are_refused():
    with pytest.raises(MethodError) as caught:
        signal_gps.estimate(np.array([1, 1]), np.array([0.5, 0.5]))
    assert caught.value.code == "signal.theta_untold"
