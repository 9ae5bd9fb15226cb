"""A recall warns of its own lots, from its publication until it is closed."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.procedures.surveillance import warnings
from plumbline.procedures.surveillance.warnings import Recalled, warnings_among
from tests.records.samples import Office

CODE = "06901234567892"
DAY = date(2026, 3, 10)


def recalled(number: str = "R1", lots: tuple[str, ...] = (), closed: date | None = None,
             published: date = date(2026, 3, 1)) -> Recalled:
    return Recalled(number, "公告", "", CODE, frozenset(f"{CODE}/{lot}" for lot in lots), published, closed)


@pytest.mark.parametrize(("recall", "lot", "warns"), [
    (recalled(lots=("L1", "L2")), "L1", True), (recalled(lots=("L1", "L2")), f"{CODE}/L2", True),
    (recalled(lots=("L1", "L2")), "L3", False), (recalled(lots=("L1",)), "L10", False),
    (recalled(lots=("L1",)), "", True), (recalled(), "L3", True), (recalled(), "", True),
    (recalled(lots=("L1",)), "6901234567892/L1", True), (recalled(lots=("L1",)), "PAN-1/L1", False),
])
def test_a_recall_warns_of_the_lots_it_names(recall: Recalled, lot: str, warns: bool) -> None:
    assert bool(warnings_among([recall], CODE, lot, DAY)) is warns
    assert warnings_among([recall], "PAN-1", "", DAY) == []


@pytest.mark.parametrize(("day", "warns"), [
    (date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 5, 31), True), (date(2026, 6, 1), False)])
def test_the_warning_begins_with_the_notice_and_ends_with_the_recall(day: date, warns: bool) -> None:
    assert bool(warnings_among([recalled(closed=date(2026, 6, 1))], CODE, "L1", day)) is warns


def test_the_newest_stands_first() -> None:
    old, new = recalled("R1"), recalled("R2", published=date(2026, 3, 5))
    assert warnings_among([old, new], CODE, "", DAY) == [new, old]


def test_records_are_asked_however_the_code_is_written(office: Office) -> None:
    office.take("recall", [
        {"number": "R1", "title": "电水壶", "goods": "consumer", "product": "6901234567892",
         "lots": "6901234567892/L1", "affected": "80", "published_on": "2026-03-01", "region": "1"}])
    for product, lot in ((CODE, "L1"), ("6901234567892", f"{CODE}/L1"), ("690 1234 567892", "6901234567892/L1")):
        found = warnings.document(product, lot, DAY)
        assert (found["product"], found["lot"], found["warning"]) == (CODE, f"{CODE}/L1", True)
        assert [each["recall"] for each in found["recalls"]] == ["R1"]
    assert warnings.document(CODE, "L2", DAY) == {
        "product": CODE, "lot": f"{CODE}/L2", "on": "2026-03-10", "warning": False, "recalls": []}
