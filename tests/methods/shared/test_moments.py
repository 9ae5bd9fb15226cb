"""Days and moments as they are typed, in the zone of who typed them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from plumbline.methods.shared import moments

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("text", "begins", "ends"), [
    ("2028-02-29", (2028, 2, 28, 16), (2028, 2, 29, 15, 59, 59, 999_999)),
    ("20280229", (2028, 2, 28, 16), (2028, 2, 29, 15, 59, 59, 999_999)),
    ("2028-02-29T08:30", (2028, 2, 29, 0, 30), (2028, 2, 29, 0, 30)),
    (" 2028-02-29 08:30:00-01:00 ", (2028, 2, 29, 9, 30), (2028, 2, 29, 9, 30)),
    ("2028-02-29T08:30Z", (2028, 2, 29, 8, 30), (2028, 2, 29, 8, 30)),
    ("1988-07-01", (1988, 6, 30, 15), (1988, 7, 1, 14, 59, 59, 999_999)),  # China kept summer time then
])
def test_a_day_is_that_of_its_zone(text: str, begins: tuple[int, ...], ends: tuple[int, ...]) -> None:
    assert moments.moment(text, CHINA) == datetime(*begins, tzinfo=UTC)  # type: ignore[misc, arg-type]
    assert moments.moment(text, CHINA, end=True) == datetime(*ends, tzinfo=UTC)  # type: ignore[misc, arg-type]
    assert moments.moment(text, CHINA).tzinfo is UTC


@pytest.mark.parametrize("text", ["0001-01-01", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2027-02-29",
                                  "0000-01-01", "10000-01-01", "NaN", "", "today"])
def test_what_no_calendar_of_utc_holds_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        moments.moment(text, CHINA)
