"""Numbers, days and periods as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from plumbline.interfaces.shared import words
from plumbline.interfaces.web.figures import figure_view
from plumbline.interfaces.web.templatetags import plumb
from plumbline.text import Text


@pytest.mark.parametrize(("value", "text"), [
    (0, "0"), (7202, "7,202"), (1234567, "1,234,567"), ("81.74", "81.74"), (Decimal("-3.09"), "−3.09"),
    ("-0.00", "0.00"), (None, "–"), ("", "–"), (Decimal("12345.60"), "12,345.60"),
])
def test_numbers(value: int | Decimal | str | None, text: str) -> None:
    assert words.number(value) == text


def test_numbers_with_a_sign_and_places() -> None:
    assert words.number(Decimal("3.09"), signed=True) == "+3.09"
    assert words.number(0, signed=True) == "0"
    assert words.number(Decimal("2.25"), 1) == "2.2"
    assert words.number(Decimal("99"), 1) == "99.0"
    assert words.number(Decimal("2.5"), 0) == "2"


@pytest.mark.parametrize(("text", "english", "chinese"), [
    ("2013", "2013", "2013年"), ("2013-Q1", "Q1 2013", "2013年第1季度"), ("2013-Q4", "Q4 2013", "2013年第4季度"),
    ("2013-07", "Jul 2013", "2013年7月"), ("2013-07..2014-06", "Jul 2013 to Jun 2014", "2013年7月至2014年6月"),
    ("2013-07-15..2014-06-30", "15 Jul 2013 to 30 Jun 2014", "2013年7月15日至2014年6月30日"),
])
def test_periods(text: str, english: str, chinese: str) -> None:
    for language, expected in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert words.period(text) == expected


def test_days_and_moments() -> None:
    at = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    assert words.day(date(2026, 11, 21)) == "21 Nov 2026"
    assert words.moment(at) == "21 Nov 2026 09:05 UTC"
    assert (words.day(None), words.moment(None)) == ("–", "–")
    with translation.override("zh-hans"):
        assert words.day(date(2026, 11, 21)) == "2026年11月21日"
        assert words.moment(at) == "2026年11月21日 09:05 UTC"


def test_declared_words() -> None:
    text = Text("Risk class", "风险等级")
    assert (words.say(text), words.within(text), words.say("as it is"), words.say(None)) == (
        "Risk class", "risk class", "as it is", "")
    assert words.within(Text("GB code", "国标代码")) == "GB code"
    with translation.override("zh-hans"):
        assert (words.say(text), words.within(text)) == ("风险等级", "风险等级")


def test_lists() -> None:
    said = [words.listed(part) for part in ([], ["a"], ["a", "b"], ["a", "b", "c"])]
    assert said == ["", "a", "a and b", "a, b and c"]
    with translation.override("zh-hans"):
        assert words.listed(["甲", "乙", "丙"]) == "甲、乙和丙"


def test_sizes() -> None:
    assert [words.size(count) for count in (0, 999, 1000, 1_500_000, 2_000_000_000_000)] == [
        "0 B", "999 B", "1.0 kB", "1.5 MB", "2,000.0 GB"]


def test_units() -> None:
    assert [figure_view.unit(name) for name in ("%", "1", "per 1000")] == ["%", "", "per 1,000"]
    assert figure_view.joined("3.09", "%") == "3.09 %"
    assert figure_view.joined("12", "") == "12"
    with translation.override("zh-hans"):
        assert figure_view.joined("3.09", figure_view.points("%")) == "3.09个百分点"
        assert figure_view.unit("per 1000") == "每1,000"


def test_places_in_a_text() -> None:
    assert [plumb.article(value) for value in ("", "5", "4.2", "Results")] == [
        "", ", article 5", ", article 4.2", " · Results"]
    with translation.override("zh-hans"):
        assert plumb.article("5") == "第5条"
    assert [plumb.written_day(value) for value in ("2012-01-01", "since ever")] == ["1 Jan 2012", "since ever"]


@pytest.mark.parametrize(("name", "shown"), [
    ("Ward 29", "Ward 29"), ("County 10 of province 3", "County 10 of pr\u2026"), ("第29选区", "第29选区"),
    ("呼伦贝尔市莫力达瓦旗", "呼伦贝尔市莫力\u2026"), ("", ""),
])
def test_a_name_that_is_too_long_is_cut(name: str, shown: str) -> None:
    assert words.fitted(name, 16) == shown


def test_the_day_of_a_moment_is_that_of_the_authority() -> None:
    late = datetime(2028, 2, 28, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai, on the leap day
    with timezone.override("Asia/Shanghai"):
        assert words.day(late) == "29 Feb 2028"
        assert words.moment(late) == "29 Feb 2028 00:30 CST"
        with translation.override("zh-hans"):
            assert words.day(late) == "2028年2月29日"
    assert words.day(late) == "28 Feb 2028"
