"""One act on many members, all or none: what comes of it is what comes of them one by one."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import RecordError
from plumbline.procedures.casework import summaries
from plumbline.procedures.casework.members import acting
from plumbline.procedures.casework.refusals import RowsUnfit
from plumbline.records.core import cases
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from tests.procedures.casework.recalls import NAME, Recalls

ROWS = {f"L{count}": {"how": f"Sent back {count}"} for count in range(1, 5)}


def opened(recalls: Recalls) -> str:
    number = recalls.open()
    for lot in ROWS:
        recalls.act(number, "add-lot", lot=lot)
    return number


def kept(number: str) -> list[tuple[Any, ...]]:
    events = CaseEvent.objects.filter(case__procedure=NAME, case__number=number, act="account").order_by("pk")
    rows = CaseSummary.objects.filter(case__number=number).exclude(member="").order_by("member")
    return [*events.values_list("act", "member", "said", "state", "part", "organisation", "late", "actor"),
            *rows.values_list("member", "state", "due", "until", "title", "ended")]


def test_all_at_once_is_what_one_by_one_is(recalls: Recalls) -> None:
    one, many = opened(recalls), opened(recalls)
    for lot, values in ROWS.items():
        recalls.act(one, "account", member=lot, **values)
    acting.act_on_each(recalls.home, recalls.who("ann"), NAME, many, "account", ROWS, at=recalls.later())
    assert kept(one) == kept(many)
    case = Case.objects.get(procedure=NAME, number=many)
    assert cases.altered(case) == []
    assert summaries.wrong(recalls.found(many)) == []


def test_one_that_cannot_be_done_keeps_all_back(recalls: Recalls) -> None:
    number = opened(recalls)
    recalls.act(number, "account", member="L2", how="Destroyed")
    with pytest.raises(RowsUnfit) as caught:
        acting.act_on_each(recalls.home, recalls.who("ann"), NAME, number, "account",
                      {**ROWS, "L9": {"how": "x"}, "L3": {}}, at=recalls.later())
    assert sorted(caught.value.faults) == [1, 2, 4]
    assert {each.code for each in caught.value.faults.values()} >= {"case.not_its_turn", "case.member_unknown"}
    assert recalls.state(number, "L1") == "on-sale"


def test_it_is_for_acts_about_members_alone(recalls: Recalls) -> None:
    number = opened(recalls)
    for act in ("add-lot", "notify", "nothing"):
        with pytest.raises(RecordError) as caught:
            acting.act_on_each(recalls.home, recalls.who("ann"), NAME, number, act, {"L1": {}}, at=recalls.later())
        assert caught.value.code == "case.act_unknown"


def test_of_nothing_comes_nothing(recalls: Recalls) -> None:
    assert acting.act_on_each(recalls.home, recalls.who("ann"), NAME, opened(recalls), "account", {},
                         at=recalls.later()) == []
