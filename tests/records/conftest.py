"""Offices with a small tree of regions, on the test database."""

from __future__ import annotations

import pytest
from django.db import connection

from plumbline.home import Home
from tests.records.samples import Office


@pytest.fixture
def office(home: Home, db: None) -> Office:
    """A data directory with the small tree of regions taken in, in one transaction that is rolled back."""
    office = Office(home)
    office.regions()
    return office


@pytest.fixture
def open_office(home: Home, transactional_db: None) -> Office:
    """The same with real transactions, for what depends on them: other connections, flips, locks."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")  # the power stays on while a test runs
    office = Office(home)
    office.regions()
    return office
