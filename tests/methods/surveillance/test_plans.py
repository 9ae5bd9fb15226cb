"""Sampling plans: tables against a transcription, risks against published values, sums term by term and integrals."""

from __future__ import annotations

import csv
import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate, stats

from plumbline.errors import MethodError, RulebookError
from plumbline.methods.surveillance import acceptance, plan_finding
from plumbline.methods.surveillance.acceptance import Stages
from plumbline.methods.surveillance.plan_tables import resolve
from plumbline.methods.surveillance.switching import severities
from plumbline.rulebook.core.files import shipped
from plumbline.rulebook.surveillance.plan_tables import SEVERITIES, master, parse

PRODUCER, CONSUMER = (0.05, 0.95), (0.15, 0.075)


def plan(severity, level, lot, aql):
    tables = master()
    found = resolve(tables.rows[severity], tables.letters.letter(level, lot), tables.aqls.index(aql))
    return (found.n, found.ac, found.re)


def test_every_normal_plan_is_that_of_the_reference(shared):
    with (shared / "data" / "reference" / "milstd105e_single_normal.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2730
    for row in rows:
        for lot in row["lot"].rstrip("+").split("-"):
            assert plan("normal", row["level"], int(lot), row["aql"]) == (int(row["n"]), int(row["Ac"]), int(row["Re"]))


@pytest.mark.parametrize("severity", SEVERITIES)
def test_every_cell_leads_to_a_plan(severity):
    tables = master()
    letters = {sign for level in tables.letters.levels.values() for sign in level}
    assert letters == set("ABCDEFGHJKLMNPQR")
    for letter, column in itertools.product(letters, range(26)):
        assert resolve(tables.rows[severity], letter, column) is not None


def test_tightened_is_normal_of_the_next_stricter_aql_where_both_have_small_numbers():
    tables = master()
    stricter = {0: 0, 1: 1, 2: 2, 3: 3, 5: 5, 7: 8, 10: 12, 14: 18, 21: 27, 30: 41}
    normal, tightened = ({row.letter: row.cells for row in tables.rows[each]} for each in SEVERITIES)
    for letter, cells in tightened.items():
        for column, cell in enumerate(cells):
            if isinstance(cell, int) and letter != "S":
                assert stricter[normal[letter][column - 1]] == cell if column else (letter, cell) == ("R", 0)


@pytest.mark.parametrize(("severity", "level", "lot", "aql", "found"), [
    ("tightened", "II", 5000, "1.0", (200, 3, 4)), ("tightened", "II", 500, "1.0", (80, 1, 2)),
    ("tightened", "II", 8, "10", (8, 1, 2)), ("tightened", "III", 500001, "0.025", (3150, 1, 2)),
    ("tightened", "III", 500001, "0.015", (1250, 0, 1)), ("tightened", "III", 500001, "0.010", (2000, 0, 1)),
    ("tightened", "II", 280, "1.0", (80, 1, 2)), ("tightened", "II", 25, "6.5", (13, 1, 2)),
    ("tightened", "II", 150, "100", (13, 18, 19)), ("tightened", "II", 90, "250", (13, 41, 42)),
    ("normal", "II", 280, "1.0", (50, 1, 2)), ("normal", "II", 150, "1.0", (13, 0, 1)),
])
def test_plans_of_the_tables(severity, level, lot, aql, found):
    assert plan(severity, level, lot, aql) == found


@pytest.mark.parametrize(("old", "new"), [
    ('"A    2   v', '"A    2 '), ("lots = [8, 15", "lots = [15, 8"), ('"B    3   v', '"B    3   x'),
    ('II = "ABCDEFGHJKLMNPQ"', 'II = "ABCDEFGHJKLMNPT"'),
])
def test_a_table_that_does_not_hold_together_is_refused(old, new):
    text = shipped("plans", "mil-std-105e.toml").read_text("utf-8")
    with pytest.raises(RulebookError) as caught:
        parse(text.replace(old, new), "plans/x.toml")
    assert caught.value.code == "plan.table_crooked"


def test_published_probabilities():
    single, double = Stages((20,), (0,), (1,)), Stages((8, 8), (0, 1), (2, 2))
    assert [acceptance.attributes(single, p, "binomial") for p in (0.05, 0.15)] == pytest.approx(
        [0.35848592, 0.03875953], abs=1e-8)
    assert [acceptance.attributes(double, p, "binomial") for p in (0.01, 0.05, 0.1, 0.2)] == pytest.approx(
        [0.9915494, 0.8487369, 0.5951801, 0.2240672], abs=1e-7)


@pytest.mark.parametrize("p", [0.0, 1e-9, 0.004, 0.05, 0.31, 1.0])
def test_three_stages_are_the_sum_over_every_way_to_acceptance(p):
    n, ac, re, lot = (20, 30, 25), (0, 2, 5), (3, 5, 6), 500

    def summed(one, law):
        total = law.cdf(0, one(0, 0))
        for first in (1, 2):
            once = law.pmf(first, one(0, 0))
            total += once * law.cdf(2 - first, one(1, first))
            total += sum(once * law.pmf(second, one(1, first)) * law.cdf(5 - first - second, one(2, first + second))
                         for second in range(3 - first, 5 - first))
        return total

    class Law:
        def __init__(self, of):
            self.of = of

        def pmf(self, x, given):
            return np.nan_to_num(self.of.pmf(x, *given))

        def cdf(self, x, given):
            return np.nan_to_num(self.of.cdf(x, *given))

    bad = round(p * lot)
    before = (0, 20, 50)
    plan = Stages(n, ac, re)
    assert acceptance.attributes(plan, p, "binomial") == pytest.approx(
        summed(lambda stage, found: (n[stage], p), Law(stats.binom)), rel=1e-11, abs=1e-15)
    assert acceptance.attributes(plan, p, "poisson") == pytest.approx(
        summed(lambda stage, found: (n[stage] * p,), Law(stats.poisson)), rel=1e-11, abs=1e-15)
    assert acceptance.attributes(plan, p, "hypergeometric", lot) == pytest.approx(
        summed(lambda stage, found: (lot - before[stage], max(bad - found, 0), n[stage]), Law(stats.hypergeom)),
        rel=1e-10, abs=1e-15)


def test_a_stage_that_cannot_accept():
    never = acceptance.attributes(Stages((10, 10), (-1, 1), (2, 2)), 0.1, "binomial")
    law = stats.binom(10, 0.1)
    assert never == pytest.approx(law.pmf(0) * law.cdf(1) + law.pmf(1) * law.cdf(0), rel=1e-12)


@pytest.mark.parametrize(("n", "k", "p"), [(2, 1.0, 0.05), (3, 50.0, 0.001), (43, 1.3, 0.05), (300, 2.0, 0.02),
                                           (5, -1.0, 0.9), (20, 0.0, 0.5), (2000, 1.62, 0.05)])
def test_a_plan_by_variables_is_the_mean_over_the_sample_deviation(n, k, p):
    law = stats.chi(n - 1, scale=(n - 1) ** -0.5)
    shift = -stats.norm.ppf(p) * n ** 0.5
    middle, wide = float(law.mean()), 12 * float(law.std())
    whole = integrate.quad(lambda s: stats.norm.cdf(shift - k * n ** 0.5 * s) * law.pdf(s), max(middle - wide, 0),
                           middle + wide, epsabs=1e-12, epsrel=1e-12, limit=400)[0]
    assert acceptance.unknown(n, k, p) == pytest.approx(whole, abs=1e-10)


@pytest.mark.parametrize("of", [acceptance.known, acceptance.unknown])
def test_a_perfect_and_a_hopeless_lot(of):
    assert (of(10, 1.5, 0.0), of(10, 1.5, 1.0)) == (1.0, 0.0)


def test_smallest_plans_of_the_reference():
    assert plan_finding.by_attributes(PRODUCER, CONSUMER, "binomial") == (80, 7)
    n, k = plan_finding.known(PRODUCER, CONSUMER)
    assert (n, round(k, 6)) == (26, 1.322271)


@pytest.mark.parametrize(("distribution", "lot"), [("binomial", 0), ("poisson", 0), ("hypergeometric", 400)])
@pytest.mark.parametrize(("producer", "consumer"), [(PRODUCER, CONSUMER), ((0.01, 0.95), (0.06, 0.1)),
                                                    ((0.02, 0.99), (0.1, 0.01)), ((0.1, 0.6), (0.5, 0.3))])
def test_the_smallest_plan_is_found_as_by_trying_each(producer, consumer, distribution, lot):
    c, n = 0, 1
    while True:
        if acceptance.at_most(c, n, consumer[0], distribution, lot) > consumer[1]:
            n += 1
        elif acceptance.at_most(c, n, producer[0], distribution, lot) < producer[1]:
            c += 1
        else:
            break
    assert plan_finding.by_attributes(producer, consumer, distribution, lot) == (n, c)


def test_a_plan_by_variables_of_unknown_deviation_meets_the_producer_and_is_the_smallest():
    n, k = plan_finding.unknown(PRODUCER, CONSUMER)
    assert acceptance.unknown(n, k, 0.05) == pytest.approx(0.95, abs=1e-12)
    assert acceptance.unknown(n, k, 0.15) <= 0.075
    smaller = plan_finding.optimize.brentq(lambda at: acceptance.unknown(n - 1, at, 0.05) - 0.95, 0, 5)
    assert acceptance.unknown(n - 1, smaller, 0.15) > 0.075


def test_where_no_plan_keeps_both_risks_it_is_said():
    with pytest.raises(MethodError) as caught:
        plan_finding.by_attributes((0.05, 0.95), (0.06, 0.05), "hypergeometric", 20)
    assert caught.value.code == "plan.none_found"


@pytest.mark.parametrize(("accepted", "found"), [
    ("++++++", "nnnnnnn"), ("-+++-+", "nnnnntt"), ("-++++-+", "nnnnnnnn"), ("--+++++-", "nntttttnn"),
    ("--+-+-+-+-+-+", "nnttttttttttss"), ("--+++++--", "nntttttnnt"), ("-------++", "nntttttsss"),
    ("--" + "----" + "+++++" + "--" + "----", "nn" + "tttt" + "ttttt" + "nn" + "tttt" + "t"),
])
def test_switching(accepted, found):
    names = {"n": "normal", "t": "tightened", "s": "stopped"}
    assert list(severities(each == "+" for each in accepted)) == [names[each] for each in found]


@pytest.mark.parametrize(("producer", "consumer", "distribution", "lot", "found"), [
    ((0.1, 0.81), (0.7, 0.19), "binomial", 0, (2, 0)),  # 0.9 times 0.9 is 0.81, and rounds to less
    ((0.1, 0.9), (0.6, 0.4), "binomial", 0, (1, 0)), ((0.1, 0.9), (0.5, 0.5), "hypergeometric", 10, (1, 0)),
    ((0.05, 0.95), (0.1, 0.9), "poisson", 0, None),
    ((1e-12, 0.95), (2e-12, 0.075), "binomial", 0, (13955275643841, 20)),
])
def test_a_probability_at_its_limit_keeps_it(producer, consumer, distribution, lot, found):
    got = plan_finding.by_attributes(producer, consumer, distribution, lot)
    if found is None:  # nothing is equal there: the plan that keeps both with room to spare
        n, c = got
        assert acceptance.at_most(c, n, producer[0], distribution) > producer[1]
        assert acceptance.at_most(c, n, consumer[0], distribution) < consumer[1]
        assert acceptance.at_most(c, n - 1, consumer[0], distribution) > consumer[1]
    else:
        assert got == found


def test_smallest_plans_are_those_of_all_pairs_tried_with_exact_fractions():
    chance, compared = random.Random(4), 0
    while compared < 60:
        lot = chance.choice([0, 5, 12, 30])
        quality, limits = (sorted(round(chance.random(), 2) for _ in range(2)) for _ in range(2))
        if quality[0] == quality[1] or limits[0] == limits[1] or {0.0, 1.0} & {*quality, *limits}:
            continue
        law = "hypergeometric" if lot else "binomial"
        tried = next(((n, c) for n in range(1, (lot or 25) + 1) for c in range(n + 1)
                      if acceptance.exactly_at_most(c, n, quality[1], law, lot) <= Fraction(repr(limits[0]))
                      and acceptance.exactly_at_most(c, n, quality[0], law, lot) >= Fraction(repr(limits[1]))), None)
        try:
            found = plan_finding.by_attributes((quality[0], limits[1]), (quality[1], limits[0]), law, lot)
        except MethodError:
            found = None
        if found is None or found[0] <= 25:
            assert found == tried, (quality, limits, lot)
            compared += 1


def test_normal_points_far_out_and_in_balance():
    assert plan_finding.known((0.05, 0.95), (0.95, 0.05))[0] == 1  # exactly one unit, whatever rounding says
    for producer, consumer in (((0.05, 1e-320), (0.1, 1e-321)), ((0.05, 0.95), (0.05000000001, 0.1))):
        with pytest.raises(MethodError) as caught:
            plan_finding.unknown(producer, consumer)
        assert caught.value.code == "plan.none_found"
    n, k = plan_finding.unknown((0.05, 0.95), (0.0500001, 0.1))
    assert n / plan_finding.known((0.05, 0.95), (0.0500001, 0.1))[0] == pytest.approx(1 + k * k / 2, rel=1e-3)
