"""One period under all the names that offices give it."""

from __future__ import annotations

import pytest

from plumbline.errors import MethodError
from plumbline.methods.shared.period_spellings import read, read_graded_year, span_of
from plumbline.methods.shared.periods import parse


@pytest.mark.parametrize(("written", "meant"), [
    *((text, "2013") for text in ("2013", "2013年", "2013年度", "２０１３年", " 2013 年 ", "二〇一三年", "2013全年",
                                  "2013年全年", "2013-01..2013-12", "2013年1-12月", "2013-01-01..2013-12-31")),
    *((text, "2013-Q1") for text in ("2013-Q1", "2013Q1", "2013q1", "2013 Q1", "2013年第一季度", "2013年一季度",
                                     "2013年第1季度", "2013年１季度", "2013第一季度", "2013一季度", "2013年度一季度",
                                     "Q1 2013", "2013/Q1", "2013-01..2013-03", "2013年1—3月")),
    ("2013年第四季度", "2013-Q4"),
    *((text, "2013-07") for text in ("2013-07", "2013-7", "2013年7月", "2013年07月", "2013年七月", "201307", "2013/7",
                                     "2013/07", "2013.07", "２０１３年７月份", "2013-07..2013-07")),
    ("2013年十月", "2013-10"), ("2013年十二月", "2013-12"), ("2013年11月", "2013-11"),
    *((text, "2013-01..2013-06") for text in ("2013年上半年", "2013上半年", "2013-H1", "2013H1", "2013年1-6月",
                                              "2013-01..2013-06", "2013年1月至2013年6月")),
    ("2013年下半年", "2013-07..2013-12"),
    ("2013年1-7月", "2013-01..2013-07"), ("2013年7月至2014年6月", "2013-07..2014-06"),
    ("2013年7月—2014年6月", "2013-07..2014-06"), ("2013-07-15..2014-06-30", "2013-07-15..2014-06-30"),
])
def test_spellings_of_one_period(written: str, meant: str) -> None:
    assert read(written).text == meant
    assert (read(written).first, read(written).last) == (parse(meant).first, parse(meant).last)
    assert read(read(written).text) == read(written)


@pytest.mark.parametrize("written", [
    "", "hello", "2013-Q7", "2013-Q0", "2013年第五季度", "2013-13", "201313", "2013年13月", "2013.1", "2013.10.1", "13",
    "20130701", "2013 7", "2013..2014", "2013年7月1日", "1季度", "上半年", "2013年12-1月", "0000", "2013-H3", "年",
    "2013-02-30..2013-03-01", "9" * 200,
])
def test_what_means_no_period_or_more_than_one(written: str) -> None:
    with pytest.raises(MethodError) as caught:
        read(written)
    assert caught.value.code == "period.not_period"
    assert caught.value.next_step.en == "Write 2013, 2013-Q1, 2013-07 or 2013-07..2014-06"


@pytest.mark.parametrize(("text", "span"), [
    ("2013", "year"), ("2013-07..2014-06", "year"), ("2013-Q1", "quarter"), ("2013-02..2013-04", "quarter"),
    ("2013-07", "month"), ("2013-01..2013-06", "half"), ("2013-01..2013-07", ""), ("2013-01-02..2013-12-31", ""),
])
def test_how_long_a_period_is(text: str, span: str) -> None:
    assert span_of(parse(text)) == span


def test_a_grade_may_be_asserted_of_so_many_assessments_before_a_year() -> None:
    for text in ("1 before 2016-17", "1 BEFORE 2016-2017", " 1  before 2016—17年"):
        assert read_graded_year(text) == "1 before 2016-17"
    assert read_graded_year("2013年") == "2013"
    for text in ("0 before 2016", "before 2016", "1 before", "1 before 2016-Q1", "1 before 1 before 2016"):
        with pytest.raises(MethodError) as caught:
            read_graded_year(text)
        assert caught.value.code == "period.not_year"
