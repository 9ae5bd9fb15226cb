"""Years of assessment as offices write them, under one name."""

import pytest

from plumbline.errors import MethodError
from plumbline.methods.shared.period_spellings import read_year


@pytest.mark.parametrize(("written", "name"), [
    ("2013", "2013"), ("2013年", "2013"), ("２０１３", "2013"), ("2013年度", "2013"), ("二〇一三年", "2013"),
    ("2013-14", "2013-14"), ("2013-2014", "2013-14"), ("2013—2014年度", "2013-14"), ("2013年至2014年", "2013-14"),
    ("2011-12", "2011-12"), ("1999-00", "1999-00"), ("2013-07..2014-06", "2013-14"), ("2013-01..2013-12", "2013"),
])
def test_one_name(written: str, name: str) -> None:
    assert read_year(written) == name
    assert read_year(name) == name


@pytest.mark.parametrize("written", ["", "13", "2013-15", "2013-Q1", "2013-07", "2013上半年", "2013-2016", "last year"])
def test_what_is_no_year(written: str) -> None:
    with pytest.raises(MethodError, match="is not a year") as caught:
        read_year(written)
    assert caught.value.code == "period.not_year"
