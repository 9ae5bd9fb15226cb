"""Several people act in one case at the same moment: one of them is first, nothing is done twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.operations.check_cases import check
from plumbline.procedures.operations.doctor import Visit
from plumbline.records.core import store
from plumbline.records.core.cases import CaseEvent, CaseSummary
from tests.procedures.casework.recalls import MONDAY, NAME, Recalls
from tests.procedures.together import at_once
from tests.records.samples import Office

PEOPLE = ("ann", "bea", "cai", "dan")


@pytest.fixture
def many(open_office: Office, procedure: Procedure) -> Recalls:
    """Recalls in a store that other connections see; the people are there already."""
    recalls = Recalls(open_office)
    for name in PEOPLE:
        recalls.who(name)
    return recalls


def acting(recalls: Recalls, number: str, by: str, act: str, member: str = "", seen: int | None = None,
           **values: str) -> Callable[[], Any]:
    user, at = recalls.who(by), recalls.later()
    return lambda: perform.act(recalls.home, user, NAME, number, act, values, member=member, seen=seen, at=at)


def together(*acts: Callable[[], Any]) -> list[Any]:
    return at_once(*acts, refused=PlumblineError)


def codes(outcomes: list[Any]) -> list[str]:
    """What each came to: its error's code, or nothing."""
    return sorted(str(each.code) if isinstance(each, PlumblineError) else "" for each in outcomes)


def assert_all_is_well(home: Home) -> None:
    found = check(Visit(home, datetime(2026, 3, 3, tzinfo=UTC)))
    assert [each.what for each in found if each.status == "fault"] == []
    assert store.broken_links() == []


def test_of_those_who_move_a_case_on_one_is_first(many: Recalls) -> None:
    number = many.open()
    outcomes = together(*(acting(many, number, name, "notify", reason=f"By {name}", due="2026-03-10")
                          for name in PEOPLE))
    assert codes(outcomes) == ["", *["case.not_its_turn"] * 3]
    (event,) = CaseEvent.objects.filter(case__number=number, act="notify")
    assert CaseSummary.objects.get(case__number=number, member="").state == "notified"
    assert event.said["reason"] in {f"By {name}" for name in PEOPLE}
    assert_all_is_well(many.home)


def test_an_impatient_click_is_one_act_though_both_arrive_together(many: Recalls) -> None:
    number = many.open()
    seen = CaseEvent.objects.get(case__number=number).pk
    outcomes = together(*[acting(many, number, "ann", "notify", seen=seen, reason="x", due="2026-03-10")] * 4)
    assert codes(outcomes) == [""] * 4
    assert len({each.pk for each in outcomes}) == 1
    assert CaseEvent.objects.filter(case__number=number, act="notify").count() == 1


def test_who_saw_less_than_there_is_is_told(many: Recalls) -> None:
    number = many.open()
    many.act(number, "add-lot", lot="L1")
    seen = CaseEvent.objects.filter(case__number=number, member="L1").latest("pk").pk
    outcomes = together(*(acting(many, number, name, "account", member="L1", seen=seen, how=f"By {name}")
                         for name in PEOPLE))
    assert sum(code == "" for code in codes(outcomes)) == 1
    assert CaseEvent.objects.filter(case__number=number, member="L1", act="account").count() == 1
    assert_all_is_well(many.home)


def test_all_who_add_members_at_once_have_added_theirs_and_a_member_is_added_once(many: Recalls) -> None:
    number = many.open()
    own = [acting(many, number, name, "add-lot", lot=f"L{at}") for at, name in enumerate(PEOPLE)]
    same = [acting(many, number, name, "add-lot", lot="same") for name in PEOPLE]
    outcomes = together(*own, *same)
    assert codes(outcomes).count("") == len(PEOPLE) + 1
    assert sorted(CaseSummary.objects.filter(case__number=number).exclude(member="").values_list(
        "member", flat=True)) == ["L0", "L1", "L2", "L3", "same"]
    assert_all_is_well(many.home)


def test_cases_opened_at_once_have_numbers_of_their_own(many: Recalls) -> None:
    about = {"producer": "F1", "region": "1"}
    outcomes = together(*(lambda name=name: perform.open_case(  # type: ignore[misc]
        many.home, many.who(name), NAME, "open", {**about, "product": name}, at=MONDAY) for name in PEOPLE))
    assert codes(outcomes) == [""] * len(PEOPLE)
    assert sorted(each.case.number for each in outcomes) == [f"2026-000{number}" for number in range(1, 5)]
    assert_all_is_well(many.home)
