"""An office with a small tree of regions, on the test database."""

from __future__ import annotations

import pytest

from plumbline.home import Home
from tests.records.samples import Office


@pytest.fixture
def office(home: Home, transactional_db: None) -> Office:
    """A data directory with the small tree of regions taken in. Transactions are real."""
    office = Office(home)
    office.regions()
    return office
