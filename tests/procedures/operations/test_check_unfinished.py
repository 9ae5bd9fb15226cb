"""What moves, freezes, receipts and changes of rules leave in a home when they are stopped is named and removed."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plumbline import unfinished
from plumbline.figures.cuts import freezing
from plumbline.home import Home
from plumbline.procedures.operations import check_unfinished, store_transfer
from plumbline.procedures.operations.doctor import OK, WARN, Visit

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)
LEFT = {
    "cuts/.20130101T000000000Z-1a2b3c4d.partial": "plumb cut",
    "received/.north.1a2b3c4d.partial": "the receipt of a package",
    ".moving": "plumb move",
    "rulebook/.aside-1a2b3c4d5e6f": "plumb rule",
}


def planted(home: Home) -> None:
    for name in LEFT:
        folder = home.path / name
        folder.mkdir(parents=True)
        (folder / "x").write_bytes(b"x" * 2048)
        for path in (folder / "x", folder):
            os.utime(path, (AT.timestamp() - 7200,) * 2)


def findings(home: Home) -> list[tuple[str, str, str]]:
    found = check_unfinished.leftovers(Visit(home, AT))
    return [(one.status, one.what, Path(one.where).relative_to(home.path).as_posix() if one.where else "")
            for one in found]


def test_they_are_named_and_removed(home: Home):
    planted(home)
    assert findings(home) == [(WARN, f"{who} that was stopped left 2,048 bytes, 2 hours ago", name)
                              for name, who in LEFT.items()]
    done = list(check_unfinished.sweep(Visit(home, AT)))
    assert [one.where for one in done] == [str(home.path / name) for name in LEFT]
    assert [name for name in LEFT if (home.path / name).exists()] == []
    assert [one[0] for one in findings(home)] == [OK]


def test_what_is_under_way_stays(home: Home):
    planted(home)
    (home.cuts / freezing.LOCK).touch()
    now = Visit(home, datetime.fromtimestamp(AT.timestamp() - 7190, UTC))  # ten seconds after they were written
    with freezing.FileLock(home.cuts / freezing.LOCK), store_transfer.moving_lock(home), \
            freezing.FileLock(home.received / ".lock"):
        assert [one.status for one in check_unfinished.leftovers(now)] == [OK]
        list(check_unfinished.sweep(Visit(home, AT)))
        assert [name for name in LEFT if not (home.path / name).exists()] == ["rulebook/.aside-1a2b3c4d5e6f"]


def test_what_counts_already_of_a_rule_is_moved_to_its_place(home: Home):
    waiting = home.rulebook / "changing" / "mappings" / "own.toml"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("[inspection]\n", encoding="utf-8")
    list(check_unfinished.sweep(Visit(home, AT)))
    assert (home.rulebook / "mappings" / "own.toml").read_text("utf-8") == "[inspection]\n"
    assert not waiting.parent.parent.exists()


@pytest.mark.store("postgresql")
def test_a_store_that_is_not_the_one_in_use_is_named_and_never_removed(home: Home):
    home.database.write_bytes(b"x" * 300_000)
    (unused, ) = [one for one in check_unfinished.leftovers(Visit(home, AT)) if one.status == WARN]
    assert unused.what == "a store of 0.3 MB lies in the home and is not the one in use"
    list(check_unfinished.sweep(Visit(home, AT)))
    assert home.database.exists()


def test_what_its_program_removes_while_the_doctor_looks_is_nothing_left(home, tmp_path, monkeypatch):
    scratch = tmp_path / f"{unfinished.SCRATCH}gone"
    monkeypatch.setattr(unfinished, "_children", lambda folder: [scratch] if folder == tmp_path else [])
    monkeypatch.setattr(unfinished.tempfile, "gettempdir", lambda: str(tmp_path))
    assert unfinished.left(home, at=0.0) == []
    monkeypatch.setattr(unfinished, "_belonging", lambda hidden: (scratch,))
    assert unfinished._left("figures", scratch, 0.0) is None
