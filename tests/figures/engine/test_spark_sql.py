"""The words of a plan in Spark's dialect, and the columns of its files."""

from __future__ import annotations

import pyarrow as pa
import pytest
import sqlglot

from plumbline.errors import FigureError
from plumbline.figures.engine.spark_sql import columns_of, translated
from tests.figures.sparks import require_spark


def test_tables_become_views_under_their_names():
    query = sqlglot.parse_one('SELECT "r"."a", "few"."b" FROM "before firm" AS "r" JOIN "few" ON "few"."a" = "r"."a"')
    assert translated(query, {"before firm": "kind_1", "few": "handed_2"}) == (
        "SELECT `r`.`a`, `few`.`b` FROM `kind_1` AS `r` JOIN `handed_2` AS `few` ON `few`.`a` = `r`.`a`")


def test_sums_are_of_decimals():
    query = sqlglot.parse_one('SELECT SUM("a" - 1) FILTER (WHERE "b") AS "x" FROM "firm"')
    assert translated(query, {"firm": "kind_1"}) == (
        "SELECT SUM((`a` - 1) * CAST(1 AS DECIMAL(1, 0))) FILTER(WHERE `b`) AS `x` FROM `kind_1` AS `firm`")
    assert query.sql() == 'SELECT SUM("a" - 1) FILTER(WHERE "b") AS "x" FROM "firm"'  # the plan itself stays


def test_columns_of_several_files_are_put_together():
    require_spark()
    found = columns_of([pa.schema([("a", pa.string()), ("b", pa.decimal128(18, 2))]),
                        pa.schema([("b", pa.decimal128(18, 2)), ("leaf", pa.binary(32))])])
    assert found.simpleString() == "struct<a:string,b:decimal(18,2),leaf:binary>"


def test_a_column_of_two_types_is_told():
    require_spark()
    with pytest.raises(FigureError, match="column 'a' is string in one file and int64 in another") as caught:
        columns_of([pa.schema([("a", pa.string())]), pa.schema([("a", pa.int64())])])
    assert caught.value.code == "engine.column_of_two_types"


def test_a_type_that_no_cut_holds_is_told():
    require_spark()
    with pytest.raises(FigureError, match="column 'a' is double, which no cut holds") as caught:
        columns_of([pa.schema([("a", pa.float64())])])
    assert caught.value.code == "engine.column_type"
