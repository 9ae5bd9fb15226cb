"""Of which authority, and of which day, a command asks that needs no home."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from plumbline.home import Home
from plumbline.interfaces.cli.core.own_rules import own, today


def test_the_day_is_that_of_the_authority(tmp_path: Path) -> None:
    before_midnight_in_utc = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    home = Home(tmp_path / "home").create(settings={"time_zone": "Asia/Shanghai"})
    assert own(home.path) == home
    assert today(own(home.path), before_midnight_in_utc) == date(2027, 1, 1)


def test_without_an_authority_it_is_that_of_the_machine(tmp_path: Path) -> None:
    noon = datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert own(tmp_path) is None
    assert today(None, noon) == noon.astimezone().date()
