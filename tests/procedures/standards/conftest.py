"""An office in which agreements and pilots are worked on."""

from __future__ import annotations

import pytest

from tests.procedures.standards.agreement_cases import Agreements
from tests.records.samples import Office


@pytest.fixture
def agreements(office: Office) -> Agreements:
    """Three bodies of a city, and their people."""
    return Agreements(office)
