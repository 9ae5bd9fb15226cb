"""The shipped calendars, an authority's own, and what is refused of one."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.shared.working_days import Due, after
from plumbline.rulebook.calendars.calendars import calendar, load_years, parse_year

YEAR = """id = "china"
year = 2027
title = { en = "China, 2027", zh = "中国，2027年" }
source = { text = "A notice", ours = true }
off = [2027-01-01]
worked = [2027-01-03]
"""


def test_every_day_is_as_in_the_package_it_was_derived_from() -> None:
    china, day, told = calendar(None), date(2004, 1, 1), []
    while day.year < 2027:
        if china.works(day) != chinese_calendar.is_workday(day):
            told.append(day)
        day += timedelta(days=1)
    assert told == []
    assert set(china.years) == set(range(2004, 2027))


def test_the_term_of_a_review_over_the_spring_festival() -> None:
    # 2026: 15 to 23 February are off, the Saturdays 14 and 28 are worked.
    assert after(calendar(None), date(2026, 2, 9), 5) == Due(date(2026, 2, 14))
    assert after(calendar(None), date(2026, 2, 9), 6) == Due(date(2026, 2, 24))


def test_an_authority_s_own_year_is_added_and_replaces(home: Home) -> None:
    folder = home.rulebook / "calendars"
    folder.mkdir(parents=True)
    assert after(calendar(home), date(2026, 12, 31), 1).provisional
    (folder / "china-2027.toml").write_text(YEAR, encoding="utf-8")
    assert after(calendar(home), date(2026, 12, 31), 1) == Due(date(2027, 1, 3))
    (folder / "china-2026.toml").write_text(YEAR.replace("2027", "2026").replace("-01-03", "-01-10"), encoding="utf-8")
    assert calendar(home).works(date(2026, 1, 10))
    assert not calendar(None).works(date(2026, 1, 10))


@pytest.mark.parametrize(("old", "new", "code"), [
    ("[2027-01-01]", '["2027-01-01"]', "calendar.not_days"),
    ("[2027-01-01]", "2027-01-01", "calendar.not_days"),
    ("[2027-01-01]", "[2026-01-01]", "calendar.another_year"),
    ("[2027-01-01]", "[2027-01-02]", "calendar.no_difference"),
    ("[2027-01-03]", "[2027-01-04]", "calendar.no_difference"),
    ("year = 2027", 'year = "2027"', "rule.not_whole_number"),
    ('id = "china"', 'id = "China!"', "rule.no_id"),
    ("off =", "of =", "rule.unknown_key"),
])
def test_what_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(RulebookError) as refused:
        parse_year("calendars/china-2027.toml", YEAR.replace(old, new))
    assert refused.value.code == code


def test_a_faulty_year_stops_its_calendar_and_says_which_file(home: Home) -> None:
    folder = home.rulebook / "calendars"
    folder.mkdir(parents=True)
    (folder / "china-2027.toml").write_text(YEAR.replace("[2027-01-01]", "[]x"), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        calendar(home)
    assert refused.value.code == "rule.file_faulty"
    assert "china-2027.toml" in refused.value.where.en
    assert len(load_years(home).faults) == 1


def test_two_files_of_one_year(home: Home) -> None:
    folder = home.rulebook / "calendars"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.toml").write_text(YEAR, encoding="utf-8")
    assert load_years(home).faults[0].error.code == "calendar.twice"


def test_a_calendar_there_is_not() -> None:
    with pytest.raises(RulebookError) as refused:
        calendar(None, "chin")
    assert (refused.value.code, "china" in refused.value.next_step.en) == ("calendar.unknown", True)
