"""Two failures in a year, and the class of the next draw."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import consequences, perform
from plumbline.procedures.casework.consequences import contests
from plumbline.procedures.casework.finding import find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.records import save
from plumbline.procedures.surveillance.spot_checks import classes, directories
from plumbline.records.core.cases import Case
from tests.procedures.surveillance.spot_checks.batches import Batches
from tests.records.samples import current

AT = datetime(2023, 9, 1, 9, tzinfo=UTC)
FIRM = "F01"


@pytest.fixture
def firm(batches: Batches) -> Batches:
    """A firm of ward 1 in class B since the spring, and somebody who acts for it."""
    batches.now = AT
    keep(batches, "organisation", code=FIRM, name="Firm 1", region="1")
    keep(batches, "credit", organisation=FIRM, credit_class="B", valid_from="2023-03-01", region="1")
    keep(batches, "draw", number="D1", title="First", drawn_on="2023-03-01", frame_size="9", drawn="3", region="1")
    follow(batches)
    return batches


def keep(batches: Batches, kind: str, **values: Any) -> None:
    save.keep(kind, values, at=batches.later())


def inspected(batches: Batches, object: str, day: str, result: str = "ordered") -> None:
    """A published task of the firm."""
    keep(batches, "draw_task", draw="D1", object=object, organisation=FIRM, drawn_on="2023-03-01", result=result,
         inspected_on=day, region="1")
    follow(batches)


def follow(batches: Batches) -> None:
    """Do what follows from records."""
    consequences.run(batches.home, at=batches.later())


def cases() -> list[str]:
    return list(Case.objects.filter(procedure=classes.LOWERING).values_list("number", flat=True))


def test_two_failures_within_a_year_open_a_case_and_one_does_not(firm: Batches) -> None:
    inspected(firm, "S1", "2023-04-01")
    inspected(firm, "S2", "2023-05-01", "nothing")
    assert cases() == []
    inspected(firm, "S3", "2023-06-01", "case")
    (number,) = cases()
    case = find(firm.home, firm.who("ann"), procedure(classes.LOWERING), number, at=firm.later())
    assert {name: case.board.values[name] for name in ("organisation", "was", "becomes", "region")} == {
        "organisation": FIRM, "was": "B", "becomes": "C", "region": "1"}
    assert "2023-04-01、2023-06-01" in case.board.values["why"]
    inspected(firm, "S4", "2023-06-02")  # while the first is not decided nothing more follows
    assert cases() == [number]


@pytest.mark.parametrize(("first", "last", "of"), [
    ("2023-02-01", "2023-06-01", "B"),  # before it came into its class
    ("2023-04-01", "2024-05-01", "B"),  # more than a year apart
    ("2023-04-01", "2023-06-01", "D")])  # there is no class below
def test_what_is_older_than_the_term_or_the_class_does_not_count(firm: Batches, first: str, last: str, of: str) -> None:
    if of != "B":
        keep(firm, "credit", organisation=FIRM, credit_class=of, valid_from="2023-03-02", region="1")
    inspected(firm, "S1", first)
    inspected(firm, "S2", last)
    assert cases() == []


def test_once_the_days_have_passed_the_class_is_entered_and_the_next_directory_has_it(firm: Batches) -> None:
    inspected(firm, "S1", "2023-04-01")
    inspected(firm, "S2", "2023-06-01")
    (number,) = cases()

    def do(act: str, **values: str) -> Any:
        return perform.act(firm.home, firm.who("ann"), classes.LOWERING, number, act, values, at=firm.later())

    with pytest.raises(PlumblineError) as caught:
        do("enter")
    assert caught.value.code == "case.too_early"
    firm.now += timedelta(days=30)
    do("enter")
    day = firm.now.date()
    assert current("credit", "credit_class", "valid_from") == [("B", date(2023, 3, 1)), ("C", day)]
    assert directories.of_records("1", day).objects[FIRM].of == "C"
    assert directories.of_records("1", day - timedelta(days=1)).objects[FIRM].of == "B"


def test_the_firm_reads_it_contests_it_and_until_that_is_decided_nothing_is_entered(firm: Batches) -> None:
    firm.owns("fay", FIRM)
    fay = firm.who("fay", "2")
    inspected(firm, "S1", "2023-04-01")
    inspected(firm, "S2", "2023-06-01")
    (number,) = cases()
    told = find(firm.home, fay, procedure(classes.LOWERING), number, at=firm.later())
    assert {"was", "becomes", "why"} <= told.open_fields(fay)
    contests.contest(firm.home, fay, classes.LOWERING, number, "It was the landlord's scale", at=firm.later())
    firm.now += timedelta(days=30)
    with pytest.raises(PlumblineError) as caught:
        perform.act(firm.home, firm.who("ann"), classes.LOWERING, number, "enter", {}, at=firm.later())
    assert caught.value.code == "case.condition"
    contests.uphold(firm.home, firm.who("ann"), classes.LOWERING, number, "So it was", at=firm.later())
    assert [of for of, _ in current("credit", "credit_class", "valid_from")] == ["B"]
    assert find(firm.home, fay, procedure(classes.LOWERING), number, at=firm.later()).state().name == "lifted"
