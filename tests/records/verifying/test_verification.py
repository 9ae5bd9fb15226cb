"""Rows that were altered, removed, added, hidden or revived by SQL are found and named, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import cut_ids
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.methods.shared.trust import canonical, leaf
from plumbline.methods.shared.trust.merkle import root
from plumbline.procedures.records import save
from plumbline.records.core import kinds, misfits
from plumbline.records.core.fields import PUBLIC
from plumbline.records.core.journal import Entry
from plumbline.records.core.misfits import Misfit
from plumbline.records.core.store import broken_links
from plumbline.records.verifying import verification
from plumbline.records.verifying.verification import Verification
from plumbline.text import Text
from tests.records.leaves import leaf_of
from tests.records.samples import AT, Office, inspection

KIND = "inspection"
TABLE = "records_inspection"


@pytest.fixture
def full(home: Home, db: None) -> Office:
    office = Office(home)
    office.begin(_fill)
    return office


def _fill(office: Office) -> None:
    """Entry 2: six inspections; 3: number 3 corrected; 4: number 4 withdrawn by form; 5: number 5 corrected by form."""
    office.inspections(*(inspection(number=str(number)) for number in range(1, 7)))
    office.inspections(inspection(number="3", result="fail"))
    save.withdraw(KIND, row("4").pk, at=AT)
    save.keep(KIND, inspection(number="5", result="fail"), at=AT)


def row(number: str, newest: bool = True) -> Any:
    return kinds.get(KIND).model.objects.filter(number=number).order_by("-pk" if newest else "pk").first()


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def found(kind: str = KIND) -> list[Misfit]:
    return Verification(kinds.get(kind)).read()


def entry(number: int) -> int:
    return int(Entry.objects.get(number=number).pk)


def test_what_the_program_wrote_fits(full: Office) -> None:
    assert (found(), found("region")) == ([], [])


def test_every_kind_fits_while_it_holds_nothing(office: Office) -> None:
    assert {name: found(name) for name in kinds.KINDS} == {name: [] for name in kinds.KINDS}


def test_a_hundred_flipped_results_are_named_and_not_frozen(office: Office) -> None:
    office.inspections(*(inspection(number=f"{number:04}") for number in range(300)))
    assert freeze(office.home).rows(KIND) == 300
    office.inspections(inspection(number="0300"))  # else the file of the first cut is shared, and nothing read
    sql(f"UPDATE {TABLE} SET result = 'fail' WHERE number < '0100'")
    assert found() == [Misfit(misfits.ALTERED, 2, f"{number:04}") for number in range(100)]
    before = cut_ids(office.home)
    with pytest.raises(CutError) as caught:
        freeze(office.home)
    assert caught.value.what.en == "no cut was made: 100 records are not what the journal sealed"
    assert caught.value.where.en.startswith("inspection 0000, 0001, 0002")
    assert caught.value.where.en.endswith("0099, journal entry 2")
    assert "plumb doctor --deep" in caught.value.next_step.en
    assert cut_ids(office.home) == before
    assert not list(office.home.cuts.glob("*.partial"))


@pytest.mark.parametrize("change", [
    "region = '2'", "inspected_on = '2013-01-30'", "critical_count = 1", "serious_count = 0", "address = ''",
    "inspector_group = 'A'", "establishment_name = 'Café 咖啡'", "number = '9'", "risk_class = 'high'",
])
def test_whatever_field_is_changed(full: Office, change: str) -> None:
    sql(f"UPDATE {TABLE} SET {change} WHERE number = '1'")
    assert [(one.fault, one.entry) for one in found()] == [(misfits.ALTERED, 2)]


def test_a_past_version_is_looked_at_too(full: Office) -> None:
    sql(f"UPDATE {TABLE} SET result = 'pass_w_conditions' WHERE id = %s", row("3", newest=False).pk)
    assert found() == [Misfit(misfits.ALTERED, 2, "3")]


def test_a_leaf_that_was_made_anew_gives_itself_away_by_its_entry(full: Office) -> None:
    other = row("1")
    other.result = "fail"
    sql(f"UPDATE {TABLE} SET result = 'fail', leaf = %s WHERE id = %s", leaf_of(kinds.get(KIND), other), other.pk)
    assert found() == [Misfit(misfits.ROWS, 2)]
    with pytest.raises(CutError, match="rows of an entry were removed, added or altered"):
        freeze(full.home)


def test_a_leaf_that_was_made_longer(full: Office) -> None:
    old = row("1")
    sql(f"UPDATE {TABLE} SET leaf = %s WHERE id = %s", bytes(old.leaf) + b"x", old.pk)
    assert "1" in {one.key for one in found()}


@pytest.mark.parametrize(("leaf", "salt"), [(b"x" * 32, None), (None, b"x" * 32), (b"", None), (None, b"")])
def test_a_leaf_or_salt_that_was_put_there(full: Office, leaf: bytes | None, salt: bytes | None) -> None:
    name, value = ("leaf", leaf) if leaf is not None else ("salt", salt)
    sql(f"UPDATE {TABLE} SET {name} = %s WHERE number = '1'", value)
    assert "1" in {one.key for one in found()}


def test_rows_that_were_removed(full: Office) -> None:
    sql(f"DELETE FROM {TABLE} WHERE number = '6'")
    assert found() == [Misfit(misfits.ROWS, 2)]
    sql(f"DELETE FROM {TABLE}")
    assert found() == [Misfit(misfits.ROWS, number) for number in (2, 3, 4, 5)] + [
        Misfit(misfits.VERSIONS, number) for number in (3, 4, 5)]


def test_rows_that_were_added(full: Office) -> None:
    names = ", ".join(f'"{field.column}"' for field in kinds.get(KIND).model._meta.concrete_fields
                      if field.column not in ("id", "number"))
    sql(f"INSERT INTO {TABLE} (number, {names}) SELECT '7', {names} FROM {TABLE} WHERE number = '1'")
    assert found() == [Misfit(misfits.ALTERED, 2, "7"), Misfit(misfits.ROWS, 2)]
    sql(f"UPDATE {TABLE} SET entry_id = 99999 WHERE number = '7'")
    assert found() == [Misfit(misfits.STRANGE, 0, "7")]


def test_rows_that_were_given_to_another_entry_or_order(full: Office) -> None:
    sql(f"UPDATE {TABLE} SET entry_id = %s WHERE number = '1'", entry(3))
    assert found() == [Misfit(misfits.ROWS, 2), Misfit(misfits.ROWS, 3)]
    sql(f"UPDATE {TABLE} SET entry_id = %s WHERE number = '1'", entry(2))
    assert found() == []
    sql(f"UPDATE {TABLE} SET id = 999999 WHERE number = '1'")
    assert found() == [Misfit(misfits.ROWS, 2)]


def test_a_record_that_was_made_to_vanish(full: Office) -> None:
    sql(f"UPDATE {TABLE} SET superseded_id = %s WHERE number = '1'", entry(3))
    assert found() == [Misfit(misfits.VERSIONS, 2, "1")]
    with pytest.raises(CutError, match="marked as replaced, or not, against what the journal says"):
        freeze(full.home)


def test_a_record_that_was_made_to_vanish_by_no_entry(full: Office) -> None:
    sql(f"UPDATE {TABLE} SET superseded_id = 99999 WHERE number = '1'")
    assert found() == [Misfit(misfits.STRANGE, 0, "1")]


def test_a_corrected_version_that_was_revived(full: Office) -> None:
    old, new = row("3", newest=False).pk, row("3").pk
    sql(f"UPDATE {TABLE} SET superseded_id = %s WHERE id = %s", entry(2), new)
    sql(f"UPDATE {TABLE} SET superseded_id = NULL WHERE id = %s", old)
    assert found() == [Misfit(misfits.VERSIONS, 2, "3"), Misfit(misfits.VERSIONS, 3, "3")]


def test_two_that_changed_places_so_that_every_count_holds(full: Office) -> None:
    sql(f"UPDATE {TABLE} SET superseded_id = %s WHERE number = '1'", entry(5))
    sql(f"UPDATE {TABLE} SET superseded_id = %s WHERE id = %s", entry(3), row("5", newest=False).pk)
    sql(f"UPDATE {TABLE} SET superseded_id = %s WHERE id = %s", entry(4), row("3", newest=False).pk)
    sql(f"UPDATE {TABLE} SET superseded_id = NULL, number = '4a' WHERE id = %s", row("4", newest=False).pk)
    assert {(one.fault, one.key) for one in found()} == {
        (misfits.ALTERED, "4a"), (misfits.VERSIONS, "1"), (misfits.VERSIONS, "3"), (misfits.VERSIONS, "5")}


def test_a_withdrawal_that_was_put_in_or_taken_out(full: Office) -> None:
    sql(f"UPDATE {TABLE} SET withdrawn = %s WHERE id = %s", True, row("1").pk)
    sql(f"UPDATE {TABLE} SET withdrawn = %s WHERE id = %s", False, row("4").pk)
    assert found() == [Misfit(misfits.WITHDRAWN, 2, "1"), Misfit(misfits.WITHDRAWN, 4, "4")]


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("value", ["2", "'1'", "1.0", "x'31'"])
def test_a_flag_that_only_the_store_takes_for_true(full: Office, value: str) -> None:
    sql(f"UPDATE {TABLE} SET withdrawn = {value} WHERE number = '1'")
    assert [one.key for one in found()] in (["1"], ["1", ""], ["", "1"])


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("change", [
    "critical_count = 'none'", "critical_count = 0.5", "inspected_on = 'spring'", "inspected_on = '2013-1-31'",
    "result = x'70617373'", "leaf = 'text'", "leaf = x'00'", "salt = 7", "address = x'ff'",
])
def test_a_value_that_no_field_can_hold(full: Office, change: str) -> None:
    sql(f"UPDATE {TABLE} SET {change} WHERE number = '1'")
    assert Misfit(misfits.UNREADABLE, 2, "1") in found()


def test_an_entry_that_was_altered_together_with_its_rows(full: Office) -> None:
    """Its hash then tells, which the chain of the journal checks."""
    sql(f"DELETE FROM {TABLE} WHERE number = '6'")
    leaves = [bytes(one.leaf) for one in kinds.get(KIND).model.objects.filter(entry=entry(2)).order_by("pk")]
    sql("UPDATE records_entry SET rows = 5, root = %s WHERE number = 2", root(leaves).hex())
    assert (found(), broken_links()) == ([], [2])


def test_an_import_under_way_is_no_fault(full: Office) -> None:
    hidden = Entry.objects.create(act="import", kind=KIND, state=Entry.PUBLISHING, begun_at=AT)
    new = row("1")
    kinds.get(KIND).model.objects.filter(pk=new.pk).update(superseded=hidden)
    new.pk, new.entry, new.result = None, hidden, "fail"
    new.save(force_insert=True)
    assert found() == []
    Entry.objects.filter(pk=hidden.pk).update(state=Entry.ABANDONED)
    assert [(one.fault, one.key) for one in found()] == [(misfits.STRANGE, "1")] * 2


def test_batches_of_any_size_find_the_same(full: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification.streaming, "BATCH_ROWS", 2)
    assert found() == []
    sql(f"UPDATE {TABLE} SET result = 'fail' WHERE number = '1'")
    sql(f"UPDATE {TABLE} SET superseded_id = %s WHERE number = '6'", entry(3))
    assert found() == [Misfit(misfits.ALTERED, 2, "1"), Misfit(misfits.VERSIONS, 2, "6")]


def test_records_of_before_a_kind_had_internal_fields_fit(full: Office) -> None:
    old = row("1")
    public = {name: getattr(old, name) for name in kinds.get(KIND).names(PUBLIC)}
    made = leaf.leaf_hash(b"s" * 16, canonical.canonical(KIND, public))
    sql(f"UPDATE {TABLE} SET salt = %s, leaf = %s WHERE id = %s", b"s" * 16, made, old.pk)
    assert found() == [Misfit(misfits.ROWS, 2)]  # its leaf fits; its entry sealed another


def test_words_name_at_most_a_hundred() -> None:
    told = list(misfits.told(KIND, [Misfit(misfits.ALTERED, 2, f"{number:03}") for number in range(130)]))
    first = [f"{number:03}" for number in range(100)]
    assert told == [(
        Text("130 records are not what the journal sealed", "130条记录与日志封存的不符"),
        Text(f"inspection {', '.join(first)} and 30 more, journal entry 2",
             f"inspection {'、'.join(first)}等130条，日志第2条"))]
    assert list(misfits.told(KIND, [Misfit(misfits.ROWS, 3)])) == [(
        Text("rows of an entry were removed, added or altered: they are not those that it sealed",
             "某条目的数据行被删除、增加或改动，已不是所封存的那些"),
        Text("inspection, journal entry 3", "inspection，日志第3条"))]
