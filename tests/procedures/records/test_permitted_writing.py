"""Who may write what where, and that nobody writes over what somebody else wrote meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.records import permitted_writing
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store
from plumbline.records.core.people import Role
from plumbline.records.core.visibility import narrow
from plumbline.records.ground.organisations import OrganisationContact
from plumbline.records.intake.staging.single import Faults
from tests.procedures.wards import build, now, person
from tests.records.samples import AT, inspection
from tests.refusals import refuses

INSPECTION = kinds.get("inspection")


@pytest.fixture(autouse=True)
def wards(db: None) -> None:
    """The city of two wards."""
    build()


def create(user: Any, **values: str) -> Any:
    return permitted_writing.create(user, "inspection", inspection(**values), at=AT)


def test_an_officer_creates_in_the_own_region() -> None:
    user = person("one", "1")
    row = create(user, number="new", region="1")
    assert (now("new").pk, row.entry.act, row.entry.actor) == (row.pk, "create", user.pk)


def test_an_officer_of_the_city_writes_in_its_wards() -> None:
    assert create(person("all", "city"), number="new", region="2").region == "2"


@pytest.mark.parametrize(("region", "role", "column"), [
    ("2", Role.OFFICER, "*"), ("1", Role.AUDITOR, "*"), ("1", Role.OFFICER, "conformity"), ("", "", ""),
])
def test_others_do_not_write(region: str, role: str, column: str) -> None:
    with pytest.raises(NotAllowed):
        create(person("other", region, role, column), number="new", region="1")
    assert now("new") is None


def test_a_narrowed_person_writes_in_the_part_only() -> None:
    user = narrow(person("all", "city"), "1")
    create(user, number="new", region="1")
    with pytest.raises(NotAllowed) as refused:
        create(user, number="newer", region="2")
    assert str(refused.value) == ("inspection: this person may not write records of '2'. "
                                  "Ask whoever administers that region.")


def test_a_key_that_is_taken_is_a_conflict() -> None:
    with pytest.raises(ConflictError) as refused:
        create(person("one", "1"), number="i1", region="1")
    assert str(refused.value) == ("inspection: there is a record with this key already. "
                                  "Correct that one, or give another key.")


def test_a_key_that_another_region_took_is_not_taken_over() -> None:
    with pytest.raises(NotAllowed):
        create(person("one", "1"), number="i2", region="1")
    assert now("i2").region == "2"


def test_what_was_withdrawn_can_be_created_anew() -> None:
    withdraw("inspection", now("i1").pk, at=AT)
    assert create(person("one", "1"), number="i1", region="1").withdrawn is False


def test_every_fault_is_named() -> None:
    with pytest.raises(Faults) as refused:
        create(person("one", "1"), number="new", region="9", result="odd", critical_count="-1")
    assert [name for name, *_ in refused.value.faults] == ["region", "result", "critical_count"]


def correct(user: Any, number: str, changes: dict[str, Any], seen: int | None = None) -> Any:
    version = now(number).pk if seen is None else seen
    return permitted_writing.correct(user, "inspection", (number,), changes, seen=version, at=AT)


def test_a_correction_changes_what_it_names_and_nothing_else() -> None:
    before = now("i1")
    after = correct(person("one", "1"), "i1", {"result": "fail", "critical_count": 2})
    assert (after.result, after.critical_count, after.inspector_group) == ("fail", 2, "group 1")
    assert (before.pk != after.pk, now("i1").pk) == (True, after.pk)


def test_two_officers_who_save_one_record() -> None:
    seen = now("i1").pk
    correct(person("one", "1"), "i1", {"result": "fail"}, seen)
    with pytest.raises(ConflictError) as refused:
        correct(person("all", "city"), "i1", {"critical_count": 3}, seen)
    assert str(refused.value) == (
        "inspection i1: this is not the newest version. Somebody changed the record since, or withdrew it. "
        "Read it again, compare, and send the change with its newest version.")
    assert (now("i1").result, now("i1").critical_count) == ("fail", 0)


@pytest.mark.parametrize(("number", "changes"), [("i2", {"result": "fail"}), ("i1", {"region": "2"})])
def test_an_officer_neither_changes_nor_moves_records_of_another_region(number: str, changes: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        correct(person("one", "1"), number, changes)
    assert (now("i1").region, now("i2").result) == ("1", "pass")


def test_a_record_cannot_be_drawn_into_the_own_region() -> None:
    with pytest.raises(NotAllowed):
        correct(person("one", "1"), "i2", {"region": "1"})


def test_the_key_stays() -> None:
    user = person("one", "1")
    assert correct(user, "i1", {"number": "i1", "result": "fail"}).number == "i1"
    with refuses(RecordError, "keep.key_fixed", r"inspection\.number: the key of a record does not change"):
        correct(user, "i1", {"number": "i3"})


def test_what_is_not_there_is_not_corrected() -> None:
    with refuses(RecordError, "keep.unknown", "inspection i9: there is no such record"):
        correct(person("one", "1"), "i9", {"result": "fail"}, 1)


def test_a_withdrawn_record_is_a_conflict() -> None:
    user, seen = person("one", "1"), now("i1").pk
    gone = permitted_writing.withdraw(user, "inspection", ("i1",), seen=seen, at=AT)
    assert (gone.withdrawn, now("i1")) == (True, None)
    for act in (lambda: correct(user, "i1", {"result": "fail"}, gone.pk),
                lambda: permitted_writing.withdraw(user, "inspection", ("i1",), seen=gone.pk, at=AT)):
        with pytest.raises(ConflictError):
            act()


def test_nobody_withdraws_another_region_s_record() -> None:
    with pytest.raises(NotAllowed):
        permitted_writing.withdraw(person("one", "1"), "inspection", ("i2",), seen=now("i2").pk, at=AT)
    assert now("i2") is not None


def organisation(user: Any, **changes: Any) -> Any:
    row = store.current(kinds.get("organisation")).get(code="o1")
    return permitted_writing.correct(user, "organisation", ("o1",), changes, seen=row.pk, at=AT)


def contact() -> tuple[Any, ...] | None:
    return OrganisationContact.objects.filter(key="o1").values_list("contact_name", "contact_phone").first()


def test_personal_fields_stay_until_they_are_changed_or_emptied() -> None:
    user = person("one", "1")
    keep("organisation", {"code": "o1", "name": "First", "region": "1", "contact_name": "A", "contact_phone": "1"},
         at=AT)
    organisation(user, name="Second")
    assert contact() == ("A", "1")
    organisation(user, contact_phone="2")
    assert contact() == ("A", "2")
    organisation(user, contact_name=None, contact_phone="")
    assert contact() == (None, None)


def test_a_region_is_shaped_from_above() -> None:
    ward = {"code": "3", "name_en": "Ward 3", "level": "ward", "parent": "city", "valid_from": "1900-01-01"}
    with pytest.raises(NotAllowed):
        permitted_writing.create(person("one", "1"), "region", ward, at=AT)
    assert permitted_writing.create(person("all", "city"), "region", ward, at=AT).code == "3"


def test_an_officer_does_not_lift_the_own_region_into_another() -> None:
    row = store.current(kinds.get("region")).get(code="1")
    with pytest.raises(NotAllowed):
        permitted_writing.correct(person("one", "1"), "region", ("1", "1900-01-01"), {"name_en": "Mine"}, seen=row.pk,
                                  at=AT)


def test_what_belongs_to_no_region_is_written_by_who_writes_everywhere() -> None:
    standard = {"code": "GB 1", "designation": "GB 1", "level": "national"}
    with pytest.raises(NotAllowed):
        permitted_writing.create(person("one", "1"), "standard", standard, at=AT)
    assert permitted_writing.create(person("all", "city"), "standard", standard, at=AT).region is None


def test_files_are_for_who_writes_everywhere() -> None:
    found = {who.username: permitted_writing.may_import(who, INSPECTION) for who in (
        person("all", "city"), person("one", "1"), person("auditor", "city", Role.AUDITOR),
        person("marks", "city", column="conformity"), person("nobody"), narrow(person("part", "city"), "1"))}
    assert found == {"all": True, "one": False, "auditor": False, "marks": False, "nobody": False, "part": False}


def test_whoever_may_correct_a_record_erases_what_is_personal_in_it() -> None:
    keep("organisation", {"code": "o1", "name": "n", "region": "1", "contact_name": "A. Nobody"}, at=AT)
    for other in (person("other", "2"), person("auditor", "1", Role.AUDITOR), person("nobody"),
                  narrow(person("all", "city"), "2")):
        with refuses(NotAllowed, "keep.not_allowed", "this person may not write records of"):
            permitted_writing.erase_personal(other, "organisation", ("o1",), at=AT)
    assert OrganisationContact.objects.count() == 1
    user = person("one", "1")
    assert permitted_writing.to_erase(user, "organisation", ("o1",)).shown["contact_name"] == "A. Nobody"
    assert permitted_writing.erase_personal(user, "organisation", ("o1",), at=AT)
    assert not permitted_writing.erase_personal(user, "organisation", ("o1",), at=AT)
    assert OrganisationContact.objects.count() == 0


def test_nothing_personal_is_erased_of_what_is_not_there() -> None:
    with refuses(RecordError, "keep.unknown", "there is no such record"):
        permitted_writing.erase_personal(person("one", "1"), "organisation", ("o9",), at=AT)
    with refuses(RecordError, "keep.nothing_personal", "inspection holds no personal data"):
        permitted_writing.erase_personal(person("two", "1"), "inspection", ("i1",), at=AT)
