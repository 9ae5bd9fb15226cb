"""Lists, one case, its history, and what waits: to each only what they may know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import RecordError
from plumbline.procedures.casework import common_acts, reading, summaries
from plumbline.procedures.casework.declaration import Procedure
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.people import Role
from tests.procedures.casework.recalls import NAME, Recalls


def test_a_list_holds_what_may_be_read_the_nearest_last_day_first(recalls: Recalls, procedure: Procedure) -> None:
    first, second, third = recalls.open(), recalls.open(region="2"), recalls.open()
    recalls.act(first, "notify", reason="x", due="2026-04-10")
    common_acts.withdraw(recalls.home, recalls.who("ann"), NAME, third, "x", at=recalls.later())
    ward, public = recalls.who("ward", region="2"), None

    def numbers(user: Any, **more: Any) -> list[str]:
        return [row.case.number for row in reading.listed(procedure, user, **more)]

    assert numbers(recalls.who("ann")) == [second, first, third]
    assert numbers(ward) == [second]
    assert numbers(public) == []
    assert numbers(recalls.who("ann"), state="notified") == [first]
    assert numbers(recalls.who("ann"), ended=True) == [third]
    assert reading.counted(procedure, recalls.who("ann")) == {"opened": 1, "notified": 1, "withdrawn": 1}


def every_page(procedure: Procedure, user: Any, most: int, **more: Any) -> list[list[str]]:
    pages, after = [], ""
    while True:
        rows, after = reading.page(procedure, user, after=after, most=most, **more)
        pages.append([row.case.number for row in rows])
        if not after:
            return pages


@pytest.mark.parametrize("most", [1, 2, 3, 7, 8])
def test_pages_go_on_by_key_from_those_that_are_due_to_those_that_have_ended(
        recalls: Recalls, procedure: Procedure, most: int) -> None:
    ann, numbers = recalls.who("ann"), [recalls.open() for _ in range(7)]
    for number in numbers[:2]:
        common_acts.withdraw(recalls.home, ann, NAME, number, "x", at=recalls.later())
    recalls.act(numbers[2], "notify", reason="x", due="2026-03-03")
    recalls.open(region="2", by="bea")
    whole = [row.case.number for row in reading.listed(procedure, ann)]
    assert (whole[0], set(whole[-2:])) == (numbers[2], set(numbers[:2]))
    pages = every_page(procedure, ann, most)
    assert [number for page in pages for number in page] == whole
    assert {len(page) for page in pages[:-1]} <= {most}
    assert [each for page in every_page(procedure, ann, most, ended=True) for each in page] == whole[-2:]
    assert [each for page in every_page(procedure, ann, most, state="opened") for each in page] == whole[1:-2]
    assert every_page(procedure, None, most) == [[]]


def test_what_comes_meanwhile_neither_repeats_nor_hides_a_case(recalls: Recalls, procedure: Procedure) -> None:
    ann, numbers = recalls.who("ann"), [recalls.open() for _ in range(4)]
    first, after = reading.page(procedure, ann, most=2)
    recalls.act(recalls.open(), "notify", reason="x", due="2026-03-03")  # before all that were shown
    later = recalls.open()
    rest, after = reading.page(procedure, ann, most=9, after=after)
    assert [row.case.number for row in (*first, *rest)] == [*numbers, later]
    assert after == ""


@pytest.mark.parametrize("of", [{"state": "opened"}, {"ended": False}])
def test_a_token_of_another_list_is_refused(recalls: Recalls, procedure: Procedure, of: dict[str, Any]) -> None:
    ann, _numbers = recalls.who("ann"), [recalls.open() for _ in range(2)]
    token = reading.page(procedure, ann, most=1).next
    for wrong, more in ((token, of), (f"{token}x", {}), ("2", {})):
        with pytest.raises(RecordError) as caught:
            reading.page(procedure, ann, after=wrong, **more)
        assert caught.value.code == "list.no_page"


def test_a_late_page_asks_the_store_no_more_than_the_first(recalls: Recalls, procedure: Procedure) -> None:
    ann, _numbers = recalls.who("ann"), [recalls.open() for _ in range(7)]
    reading.page(procedure, ann, most=2)
    after, asked = "", []
    for _page in range(3):
        with CaptureQueriesContext(connection) as queries:
            after = reading.page(procedure, ann, most=2, after=after).next
        asked.append(len(queries))
        assert not any("OFFSET" in each["sql"] for each in queries)
    assert len(set(asked)) == 1


def test_who_declared_a_conflict_finds_the_case_nowhere(recalls: Recalls, procedure: Procedure) -> None:
    number = recalls.reported()
    bea = recalls.who("bea")
    assert len(reading.listed(procedure, bea)) == 1
    common_acts.declare_conflict(recalls.home, bea, NAME, number, "Mine", member="L1", at=recalls.later())
    case = recalls.found(number, by="bea")
    assert [each["member"] for each in reading.document(case, bea)["members"]] == ["L2"]
    assert {each["member"] for each in reading.history(case, bea)} == {"", "L2"}
    assert {each.member for each in reading.waiting(bea, on=date(2026, 3, 12), of=[procedure])} == {"", "L2"}
    common_acts.declare_conflict(recalls.home, bea, NAME, number, "All mine", at=recalls.later())
    assert reading.listed(procedure, bea) == []
    assert reading.waiting(bea, on=date(2026, 3, 12), of=[procedure]) == []


def test_what_waits_is_what_the_person_could_do_now(recalls: Recalls, procedure: Procedure) -> None:
    number = recalls.open()
    recalls.who("auditor", Role.AUDITOR)

    def waits(name: str, on: date) -> list[tuple[str, str, bool, tuple[str, ...]]]:
        return [(each.number, each.member, each.late, tuple(act.name for act in each.acts))
                for each in reading.waiting(recalls.who(name), on=on, of=[procedure])]

    assert waits("ann", date(2026, 3, 3)) == [(number, "", False, ("notify",))]
    assert waits("ann", date(2026, 3, 10)) == [(number, "", True, ("notify",))]
    assert waits("auditor", date(2026, 3, 3)) == []
    recalls.act(number, "add-lot", lot="L1")
    recalls.act(number, "notify", reason="x", due="2026-03-10")
    assert waits("ann", date(2026, 3, 10)) == [(number, "L1", False, ("account",))]
    assert waits("ann", date(2026, 3, 11)) == [(number, "", True, ("report-for",)), (number, "L1", False, ("account",))]


def test_a_document_says_where_it_stands_and_what_can_be_done(recalls: Recalls) -> None:
    number = recalls.open()
    recalls.act(number, "add-lot", lot="L1")
    told = reading.document(recalls.found(number), recalls.who("ann"))
    last = told.pop("version")
    assert last == recalls.found(number).board.case.last
    assert told == {
        "procedure": NAME, "number": number, "region": "1", "state": "opened",
        "state_title": {"en": "opened", "zh": "已立案"}, "since": "2026-03-02T09:00:01+00:00",
        "due": "2026-03-09", "provisional": False, "late": False, "acts": ["notify"], "beside": 0,
        "rules_changed": False, "away": "", "ends_on": None, "contested": False,
        "values": {"producer": "F1", "region": "1", "product": "Kettle"}, "named": {}, "named_as_of": None,
        "members": [{"member": "L1", "state": "on-sale", "state_title": {"en": "on sale", "zh": "在售"},
                     "since": "2026-03-02T09:00:02+00:00", "due": "2026-03-16", "provisional": False, "late": False,
                     "version": last + 1, "acts": ["account"], "values": {"lot": "L1"}, "beside": 0,
                     "contested": False}]}


def test_the_history_names_who_did_what_and_hides_no_leaf(recalls: Recalls) -> None:
    number = recalls.open()
    common_acts.comment(recalls.home, recalls.who("bea"), NAME, number, "Why?", at=recalls.later())
    told = reading.history(recalls.found(number), recalls.who("ann"))
    assert [(each["act"], each["by"], each["part"], each["said"]) for each in told] == [
        ("open", "ann", "officer", {"producer": "F1", "region": "1", "product": "Kettle"}),
        ("comment", "bea", "officer", {"text": "Why?"})]
    assert all(len(each["leaf"]) == 64 and each["journal"] for each in told)


def test_summaries_are_made_anew_from_the_events(recalls: Recalls) -> None:
    number = recalls.reported()
    before = list(CaseSummary.objects.order_by("member").values())
    CaseSummary.objects.update(state="closed", ended=True)
    case = recalls.found(number)
    assert summaries.wrong(case) == ["", "L1", "L2"]
    for member in ("", "L1", "L2"):
        summaries.renew(case, member)
    assert list(CaseSummary.objects.order_by("member").values()) == before
    assert summaries.wrong(case) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_and_what_waits_ask_the_store_as_often_for_one_as_for_three(
        recalls: Recalls, procedure: Procedure, django_assert_max_num_queries: Any, count: int) -> None:
    for _ in range(count):
        recalls.open()
    user = recalls.who("ann")
    with django_assert_max_num_queries(6):
        assert len(reading.listed(procedure, user)) == count
    with django_assert_max_num_queries(10):
        assert len(reading.waiting(user, on=date(2026, 3, 3), of=[procedure])) == count
