"""Copies of the store."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from plumbline.errors import HomeError, quoted
from plumbline.records.core import store
from plumbline.records.stores import snapshots

pytestmark = pytest.mark.store("sqlite")  # the one store that is a file


@pytest.fixture
def copy(open_office, tmp_path):
    """A copy of the office's store, which has one entry."""
    snapshots.take(tmp_path / "copy.sqlite3")
    return tmp_path / "copy.sqlite3"


def test_a_copy_is_whole_and_says_what_it_holds(copy):
    assert snapshots.complaints(copy) == snapshots.complaints(copy, deep=True) == []
    held = snapshots.held(copy)
    assert held.journal == store.journal_head()
    assert held.migrations[0] == "0001_initial"
    assert os.name == "nt" or copy.stat().st_mode & 0o777 == 0o600


def test_it_is_one_file(copy):
    assert [path.name for path in copy.parent.iterdir() if path.name.startswith("copy")] == ["copy.sqlite3"]


def test_writers_go_on_meanwhile(copy, tmp_path):
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        snapshots.take(tmp_path / "second.sqlite3")
        writer.rollback()
    assert snapshots.complaints(tmp_path / "second.sqlite3") == []


def test_damage_is_told(copy):
    data = bytearray(copy.read_bytes())
    data[8192 * 3:8192 * 3 + 4000] = b"\x55" * 4000
    copy.write_bytes(data)
    assert snapshots.complaints(copy) != []
    copy.write_bytes(b"nothing of the kind" * 100)
    assert snapshots.complaints(copy) == [quoted("file is not a database")]
    with pytest.raises(HomeError, match="this is not a store of Plumbline"):
        snapshots.held(copy)


def test_a_copy_overwrites_nothing(copy):
    with pytest.raises(FileExistsError):
        snapshots.take(copy)
