"""Everything of a product in order of time: what is public for everybody, the rest for officers of its regions."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.procedures.surveillance.notices.product_history import history
from plumbline.records.core.people import Role, User
from tests.records.samples import Office


def officer(region: str) -> User:
    user = User.objects.create_user(f"officer-{region}")
    Role.objects.create(user=user, name=Role.OFFICER, region=region)
    return user


def fill(office: Office, number: int) -> None:
    """One more record of each kind about the product P1."""
    n, day = str(number), f"2026-01-{number:02d}"
    office.take("alert", [
        {"source": "rasff", "number": n, "published_on": day, "product_name": "Tea", "region": "1"}])
    office.take("alert_match", [
        {"source": "rasff", "number": n, "product": "P1", "decision": "same", "matched_on": day, "region": "1"}])
    office.take("recall", [{
        "number": f"R{n}", "title": f"Recall {n}", "goods": "food", "product": "P1", "affected": "9",
        "published_on": day, "closed_on": day if number > 1 else "", "region": "1"}])
    office.take("corrective_measure", [{"number": f"M{n}", "measure": "ban", "initiative": "ordered", "product": "P1",
                                        "taken_on": day, "region": "1"}])
    office.take("sampling", [{"number": f"S{n}", "subject": "food", "item": "Tea", "result": "fail", "product": "P1",
                              "sampled_on": day, "region": "1"}])
    office.take("test", [{"sampling": f"S{n}", "parameter": "lead", "attempt": "1", "verdict": "fail", "value": "7",
                          "tested_on": day, "region": "1"}])
    office.take("lot", [{"code": f"P1/{n}", "product": "P1", "number": n, "region": "1"}])
    office.take("complaint", [{"number": f"C{n}", "received_on": day, "product": "P1", "matter": "Bitter",
                               "complainant_contact": "Zhuangyuan", "region": "1"}])
    office.take("risk_assessment", [{"number": f"A{n}", "product": "P1", "assessed_on": day, "rules": "r",
                                     "level": "high", "region": "1"}])


@pytest.fixture
def product(office: Office) -> Office:
    """A product with one record of each kind, and a notice that is another's."""
    office.take("organisation", [{"code": "F1", "name": "Tea works", "region": "1"}])
    office.take("product", [{"code": "P1", "name": "Tea", "maker": "F1", "region": "1"}])
    fill(office, 1)
    office.take("alert", [{"source": "rasff", "number": "9", "published_on": "2026-01-01", "region": "1"}])
    office.take("alert_match", [{"source": "rasff", "number": "9", "product": "P1", "decision": "different",
                                 "matched_on": "2026-01-01", "region": "1"}])
    return office


def kinds_of(user: Any) -> list[str]:
    found = history(user, "P1")
    assert found is not None
    return sorted(f"{each.kind.name} {each.key[-1]}" for each in found.events)


PUBLIC = ["alert 1", "corrective_measure M1", "recall R1", "sampling S1"]


def test_the_public_reads_what_is_public_and_officers_of_the_region_the_rest(product: Office) -> None:
    assert kinds_of(None) == PUBLIC
    assert kinds_of(officer("1")) == sorted([*PUBLIC, "complaint C1", "risk_assessment A1"])
    assert kinds_of(officer("2")) == PUBLIC
    found = history(None, "P1")
    assert found is not None
    assert (found.maker, [each.key for each in found.recalls], [lot.number for lot in found.lots],
            [each.tests[0]["value"] for each in found.events if each.tests]) == ("Tea works", [("R1",)], ["1"], ["7"])


def test_who_complained_is_in_no_history(product: Office) -> None:
    found = history(officer("1"), "P1")
    assert found is not None
    assert "Zhuangyuan" not in str([each.shown for each in found.events])


def test_a_closed_recall_is_no_warning_and_what_is_newest_stands_first(product: Office) -> None:
    fill(product, 2)
    found = history(None, "P1")
    assert found is not None
    days = [each.day for each in found.events]
    assert ([each.key for each in found.recalls], days) == ([("R1",)], sorted(days, key=str, reverse=True))


def test_there_is_no_history_of_no_product(product: Office) -> None:
    assert history(officer("1"), "P2") is None


def test_it_asks_as_often_whatever_there_is(product: Office) -> None:
    def asked() -> int:
        user = User.objects.get(username="officer-1")
        with CaptureQueriesContext(connection) as found:
            history(user, "P1")
        return len(found)

    officer("1")
    one = asked()
    for number in (2, 3):
        fill(product, number)
    assert asked() == one
