"""Results as tables: the same as the document, with nothing that is not open."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.results import tables
from plumbline.procedures.records.exports import save
from tests.procedures.year_world import Province
from tests.refusals import refuses

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_result_is_one_row_for_each_item_of_each_region(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened", "scored"))
    with refuses(RecordError, "result.none", "there is no published result of this"):
        tables.items(home, "city", "2013-14")
    province.published()
    files = {form: tmp_path / f"items.{form}" for form in ("csv", "xlsx", "parquet")}
    for form, file in files.items():
        assert save(tables.items(home, "city", "2013-14"), file, form).rows == 6
    with refuses(RecordError, "disk.file_exists", "there is such a file already"):
        save(tables.items(home, "city", "2013-14"), files["csv"], "csv")
    with files["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    worst = next(row for row in rows if (row["region"], row["item"]) == ("south", "1.1"))
    assert (worst["grade"], Decimal(worst["points"]), Decimal(worst["lost"]), worst["clause"]) == ("D", 0, 40, "1.1")
    assert worst["reason_zh"] == "认定为“否”：不得分。"
    assert [row["region"] for row in rows] == ["north"] * 3 + ["south"] * 3
    typed = pq.read_table(files["parquet"]).to_pylist()
    assert [row["lost"] for row in typed] == [0, 0, 3, 40, 9, 3]
    sheet = list(openpyxl.load_workbook(files["xlsx"]).worksheets[0].iter_rows(values_only=True))
    assert sheet[0] == tuple(typed[0])
    assert len(sheet) == 7
