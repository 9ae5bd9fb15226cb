"""Versions: what counts now, what was known then, and the chain that shows when an entry was altered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection, transaction

from plumbline.errors import RecordError
from plumbline.procedures.records.save import keep, withdraw
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.intake import publishing
from plumbline.records.intake.staging import parts, stage
from plumbline.records.verifying import streaming, verification
from tests.records.samples import AT, Office, current, inspection, stored_rows

KIND = kinds.get("inspection")


def known(as_of: datetime | None = None, *names: str) -> list[tuple[Any, ...]]:
    names = names or ("number", "result")
    found = []
    for batch in verification.rows_as_of(KIND, as_of):
        found += zip(*(batch.column(name).to_pylist() for name in names), strict=True)
    return found


def entries() -> list[Entry]:
    return list(Entry.objects.filter(number__isnull=False).order_by("number"))


def sealed(number: int) -> datetime:
    at = Entry.objects.get(number=number).sealed_at
    assert at is not None
    return at


def test_a_correction_supersedes_and_the_old_version_stays(office: Office) -> None:
    office.inspections(inspection(), inspection(number="2"))
    first = entries()[-1]
    done = office.inspections(inspection(result="fail"), inspection(number="2"))
    second = entries()[-1]
    assert (done.rows, done.corrections, done.same) == (1, 1, 1)
    assert (second.rows, second.superseded_rows) == (1, 1)
    assert current("inspection", "number", "result") == [("1", "fail"), ("2", "pass")]
    assert known() == [("2", "pass"), ("1", "fail")]
    assert known(sealed(second.number or 0)) == known()
    assert known(sealed(second.number or 0) - timedelta(microseconds=1)) == [("1", "pass"), ("2", "pass")]
    assert known(sealed(first.number or 0) - timedelta(microseconds=1)) == []
    assert [(row.result, row.entry_id) for row in store.versions(KIND, {"number": "1"})] == [
        ("fail", second.pk), ("pass", first.pk)]


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    rows = [inspection(number=str(number)) for number in range(10)]
    first = office.inspections(*rows)
    before = (known(None, "number", "leaf"), entries()[-1].hash, store.kind_state(KIND))
    second = office.inspections(*reversed(rows))
    assert (second.rows, second.same, second.number) == (0, 10, None)
    assert (known(None, "number", "leaf"), entries()[-1].hash, store.kind_state(KIND)) == before
    assert [entry.state for entry in Entry.objects.order_by("pk")] == ["visible", "visible", "empty"]
    assert first.number == 2


def test_a_correction_and_back_are_three_versions(office: Office) -> None:
    for result in ("pass", "fail", "pass"):
        assert office.inspections(inspection(result=result)).rows == 1
    assert [row.result for row in store.versions(KIND, {"number": "1"})] == ["pass", "fail", "pass"]
    assert known() == [("1", "pass")]


def test_a_withdrawn_record_is_past_and_can_come_back(office: Office) -> None:
    office.inspections(inspection())
    [row] = store.current(KIND)
    withdraw("inspection", row.pk, at=office.clock())
    assert (current("inspection", "number"), known()) == ([], [])
    assert known(sealed(2)) == [("1", "pass")]
    assert office.inspections(inspection()).corrections == 1
    assert known() == [("1", "pass")]
    assert len(list(stored_rows("inspection"))) == 3


def test_all_types_come_out_as_they_went_in(office: Office) -> None:
    rows = [{"code": "1", "name": "狮子 \"x\"", "region": "1", "latitude": "-0.5", "longitude": "180"},
            {"code": "2", "name": "n", "region": "2", "latitude": "", "longitude": "-179.999999"}]
    office.take("establishment", rows)
    kind = kinds.get("establishment")
    [batch] = verification.rows_as_of(kind)
    assert batch.schema == pa.schema([*((field.name, streaming.arrow_type(field)) for field in kind.kept),
                                      ("leaf", pa.binary(32))])
    assert [tuple(map(str, row.values())) for row in batch.select(list(rows[0])).to_pylist()] == [
        ("1", '狮子 "x"', "1", "-0.500000", "180.000000"), ("2", "n", "2", "None", "-179.999999")]
    assert [row.pop("leaf") for row in batch.to_pylist()] == [bytes(row.leaf) for row in stored_rows("establishment")]


def test_nothing_is_known_of_a_kind_without_records(office: Office) -> None:
    assert list(verification.rows_as_of(KIND)) == []
    assert store.kind_state(KIND) == "inspection:empty"
    assert store.kind_state(KIND, AT) == "inspection:empty"


def test_the_state_of_a_kind_changes_with_its_entries_only(office: Office) -> None:
    office.inspections(inspection())
    before = store.kind_state(KIND)
    office.take("establishment", [{"code": "1", "name": "n", "region": "1"}])
    assert store.kind_state(KIND) == before
    office.inspections(inspection(number="2"))
    assert store.kind_state(KIND) != before
    assert store.kind_state(KIND, sealed(2)) == before


@pytest.mark.parametrize("state", Entry.HIDDEN)
def test_nothing_shows_before_the_flip(office: Office, state: str) -> None:
    office.inspections(inspection(), inspection(number="2"))
    path = office.file([inspection(result="fail"), inspection(number="3")])
    entry = Entry.objects.create(act="import", kind="inspection", begun_at=AT, state=state)
    folder = office.home.imports / "x"
    folder.mkdir()
    publisher = publishing.Publisher(KIND, entry)
    for event in stage.stage(stage.Task(("inspection",), path, "a", folder, office.home.quarantine, (entry.pk,))):
        if isinstance(event, stage.Part):
            publisher.publish(event.path)
        if isinstance(event, parts.Taken):
            taken = event
    assert isinstance(event, stage.Staged)
    before = [("1", "pass"), ("2", "pass")]
    assert (known(), known(AT + timedelta(days=1)), current("inspection", "number", "result")) == (before,) * 3
    assert [row.result for row in store.versions(KIND, {"number": "1"})] == ["pass"]
    assert len(list(stored_rows("inspection"))) == 4
    publishing.flip(entry, office.clock(), taken)
    assert current("inspection", "number", "result") == [("1", "fail"), ("2", "pass"), ("3", "pass")]
    assert sorted(known()) == current("inspection", "number", "result")


def test_an_abandoned_import_leaves_no_trace_of_its_rows(office: Office) -> None:
    office.inspections(inspection())
    before = list(stored_rows("inspection"))
    entry = Entry.objects.create(act="import", kind="inspection", begun_at=AT, state=Entry.PUBLISHING)
    values = {field.name: getattr(before[0], field.name) for field in KIND.kept}
    KIND.model.objects.filter(pk=before[0].pk).update(superseded=entry)
    KIND.model.objects.create(entry=entry, salt=b"", leaf=b"", **values)
    publishing.abandon(KIND, entry)
    publishing.abandon(KIND, entry)
    assert [(row.pk, row.superseded_id) for row in stored_rows("inspection")] == [(before[0].pk, None)]
    assert Entry.objects.get(pk=entry.pk).state == Entry.ABANDONED


def test_a_visible_import_cannot_be_abandoned(office: Office) -> None:
    done = office.inspections(inspection())
    publishing.abandon(KIND, Entry.objects.get(pk=done.entry))
    assert current("inspection", "number") == [("1",)]


# The journal ---------------------------------------------------------------------------------------------------------


def test_entries_are_numbered_linked_and_timed(office: Office) -> None:
    office.inspections(inspection())
    keep("inspection", inspection(number="2"), at=office.clock(), actor=7)
    found = entries()
    assert [(entry.number, entry.act, entry.kind, entry.actor, entry.rows) for entry in found] == [
        (1, "import", "region", None, 5), (2, "import", "inspection", None, 1), (3, "create", "inspection", 7, 1)]
    assert [entry.previous for entry in found] == ["", found[0].hash, found[1].hash]
    assert store.broken_links() == []
    assert store.journal_head() == {"number": 3, "hash": found[2].hash}
    assert store.journal_head(found[1].sealed_at) == {"number": 2, "hash": found[1].hash}
    assert store.journal_head(AT) == {"number": 0, "hash": ""}


def test_times_never_go_back(office: Office) -> None:
    for at in (AT + timedelta(days=1), AT, AT + timedelta(days=1), AT + timedelta(days=2)):
        store.write_entry("test", "inspection", actor=None, at=at)
    times = [entry.sealed_at for entry in entries()]
    assert times == sorted(set(times))
    assert times[-4:] == [AT + timedelta(days=1, microseconds=late) for late in (0, 1, 2)] + [AT + timedelta(days=2)]
    assert store.broken_links() == []


def test_a_time_in_another_zone_is_the_same_moment(office: Office) -> None:
    from zoneinfo import ZoneInfo

    at = datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    office.clock.now = at
    office.inspections(inspection())
    assert sealed(2) == at + timedelta(seconds=2)
    assert known(datetime(2026, 5, 1, 4, 0, 1, tzinfo=UTC)) == []
    assert known(datetime(2026, 5, 1, 4, 0, 2, tzinfo=UTC)) == [("1", "pass")]


@pytest.mark.parametrize("change", [
    {"actor": 9}, {"act": "other"}, {"kind": "finding"}, {"rows": 99}, {"superseded_rows": 1}, {"root": "0" * 64},
    {"sealed_at": AT}, {"previous": "0" * 64}, {"hash": "0" * 64}, {"state": Entry.ABANDONED}, {"state": Entry.STAGING},
], ids=str)
def test_an_altered_entry_is_found(office: Office, change: dict[str, Any]) -> None:
    for number in ("1", "2", "3"):
        office.inspections(inspection(number=number))
    Entry.objects.filter(number=2).update(**change)
    assert store.broken_links()[0] in (2, 3)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_entry_is_found(office: Office, number: int) -> None:
    for which in ("1", "2", "3"):
        office.inspections(inspection(number=which))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_entry WHERE number = %s", [number])
    assert store.broken_links() == [number + 1]


def test_exchanged_entries_are_found(office: Office) -> None:
    for which in ("1", "2"):
        office.inspections(inspection(number=which))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_entry SET number = 99 WHERE number = 2")
        cursor.execute("UPDATE records_entry SET number = 2 WHERE number = 3")
        cursor.execute("UPDATE records_entry SET number = 3 WHERE number = 99")
    assert store.broken_links() == [2, 3]


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_sealed_in_the_transaction_of_its_change_or_not_at_all() -> None:
    entry = Entry.objects.create(act="test", kind="inspection", begun_at=AT)
    with pytest.raises(RecordError, match="a journal entry must be sealed in the transaction of its change"):
        store.seal(entry, AT)
    with transaction.atomic():
        store.seal(entry, AT)
        transaction.set_rollback(True)
    entry.refresh_from_db()
    assert (entry.state, entry.number) == (Entry.STAGING, None)
