"""What was seen at outlets, with intervals as a published table has them."""

from __future__ import annotations

import pytest

from plumbline.procedures.surveillance.recalls.checks import Share, checks_of
from tests.records.samples import Office


@pytest.mark.parametrize(("count", "of", "low", "high"), [
    (81, 263, "25.53", "36.62"), (15, 148, "6.24", "16.05"), (0, 20, "0.00", "16.11"), (1, 29, "0.61", "17.18"),
])
def test_the_intervals_are_those_of_newcombe(count: int, of: int, low: str, high: str) -> None:
    """R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
    table I, method 3, to four places."""
    found = Share(count, of).as_dict()["interval"]
    assert (found["low"], found["high"], found["method"]) == (low, high, "wilson")


def test_of_nothing_noted_there_is_no_share() -> None:
    assert Share(0, 0).as_dict() == {"count": 0, "of": 0, "share": None, "interval": None}


def test_what_was_not_noted_of_an_outlet_is_in_no_share(office: Office) -> None:
    office.take("recall_check", [
        {"recall": "R1", "outlet": outlet, "checked_on": "2026-01-05", "told": told, "on_shelf": shelf,
         "units_seen": units, "region": "1"}
        for outlet, told, shelf, units in (("A", "yes", "no", ""), ("B", "", "yes", "3"), ("C", "no", "", ""))])
    found = checks_of(["R1", "R2"])
    assert (found["R1"].outlets, found["R1"].told, found["R1"].on_shelf, found["R1"].units_seen) == (
        3, Share(1, 2), Share(1, 2), 3)
    assert found["R2"].outlets == 0
