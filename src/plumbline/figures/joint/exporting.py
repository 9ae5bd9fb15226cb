"""What a cut shows of itself to the level above: public kinds, public fields, records of one region and below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.manifest import Part
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.cuts.writing import write
from plumbline.figures.engine.schema import LEAF, LEAF_TYPE, REGION, arrow_type
from plumbline.figures.joint.packages import file_of
from plumbline.figures.joint.region_tree import below
from plumbline.rulebook.indicators.shapes import KindShape, Schema
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """The files that were written, by kind; ``left_out`` counts records of other regions, which stay here."""

    kinds: dict[str, tuple[Part, ...]]
    left_out: int


def public_schema(shape: KindShape) -> pa.Schema:
    """The columns of a kind that are handed up: its public fields, and the leaf that commits to all of them."""
    columns = [(name, arrow_type(each)) for name, each in shape.fields.items() if not each.internal]
    return pa.schema([*columns, (LEAF, LEAF_TYPE)])


def show(cut: Cut, region: str, schema: Schema, folder: Path) -> Shown:
    """Write the public part of ``cut`` for ``region`` into ``folder``. :raises CutError: if the cut was altered, or
    knows no such region."""
    regions = pq.read_table(cut.path(REGION), columns=["code", "parent"]).to_pylist()
    if region not in {row["code"] for row in regions}:
        raise CutError("cut.region_not_held", Text(f"the region '{region}' is not in this cut",
                                                   f"快照中没有地区“{region}”"), where=cut.id, next_step=Text(
                           "Set 'region' in plumbline.toml to a code of the tree, or freeze again",
                           "请在plumbline.toml中将region设为地区树中的代码，或重新生成快照"))
    inside = pa.array(sorted(below(regions, region)), pa.string())
    kinds: dict[str, tuple[Part, ...]] = {}
    left_out = 0
    for name in sorted(cut.held.kinds):
        shape = schema.get(name)
        if shape is None or not shape.public or shape.fields[shape.region].internal:
            continue
        parts, files = [], cut.held.kinds[name].files
        paths = dict(zip(files, cut.paths(name), strict=True))
        for instance in dict.fromkeys(each.instance for each in files):
            given = [each for each in files if each.instance == instance]
            path = folder / file_of(name, instance)
            rows = write(chain.from_iterable(_rows(paths[each], shape, inside) for each in given), shape, path, _silent,
                         public_schema(shape))
            parts.append(Part(path.name, rows, sha256_of(path), instance))
            left_out += sum(each.rows for each in given) - rows if name != REGION else 0
        kinds[name] = tuple(parts)
    return Shown(kinds, left_out)


def _rows(path: Path, shape: KindShape, inside: pa.Array) -> Iterator[pa.RecordBatch]:
    schema = public_schema(shape)
    with pq.ParquetFile(path) as file:
        there = [name for name in schema.names if name in file.schema_arrow.names]
        for batch in file.iter_batches(columns=there):
            yield _filled(batch.filter(pc.is_in(batch.column(shape.region), value_set=inside)), schema)


def _filled(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    # A file of an earlier release, or of another instance, may lack a field that has come since, or hold
    # a code as a whole number.
    columns = [batch.column(field.name).cast(field.type) if field.name in batch.schema.names
               else pa.nulls(batch.num_rows, field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _silent(kind: str, rows: int) -> None:
    """Report nothing."""
