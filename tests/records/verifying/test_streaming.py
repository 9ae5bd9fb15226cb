"""Rows stream in batches of one size, by id, whatever gaps there are, without holding more than a batch."""

from __future__ import annotations

import pyarrow as pa
import pytest

from plumbline.records.core import kinds, store
from plumbline.records.verifying import streaming, verification
from tests.records.samples import Office, inspection, stored_rows


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BATCH_ROWS", 4)


def numbers(kind: str = "inspection") -> list[list[str]]:
    return [batch.column("number").to_pylist() for batch in verification.rows_as_of(kinds.get(kind))]


def flat(batches: list[list[str]]) -> list[str]:
    return [number for batch in batches for number in batch]


def test_no_rows_are_no_batches(office: Office) -> None:
    assert numbers() == []


@pytest.mark.parametrize("count", [1, 4, 5, 8, 11])
def test_every_batch_but_the_last_is_full(office: Office, small: None, count: int) -> None:
    office.inspections(*(inspection(number=f"{number:02}") for number in range(count)))
    found = numbers()
    assert [len(batch) for batch in found] == [4] * (count // 4) + ([count % 4] if count % 4 else [])
    assert flat(found) == [f"{number:02}" for number in range(count)]


def test_gaps_between_ids_do_not_show(office: Office, small: None) -> None:
    office.inspections(*(inspection(number=f"{number:02}") for number in range(40)))
    kept = [row for row in stored_rows("inspection") if int(row.number) % 13 in (0, 1)]
    kinds.get("inspection").model.objects.exclude(pk__in=[row.pk for row in kept]).delete()
    found = numbers()
    assert flat(found) == [row.number for row in kept]
    assert [len(batch) for batch in found] == [4, 3]


def test_what_was_replaced_or_withdrawn_is_not_streamed(office: Office, small: None) -> None:
    office.inspections(*(inspection(number=f"{number:02}") for number in range(6)))
    office.inspections(inspection(number="03", result="fail"))
    assert flat(numbers()) == ["00", "01", "02", "04", "05", "03"]


def test_a_batch_has_the_types_of_a_cut(office: Office, small: None) -> None:
    office.inspections(*(inspection(number=f"{number:02}") for number in range(5)))
    kind = kinds.get("inspection")
    schema = pa.schema([*((field.name, streaming.arrow_type(field)) for field in kind.kept), ("leaf", pa.binary(32))])
    assert [batch.schema for batch in verification.rows_as_of(kind)] == [schema, schema]


def test_the_store_can_be_used_between_two_batches(office: Office, small: None) -> None:
    office.inspections(*(inspection(number=f"{number:02}") for number in range(9)))
    seen = 0
    for batch in verification.rows_as_of(kinds.get("inspection")):
        seen += batch.num_rows
        assert store.journal_head()["number"] == 2
    assert seen == 9
