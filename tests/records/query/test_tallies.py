"""How many records there are for somebody: as their list has them, and told again only as long as nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from plumbline.procedures.records.imports import import_file
from plumbline.records.core import kinds, store
from plumbline.records.query import tallies, together
from plumbline.records.query.listing import Asked, Rows
from plumbline.records.query.newest_entries import NewestEntries
from plumbline.records.query.tallies import Tally
from tests.records.samples import Office, csv_of, inspection

NOBODY: frozenset[str] = frozenset()


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known from other tests."""
    monkeypatch.setattr(tallies, "_newest", NewestEntries())
    tallies._known.clear()
    tallies._row.cache_clear()


def taken_in(office: Office, *rows: dict[str, str]) -> None:
    path = office.file(csv_of(rows))
    assert import_file(office.home, "inspection", path, clock=office.clock).rows == len(rows)


def told(region: str = "", own: frozenset[str] = NOBODY, *names: str) -> dict[str, Tally]:
    asked = names or ("inspection", "region", "determination")
    return tallies.tallies([(kinds.get(name), own) for name in asked], region)


def numbers(region: str = "", own: frozenset[str] = NOBODY) -> dict[str, int | None]:
    return {name: tally.count for name, tally in told(region, own).items()}


def test_they_are_what_the_lists_hold(office: Office) -> None:
    taken_in(office, inspection(number="1"), inspection(number="2", region="2"),
             inspection(number="3", region="8", inspected_on="2012-01-31"))
    for region in ("", "1", "2", "city", "none"):
        for name, tally in told(region).items():
            assert tally.count == Rows(kinds.get(name), NOBODY, Asked(region=region)).matching.count(), (region, name)
    assert numbers() == {"inspection": 3, "region": 5, "determination": 0}
    assert numbers("2") == {"inspection": 2, "region": 2, "determination": 0}


def test_what_is_not_public_is_counted_within_the_reader_s_regions(office: Office) -> None:
    kind = kinds.get("determination")
    row = {"scheme": "s", "year": "2013", "item": "1", "value": "whole", "reason": "x",
           "decided_on": "2013-12-31"}
    path = office.file(csv_of([{**row, "region": "1"}, {**row, "region": "2"}]))
    assert import_file(office.home, kind.name, path, clock=office.clock).quarantined == 0
    assert [numbers("", own)["determination"] for own in (NOBODY, frozenset("1"), frozenset("12"))] == [0, 1, 2]
    assert [numbers("2", own)["determination"] for own in (NOBODY, frozenset("1"), frozenset("12"))] == [0, 0, 1]
    latest = told("", frozenset("1"), kind.name)[kind.name]
    assert tallies.saved_last(kind, latest).region == "1"
    assert tallies.saved_last(kind, told("", NOBODY, kind.name)[kind.name]) is None


def test_the_latest_is_the_newest_that_counts(office: Office) -> None:
    taken_in(office, inspection(number="1"), inspection(number="2", region="2"))
    kind = kinds.get("inspection")
    assert tallies.saved_last(kind, told()["inspection"]).number == "2"
    assert tallies.saved_last(kind, told("1")["inspection"]).number == "1"
    taken_in(office, inspection(number="1", result="fail"))
    latest = tallies.saved_last(kind, told()["inspection"])
    assert (latest.number, latest.result) == ("1", "fail")
    assert latest.entry.number == store.journal_head()["number"]
    found = told()
    assert found["inspection"].entry == latest.entry_id > found["region"].entry > 0 == found["determination"].entry


def queries(ask: Any) -> int:
    with CaptureQueriesContext(connection) as found:
        ask()
    return len(found)


def test_nothing_is_counted_twice_and_what_changed_is_counted_anew(office: Office) -> None:
    taken_in(office, inspection(number="1"))
    first = queries(lambda: told("1"))
    again = queries(lambda: told("1"))
    assert again < first
    taken_in(office, inspection(number="2"))
    assert numbers("1")["inspection"] == 2
    taken_in(office, inspection(number="2", region="2"))
    assert numbers("1")["inspection"] == 1


def test_many_kinds_are_asked_for_as_often_as_one(office: Office) -> None:
    taken_in(office, inspection(number="1"))
    names = [name for name, kind in kinds.KINDS.items() if kind.region]
    told("1", NOBODY, "finding")  # the tree of regions is read once a process
    counts = []
    for asked in (names[:1], names):
        tallies._known.clear()
        counts.append(queries(lambda: told("1", NOBODY, *asked)))  # noqa: B023
    assert counts[0] == counts[1]


def test_more_values_than_a_query_holds_are_asked_for_in_several(office: Office,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(office, inspection(number="1"))
    monkeypatch.setattr(together, "MOST_VALUES", 3)
    assert numbers("city") == {"inspection": 1, "region": 5, "determination": 0}


def test_of_very_many_no_more_than_that_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(office, *(inspection(number=str(number)) for number in range(4)))
    monkeypatch.setattr(tallies, "MOST_COUNTED", 3)
    assert (told()["inspection"].count, told()["inspection"].more) == (3, True)
    assert (told()["determination"].count, told()["determination"].more) == (0, False)


def test_what_takes_too_long_is_not_told_and_not_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_in(office, inspection(number="1"))
    monkeypatch.setattr(tallies.counting, "in_time", lambda ask: None)
    assert numbers() == {"inspection": None, "region": None, "determination": None}
    monkeypatch.undo()
    assert numbers() == {"inspection": 1, "region": 5, "determination": 0}


def test_a_store_that_was_put_back_is_read_anew(office: Office) -> None:
    taken_in(office, inspection(number="1"))
    assert numbers()["inspection"] == 1
    with transaction.atomic():
        taken_in(office, inspection(number="2"))
        assert numbers()["inspection"] == 2
        transaction.set_rollback(True)
    assert numbers()["inspection"] == 1
    taken_in(office, inspection(number="3"), inspection(number="4"))
    assert numbers()["inspection"] == 3
