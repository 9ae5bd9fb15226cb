"""Where a commitment stands on a day: from its days alone."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.methods.standards.commitments import (
    DONE,
    DONE_LATE,
    LATE,
    OWED,
    RELEASED,
    STATES,
    Days,
    Stands,
    counted,
    stands,
)

D = date.fromisoformat
DUE = D("2018-06-30")


@pytest.mark.parametrize(("days", "on", "state", "late"), [
    (Days(DUE), "2018-06-30", OWED, 0), (Days(DUE), "2018-07-01", LATE, 1), (Days(DUE), "2018-09-05", LATE, 67),
    (Days(DUE, D("2018-06-30")), "2018-07-01", DONE, 0), (Days(DUE, D("2018-07-02")), "2018-07-01", LATE, 1),
    (Days(DUE, D("2018-07-02")), "2018-07-02", DONE_LATE, 2), (Days(DUE, D("2018-07-02")), "2030-01-01", DONE_LATE, 2),
    (Days(DUE, D("2018-06-01")), "2018-05-31", OWED, 0),
    (Days(DUE, None, D("2018-08-01")), "2018-07-31", LATE, 31),
    (Days(DUE, None, D("2018-08-01")), "2018-08-01", RELEASED, 0),
    (Days(DUE, D("2018-06-01"), D("2018-08-01")), "2019-01-01", DONE, 0)])
def test_what_had_not_happened_by_a_day_is_not_told_of_it(days: Days, on: str, state: str, late: int) -> None:
    assert stands(days, D(on)) == Stands(state, late)


def test_every_state_is_counted() -> None:
    assert counted([]) == dict.fromkeys(STATES, 0)
    assert counted([Stands(LATE, 3), Stands(LATE, 1), Stands(DONE)])[LATE] == 2
