"""Parquet: typed columns through the same checks, exactly; what is no table of plain values is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import IntakeError
from plumbline.records.core.journal import Entry
from plumbline.records.intake.reading import parquet
from plumbline.records.intake.reading.reader import open_source
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import INSPECTION, Office, inspection, read_csv, stored_rows


def table(**columns: Any) -> pa.Table:
    """Two good inspections, with some columns changed."""
    base: dict[str, Any] = {name: [value, value] for name, value in INSPECTION.items()}
    return pa.table(base | {"number": ["1", "2"]} | columns)


def take(office: Office, content: pa.Table, **options: Any) -> Any:
    path = office.inbox / "rows.parquet"
    pq.write_table(content, path)
    return office.take("inspection", path, **options)


def written(tmp_path: Path, column: pa.Array) -> list[str]:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": column}), path)
    return [value for _, batch, _ in open_source(path, tmp_path / "work").batches()
            for value in batch.column(0).to_pylist()]


@pytest.mark.parametrize(("column", "texts"), [
    (pa.array(["x", None, " 重庆 "]), ["x", "", " 重庆 "]),
    (pa.array(["x", "x", None]).dictionary_encode(), ["x", "x", ""]),
    (pa.array([1, None], pa.int8()), ["1", ""]),
    (pa.array([2**63, 18446744073709551615], pa.uint64()), ["9223372036854775808", "18446744073709551615"]),
    (pa.array([True, False, None]), ["true", "false", ""]),
    (pa.array([3.0, 0.1, float("nan"), None, 1e-7, 1e21]), ["3", "0.1", "", "", "0.0000001", "1" + "0" * 21]),
    (pa.array([0.1], pa.float32()), ["0.1"]),
    (pa.array([Decimal("1.10"), Decimal("-0.0000001")], pa.decimal128(18, 7)), ["1.1000000", "-0.0000001"]),
    (pa.array([Decimal("1234567890123456789012345678901234567890.12")], pa.decimal256(50, 2)),
     ["1234567890123456789012345678901234567890.12"]),
    (pa.array([date(2013, 1, 31)]), ["2013-01-31"]),
    (pa.array([datetime.fromisoformat("2013-01-31")], pa.timestamp("ns")), ["2013-01-31 00:00:00"]),
    (pa.array([datetime.fromisoformat("2013-01-31 10:30:00.5")], pa.timestamp("ms")), ["2013-01-31 10:30:00.500"]),
    (pa.array([datetime(2013, 1, 31, tzinfo=UTC)], pa.timestamp("us", "UTC")), ["2013-01-31 00:00:00Z"]),
    (pa.nulls(2), ["", ""]),
])
def test_values_as_the_checks_expect_them(tmp_path: Path, column: pa.Array, texts: list[str]) -> None:
    assert written(tmp_path, column) == texts


def test_typed_columns_meet_the_same_checks(office: Office) -> None:
    first = office.inspections(inspection(number="1"), inspection(number="2"))
    done = take(office, table(inspected_on=pa.array([date(2013, 1, 31)] * 2), critical_count=pa.array([0, 0])))
    assert (first.rows, done.rows, done.same) == (2, 0, 2)
    bad = take(office, table(number=["3", "4"], critical_count=pa.array([1, -1]),
                             inspected_on=pa.array([datetime(2013, 5, 4, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC"))))
    assert [(row["row"], row["column"], row["reason"]) for row in read_csv(bad.reasons_file)] == [
        ("1", "inspected_on", "Date of inspection is not a day of the calendar"),
        ("2", "inspected_on", "Date of inspection is not a day of the calendar"),
        ("2", "critical_count", "Critical findings is below 0")]


def test_rows_in_several_batches(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BATCH_ROWS", 7)
    rows = [inspection(number=str(row), region="77" if row == 40 else "1") for row in range(1, 51)]
    done = take(office, pa.Table.from_pylist(rows))
    assert (done.rows, done.quarantined) == (49, 1)
    assert [row["row"] for row in read_csv(done.reasons_file)] == ["40"]


@pytest.mark.parametrize(("column", "kind"), [
    (pa.array([[1], [2]]), "list<element: int64>"), (pa.array([{"a": 1}, None]), "struct<a: int64>"),
    (pa.array([b"\xff", b"x"]), "binary"), (pa.array([1, 2], pa.duration("s")), "duration[s]"),
])
def test_a_column_that_is_not_plain_is_refused_by_name(office: Office, column: pa.Array, kind: str) -> None:
    with pytest.raises(IntakeError) as caught:
        take(office, table(address=column))
    assert str(caught.value) == (
        f"rows.parquet, the names of the columns: the column 'address' holds {kind}. A field takes one number, text, "
        "day or truth value. Write it as plain columns, or list it under 'ignore' in a mapping.")
    mapping = Mapping("m", "inspection", columns={name: name for name in INSPECTION}, ignore=("address",))
    assert take(office, table(address=column), mapping=mapping).rows == 2


def test_text_that_is_no_utf8_is_refused(office: Office) -> None:
    good = pa.array(["ab", "cd"])
    broken = pa.Array.from_buffers(pa.string(), 2, [*good.buffers()[:2], pa.py_buffer(b"\xff\xfeab")])
    with pytest.raises(IntakeError, match="cut short or damaged"):
        take(office, table(address=broken))
    assert list(stored_rows("inspection")) == []


def test_a_file_cut_short_leaves_nothing(office: Office) -> None:
    path = office.inbox / "whole.parquet"
    pq.write_table(pa.Table.from_pylist([inspection(number=str(row)) for row in range(5_000)]), path)
    whole = path.read_bytes()
    for size in (4, 8, len(whole) // 2, len(whole) - 1):
        with pytest.raises(IntakeError) as caught:
            office.take("inspection", whole[:size], name="rows.parquet")
        assert "the Parquet file is cut short or damaged" in str(caught.value)
    damaged = bytearray(whole)
    damaged[40:400] = bytes(360)
    with pytest.raises(IntakeError, match="cut short or damaged"):
        office.take("inspection", bytes(damaged), name="rows.parquet")
    assert list(stored_rows("inspection")) == []
    assert set(Entry.objects.filter(kind="inspection").values_list("state", flat=True)) == {Entry.ABANDONED}


def test_a_wrong_beginning_is_told(office: Office) -> None:
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", b"number,region\n1,2\n", name="rows.parquet")
    assert "the file is called .parquet and does not begin as Parquet does" in str(caught.value)
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", b"%PDF-1.7\n", name="rows.csv")
    assert "this is a PDF, not a table. Give CSV, XLSX, XLS, ODS, JSON Lines or Parquet." in str(caught.value)
