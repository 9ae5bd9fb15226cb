"""Who says that they use a standard takes it out of the list of what nobody uses, from the first day to the last."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.procedures.standards.health import health
from plumbline.procedures.standards.health_lists import using
from tests.procedures.standards.keeping import Keeping
from tests.records.samples import Office

USE = {"standard": "GB/T 2-2023", "organisation": "ISS", "since": "2024-01-01", "region": "1"}


@pytest.fixture
def keeping(office: Office) -> Keeping:
    return Keeping(office)


def unused(keeping: Keeping, on: date) -> set[str]:
    return {each["standards"][0] for each in health(keeping.home, "soft", on, limit=1_000)["ranked"]}


def test_declared_use_counts(keeping: Keeping) -> None:
    on = date(2026, 12, 1)
    assert "GB/T 2-2023" in unused(keeping, on)
    keeping.keep("standard_use", **USE)
    assert unused(keeping, on) == {"GB/T 1-2022", "GB/T 3-2015"}


@pytest.mark.parametrize(("on", "counts"), [
    (date(2023, 12, 31), False), (date(2024, 1, 1), True), (date(2025, 6, 30), True), (date(2025, 7, 1), False)])
def test_from_the_first_day_to_the_last(keeping: Keeping, on: date, counts: bool) -> None:
    keeping.keep("standard_use", **USE, until="2025-06-30")
    assert ("GB/T 2-2023" in using.declared(on)) is counts
