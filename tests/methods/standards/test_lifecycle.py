"""What state an edition was in on a day: from days alone, and never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.methods.standards.lifecycle import Edition, newest_live, state

D = date.fromisoformat
FIRST = Edition("ISO 9001:1987", "withdrawn", D("1987-03-01"), replaced_on=(D("1994-06-01"),))
THIRD = Edition("ISO 9001:2000", "withdrawn", D("2000-12-01"), replaced_on=(D("2008-11-01"),))
FOURTH = Edition("ISO 9001:2008", "withdrawn", D("2008-11-01"), replaced_on=(D("2015-09-01"),))
FIFTH = Edition("ISO 9001:2015", "in-force", D("2015-09-01"))
DRAFT = Edition("ISO/CD 9001", "draft")
ALL = (FIRST, THIRD, FOURTH, FIFTH, DRAFT)


@pytest.mark.parametrize(("edition", "on", "told", "since"), [
    (THIRD, "2000-11-30", "draft", None),
    (THIRD, "2000-12-01", "in-force", "2000-12-01"),
    (THIRD, "2005-06-01", "in-force", "2000-12-01"),
    (THIRD, "2008-10-31", "in-force", "2000-12-01"),
    (THIRD, "2008-11-01", "replaced", "2008-11-01"),
    (FIFTH, "2026-12-01", "in-force", "2015-09-01"),
    (DRAFT, "2026-12-01", "draft", None),
    (Edition("GB 1-2020", "in-force", D("2020-03-01"), D("2020-10-01")), "2020-09-30", "published", "2020-03-01"),
    (Edition("GB 1-2020", "in-force", D("2020-03-01"), D("2020-10-01")), "2020-10-01", "in-force", "2020-10-01"),
    (Edition("GB 2-2001", "withdrawn", D("2001-01-01"), withdrawn_on=D("2010-05-01")), "2010-04-30", "in-force",
     "2001-01-01"),
    (Edition("GB 2-2001", "withdrawn", D("2001-01-01"), withdrawn_on=D("2010-05-01")), "2010-05-01", "withdrawn",
     "2010-05-01"),
    (Edition("GB 2-2001", "replaced", D("2001-01-01"), withdrawn_on=D("2010-05-01")), "2011-01-01", "replaced",
     "2010-05-01"),
    (Edition("X 1", "cancelled"), "2020-01-01", "cancelled", None),
    (Edition("X 2"), "2020-01-01", "unknown", None),
    (Edition("X 3", published_on=D("2019-01-01")), "2020-01-01", "in-force", "2019-01-01"),
])
def test_the_state_of_a_day(edition: Edition, on: str, told: str, since: str | None) -> None:
    found = state(edition, D(on))
    assert (found.state, found.since) == (told, D(since) if since else None)
    assert found.why.en
    assert found.why.zh


def test_what_no_source_says_is_not_known_and_is_what_it_is_said_to_be_from_then_on() -> None:
    lost = Edition("JIS A 1", "withdrawn", D("1980-01-01"), told_on=D("2026-12-01"))
    assert [state(lost, D(on)).state for on in ("1979-12-31", "2005-06-01", "2026-12-01")] == [
        "draft", "unknown", "withdrawn"]


def test_two_editions_hold_side_by_side_where_nobody_ended_the_first() -> None:
    old = Edition("GB 3-2010", "in-force", D("2010-01-01"), replaced_on=(D("2020-01-01"),))
    assert state(old, D("2021-01-01")).state == "in-force"


@pytest.mark.parametrize(("on", "meant"), [
    ("1986-01-01", None), ("1990-01-01", "ISO 9001:1987"), ("1999-01-01", None), ("2005-06-01", "ISO 9001:2000"),
    ("2008-11-01", "ISO 9001:2008"), ("2026-12-01", "ISO 9001:2015"),
])
def test_an_undated_number_means_the_newest_that_held_that_day(on: str, meant: str | None) -> None:
    found = newest_live(ALL, D(on))
    assert (found.code if found else None) == meant


def test_one_that_is_published_counts_where_none_is_in_force() -> None:
    coming = Edition("GB 4-2026", "in-force", D("2026-01-01"), D("2027-01-01"))
    assert newest_live([coming], D("2026-06-01")) == coming
    held = Edition("GB 4-2020", "in-force", D("2020-01-01"))
    assert newest_live([coming, held], D("2026-06-01")) == held
