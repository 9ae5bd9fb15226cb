"""Acting on many records from a list, and undoing it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest

from plumbline.procedures.records import bulk, save
from plumbline.records.core import kinds, store
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

MANY = "/records/inspection/many"


def newest(number: str) -> Any:
    return store.current(kinds.get("inspection")).filter(number=number).first()


def ask(client: Any, *numbers: str, **more: str) -> str:
    data: dict[str, Any] = {"row": [newest(number).pk for number in numbers], **more}
    return client.post(MANY, data).content.decode()


def sealed(text: str) -> str:
    found = re.search(r'name="chosen" value="([^"]+)"', text)
    assert found is not None
    return unquote(found[1])


def test_the_list_offers_rows_to_those_who_write(city: World, db: None) -> None:
    assert 'name="row"' in looking_as(WARD_1).get("/records/inspection/").content.decode()
    assert 'name="row"' not in looking_as(PUBLIC_PERSONA).get("/records/inspection/").content.decode()


def test_chosen_records_are_shown_set_and_undone(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    before = [newest(number).facility_type for number in ("1001", "1002")]
    text = ask(client, "1001", "1002")
    assert "2 records chosen" in text
    answer = client.post(MANY, {"chosen": sealed(text), "act": "set-many", "field": "facility_type",
                                "facility_type": "Bakery", "reason": "new names"}, follow=True)
    done = answer.content.decode()
    assert ("2 records changed" in done, "Type of facility: Bakery" in done, "new names" in done) == (True, True, True)
    assert [newest(number).facility_type for number in ("1001", "1002")] == ["Bakery", "Bakery"]
    undone = client.post(f"{answer.redirect_chain[0][0]}undo", follow=True).content.decode()
    assert "2 records restored" in undone
    assert [newest(number).facility_type for number in ("1001", "1002")] == before
    twice = client.post(f"{answer.redirect_chain[0][0]}undo", follow=True).content.decode()
    assert "This was undone already." in twice


def test_all_that_fit_are_counted_and_those_of_others_left_out(city: World, db: None) -> None:
    text = looking_as(WARD_1).post(MANY, {"all": "1", "query": "sort=number"}).content.decode()
    assert "3 records chosen" in text
    assert "3 more are of regions that are not yours" in text
    assert "6 records chosen" in looking_as(CITY).post(MANY, {"all": "1", "query": ""}).content.decode()


def test_too_many_are_refused(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    answer = looking_as(CITY).post(MANY, {"all": "1", "query": ""})
    assert answer.status_code == 400
    assert "too many records" in answer.content.decode()


def test_a_record_changed_meanwhile_is_left_alone_and_told(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    text = ask(client, "1001", "1002")
    values = {name: str(value) for name, value in city.records["inspection"][0].items()}
    save.keep("inspection", {**values, "facility_type": "changed"}, at=city.clock())
    done = client.post(MANY, {"chosen": sealed(text), "act": "withdraw-many", "reason": "doubled"},
                       follow=True).content.decode()
    assert ("1 record withdrawn" in done, "1 was left alone" in done, "somebody changed it meanwhile" in done) == (
        True, True, True)
    assert (newest("1001").facility_type, newest("1002")) == ("changed", None)


def test_a_reason_is_needed_and_a_wrong_value_is_told(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    chosen = sealed(ask(client, "1001"))
    without = client.post(MANY, {"chosen": chosen, "act": "withdraw-many", "reason": " "})
    assert (without.status_code, "Give a reason" in without.content.decode()) == (422, True)
    wrong = client.post(MANY, {"chosen": chosen, "act": "set-many", "field": "risk_class", "risk_class": "huge",
                               "reason": "x"})
    assert (wrong.status_code, "Risk class is not in the list" in wrong.content.decode()) == (422, True)
    assert newest("1001") is not None


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_2])
def test_others_neither_see_nor_undo(city: World, db: None, reader: str) -> None:
    first = looking_as(WARD_1)
    chosen = sealed(ask(first, "1001"))
    path = first.post(MANY, {"chosen": chosen, "act": "withdraw-many", "reason": "doubled"})["Location"]
    client = looking_as(reader)
    expected = 302 if reader == PUBLIC_PERSONA else 404
    assert [client.get(path).status_code, client.post(f"{path}undo").status_code] == [expected, expected]
    assert newest("1001") is None
    if reader == WARD_2:  # what ward 1 chose, sent by somebody else, changes nothing of ward 1
        client.post(MANY, {"chosen": sealed(ask(first, "1002")), "act": "withdraw-many", "reason": "x"})
        assert newest("1002") is not None


def test_what_was_chosen_cannot_be_invented(city: World, db: None) -> None:
    assert looking_as(CITY).post(MANY, {"chosen": "invented", "act": "withdraw-many", "reason": "x"}).status_code == 404
