"""Reviews of standards: opened for what is due, decided by a second person, written into the record of the standard."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.consequences import queue
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.cases.standard_review import NAME
from plumbline.procedures.standards.health import health
from plumbline.procedures.standards.reviews import open_due
from tests.procedures.standards.keeping import Keeping
from tests.records.samples import Office

ON, OLD = date(2026, 3, 2), "GB/T 3-2015"


@pytest.fixture
def keeping(office: Office) -> Keeping:
    return Keeping(office)


def concluded(keeping: Keeping, conclusion: str = "confirm") -> str:
    done = open_due(keeping.home, keeping.who("ann"), "city", on=ON, at=keeping.later())
    number = str(done["opened"][0]["number"])
    keeping.act(NAME, number, "give-opinion", by="li", conclusion=conclusion, opinion="Used every day")
    return number


def low(keeping: Keeping) -> list[tuple[str, str | None]]:
    return [(each["standards"][0], each["case"] and each["case"]["number"])
            for each in health(keeping.home, "low", ON, user=keeping.who("ann"))["ranked"]]


def test_reviews_are_opened_for_what_is_due_and_for_nothing_twice(keeping: Keeping) -> None:
    assert low(keeping) == [(OLD, None)]
    done = open_due(keeping.home, keeping.who("ann"), "city", on=ON, at=keeping.later())
    assert [(each["standard"], each["due"]) for each in done["opened"]] == [(OLD, "2020-01-01")]
    assert keeping.found(NAME, done["opened"][0]["number"]).board.values["secretariat"] == "ISS"
    again = open_due(keeping.home, keeping.who("ann"), "city", on=ON, at=keeping.later())
    assert (again["due"], again["opened"], again["refused"]) == (0, [], [])
    assert low(keeping) == [(OLD, done["opened"][0]["number"])]
    with pytest.raises(PlumblineError) as twice:
        keeping.open(NAME, region="city", standard=OLD)
    assert twice.value.code == "review.under_way"


def test_of_some_only_these_are_opened(keeping: Keeping) -> None:
    done = open_due(keeping.home, keeping.who("ann"), "city", on=ON, at=keeping.later(), only=["GB/T 1-2022"])
    assert (done["due"], done["opened"]) == (0, [])


def test_who_may_not_is_told_so_and_nothing_is_opened(keeping: Keeping) -> None:
    done = open_due(keeping.home, keeping.who("li"), "city", on=ON, at=keeping.later())
    assert (done["opened"], [each["code"] for each in done["refused"]]) == ([], ["case.part_not_held"])
    assert low(keeping) == [(OLD, None)]


def test_one_that_stands_gets_its_day_and_keeps_all_else(keeping: Keeping) -> None:
    before = keeping.standard(OLD)
    number = concluded(keeping)
    keeping.act(NAME, number, "confirm", reason="Nothing changed")
    after = keeping.standard(OLD)
    assert (after.confirmed_on, after.status) == (keeping.now.date(), "in-force")
    same = ("designation", "title_en", "level", "published_on", "committee", "document")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert low(keeping) == []


def test_one_that_is_withdrawn_gets_its_state_and_day(keeping: Keeping) -> None:
    number = concluded(keeping, "withdraw")
    keeping.act(NAME, number, "withdraw-standard", reason="Nobody uses it", withdrawn_on="2026-06-30")
    row = keeping.standard(OLD)
    assert (row.status, row.withdrawn_on, keeping.found(NAME, number).state().name) == (
        "withdrawn", date(2026, 6, 30), "abolished")


def test_one_that_is_to_be_revised_stays_as_it_is(keeping: Keeping) -> None:
    number = concluded(keeping, "revise")
    keeping.act(NAME, number, "revise", reason="The technology changed")
    assert keeping.standard(OLD).confirmed_on is None
    queue.run(keeping.home, at=keeping.later())
    (project,) = reading.listed(procedure("standard-project"), keeping.who("ann"))
    said = keeping.found("standard-project", project.case.number).board.values
    assert {name: said[name] for name in ("region", "level", "replaces", "title_zh", "title_en", "about")} == {
        "region": "city", "level": "national", "replaces": OLD, "title_zh": "Old and never reviewed",
        "title_en": "Old and never reviewed", "about": "The technology changed"}


def test_who_gave_the_opinion_does_not_decide(keeping: Keeping) -> None:
    number = keeping.open(NAME, region="city", standard=OLD)
    keeping.act(NAME, number, "give-opinion", conclusion="confirm", opinion="Fine")
    with pytest.raises(PlumblineError) as same:
        keeping.act(NAME, number, "confirm", reason="So")
    assert same.value.code == "case.second_person"
    keeping.act(NAME, number, "send-back", by="bea", reason="Say more")
    assert keeping.found(NAME, number).state().name == "opened"


@pytest.mark.parametrize(("code", "why"), [("GB/T 4-2000", "review.not_in_force"), ("GB/T 99-2000", "review.not_held")])
def test_what_cannot_be_reviewed_is_refused(keeping: Keeping, code: str, why: str) -> None:
    with pytest.raises(PlumblineError) as refused:
        keeping.open(NAME, region="city", standard=code)
    assert refused.value.code == why
