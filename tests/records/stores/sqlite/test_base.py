"""SQLite as a store: a form gets in beside an import, and what was erased is in none of its files."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from plumbline.procedures.records.save import erase_personal, keep
from plumbline.records.core.journal import Entry
from plumbline.records.stores.sqlite import base
from tests.records.samples import AT, Office

pytestmark = pytest.mark.store("sqlite")
MARK = "Zaphod-7Q-marker"


def files() -> dict[str, bytes]:
    """What lies in the database's files just now."""
    name = Path(connection.settings_dict["NAME"])
    return {path.name: path.read_bytes() for path in name.parent.glob(name.name + "*")}


def holding(text: str) -> list[str]:
    return [name for name, content in files().items() if text.encode() in content]


@pytest.mark.parametrize("checkpointed", [False, True])
def test_what_was_erased_is_gone_from_every_file(open_office: Office, checkpointed: bool) -> None:
    organisation = {"code": "1", "name": "n", "region": "1", "contact_name": MARK}
    keep("organisation", organisation, at=AT)
    keep("organisation", organisation | {"contact_name": MARK + " and more"}, at=AT)
    for code in range(2, 40):
        keep("organisation", organisation | {"code": str(code), "contact_name": "somebody else"}, at=AT)
    if checkpointed:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert holding(MARK)
    assert erase_personal("organisation", "1", at=AT)
    assert holding(MARK) == []
    assert holding("somebody else")


def test_what_was_replaced_is_gone_too(open_office: Office) -> None:
    organisation = {"code": "1", "name": "n", "region": "1", "contact_name": MARK * 4}
    keep("organisation", organisation, at=AT)
    keep("organisation", organisation | {"contact_name": "b"}, at=AT)
    connection.forget()  # type: ignore[attr-defined]
    assert holding(MARK) == []


def test_a_reader_does_not_keep_erasing_from_ending(open_office: Office) -> None:
    keep("organisation", {"code": "1", "name": "n", "region": "1", "contact_name": MARK}, at=AT)
    reader = sqlite3.connect(connection.settings_dict["NAME"])
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM records_entry").fetchall()
        began = time.monotonic()
        assert erase_personal("organisation", "1", at=AT)
        assert time.monotonic() - began < base.FORGET_SECONDS + 3
    finally:
        reader.close()
    connection.forget()  # type: ignore[attr-defined]
    assert holding(MARK) == []


def test_settings_of_every_connection(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        for pragma, value in (("secure_delete", 1), ("journal_mode", "wal"), ("foreign_keys", 1)):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone() == (value,)


def test_a_form_waits_for_a_gap_between_short_transactions(transactional_db: None) -> None:
    # Another process that takes the lock again within milliseconds, as an import does.
    stop, saved = threading.Event(), []
    other = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False, isolation_level=None)

    def hurry() -> None:
        while not stop.is_set():
            other.execute("BEGIN IMMEDIATE")
            time.sleep(0.15)
            other.execute("COMMIT")
            time.sleep(0.006)

    thread = threading.Thread(target=hurry)
    thread.start()
    try:
        for _ in range(5):
            began = time.monotonic()
            with transaction.atomic():
                Entry.objects.create(act="test", kind="inspection", begun_at=AT)
            saved.append(time.monotonic() - began)
    finally:
        stop.set()
        thread.join()
        other.close()
    assert max(saved) < 2


def test_a_lock_that_is_never_let_go_is_told(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "GIVE_UP_SECONDS", 0.2)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
    finally:
        other.close()


def test_another_error_is_not_waited_for(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Any) -> None:
        raise OperationalError("disk I/O error")

    began = time.monotonic()
    with monkeypatch.context() as patch:
        patch.setattr(base.base.DatabaseWrapper, "_start_transaction_under_autocommit", fails)
        with pytest.raises(OperationalError, match="disk I/O error"), transaction.atomic():
            pass
    assert time.monotonic() - began < 1
