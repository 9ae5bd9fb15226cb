"""One number tells whether anybody wrote to the store; what pages ask again and again is asked once meanwhile."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plumbline.records.accounts.sessions import Session
from plumbline.records.core import changes, readings, region_trees
from plumbline.records.core.changes import Watcher
from plumbline.records.core.readings import once, reading, while_unchanged
from tests.records.samples import Office


def write(name: str = "x") -> None:
    """Something small, in a transaction of its own."""
    Session.objects.create(pk=name, begun_at=timezone.now(), seen_at=timezone.now(), content="", user_id=None)


def elsewhere(act: Any) -> None:
    """In another thread, so on another connection."""
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_it_stays_while_nobody_writes_and_goes_on_with_each_who_does(open_office: Office) -> None:
    def stays(act: Callable[[], object]) -> bool:
        before = changes.number()
        assert before is not None
        act()
        return changes.number() == before

    # Of PostgreSQL the number is that of the whole server, on which other tests may write at the same moment.
    for act in (Session.objects.count, lambda: elsewhere(Session.objects.count)):
        assert any(stays(act) for _ in range(100))
    first = changes.number()
    seen = [first]
    for act in (lambda: write("a"), lambda: elsewhere(lambda: write("b")),
                lambda: Session.objects.filter(pk="a").update(content="y"),
                lambda: elsewhere(lambda: Session.objects.all().delete())):
        act()
        seen.append(changes.number())
    assert len(set(seen)) == len(seen)
    assert any(stays(lambda: None) for _ in range(100))


def test_within_a_transaction_nobody_can_say(open_office: Office) -> None:
    with transaction.atomic():
        assert changes.number() is None
        write()
        assert changes.number() is None
    assert changes.number() is not None


def test_what_is_not_committed_is_not_told_yet(open_office: Office) -> None:
    before, ready, done = changes.number(), threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            write()
            ready.set()
            done.wait(20)

    thread = threading.Thread(target=lambda: (hold(), connection.close()))
    thread.start()
    assert ready.wait(20)
    during = changes.number()
    done.set()
    thread.join()
    assert changes.number() not in (before, during)


def test_another_file_in_its_place_is_another_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(changes.time, "monotonic", lambda: now[0])

    def made(path: Path) -> Path:
        kept = sqlite3.connect(path)
        kept.execute("PRAGMA journal_mode = WAL")
        kept.execute("CREATE TABLE a (b)")
        kept.commit()
        kept.close()
        return path

    watcher, file = Watcher(), made(tmp_path / "one")
    first = watcher.number(str(file))
    assert (watcher.number(str(file)), first is not None) == (first, True)
    made(tmp_path / "two").replace(file)
    now[0] += changes.LOOKS_SECONDS
    second = watcher.number(str(file))
    assert second not in (first, None)
    file.unlink()
    now[0] += changes.LOOKS_SECONDS
    assert changes.LOOKS_SECONDS < 1
    assert watcher.number(str(file)) is None
    file.write_bytes(b"no database" * 1000)
    assert watcher.number(str(file)) is None
    watcher.close()


def test_it_holds_no_lock_and_leaves_the_log_to_be_emptied(tmp_path: Path) -> None:
    path = tmp_path / "one"
    kept = sqlite3.connect(path, isolation_level=None)
    kept.execute("PRAGMA journal_mode = WAL")
    watcher = Watcher()
    watcher.number(str(path))
    kept.execute("CREATE TABLE a (b)")
    watcher.number(str(path))
    kept.execute("INSERT INTO a VALUES ('erased')")
    assert kept.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    assert path.with_name("one-wal").stat().st_size == 0
    watcher.close()


# -- asked once -------------------------------------------------------------------------------------------------------
def test_within_one_reading_a_question_is_asked_once_and_outside_each_time() -> None:
    asked: list[int] = []

    def make() -> int:
        asked.append(1)
        return len(asked)

    assert [once("a", make), once("a", make)] == [1, 2]
    with reading():
        assert [once("a", make), once("a", make), once("b", make)] == [3, 3, 4]
        readings.forget()
        assert once("a", make) == 5
    with reading():
        assert once("a", make) == 6


@pytest.mark.django_db
def test_the_tree_of_regions_is_asked_for_once_a_page(office: Office) -> None:
    region_trees.tree(), region_trees.covered_by(), region_trees.parents_now()
    with CaptureQueriesContext(connection) as queries, reading():
        for _ in range(8):
            region_trees.tree(), region_trees.covered_by(), region_trees.parents_now()
    assert len(queries) == 1


def test_a_change_of_regions_within_a_reading_is_seen(office: Office) -> None:
    with reading():
        before = region_trees.state()
        assert office.take("region", "code,name_en,level,valid_from\nnew,New,city,2000-01-01\n").quarantined == 0
        assert region_trees.state() != before
        assert "new" in region_trees.roots()


def test_what_rests_on_the_store_alone_is_told_again_until_somebody_writes(open_office: Office) -> None:
    asked: list[int] = []

    def make() -> int:
        asked.append(1)
        return len(asked)

    def told() -> int:
        with reading():
            return while_unchanged(("test", "a"), make)

    assert [told(), told()] == [1, 1]
    elsewhere(write)
    assert [told(), told()] == [2, 2]
    assert while_unchanged(("test", "a"), make) == 3, "an act asks anew"
    with transaction.atomic():
        assert [told(), told()] == [4, 5]
    assert told() == 2


def test_what_is_told_again_is_bounded(open_office: Office) -> None:
    for place in range(readings.MOST + 50):
        with reading():
            while_unchanged(("bounded", place), lambda: 1)
    assert len(readings._unchanged) <= readings.MOST
