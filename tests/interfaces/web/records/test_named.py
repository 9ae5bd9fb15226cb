"""Where a record refers to another, its name stands before its number: in lists, and on the page of the record."""

from __future__ import annotations

import pytest
from django.test import Client

from plumbline.interfaces.web.records.named import names_of
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store
from tests.interfaces.web.world import CITY, World, looking_as
from tests.records.samples import Clock

CODE = "91110000600037341L"
CALLED = (f'<a href="/records/organisation/{CODE}/">甲 &amp; Co</a> '
          f'<span class="code">{CODE}</span>')


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def certified(city: World, db: None, clock: Clock) -> Client:
    keep("organisation", {"code": CODE, "name": "甲 & Co", "region": "1"}, at=clock())
    for number, holder in (("C1", CODE), ("C2", "NOBODY")):
        keep("certificate", {"number": number, "scheme": "other", "organisation": holder, "valid_from": "2013-01-31",
                             "status": "valid", "region": "1"}, at=clock())
    return Client()


@pytest.mark.parametrize("path", ["/records/certificate/", "/records/certificate/C1/"])
def test_by_its_name_and_number(certified: Client, path: str) -> None:
    assert CALLED in certified.get(path).content.decode()


def test_what_is_not_known_or_no_longer_counts_by_its_number_alone(certified: Client, clock: Clock) -> None:
    text = certified.get("/records/certificate/").content.decode()
    assert '<a href="/records/organisation/NOBODY/">NOBODY</a></td>' in text
    row = store.current(kinds.get("organisation")).get(code=CODE)
    withdraw("organisation", row.pk, at=clock(), reason="gone")
    text = certified.get("/records/certificate/").content.decode()
    assert CALLED not in text
    assert f">{CODE}</a></td>" in text


def test_of_kinds_that_are_not_open_to_everybody_no_name_is_asked(certified: Client) -> None:
    match, closed = kinds.get("alert_match"), [kind for kind in kinds.KINDS.values() if not kind.public]
    assert closed
    for kind in kinds.KINDS.values():
        for spec in kind.fields:
            if spec.refers in {each.name for each in closed}:
                assert names_of([spec], [{spec.name: "1"}]) == {}
    assert names_of(match.fields, []) == {}
    assert looking_as(CITY).get("/records/alert_match/").status_code == 200
