"""The office of samples, for its pages."""

from __future__ import annotations

import pytest

from tests.procedures.surveillance.samples.lives import Lives
from tests.records.samples import Office


@pytest.fixture
def lives(office: Office) -> Lives:
    """People, a register, and samples."""
    return Lives.of(office)
