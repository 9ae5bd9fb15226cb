"""The recalls and tenders of the tests of cases."""

from __future__ import annotations

import pytest

from plumbline.procedures.casework import perform, registry
from tests.procedures.casework.procedures import TENDER, recall, tender
from tests.procedures.casework.recalls import Recalls, done
from tests.records.samples import Office


@pytest.fixture
def recalls(office: Office, monkeypatch: pytest.MonkeyPatch) -> Recalls:
    """People of a city and its wards, and recalls, which are declared for one test."""
    monkeypatch.setattr(registry, "_declared", dict(registry.procedures()))
    registry.declare(recall())
    return Recalls(office)


@pytest.fixture
def award(recalls: Recalls) -> str:
    """A tender with two applicants."""
    registry.declare(tender())
    ann = recalls.who("ann")
    event = perform.open_case(recalls.home, ann, TENDER, "open", {"region": "1", "name": "Best", "budget": "7"},
                              at=recalls.later())
    for key, firm in (("A", "F1"), ("B", "F2")):
        done(recalls, ann, event.case.number, "enter", of=TENDER, key=key, applicant=firm, phone=f"{key}-1")
    return str(event.case.number)
