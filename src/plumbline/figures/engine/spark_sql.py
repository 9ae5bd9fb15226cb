"""From portable plans to Spark: the words of a query, and the columns of the files it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp
from sqlglot.dialects.spark import Spark

from plumbline.errors import FigureError
from plumbline.figures.engine.schema import INSTANCE
from plumbline.methods.shared import natural_order
from plumbline.text import Text

if TYPE_CHECKING:
    from pyspark.sql.types import DataType, StructType

# The file's name is KIND.INSTANCE.parquet, or KIND.parquet: see instance_of.
_PARTS = "split(_metadata.file_name, '[.]')"
INSTANCE_OF_FILE = f"CASE WHEN size({_PARTS}) > 2 THEN {_PARTS}[1] ELSE '' END AS `{INSTANCE}`"
FREEZE_AGAIN = Text("Freeze the cut again with: plumb cut", "请重新生成快照：plumb cut")
_ONE = exp.cast(exp.Literal.number(1), "decimal(1, 0)")


def translated(query: exp.Expr, views: Mapping[str, str]) -> str:
    """``query`` in Spark's words, over the ``views`` that stand for its tables.

    A sum of 64-bit integers is 64 bits wide in Spark and fails beyond them; multiplied by a decimal one its terms are
    decimals of as many places, and it is exact up to 38 digits as it is in DuckDB.
    """

    def put(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Table):
            view = exp.to_table(f'"{views[node.name]}"')
            return exp.alias_(view, node.alias_or_name, table=True, quoted=True)
        elif isinstance(node, exp.Sum):
            node.set("this", exp.Mul(this=exp.paren(node.this), expression=_ONE.copy()))
        elif isinstance(node, exp.Anonymous) and node.name == natural_order.FUNCTION:
            return _natural_key(node.expressions[0])
        return node

    return query.transform(put).sql(dialect=Spark)


def _natural_key(code: exp.Expr) -> exp.Expr:
    found, before = natural_order.PADDED
    text = exp.Literal.string
    padded = exp.RegexpReplace(this=code.copy(), expression=text(found), replacement=text(f"{before}$1"))
    return exp.RegexpReplace(this=padded, expression=text(natural_order.CUT_SHORT), replacement=text("$1"))


def columns_of(schemas: Iterable[pa.Schema]) -> StructType:
    """The columns of files of one kind, by name; a file may lack some. Spark is told them, so that it starts no job to
    find out. :raises FigureError: for a type that no cut holds, or two types of one column."""
    from pyspark.sql.types import StructType

    known: dict[str, pa.DataType] = {}
    for schema in schemas:
        for column in schema:
            if known.setdefault(column.name, column.type) != column.type:
                first, second = known[column.name], column.type
                raise FigureError("engine.column_of_two_types", Text(
                    f"column '{column.name}' is {first} in one file and {second} in another",
                    f"列“{column.name}”在一个文件中为{first}，在另一个文件中为{second}"), next_step=FREEZE_AGAIN)
    found = StructType()
    for name, kind in known.items():
        found.add(name, _type(name, kind))
    return found


def _type(name: str, kind: pa.DataType) -> DataType:
    from pyspark.sql import types

    if pa.types.is_decimal(kind):
        return types.DecimalType(kind.precision, kind.scale)
    if pa.types.is_fixed_size_binary(kind) or pa.types.is_binary(kind):
        return types.BinaryType()
    plain: dict[pa.DataType, type[DataType]] = {
        pa.string(): types.StringType, pa.bool_(): types.BooleanType, pa.date32(): types.DateType,
        pa.int64(): types.LongType, pa.int32(): types.IntegerType, pa.int16(): types.ShortType,
        pa.int8(): types.ByteType,
    }
    if kind not in plain:
        raise FigureError("engine.column_type", Text(f"column '{name}' is {kind}, which no cut holds",
                                                     f"列“{name}”的类型为{kind}，快照中不会有这种类型"),
                          next_step=FREEZE_AGAIN)
    return plain[kind]()
