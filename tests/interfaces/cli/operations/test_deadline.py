"""``plumb deadline``."""

from __future__ import annotations

from pathlib import Path

from tests.commands import plumb, well


def test_it_says_when_a_term_ends_and_what_is_provisional(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert well("deadline", "2026-02-09", "--working-days", 6, home=home) == {"due": "2026-02-24", "provisional": False}
    assert well("deadline", "2026-12-28", "--working-days", 5, home=home) == {"due": "2027-01-04", "provisional": True}
    assert well("deadline", "2026-02-09", "--days", 6, home=home) == {"due": "2026-02-24", "provisional": False}
    assert not home.exists()


def test_what_is_no_term_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert plumb("deadline", "2026-02-09", home=home).error["code"] == "deadline.no_term"
    assert plumb("deadline", "9/2/2026", "--days", 1, home=home).error["code"] == "deadline.not_day"
    assert plumb("deadline", "2026-02-09", "--days", -1, home=home).error["code"] == "deadline.days"
    other = plumb("deadline", "2026-02-09", "--days", 1, "--calendar", "mars", home=home)
    assert other.error["code"] == "calendar.unknown"
