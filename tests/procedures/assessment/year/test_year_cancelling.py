"""Opening a year never hides a published result unasked, and one that was opened by mistake can be cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import ConflictError, RecordError
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.assessment.scoring.reading import latest
from plumbline.procedures.assessment.year import acts, loading, people
from plumbline.procedures.assessment.year.reading import today
from tests.procedures.year_world import AFTER, NUMBER, Province, day

pytestmark = pytest.mark.django_db(transaction=True)
OPENED = day("2013-07-02")


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path)


def test_a_published_result_is_hidden_only_by_who_says_so_and_comes_back(province: Province) -> None:
    freeze(province.home)
    assess(province.home, "city", "2013-14", at=AFTER)
    assert latest("city", "2013-14") is not None
    with pytest.raises(ConflictError, match="a result of this year is published already"):
        acts.open_year(province.home, province.who("lead"), "city", "2013-14", "prov", at=OPENED)
    acts.open_year(province.home, province.who("lead"), "city", "2013-14", "prov", at=OPENED, replacing=True)
    assert latest("city", "2013-14") is None
    people.cancel(province.home, province.who("lead"), NUMBER, reason="The wrong year.", at=OPENED)
    assert latest("city", "2013-14") is not None
    assert loading.load(province.home, NUMBER).board.phase == "cancelled"


def test_in_a_cancelled_year_nothing_is_done_until_it_is_opened_again(province: Province) -> None:
    acts.open_year(province.home, province.who("lead"), "city", "2013-14", "prov", at=OPENED)
    with pytest.raises(RecordError, match="nothing in it is open to this person"):
        people.cancel(province.home, province.who("north"), NUMBER, reason="No.", at=OPENED)
    with pytest.raises(RecordError, match="nothing is said here"):
        people.cancel(province.home, province.who("lead"), NUMBER, reason=" ", at=OPENED)
    people.cancel(province.home, province.who("lead"), NUMBER, reason="The wrong year.", at=OPENED)
    assert today(province.home, province.who("lead"), on=AFTER.date()) == []
    with pytest.raises(RecordError, match="this year was cancelled") as caught:
        province.assign("north", "assessed", regions=("north",))
    assert caught.value.why.en == "The wrong year."
    freeze(province.home)
    assess(province.home, "city", "2013-14", at=AFTER)  # nobody's procedure governs it now
    acts.open_year(province.home, province.who("lead"), "city", "2013-14", "prov", at=OPENED, replacing=True)
    assert loading.load(province.home, NUMBER).board.phase == "running"


def test_a_year_that_has_published_is_not_cancelled(province: Province) -> None:
    province.opened()
    province.scored()
    province.published()
    with pytest.raises(RecordError, match="this year has published its result"):
        people.cancel(province.home, province.who("lead"), NUMBER, reason="Too late.", at=AFTER)
