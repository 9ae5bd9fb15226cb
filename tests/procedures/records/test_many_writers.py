"""Many people write at once while an import publishes: every entry chained, no number twice, no change lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plumbline.errors import ConflictError
from plumbline.home import Home
from plumbline.procedures.records import imports, save
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.core.people import Role, User
from tests.procedures.together import at_once
from tests.records.samples import AT, Office, current, inspection

WRITERS, EACH = 8, 6
LATER = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def office(home: Home, transactional_db: None) -> Office:
    """The small tree of regions, in a store that other connections see."""
    office = Office(home)
    office.regions()
    return office


def keep(code: str, name: str, *, seen: int | None = None, at: datetime = LATER) -> Any:
    return save.keep("organisation", {"code": code, "name": name, "region": "1"}, at=at, seen=seen)


def assert_the_journal_holds() -> None:
    entries = list(Entry.objects.filter(number__isnull=False).order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    times = [entry.sealed_at for entry in entries]
    assert times == sorted(set(times))
    assert store.broken_links() == []


def test_officers_save_records_while_an_import_publishes(office: Office) -> None:
    file = office.file([inspection(number=f"{number:05}") for number in range(3_000)])

    def officer(number: int) -> Callable[[], int]:
        def work() -> int:
            for each in range(EACH):
                keep(f"{number}-{each}", f"Office {each}", at=LATER + timedelta(seconds=each))
                keep(f"{number}-{each}", f"Office {each}, corrected", at=LATER + timedelta(seconds=each))
            return EACH
        return work

    done = at_once(lambda: imports.import_file(office.home, "inspection", file, clock=office.clock),
                   *(officer(number) for number in range(WRITERS)))
    assert done[0].rows == 3_000
    assert done[1:] == [EACH] * WRITERS
    assert len(current("inspection", "number")) == 3_000
    names = [name for _, name in current("organisation", "code", "name")]
    assert names == [f"Office {each}, corrected" for _ in range(WRITERS) for each in range(EACH)]
    assert Entry.objects.filter(number__isnull=False).count() == 2 + 2 * WRITERS * EACH
    assert_the_journal_holds()


def test_two_officers_saving_one_record_are_one_change_and_one_conflict(office: Office) -> None:
    seen = keep("a", "As it was", at=AT).pk
    for _ in range(5):
        done = at_once(*(lambda name=name, at=seen: keep("a", name, seen=at) for name in ("Mine", "Yours")))
        conflicts = [one for one in done if isinstance(one, ConflictError)]
        assert [one.what.en for one in conflicts] == ["somebody changed this record while you were editing it"]
        [(name, row)] = current("organisation", "name", "id")
        assert name in ("Mine", "Yours")
        seen = row
        keep("a", "Again", seen=seen)
        [(seen,)] = current("organisation", "id")
    assert_the_journal_holds()


def test_programs_that_keep_one_record_follow_each_other(office: Office) -> None:
    """Without a version they have seen, each corrects what the one before kept; none is lost and none fails."""
    done = at_once(*(lambda number=number: keep("a", f"Name {number}").pk for number in range(WRITERS)))
    assert len(set(done)) == WRITERS
    versions = kinds.get("organisation").model.objects.filter(code="a").order_by("entry__number")
    assert [one.superseded_id for one in versions] == [*(one.entry_id for one in versions[1:]), None]
    assert_the_journal_holds()


def test_a_record_is_withdrawn_once(office: Office) -> None:
    row = keep("a", "Name", at=AT).pk
    done = at_once(*(lambda: save.withdraw("organisation", row, at=LATER) for _ in range(4)))
    assert sum(isinstance(one, ConflictError) for one in done) == 3
    assert current("organisation", "code") == []
    assert_the_journal_holds()


def test_a_file_and_an_officer_with_the_same_new_record(office: Office) -> None:
    """One of the two comes first and counts; the other is told. The file is taken in whole or not at all."""
    rows = [{"code": f"{number:04}", "name": "From the file", "region": "1"} for number in range(2_000)]
    file = office.file(rows, "organisations.csv")
    done = at_once(lambda: imports.import_file(office.home, "organisation", file, clock=office.clock),
                   *(lambda number=number: keep(f"{number:04}", "From a form") for number in (0, 700, 1_999)))
    names = dict(current("organisation", "code", "name"))
    from_forms = {code for code, name in names.items() if name == "From a form"}
    if isinstance(done[0], ConflictError):
        assert set(names) == from_forms
    else:
        assert len(names) == 2_000
    assert len(from_forms) >= sum(not isinstance(one, ConflictError) for one in done[1:]) - 3
    assert not Entry.objects.filter(state__in=Entry.HIDDEN).exists()
    assert_the_journal_holds()


def test_a_new_account_is_made_once(office: Office) -> None:
    from plumbline.procedures.accounts import people

    at_once(*(lambda region=region: people.grant(office.home, "officer", role="officer", region=region, at=LATER,
                                                 password="a long enough pass phrase") for region in ("1", "2", "8")))
    assert User.objects.filter(username="officer").count() == 1
    assert sorted(Role.objects.values_list("region", flat=True)) == ["1", "2", "8"]
    assert_the_journal_holds()
