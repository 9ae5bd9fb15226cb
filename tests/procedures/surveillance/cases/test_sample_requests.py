"""A founded complaint asks for a sample: with what the officer knows, and nothing of who complained."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.procedures.accounts import memberships
from plumbline.procedures.casework import consequences, perform
from plumbline.procedures.casework.consequences import contests
from plumbline.procedures.casework.finding import find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.cases import sample_requests
from plumbline.records.core.cases import Case, CaseEvent, CaseSummary
from plumbline.records.core.memberships import ENTERPRISE
from plumbline.records.core.people import User
from tests.procedures.casework.recalls import Recalls
from tests.procedures.surveillance.cases.test_product_complaint import FIRM, SECRETS, act, complained
from tests.records.samples import Office

NAME = sample_requests.NAME
PRODUCT = {"product": "K1", "lot": "K1/L7"}


@pytest.fixture
def life(office: Office) -> Recalls:
    """People of a city, a firm and its kettle."""
    office.take("organisation", [{"code": "F1", "name": "Kettle works", "region": "1"}], name="f.csv")
    office.take("product", [{"code": "K1", "name": "Kettle", "maker": "F1", "region": "1"}], name="p.csv")
    return Recalls(office)


def closed(life: Recalls, outcome: str = "founded", **found: str) -> str:
    """A complaint that was looked into and closed; its number."""
    number, _secret = complained(life)
    act(life, number, "verify", **FIRM, **found)
    act(life, number, "close", outcome=outcome, answer="Thank you")
    consequences.run(life.home, at=life.later())
    return number


def requests() -> list[str]:
    return list(Case.objects.filter(procedure=NAME).values_list("number", flat=True))


def do(life: Recalls, name: str, **values: str) -> Any:
    return perform.act(life.home, life.who("ann"), NAME, requests()[0], name, values, at=life.later())


@pytest.mark.parametrize(("outcome", "named"), [("unfounded", PRODUCT), ("settled", PRODUCT), ("founded", {})])
def test_only_one_that_is_founded_and_names_a_product_asks(life: Recalls, outcome: str, named: dict[str, str]) -> None:
    closed(life, outcome, **named)
    assert requests() == []


def test_it_opens_with_what_is_known_and_is_filled_by_a_sample_that_there_is(life: Recalls) -> None:
    closed(life, **PRODUCT)
    (number,) = requests()
    case = find(life.home, life.who("ann"), procedure(NAME), number, at=life.later())
    assert case.state().name == "asked"
    assert {name: case.board.values[name] for name in (*PRODUCT, "organisation", "region", "why")} == {
        **PRODUCT, "organisation": "F1", "region": "1", "why": FIRM["matter"]}
    with pytest.raises(PlumblineError) as caught:
        do(life, "take", sample="2026-9999")
    assert caught.value.code == "sample.unknown_number"
    assert contests.followed(case)
    do(life, "drop", reason="The lot is sold out")
    assert find(life.home, life.who("ann"), procedure(NAME), number, at=life.later()).over()


def test_who_complained_goes_not_along_and_the_firm_is_not_told(life: Recalls) -> None:
    closed(life, **PRODUCT)
    (number,) = requests()
    told = str([*CaseEvent.objects.filter(case__procedure=NAME).values(),
                *CaseSummary.objects.filter(case__procedure=NAME).values()])
    assert [each for each in SECRETS if each in told] == []
    owner = life.who("owner")
    memberships.add(owner, "F1", ENTERPRISE, by=None, at=life.later(), managing=True)
    for who in (User.objects.get(username="owner"), life.who("w2", region="2")):
        with pytest.raises((PlumblineError, NotAllowed)):
            find(life.home, who, procedure(NAME), number, at=life.later())
