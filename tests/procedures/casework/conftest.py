"""A procedure that is known while a test runs, and the people who act in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plumbline.procedures.casework import registry
from plumbline.procedures.casework.declaration import Procedure
from tests.procedures.casework.procedures import recall
from tests.procedures.casework.recalls import Recalls
from tests.records.samples import Office


@pytest.fixture
def procedure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Procedure]:
    """The recall of the tests, declared for one test."""
    monkeypatch.setattr(registry, "_declared", dict(registry.procedures()))
    return registry.declare(recall())


@pytest.fixture
def recalls(office: Office, procedure: Procedure) -> Recalls:
    """People of a city and its wards, and recalls."""
    return Recalls(office)
