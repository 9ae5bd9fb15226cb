"""Estimates from clusters: R survey's values, and what a sample of clusters cannot say."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import MethodError
from plumbline.methods.surveillance.estimation_clusters import Unit, from_clusters


def of(shared: Path, name: str, value: str, **columns: str) -> Any:
    with (shared / "data" / "reference" / name).open(encoding="utf-8", newline="") as file:
        return from_clusters([Unit(
            Decimal(row[value]), row[columns["cluster"]], row[columns["stratum"]] if "stratum" in columns else "",
            Decimal(row["pw"]), int(row["fpc"])) for row in csv.DictReader(file)])


@pytest.mark.parametrize(("name", "columns", "mean", "total", "counted"), [
    ("apiclus1.csv", {"cluster": "dnum"}, ("644.17", "23.542"), (3404940, 932235), (183, 15, 14)),
    ("apistrat.csv", {"cluster": "cds", "stratum": "stype"}, ("662.29", "9.4089"), (3687178, 114642), (200, 200, 197)),
])
def test_the_values_of_r_survey(shared: Path, name: str, columns: dict[str, str], mean: tuple[str, str],
                                total: tuple[int, int], counted: tuple[int, int, int]) -> None:
    score = of(shared, name, "api00", **columns)
    assert (round(score.mean, 2), round(score.mean_se, len(mean[1].partition(".")[2]))) == tuple(map(Decimal, mean))
    enroll = of(shared, name, "enroll", **columns)
    assert (round(enroll.total), round(enroll.total_se)) == total
    assert (enroll.units, enroll.clusters, enroll.freedom) == counted


def test_two_clusters_by_hand() -> None:
    # Sums 3 and 7 of 2 of 4 clusters, each unit standing for two: total 20, variance (1 - 2/4) * 2 * s^2, s^2 = 32.
    found = from_clusters([Unit(Decimal(value), cluster, weight=Decimal(2), population=4)
                           for cluster, value in (("a", 1), ("a", 2), ("b", 3), ("b", 4))])
    assert (found.total, found.mean, round(found.total_se ** 2, 20)) == (20, Decimal("2.5"), 32)
    assert abs(Fraction(found.mean_se) ** 2 - Fraction(1, 2)) < Fraction(1, 10**20)


def test_all_clusters_leave_nothing_to_estimate_and_one_alone_says_nothing() -> None:
    one = [Unit(Decimal(3), "a", population=1), Unit(Decimal(5), "a", population=1)]
    assert (from_clusters(one).mean, from_clusters(one).mean_se) == (4, 0)
    for units, code in (
            ([Unit(Decimal(3), "a")], "estimate.cluster_alone"), ([], "estimate.sample_empty"),
            ([Unit(Decimal(3), "a", weight=Decimal(-1))], "estimate.weight_negative"),
            ([Unit(Decimal(3), "a", population=5), Unit(Decimal(3), "b", population=6)], "estimate.populations_differ"),
            ([Unit(Decimal(3), "a", population=1), Unit(Decimal(3), "b", population=1)], "estimate.sample_too_large")):
        with pytest.raises(MethodError) as found:
            from_clusters(units)
        assert found.value.code == code
