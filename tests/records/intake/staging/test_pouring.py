"""What is poured into a table comes out as it went in, on either store."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection

from plumbline.records.intake.staging import pouring
from plumbline.records.verifying import verification
from tests.records.samples import Office, current, kinds

AWKWARD = ["", " ", "NULL", "\\N", "\\.", "a\n\\.\nb", 'a "quoted" word', "a,b;c\td", "line\r\nend", "狮子", "'; --",
           "\\", "\\x41", "{}", "t"]


def establishments(names: list[str | None]) -> pa.RecordBatch:
    count = len(names)
    return pa.RecordBatch.from_pydict({
        "code": pa.array([f"{number:02}" for number in range(count)]), "name": pa.array(["n"] * count),
        "region": pa.array(["1"] * count), "address": pa.array(names, pa.string()),
        "latitude": pa.array([Decimal("-0.500000"), None, *[Decimal("89.999999")] * count][:count],
                             pa.decimal128(18, 6)),
        "salt": pa.array([bytes(range(16))] * count, pa.binary()),
        "leaf": pa.array([b"\xff" * 32] * count, pa.binary(32)),
        "entry_id": pa.array([1] * count, pa.int64()), "withdrawn": pa.array([False] * count),
    })


def poured(rows: pa.RecordBatch) -> list[tuple[Any, ...]]:
    pouring.ready("records_establishment", rows)()
    model = kinds.get("establishment").model
    return list(model.objects.order_by("code").values_list("address", "latitude", "salt", "leaf", "withdrawn"))


@pytest.mark.django_db
def test_awkward_text_stays_as_it_is_and_unknown_is_not_empty() -> None:
    names = [*AWKWARD, None]
    found = poured(establishments(names))
    assert [row[0] for row in found] == names
    assert [row[1] for row in found[:3]] == [Decimal("-0.500000"), None, Decimal("89.999999")]
    assert {(bytes(row[2]), bytes(row[3]), row[4]) for row in found} == {(bytes(range(16)), b"\xff" * 32, False)}


@pytest.mark.django_db
def test_a_slice_of_a_batch_is_that_slice() -> None:
    found = poured(establishments([str(number) for number in range(10)]).slice(1, 2))
    assert [row[:2] for row in found] == [("1", None), ("2", Decimal("89.999999"))]


@pytest.mark.django_db
def test_days_and_whole_numbers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE poured (day date, number bigint, flag boolean)")
    try:
        pouring.ready("poured", pa.RecordBatch.from_pydict({
            "day": pa.array([date(1800, 1, 1), None, date(2200, 12, 31)]),
            "number": pa.array([-(2 ** 63), 2 ** 63 - 1, None]), "flag": pa.array([True, False, None])}))()
        with connection.cursor() as cursor:
            cursor.execute("SELECT day, number, flag FROM poured")
            found = [tuple(None if value is None else str(value) for value in row) for row in cursor.fetchall()]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE poured")
    assert [row[:2] for row in found] == [
        ("1800-01-01", str(-(2 ** 63))), (None, str(2 ** 63 - 1)), ("2200-12-31", None)]
    assert found[2][2] is None


def test_awkward_text_of_a_file_comes_back_in_a_cut_s_rows(office: Office) -> None:
    texts = [text for text in AWKWARD if text.strip() and text not in ("NULL", "line\r\nend")]
    office.take("establishment", [{"code": f"{number:02}", "name": "n", "region": "1", "address": text}
                                  for number, text in enumerate(texts)])
    assert [row[1] for row in current("establishment", "code", "address")] == texts
    [batch] = verification.rows_as_of(kinds.get("establishment"))
    assert batch.column("address").to_pylist() == texts
