"""Orders to rectify: each with its own last day and its own report, which is accepted or returned."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from docx import Document

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.papers import letters
from plumbline.procedures.assessment.year import acts as year
from plumbline.procedures.assessment.year import approval, people, reading
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.records.assessment import rounds
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core import store
from tests.procedures.year_world import NUMBER, Province, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored", "published"))


def order(province: Province, text: str, on: str, days: int | None = None) -> int:
    row = approval.order(province.home, province.who("lead"), NUMBER, "south", text, days=days, at=day(on))
    return int(row.pk)


def report(province: Province, text: str, on: str, number: int | None = None) -> Any:
    from plumbline.procedures.assessment.year import statements

    return statements.state(province.home, province.who("south"), NUMBER, "report", "south", text, order=number,
                            at=day(on))


def orders(province: Province, on: str = "2014-09-01") -> list[tuple[Any, ...]]:
    found = reading.board(province.home, NUMBER, ANYBODY, on=date.fromisoformat(on))["orders"]
    return [(each["number"], each["due"], each["state"], each["overdue"]) for each in found]


def due(province: Province, who: str, on: str) -> list[tuple[Any, ...]]:
    return [(each["stage"], each["order"], each["due"], each["late"])
            for each in reading.today(province.home, province.who(who), on=date.fromisoformat(on))
            if "order" in each]


def test_two_orders_owe_two_reports(province: Province) -> None:
    first, second = order(province, "Mend it.", "2014-08-26"), order(province, "Publish it.", "2014-08-27", 10)
    assert orders(province) == [(first, date(2014, 9, 19), "due", False), (second, date(2014, 9, 6), "due", False)]
    assert due(province, "south", "2014-09-01") == [
        ("report", first, date(2014, 9, 19), False), ("report", second, date(2014, 9, 6), False)]
    with pytest.raises(RecordError, match="2 orders wait for a report") as caught:
        report(province, "Done.", "2014-09-01")
    assert f"{second}, by 6 Sep 2014: Publish it." in caught.value.why.en
    assert report(province, "Published.", "2014-09-01", second).about == second
    assert [each[2] for each in orders(province)] == ["due", "reported"]
    assert report(province, "Mended.", "2014-09-02").about == first  # the only one that is owed
    assert due(province, "south", "2014-09-03") == []
    assert due(province, "lead", "2014-09-03") == [("order", first, None, False), ("order", second, None, False)]


def test_a_report_is_accepted_or_returned_and_then_due_again(province: Province) -> None:
    home, lead, number = province.home, province.who("lead"), order(province, "Mend it.", "2014-08-26", 10)
    with pytest.raises(RecordError, match="no report of this order waits"):
        approval.judge(home, lead, NUMBER, number, accepted=True, at=day("2014-08-27"))
    report(province, "Mended.", "2014-08-30")
    with pytest.raises(RecordError, match="nothing is said here"):
        approval.judge(home, lead, NUMBER, number, accepted=False, at=day("2014-09-01"))
    approval.judge(home, lead, NUMBER, number, accepted=False, reason="Where?", at=day("2014-09-01"))
    assert orders(province) == [(number, date(2014, 9, 5), "returned", False)]
    report(province, "There.", "2014-09-02")
    approval.judge(home, lead, NUMBER, number, accepted=False, reason="When?", days=3, at=day("2014-09-10"))
    assert orders(province, "2014-09-14") == [(number, date(2014, 9, 13), "returned", True)]
    report(province, "Then.", "2014-09-12")
    approval.judge(home, lead, NUMBER, number, accepted=True, at=day("2014-09-13"))
    assert orders(province) == [(number, date(2014, 9, 13), "accepted", False)]
    with pytest.raises(RecordError, match="accepted already"):
        report(province, "More.", "2014-09-13")
    assert store.broken_links() == []
    assert rounds.altered(Round.objects.get()) == []


def test_what_comes_late_is_allowed_order_by_order(province: Province) -> None:
    first, second = order(province, "Mend it.", "2014-08-26", 5), order(province, "Publish it.", "2014-08-26", 5)
    with pytest.raises(RecordError, match=f"the order {first} was due on 31 Aug 2014"):
        report(province, "Late.", "2014-09-02", first)
    with pytest.raises(RecordError, match="2 orders wait"):
        people.allow_late(province.home, province.who("lead"), NUMBER, "report", "south", reason="a flood",
                          at=day("2014-09-02"))
    people.allow_late(province.home, province.who("lead"), NUMBER, "report", "south", reason="a flood",
                      order=first, at=day("2014-09-02"))
    assert report(province, "Late.", "2014-09-02", first).late
    with pytest.raises(RecordError, match=f"the order {second} was due"):
        report(province, "Late.", "2014-09-02", second)


def test_an_order_given_after_the_day_of_the_flow_has_days_of_its_own(province: Province) -> None:
    number = order(province, "Mend it.", "2014-10-01")
    assert orders(province) == [(number, date(2014, 10, 31), "due", False)]
    for days in (0, -1, 3661):
        with pytest.raises(RecordError, match="an order gives 1 to 3660 days"):
            order(province, "Mend it.", "2014-10-01", days)


def test_years_of_version_0_1_go_on(province: Province) -> None:
    at = year.load(province.home, NUMBER)
    lead, south = province.who("lead").pk, province.who("south").pk

    def old(act: str, actor: int, on: str, **values: Any) -> int:
        with transaction.atomic():
            row = rounds.add(RoundEvent(round=at.round, act=act, region="south", actor=actor, **values), day(on))
        return int(row.pk)

    first = old(acts.ORDER, lead, "2014-08-26", stage="order", answer="Mend it.")
    second = old(acts.ORDER, lead, "2014-08-27", stage="order", answer="Publish it.")
    old(acts.STATE, south, "2014-08-28", stage="report", answer="Mended.")
    assert orders(province) == [(first, date(2014, 9, 19), "reported", False),
                                (second, date(2014, 9, 19), "due", False)]
    approval.judge(province.home, province.who("lead"), NUMBER, first, accepted=True, at=day("2014-09-01"))
    assert report(province, "Published.", "2014-09-02").about == second
    assert rounds.altered(at.round) == []


def test_a_letter_says_the_day_of_its_order(province: Province) -> None:
    first, second = order(province, "Mend it.", "2014-08-26"), order(province, "Publish it.", "2014-08-27", 10)
    for number, told in ((first, "请于2014年9月19日前完成整改"), (second, "请于2014年9月6日前完成整改"),
                         (None, "月6日前")):
        made = letters.letter(province.home, NUMBER, "south", "order", ANYBODY, order=number)
        assert told in "".join(each.text for each in Document(BytesIO(made.content)).paragraphs)
    with pytest.raises(RecordError):
        letters.letter(province.home, NUMBER, "north", "order", ANYBODY, order=first)
