"""The life of an own notice: written, published by a second person, updated, taken back; and the same twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.casework import common_acts, perform, reading, registry
from plumbline.procedures.casework.finding import find
from plumbline.procedures.surveillance.cases.product_alert import BEGIN, NAME
from plumbline.procedures.surveillance.notices import twins
from plumbline.procedures.surveillance.notices.twins import Number
from plumbline.records.core import kinds, store
from tests.procedures.casework.recalls import Recalls
from tests.records.samples import Office

SAID = {"product_name": "Kettle", "brand": "Acme", "model": "K1", "hazard": "It burns", "hazard_class": "fire"}
ALERT = kinds.get("alert")


@pytest.fixture
def life(office: Office) -> Recalls:
    """People of a city and its wards."""
    return Recalls(office)


def begun(life: Recalls, **changed: str) -> str:
    event = perform.open_case(life.home, life.who("ann"), NAME, BEGIN, {"region": "1", **SAID, **changed},
                              at=life.later())
    return str(event.case.number)


def act(life: Recalls, number: str, name: str, by: str = "ann", **values: str) -> Any:
    return perform.act(life.home, life.who(by), NAME, number, name, values, at=life.later())


def published(life: Recalls, **changed: str) -> str:
    number = begun(life, **changed)
    act(life, number, "propose")
    act(life, number, "publish", by="bea")
    return number


def rows(**only: str) -> list[tuple[Any, ...]]:
    return list(store.current(ALERT).filter(**only).values_list("source", "number", "published_on", "brand", "codes"))


def test_it_is_published_by_a_second_person_and_read_by_nobody_else_before(life: Recalls) -> None:
    number = begun(life)
    act(life, number, "propose")
    with pytest.raises(NotAllowed) as same:
        act(life, number, "publish")
    assert (same.value.code, rows()) == ("case.second_person", [])
    neighbour = life.who("w2", region="2")
    with pytest.raises(RecordError) as closed:
        find(life.home, neighbour, registry.procedure(NAME), number, at=life.later())
    assert (closed.value.code, reading.listed(registry.procedure(NAME), neighbour),
            reading.listed(registry.procedure(NAME), None)) == ("case.unknown", [], [])
    act(life, number, "publish", by="bea")
    assert rows() == [("own", number, date(2026, 3, 2), "Acme", None)]


def test_an_update_is_a_new_version_that_a_second_person_publishes(life: Recalls) -> None:
    number = published(life)
    life.later(3)
    act(life, number, "update", reason="The lot is known")
    act(life, number, "save", **(SAID | {"brand": "", "codes": "L240101"}))
    assert rows() == [("own", number, date(2026, 3, 2), "Acme", None)]
    act(life, number, "propose")
    act(life, number, "publish", by="bea")
    assert rows() == [("own", number, date(2026, 3, 2), None, "L240101")]
    assert len(store.versions(ALERT, {"source": "own", "number": number})) == 2


def test_one_that_says_nothing_is_not_proposed(life: Recalls) -> None:
    number = begun(life, hazard="")
    with pytest.raises(RecordError) as refused:
        act(life, number, "propose")
    assert (refused.value.code, str(refused.value.where)) == ("notice.says_nothing", "hazard")


def test_it_is_taken_back_and_not_given_up_once_everybody_reads_it(life: Recalls) -> None:
    with pytest.raises(RecordError) as early:
        act(life, begun(life), "retract", reason="A mistake")
    number = published(life, model="K2")
    act(life, number, "update", reason="The lot is known")
    with pytest.raises(RecordError) as refused:
        common_acts.withdraw(life.home, life.who("ann"), NAME, number, "A mistake", at=life.later())
    assert (early.value.code, refused.value.code) == ("notice.not_published", "notice.is_published")
    act(life, number, "retract", reason="A mistake")
    newest = store.versions(ALERT, {"source": "own", "number": number})[0]
    assert (rows(), newest.withdrawn, newest.entry.detail) == ([], True, {"reason": "A mistake"})


def test_the_same_content_under_another_number_is_flagged_and_published_only_when_said(life: Recalls) -> None:
    first, second = published(life), begun(life, product_name="KETTLE", brand="acme ", model="Ｋ1")
    assert twins.twins_of(SAID, but=Number("own", second)) == [Number("own", first)]
    act(life, second, "propose")
    with pytest.raises(ConflictError) as refused:
        act(life, second, "publish", by="bea")
    assert (refused.value.code, len(rows())) == ("notice.twice", 1)
    act(life, second, "publish", by="bea", all_the_same="true")
    assert len(rows()) == 2


def test_an_imported_notice_with_the_same_number_is_not_written_over(life: Recalls, office: Office) -> None:
    office.take("alert", [{"source": "own", "number": "2026-0001", "published_on": "2025-01-01", "product_name": "Pan",
                           "region": "1"}])
    number = begun(life)
    act(life, number, "propose")
    with pytest.raises(RecordError) as refused:
        act(life, number, "publish", by="bea")
    assert (number, refused.value.code, len(rows())) == ("2026-0001", "notice.number_taken", 1)


def test_imported_notices_that_are_there_twice_are_told(office: Office, life: Recalls) -> None:
    def notice(number: str, **changed: str) -> dict[str, str]:
        return {"source": "rasff", "number": number, "published_on": "2026-01-01", "product_name": "Tea", "brand": "B",
                "hazard": "lead", "region": "1", **changed}

    office.take("alert", [notice("1"), notice("2"), notice("3", brand="C")])
    office.take("alert", [notice("3", hazard="mercury", brand="C")])
    assert [(each.product, each.numbers) for each in twins.twins()] == [
        ("Tea", (Number("rasff", "1"), Number("rasff", "2")))]
    assert [(each.notice, each.versions) for each in twins.revised()] == [(Number("rasff", "3"), 2)]
