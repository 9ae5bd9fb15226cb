"""References that point to nothing can be listed at any time, in short lists and long ones, on either store."""

from __future__ import annotations

import pytest

from plumbline.errors import RecordError
from plumbline.records.core import kinds, references
from plumbline.records.query import index_paths
from plumbline.records.query.conditions import condition
from plumbline.records.query.listing import Asked, Rows
from tests.records.intake.staging.test_doubts import certificate, organisation
from tests.records.samples import Office

CERTIFICATE = kinds.get("certificate")
HOLDER = CERTIFICATE.by_name["organisation"]


@pytest.fixture
def certificates(office: Office) -> None:
    office.take("organisation", [organisation("A")])
    office.take("certificate", [certificate("1", "A", "GB 1"), certificate("2", "B"), certificate("3", "B", "GB 1"),
                                certificate("4", "C")])


@pytest.mark.parametrize("small", [50_000, -1])
@pytest.mark.parametrize(("field", "where", "expected"), [
    ("organisation", "known:no", ["2", "3", "4"]), ("organisation", "known:yes", ["1"]),
    ("standard", "known:no", ["1", "3"]), ("standard", "known:yes", []),
])
def test_a_list_of_what_points_to_nothing(certificates: None, monkeypatch: pytest.MonkeyPatch, small: int, field: str,
                                          where: str, expected: list[str]) -> None:
    monkeypatch.setattr(index_paths, "SMALL", small)
    asked = Asked(conditions=(condition(CERTIFICATE.by_name[field], where),), descending=False)
    assert [row.number for row in Rows(CERTIFICATE, frozenset(), asked).page(10).rows] == expected


def test_counted_by_value(certificates: None) -> None:
    assert references.counted(CERTIFICATE, HOLDER) == [("B", 2), ("C", 1)]


def test_a_field_that_refers_to_nothing_is_not_asked() -> None:
    with pytest.raises(RecordError, match="'known' does not fit"):
        condition(CERTIFICATE.by_name["number"], "known:no")
    with pytest.raises(RecordError, match="Write known:yes or known:no"):
        condition(HOLDER, "known:perhaps")
