"""Measures against products: heard, taken by a second person, ended; a recall that is ordered goes on as one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import consequences, perform, reading
from plumbline.procedures.casework.registry import procedure
from tests.procedures.surveillance.recall_cases import LOT_1, PRODUCT, RecallWorld
from tests.records.samples import current

NAME = "product-measure"
ABOUT = {"region": "1", "product": PRODUCT, "lots": LOT_1, "organisation": "F1", "role": "seller",
         "measure": "withdrawal", "initiative": "ordered", "scope": "全市门店下架",
         "basis": "产品质量法第十八条", "goods": "consumer"}


def proposed(recalls: RecallWorld, by: Any = None, act: str = "propose", **changed: str) -> str:
    event = perform.open_case(recalls.home, by or recalls.who("ann"), NAME, act, ABOUT | changed, at=recalls.later())
    return str(event.case.number)


def test_a_measure_is_heard_taken_and_ended(recalls: RecallWorld) -> None:
    number = proposed(recalls)
    recalls.act(number, "hear", of=NAME, reason="检出超标")
    recalls.act(number, "state-case", recalls.firm(), of=NAME, statement="已自查")
    assert reading.listed(procedure(NAME), None) == []
    with pytest.raises(PlumblineError) as caught:
        recalls.act(number, "take", of=NAME, valid_to="2026-01-01", by=recalls.who("bea"))
    assert caught.value.code == "measure.ends_before_it_begins"
    recalls.act(number, "take", recalls.who("bea"), of=NAME, valid_to="2026-12-31")
    assert current("corrective_measure", "number", "measure", "role", "lots", "taken_on", "valid_to") == [
        (f"1-{number}", "withdrawal", "seller", LOT_1, recalls.now.date(), date(2026, 12, 31))]
    assert "statement" not in reading.values(recalls.found(number, recalls.who("w", "2"), NAME), recalls.who("w", "2"))
    with pytest.raises(PlumblineError) as caught:
        recalls.act(number, "end", recalls.who("bea"), of=NAME, reason="已整改")
    assert caught.value.code == "case.second_person"
    recalls.act(number, "end", of=NAME, reason="已整改")
    assert current("corrective_measure", "valid_to") == [(recalls.now.date(),)]


def test_a_measure_that_ended_before_keeps_its_day(recalls: RecallWorld) -> None:
    number = proposed(recalls)
    recalls.act(number, "take", recalls.who("bea"), of=NAME, valid_to="2026-03-10")
    recalls.later(30)
    recalls.act(number, "end", of=NAME, reason="到期")
    assert current("corrective_measure", "valid_to") == [(date(2026, 3, 10),)]


def test_a_firm_undertakes_one_and_another_firm_may_not(recalls: RecallWorld) -> None:
    proposed(recalls, recalls.firm(), "undertake", initiative="voluntary")
    with pytest.raises(PlumblineError) as caught:
        proposed(recalls, recalls.firm("wu", "F2"), "undertake")
    assert caught.value.code == "case.part_not_held"


def test_a_number_that_another_has_is_not_taken(recalls: RecallWorld) -> None:
    first = proposed(recalls)
    recalls.act(first, "take", recalls.who("bea"), of=NAME, measure_number="M1")
    with pytest.raises(PlumblineError) as caught:
        recalls.act(proposed(recalls), "take", recalls.who("bea"), of=NAME, measure_number="M1")
    assert caught.value.code == "measure.number_taken"


def test_a_recall_that_is_ordered_opens_as_a_recall(recalls: RecallWorld) -> None:
    for kind in ("withdrawal", "recall"):
        recalls.act(proposed(recalls, measure=kind), "take", recalls.who("bea"), of=NAME)
    consequences.run(recalls.home, at=recalls.later())
    cases = reading.listed(procedure("product-recall"), recalls.who("ann"))
    assert [each.state for each in cases] == ["opened"]
    values = recalls.found(cases[0].case.number).board.values
    assert (values["origin"], values["origin_key"], values["defect"]) == ("measure", "1-2026-0002", "全市门店下架")
