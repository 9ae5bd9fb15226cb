"""Two years of samples with their tests: each verdict follows from value and limit, and the seasons show."""

from __future__ import annotations

from collections import Counter

from plumbline.procedures.worlds.watch import samples
from plumbline.procedures.worlds.watch.catalogue import ABSENT, CLASSES, DETECTED, MOST, NOT_DETECTED, Parameter

BY_NAME: dict[str, Parameter] = {each.name: each for of in CLASSES for each in of.parameters}


def test_the_samples_are_of_twenty_four_months() -> None:
    rows = list(samples.samplings())
    assert len({row["number"] for row in rows}) == len(rows) == 2442
    months = Counter(row["sampled_on"][:7] for row in rows)
    assert (len(months), min(months), max(months)) == (24, "2024-09", "2026-08")
    assert months["2025-01"] > months["2025-03"] > months["2025-02"]        # before the Spring Festival, and at it


def test_more_food_fails_when_it_is_warm() -> None:
    taken = [each for each in samples.taken() if each.product.of.subject == "food"]

    def failing(months: set[int]) -> float:
        those = [each.passed for each in taken if each.day.month in months]
        return those.count(False) / len(those)

    assert failing({6, 7, 8, 9}) > 1.5 * failing({11, 12, 1, 2, 3})


def test_a_verdict_is_what_value_and_limit_say() -> None:
    for row in samples.tests():
        of = BY_NAME[row["parameter"]]
        assert row["limit"] == of.limit
        if of.sense == ABSENT:
            assert row["value"] == (NOT_DETECTED if row["verdict"] == "pass" else DETECTED)
            continue
        over = float(row["value"]) - float(of.bound)
        assert (over <= 0 if of.sense == MOST else over >= 0) == (row["verdict"] == "pass"), row


def test_a_sample_fails_exactly_where_one_of_its_tests_does() -> None:
    failed = {row["sampling"] for row in samples.tests() if row["verdict"] == "fail"}
    assert failed == {row["number"] for row in samples.samplings() if row["result"] == "fail"}


def test_the_lot_that_was_sampled_was_made_before() -> None:
    assert all(each.made < each.day for each in samples.taken())
