"""A connection to PostgreSQL lost in mid-import: a clear error, nothing half visible, and the next import heals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from plumbline.errors import IntakeError, StoreError
from plumbline.home import Home
from plumbline.procedures.records import imports
from plumbline.records.core import kinds, locks, store
from plumbline.records.core.journal import Entry
from plumbline.records.intake.staging import pouring, stage, staging_process
from plumbline.records.verifying import verification
from tests.records.samples import Office, current, inspection, stored_rows
from tests.refusals import refuses
from tests.throwaway import Server

pytestmark = pytest.mark.store("postgresql")

ROWS = 600


@pytest.fixture
def office(home: Home, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose files are published in many short transactions."""
    for name in ("FIRST", "LARGEST"):
        monkeypatch.setattr(f"plumbline.records.core.beside.slices.{name}", 100)
    office = Office(home)
    office.regions()
    return office


def killer(postgresql: Server) -> Callable[[], None]:
    """Ends every connection of this process to the test database."""
    name = connection.settings_dict["NAME"]
    return lambda: postgresql.run(
        f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'") and None


def at_slice(number: int, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do ``act`` when the rows of one slice are ready, before they are sent."""
    real, count = pouring.ready, 0

    def counted(table: str, *rows: object) -> Callable[[], None]:
        nonlocal count
        pour = real(table, *rows)
        count += table == "records_inspection"
        if count != number or table != "records_inspection":
            return pour
        return lambda: (act(), pour())[1]

    monkeypatch.setattr(pouring, "ready", counted)


def inspections(office: Office) -> Path:
    return office.file([inspection(number=f"{number:04}") for number in range(ROWS)])


def assert_nothing_shows() -> None:
    assert current("inspection", "number") == []
    assert not list(verification.rows_as_of(kinds.get("inspection")))
    assert store.broken_links() == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_connection_lost_while_publishing(office: Office, postgresql: Server, monkeypatch: pytest.MonkeyPatch,
                                            number: int) -> None:
    file = inspections(office)
    with monkeypatch.context() as patch:
        at_slice(number, killer(postgresql), patch)
        with pytest.raises(StoreError) as caught:
            office.take("inspection", file)
    assert caught.value.what.en == "the connection to the database was lost"
    assert caught.value.next_step.en == ("Import the file again when the database is back; nothing of it is half "
                                      "visible")
    assert "postgresql://plumbline@" in caught.value.where.en
    assert_nothing_shows()
    assert list(stored_rows("inspection")) == []  # the server was back at once, so it was taken back at once
    assert office.take("inspection", file).rows == ROWS
    assert len(current("inspection", "number")) == ROWS


def test_a_server_that_stays_away_leaves_the_sweeping_to_the_next_import(
        office: Office, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    file = inspections(office)

    def gone() -> None:
        killer(postgresql)()
        patch.setitem(connection.settings_dict, "PORT", "1")

    with monkeypatch.context() as patch:
        at_slice(3, gone, patch)
        with pytest.raises(StoreError, match="the database cannot be reached") as caught:
            office.take("inspection", file)
    assert caught.value.next_step.en.startswith("Import the file again when the database is back")
    connection.close()
    assert_nothing_shows()
    assert len(list(stored_rows("inspection"))) == 200
    assert office.take("inspection", file).rows == ROWS
    assert len(list(stored_rows("inspection"))) == ROWS
    assert [entry.state for entry in Entry.objects.order_by("pk")] == ["visible", "abandoned", "visible"]


def test_a_connection_lost_by_the_process_that_checks(office: Office, postgresql: Server,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging_process, "WORTH_BYTES", 1)
    assert office.inspections(inspection(number="before")).rows == 1
    # Its first look at what is known finds a store that is not there any more.
    monkeypatch.setattr(staging_process, "_store", lambda place: postgresql.address("no_such_database"))
    with pytest.raises(StoreError, match="there is no such database or user on the server"):
        office.take("inspection", inspections(office))
    assert current("inspection", "number") == [("before",)]


def test_a_large_file_is_checked_in_another_process_on_the_same_store(office: Office,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging_process, "WORTH_BYTES", 1)
    monkeypatch.setattr(stage, "PART_ROWS", 100)  # in this process only: the other keeps its own
    file = inspections(office)
    assert office.take("inspection", file).rows == ROWS
    assert office.take("inspection", file).same == ROWS


def test_another_import_in_the_same_database_is_refused_wherever_it_runs(office: Office, postgresql: Server,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    monkeypatch.setattr(locks, "POLL_SECONDS", 0.01)
    real = imports._import_lock
    monkeypatch.setattr(imports, "_import_lock", lambda home, wait=0.05: real(home, wait))
    with psycopg.connect(postgresql.address(connection.settings_dict["NAME"])) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", locks.IMPORTS)
        with refuses(IntakeError, "import.running", "another import is running in this database"):
            office.inspections(inspection())
        assert imports.sweep(office.home) == 0
    assert office.inspections(inspection()).rows == 1


def test_a_lock_that_was_lost_with_its_connection_is_nobody_s(office: Office, postgresql: Server) -> None:
    with locks.imports() as held:
        assert held
        killer(postgresql)()
    with locks.imports() as held:
        assert held
