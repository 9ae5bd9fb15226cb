"""The note beside the store: behind it at most, never ahead, and never written over what the journal does not bear out.
"""

from __future__ import annotations

import os
import stat
import threading

import pytest
from django.db import connection, connections, transaction

from plumbline import home as homes
from plumbline.home import Home
from plumbline.records.core import store, witness
from plumbline.records.core.journal import Entry
from plumbline.records.core.witness import Head
from tests.records.samples import AT


@pytest.fixture
def here(home: Home, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of its own for the note; the store is the test's."""
    monkeypatch.setenv(homes.VARIABLE, str(home.path))
    return home


def written(count: int = 1) -> Entry:
    for _ in range(count):
        entry = store.write_entry("create", "inspection", actor=None, at=AT)
    return entry


def test_each_committed_entry_is_noted(here: Home) -> None:
    assert witness.read(here) is None
    for _ in range(2):
        entry = written()
        assert witness.read(here) == Head(entry.number, entry.hash)
    assert sorted(path.name for path in here.path.iterdir() if "journal" in path.name) == [
        ".journal-head.lock", "journal-head.json"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_it_is_for_its_owner_alone(here: Home) -> None:
    written()
    assert stat.S_IMODE(here.journal_head.stat().st_mode) == 0o600


def test_what_was_rolled_back_is_not_noted(here: Home) -> None:
    first = written()
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    with transaction.atomic():
        with transaction.atomic():
            written(3)
            transaction.set_rollback(True)
        assert witness.read(here) == Head(first.number, first.hash)
        last = written()
    assert witness.read(here) == Head(last.number, last.hash)


def test_a_thousand_entries_of_one_transaction_are_noted_once(here: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = []
    keep = witness._write
    monkeypatch.setattr(witness, "_write", lambda path, head: (notes.append(head.number), keep(path, head)))
    with transaction.atomic():
        written(1000)
    assert notes == [1000]


def test_it_may_lag_behind(here: Home) -> None:
    written()
    before = here.journal_head.read_bytes()
    written()
    here.journal_head.write_bytes(before)  # a crash after the commit
    noted = witness.read(here)
    assert noted is not None
    assert (noted.number, witness.missing(noted)) == (1, "")
    last = written()
    assert witness.read(here) == Head(last.number, last.hash)


@pytest.mark.parametrize("count", [1, 2])
def test_last_entries_that_were_removed_are_missed_and_stay_so(here: Home, count: int) -> None:
    noted = written(4)
    Entry.objects.filter(number__gt=4 - count).delete()
    assert store.broken_links() == []  # the chain alone does not show it
    said = f"the journal ends at entry {4 - count}, and entry 4 was there"
    assert witness.missing(Head(noted.number, noted.hash)) == said
    written(count + 1)
    assert witness.read(here) == Head(noted.number, noted.hash)
    assert witness.missing(Head(noted.number, noted.hash)) == "entry 4 of the journal is not the one that was there"


def test_a_note_that_cannot_be_read_is_left_as_it_is(here: Home) -> None:
    here.journal_head.write_text("{")
    written()
    with pytest.raises(ValueError, match="Expecting property name"):
        witness.read(here)
    for text in ("[]", '{"number": 1}', '{"number": null, "hash": ""}', ""):
        here.journal_head.write_text(text)
        with pytest.raises(ValueError):  # noqa: PT011  (whatever is wrong with it)
            witness.read(here)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written to")
def test_a_home_that_cannot_be_written_to_hinders_no_act(here: Home) -> None:
    here.path.chmod(0o500)
    try:
        assert written().number == 1
    finally:
        here.path.chmod(0o700)


def test_many_writers_leave_the_newest(here: Home) -> None:
    def act() -> None:
        try:
            written(10)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    connections.close_all()
    assert witness.read(here) == Head(**store.journal_head())
    assert store.journal_head()["number"] == 40
