"""Worlds in which products are recalled and spot checks are made."""

from __future__ import annotations

import pytest

from tests.procedures.surveillance.recall_cases import RecallWorld, ground
from tests.procedures.surveillance.spot_checks.batches import Batches
from tests.records.samples import Office


@pytest.fixture
def recalls(office: Office) -> RecallWorld:
    """A maker, its product with lots, and shops."""
    ground(office)
    return RecallWorld(office)


@pytest.fixture
def batches(office: Office) -> Batches:
    """People of a city and its wards, and spot checks."""
    return Batches(office)
