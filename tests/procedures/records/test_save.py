"""Keeping one record: the checks of an import, one transaction, and nobody writes over what they did not see."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from plumbline.errors import ConflictError, RecordError
from plumbline.procedures.records.save import erase_personal, keep, withdraw
from plumbline.records.core import kinds, region_trees, store
from plumbline.records.core.journal import Entry
from plumbline.records.intake.staging.single import Faults
from tests.records.leaves import leaf_of
from tests.records.samples import AT, Office, current, inspection, stored_rows
from tests.refusals import refuses

KIND = kinds.get("inspection")


def entries() -> list[tuple[Any, ...]]:
    return list(Entry.objects.filter(number__gt=1).order_by("number").values_list(
        "act", "kind", "actor", "rows", "superseded_rows"))


def test_create_correct_withdraw(office: Office) -> None:
    first = keep("inspection", inspection(), at=office.clock(), actor=3)
    second = keep("inspection", inspection(result="不合格", inspected_on=date(2013, 1, 31)), at=office.clock(), actor=4,
                  seen=first.pk)
    assert current("inspection", "number", "result") == [("1", "fail")]
    withdraw("inspection", second.pk, at=office.clock(), actor=5)
    assert current("inspection", "number") == []
    assert entries() == [("create", "inspection", 3, 1, 0), ("correct", "inspection", 4, 1, 1),
                         ("withdraw", "inspection", 5, 1, 1)]
    assert [row.result for row in store.versions(KIND, {"number": "1"})] == ["fail", "fail", "pass"]
    assert store.broken_links() == []


def test_every_version_has_its_leaf_and_its_entry_the_leaf_as_root(office: Office) -> None:
    keep("inspection", inspection(inspector_group="blue", address='"\\\t\n狮'), at=office.clock())
    row = keep("inspection", inspection(inspector_group="green"), at=office.clock())
    withdraw("inspection", row.pk, at=office.clock())
    rows = list(stored_rows("inspection"))
    assert [bytes(row.leaf) for row in rows] == [leaf_of(KIND, row) for row in rows]
    assert [row.entry.root for row in rows] == [bytes(row.leaf).hex() for row in rows]
    assert len({bytes(row.salt) for row in rows}) == 3


def test_typed_values_and_text_are_the_same(office: Office) -> None:
    place = {"code": "1", "name": "n", "region": "1"}
    first = keep("establishment", {**place, "latitude": Decimal("0.0000010"), "risk_class": "High risk"}, at=AT)
    assert keep("establishment", {**place, "latitude": "0.000001", "risk_class": "高风险"}, at=AT).pk == first.pk
    assert keep("establishment", {**place, "latitude": Decimal("-1E+1")}, at=AT).latitude == Decimal("-10")
    assert bytes(first.leaf) == leaf_of(kinds.get("establishment"), first)


def test_the_same_again_changes_nothing(office: Office) -> None:
    first = keep("inspection", inspection(), at=office.clock())
    assert keep("inspection", inspection(), at=office.clock()).pk == first.pk
    assert len(entries()) == 1


def test_a_file_and_a_form_meet(office: Office) -> None:
    office.inspections(inspection(), inspection(number="2"))
    keep("inspection", inspection(result="fail"), at=office.clock())
    done = office.inspections(inspection(result="fail"), inspection(number="2"))
    assert (done.same, done.rows) == (2, 0)


@pytest.mark.parametrize(("changed", "fault"), [
    ({"region": "77"}, ".region: This region is not in the tree. Import the region first, or correct its code."),
    ({"inspected_on": "2013-02-30"},
     ".inspected_on: Date of inspection is not a day of the calendar. Write an existing day as 2013-01-31."),
    ({"inspected_on": None}, ".inspected_on: Date of inspection is missing. Fill it in."),
    ({"address": "a\x07"}, ".address: Address on the day holds a control character. Type the value anew."),
    ({"colour": "red"}, " has no field 'colour'. Fields: " + ", ".join(KIND.by_name) + "."),
])
def test_the_checks_are_those_of_files(office: Office, changed: dict[str, Any], fault: str) -> None:
    with pytest.raises(RecordError) as caught:
        keep("inspection", {**inspection(), **changed}, at=AT)
    assert str(caught.value) == "inspection" + fault
    assert (entries(), current("inspection", "number")) == ([], [])


def test_every_fault_is_named_for_the_form(office: Office) -> None:
    with pytest.raises(Faults) as caught:
        keep("inspection", inspection(result="x", region="77", critical_count="-1"), at=AT)
    assert [field for field, *_ in caught.value.faults] == ["region", "result", "critical_count"]


def test_what_an_import_takes_for_unknown_a_form_takes_as_written(office: Office) -> None:
    assert keep("inspection", inspection(establishment_name="NA", address=" "), at=AT).establishment_name == "NA"
    assert current("inspection", "address") == [(None,)]


# Two officers --------------------------------------------------------------------------------------------------------


def test_the_second_of_two_officers_is_told(office: Office) -> None:
    seen = keep("inspection", inspection(), at=office.clock()).pk
    keep("inspection", inspection(result="fail"), at=office.clock(), seen=seen)
    with pytest.raises(ConflictError) as caught:
        keep("inspection", inspection(result="conditional"), at=office.clock(), seen=seen)
    assert str(caught.value) == ("inspection: somebody changed this record while you were editing it. "
                                 "Open it again, compare, and save once more.")
    assert current("inspection", "result") == [("fail",)]
    with pytest.raises(ConflictError) as caught:
        withdraw("inspection", seen, at=office.clock())
    assert str(caught.value) == (f"inspection {seen}: this version no longer counts. "
                                 "Open the record again and look at its newest version.")


def test_somebody_withdrew_it_meanwhile(office: Office) -> None:
    row = keep("inspection", inspection(), at=office.clock())
    withdraw("inspection", row.pk, at=office.clock())
    for act in (lambda: keep("inspection", inspection(result="fail"), at=AT, seen=row.pk),
                lambda: withdraw("inspection", row.pk, at=AT)):
        with pytest.raises(ConflictError):
            act()


def test_a_record_of_another_key_was_never_seen(office: Office) -> None:
    row = keep("inspection", inspection(), at=office.clock())
    with pytest.raises(ConflictError):
        keep("inspection", inspection(number="2"), at=AT, seen=row.pk)


def test_many_officers_at_once_leave_one_record_and_a_whole_chain(open_office: Office) -> None:
    results: list[str] = []

    def save(result: str) -> None:
        try:
            keep("inspection", inspection(result=result), at=AT)
            results.append("saved")
        except ConflictError:
            results.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(result,)) for result in ("pass", "fail", "conditional") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert len(current("inspection", "number")) == 1
    assert store.broken_links() == []
    rows = list(stored_rows("inspection"))
    assert [row.superseded_id for row in rows] == [row.entry_id for row in rows[1:]] + [None]


# Withdrawing, erasing, regions ---------------------------------------------------------------------------------------


def test_a_record_can_be_withdrawn_though_its_region_or_word_is_known_no_more(office: Office) -> None:
    row = keep("inspection", inspection(region="9", inspected_on="2013-06-01"), at=office.clock())
    [region] = store.current(kinds.get("region")).filter(code="9")
    withdraw("region", region.pk, at=office.clock())
    gone = withdraw("inspection", row.pk, at=office.clock())
    assert (gone.withdrawn, bytes(gone.leaf)) == (True, leaf_of(KIND, gone))
    assert current("inspection", "number") == []


def test_a_region_above_others_cannot_be_withdrawn(office: Office) -> None:
    [city] = store.current(kinds.get("region")).filter(code="city")
    with pytest.raises(RecordError) as caught:
        withdraw("region", city.pk, at=AT)
    assert str(caught.value).startswith("region 1: its parent 'city' does not exist on ")
    assert sorted(region_trees.parents_now()) == ["1", "2", "8", "9", "city"]


def test_a_region_that_would_break_the_tree_is_refused(office: Office) -> None:
    region = {"code": "9", "name_en": "Ward 9", "level": "ward", "parent": "city", "valid_from": "2014-01-01"}
    with pytest.raises(RecordError) as caught:
        keep("region", region, at=AT)
    assert str(caught.value) == ("region 9: two versions hold on 2014-01-01. The tree of regions would not hold. "
                                 "End the earlier version the day before the later one begins.")
    assert len(current("region", "code")) == 5


def test_only_kinds_with_personal_data_can_be_asked_to_erase(office: Office) -> None:
    with refuses(RecordError, "keep.nothing_personal", "inspection holds no personal data"):
        erase_personal("inspection", "1", at=AT)
