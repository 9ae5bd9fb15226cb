"""Writing one record on a page: what is wrong stands beside its field, and of two officers neither loses anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from plumbline.procedures.records import save
from plumbline.records.core import kinds, store
from plumbline.records.ground.organisations import OrganisationContact
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

PATH = "/records/inspection/1001/correct"
NEW = {"number": "n-1", "region": "1", "inspected_on": "2013-05-01", "purpose": "canvass", "result": "pass",
       "critical_count": "0"}


def fields(text: str) -> dict[str, str]:
    """What a browser would send back from the form on the page."""
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', text))
    found |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', text))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if not name.startswith(("csrf", "next", "take"))}


def opened(client: Client, path: str = PATH) -> dict[str, str]:
    return fields(client.get(path).content.decode())


def newest(number: str) -> Any:
    return store.current(kinds.get("inspection")).filter(number=number).first()


def test_a_record_is_created_and_shown(city: World, db: None) -> None:
    answer = looking_as(WARD_1).post("/records/inspection/new", NEW, follow=True)
    assert "Kept. It counts from now on" in answer.content.decode()
    assert (answer.redirect_chain[0][0], newest("n-1").region) == ("/records/inspection/n-1/", "1")


def test_faults_stand_beside_their_fields_in_the_language_of_the_page(city: World, db: None) -> None:
    wrong = {**NEW, "critical_count": "many", "number": "", "inspected_on": "2013-02-30",
             "facility_type": "kept <this>"}
    client = looking_as(WARD_1)
    english = client.post("/records/inspection/new", wrong)
    client.cookies["plumb_language"] = "zh-hans"
    chinese = client.post("/records/inspection/new", wrong).content.decode()
    text = english.content.decode()
    assert english.status_code == 422
    assert "Critical findings is not a whole number. Write digits only, such as 12." in text
    assert "Inspection number is missing. Fill it in." in text
    assert 'value="kept &lt;this&gt;"' in text or "kept &lt;this&gt;</textarea>" in text
    assert "关键项不符合数不是整数。只写数字，例如12。" in chinese
    assert "检查日期不是有效日期" in chinese
    assert "is not" not in re.sub(r"<[^>]+>", "", chinese)


def test_a_key_that_is_taken_is_told_and_what_was_typed_stays(city: World, db: None) -> None:
    answer = looking_as(WARD_1).post("/records/inspection/new", {**NEW, "number": "1001", "address": "typed"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'href="/records/inspection/1001/"' in text
    assert "typed" in text


def test_only_own_regions_are_offered_and_others_are_refused(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    text = client.get("/records/inspection/new").content.decode()
    options = re.search(r'<select id="f-region".*?</select>', text, re.DOTALL)
    assert options is not None
    assert re.findall(r'value="(\w*)"', options[0]) == ["", "1"]
    answer = client.post("/records/inspection/new", {**NEW, "region": "2"})
    assert (answer.status_code, newest("n-1")) == (422, None)
    assert "You may not write records of this region" in answer.content.decode()


@pytest.mark.parametrize(("reader", "path", "status"), [
    (PUBLIC_PERSONA, "/records/inspection/new", 302), (PUBLIC_PERSONA, PATH, 302), (WARD_2, PATH, 403),
    (WARD_1, PATH, 200), (CITY, PATH, 200), (WARD_1, "/records/inspection/none/correct", 404),
])
def test_who_gets_a_form(city: World, db: None, reader: str, path: str, status: int) -> None:
    assert looking_as(reader).get(path).status_code == status


def test_a_correction_is_a_new_version(city: World, db: None) -> None:
    client, before = looking_as(WARD_1), newest("1001")
    answer = client.post(PATH, {**opened(client), "facility_type": "Bakery"}, follow=True)
    after = newest("1001")
    assert "Saved as a new version" in answer.content.decode()
    assert (after.facility_type, after.entry.act, after.pk == before.pk) == ("Bakery", "correct", False)
    assert after.inspector_group == before.inspector_group


def test_the_same_again_writes_nothing(city: World, db: None) -> None:
    client, before = looking_as(WARD_1), newest("1001")
    answer = client.post(PATH, opened(client), follow=True)
    assert "nothing was changed" in answer.content.decode()
    assert newest("1001").pk == before.pk


def test_the_second_of_two_officers_sees_both_and_chooses(city: World, db: None) -> None:
    first, second = looking_as(WARD_1), looking_as(CITY)
    mine, theirs = opened(second), opened(first)
    first.post(PATH, {**theirs, "facility_type": "Bakery", "address": "9 First Street"})
    answer = second.post(PATH, {**mine, "facility_type": "Butcher", "licence_title": "Mine alone"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved this record while you were editing it." in text
    assert ("Butcher" in text, "Bakery" in text, newest("1001").facility_type) == (True, True, "Bakery")
    again = fields(text)
    # What only they changed is taken over; what only I typed is still there.
    assert (again["address"], again["licence_title"], again["facility_type"]) == (
        "9 First Street", "Mine alone", "Butcher")
    second.post(PATH, {**again, "take-facility_type": "theirs"})
    assert (newest("1001").facility_type, newest("1001").licence_title, newest("1001").address) == (
        "Bakery", "Mine alone", "9 First Street")
    second.post(PATH, {**again, "take-facility_type": "mine", "seen": str(newest("1001").pk)})
    assert newest("1001").facility_type == "Butcher"


def test_personal_fields_are_kept_apart(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    client.post("/records/organisation/1001/correct", {**opened(client, "/records/organisation/1001/correct"),
                                                       "contact_name": "A. Nobody"})
    assert OrganisationContact.objects.get(key="1001").contact_name == "A. Nobody"


def test_a_withdrawal_gives_its_reason_and_can_be_undone(city: World, db: None) -> None:
    client, before = looking_as(WARD_1), newest("1001")
    text = client.post("/records/inspection/1001/withdraw", {"seen": before.pk, "reason": "entered twice"},
                       follow=True).content.decode()
    assert (newest("1001"), "Reason given: entered twice" in text) == (None, True)
    assert "entered twice" not in Client().get("/records/inspection/1001/").content.decode()
    client.post("/records/inspection/1001/restore")
    after = newest("1001")
    kept = [spec.name for spec in kinds.get("inspection").kept]
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.entry.act == "restore"


def test_a_withdrawal_of_what_changed_meanwhile_is_refused(city: World, db: None) -> None:
    before = newest("1001")
    values = {name: str(value) for name, value in city.records["inspection"][0].items()}
    save.keep("inspection", {**values, "facility_type": "changed"}, at=city.clock())
    answer = looking_as(WARD_1).post("/records/inspection/1001/withdraw", {"seen": before.pk, "reason": "x"})
    assert (answer.status_code, newest("1001").facility_type) == (409, "changed")


def test_others_withdraw_and_restore_nothing(city: World, db: None) -> None:
    row = newest("1001")
    for reader in (PUBLIC_PERSONA, WARD_2):
        for act in ("withdraw", "restore"):
            answer = looking_as(reader).post(f"/records/inspection/1001/{act}", {"seen": row.pk, "reason": "x"})
            assert answer.status_code in (302, 403, 409)
    assert newest("1001").pk == row.pk
