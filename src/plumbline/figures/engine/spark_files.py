"""The files of one kind as one table of Spark's: those of instances of an earlier release beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from plumbline.figures.engine.spark_sql import INSTANCE_OF_FILE, columns_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def frame_of(spark: SparkSession, files: Sequence[tuple[Path, pa.Schema]], *, joint: bool) -> DataFrame:
    """One table of ``files``, each with its columns; ``joint``: with the instance of each row. What one file holds as
    whole numbers and another as codes is text."""
    schemas = [schema for _, schema in files]
    frames = [_frame(spark, [files[each] for each in part], joint=joint) for part in alike(schemas)]
    if len(frames) == 1:
        return frames[0]
    frame = as_text(frames[0], schemas)
    for other in frames[1:]:
        frame = frame.unionByName(as_text(other, schemas), allowMissingColumns=True)
    return frame


def alike(schemas: Sequence[pa.Schema]) -> list[list[int]]:
    """The places of files that may be read together: an instance of an earlier release may hold as whole numbers what
    the others hold as codes."""
    parts: dict[tuple[str, ...], list[int]] = {}
    for place, schema in enumerate(schemas):
        numbers = (column.name for column in schema if column.type == pa.int64() and column.name in _texts(schemas))
        parts.setdefault(tuple(sorted(numbers)), []).append(place)
    return list(parts.values())


def as_text(frame: DataFrame, schemas: Sequence[pa.Schema]) -> DataFrame:
    """``frame`` with those columns as text that are text in any of the files."""
    return frame.withColumns({name: frame[name].cast("string") for name in frame.columns if name in _texts(schemas)})


def _texts(schemas: Sequence[pa.Schema]) -> set[str]:
    return {column.name for schema in schemas for column in schema if column.type == pa.string()}


def _frame(spark: SparkSession, files: Sequence[tuple[Path, pa.Schema]], *, joint: bool) -> DataFrame:
    # As they are called: a name may hold characters that mean something in a pattern.
    reader = spark.read.schema(columns_of(schema for _, schema in files)).option("__globPaths__", "false")
    frame = reader.parquet(*(f"file:{path}" for path, _ in files))
    return frame.selectExpr("*", INSTANCE_OF_FILE) if joint else frame
