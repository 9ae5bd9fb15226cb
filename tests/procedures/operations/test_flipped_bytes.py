"""A byte flipped anywhere in a store file either changes nothing that is read, or is found."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from plumbline.home import Home
from plumbline.procedures.operations import check_store
from plumbline.procedures.operations.doctor import FAULT, Visit, examine
from plumbline.records.stores import snapshots

NOT_SEALED = ("auth_", "django_", "axes_", "sqlite_", "account_", "mfa_", "records_user", "records_role",
              "records_token", "records_savedlist", "records_organisationcontact", "records_watch",
              "records_announce")
"""Tables that no journal entry seals; docs/tampering.md says which and why."""
CHECKS = {name: check for name, check in {**check_store.STORE, **check_store.DEEP}.items()
          if name.partition(",")[0] in ("tables", "journal", "years", "drafts", "evidence", "records", "procedures",
                                        "results")}
SOUGHT = (b"canvass", b"records_inspection", b"import")
FLIPS = 70


@contextmanager
def store_at(file: Path) -> Iterator[None]:
    """Let this process's connection lead to ``file``."""
    held = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = file
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held


def dump(file: Path) -> dict[str, object] | str:
    """All that can be read of the sealed tables: names of columns, and rows as they lie there."""
    found: dict[str, object] = {}
    try:
        with closing(sqlite3.connect(file)) as store:
            store.text_factory = bytes
            names = [row[0].decode() for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in sorted(names):
                if not name.startswith(NOT_SEALED):
                    rows = store.execute(f'SELECT rowid, typeof(rowid), * FROM "{name}" ORDER BY rowid')
                    found[name] = ([one[0] for one in rows.description], rows.fetchall())
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)
    return found


def is_found(file: Path) -> bool:
    """Whether the doctor says that something is wrong with the store in ``file``."""
    if snapshots.complaints(file, deep=True):
        return True
    with store_at(file):
        visit = Visit(Home(file.parent), datetime(2030, 1, 1, tzinfo=UTC), deep=True)
        return any(one.status == FAULT for one in examine(visit, CHECKS))


@pytest.mark.slow
@pytest.mark.store("sqlite")
def test_each_flip_changes_nothing_or_is_found(made_office: Path, tmp_path: Path, transactional_db: None) -> None:
    file = tmp_path / "plumbline.sqlite3"
    with closing(sqlite3.connect(made_office / "plumbline.sqlite3")) as here, closing(sqlite3.connect(file)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")
    content = file.read_bytes()
    whole = dump(file)
    assert isinstance(whole, dict)
    assert {"records_entry", "records_inspection", "records_region"} <= whole.keys()
    assert not is_found(file)
    content_read = file.read_bytes()
    draw = random.Random(20)
    pages = [at // 8192 * 8192 for word in SOUGHT for at in _all(content, word)]
    places = [draw.randrange(len(content)) for _ in range(FLIPS)] + [
        draw.choice(pages) + draw.randrange(8192) for _ in range(FLIPS)]
    changed, missed = 0, []
    for at in places:
        flipped = bytearray(content_read)
        flipped[at] ^= 1 << draw.randrange(8)
        for left in file.parent.glob(f"{file.name}-*"):
            left.unlink()
        file.write_bytes(flipped)
        if dump(file) == whole:
            continue
        changed += 1
        if not is_found(file):
            missed.append(at)
    assert missed == []
    assert changed > FLIPS // 3


def _all(content: bytes, word: bytes) -> Iterator[int]:
    at = content.find(word)
    while at >= 0:
        yield at
        at = content.find(word, at + 1)
