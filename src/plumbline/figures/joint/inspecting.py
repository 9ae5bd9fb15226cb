"""Whether the files of a package are what a package may hold, whoever signed them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.errors import CutError, reported
from plumbline.figures.cuts.manifest import Part
from plumbline.figures.engine.schema import REGION
from plumbline.figures.joint.exporting import public_schema
from plumbline.figures.joint.packages import UPGRADE, Package
from plumbline.figures.joint.region_tree import below
from plumbline.rulebook.indicators.shapes import KindShape, Schema
from plumbline.text import Text


def inspect(package: Package, folder: Path, schema: Schema, required: dict[str, tuple[str, ...]]) -> None:
    """Look the files of ``package`` in ``folder`` through. ``required`` names each kind's fields that are never empty.

    :raises CutError: for a kind or field that is not public or not known here, a row of another region, two rows of one
        key, an empty required field, or a file that is no Parquet.
    """
    where = Text(f"the package of {package.instance}", f"{package.instance}的上报文件")
    if len(package.kinds.get(REGION, ())) != 1:
        raise CutError("joint.tree_missing", Text("it does not hold one tree of regions", "其中没有唯一的地区树"),
                       where=where)
    for name in package.kinds:
        if name not in schema or not schema[name].public:
            raise CutError("joint.kind_refused", Text(
                f"it holds records of kind '{name}', which this instance does not take",
                f"其中含“{name}”类记录，本实例不接收"), where=where, next_step=UPGRADE)
    (regions,) = package.kinds[REGION]
    inside = sorted(below(_read(folder, regions, where).to_pylist(), package.region))
    for name, parts in package.kinds.items():
        needed = required.get(name, ())
        for part in parts:
            place = Text(f"{where.en}, {part.file}", f"{where.zh}，{part.file}")
            _columns(folder / part.file, schema[name], needed, place)
            try:
                _rows(folder / part.file, part, schema[name], needed, inside, place)
            except duckdb.Error as error:
                raise _unreadable(Text("its records cannot be read", "无法读取其中的记录"), place, error) from error


def _unreadable(what: Text, where: Text, error: Exception) -> CutError:
    return CutError("joint.file_unreadable", what, where=where, why=reported(error))


def _read(folder: Path, part: Part, where: Text) -> pa.Table:
    try:
        return pq.read_table(folder / part.file, columns=["code", "parent"])
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(Text("its regions cannot be read", "无法读取其中的地区"), where, error) from error


def _columns(path: Path, shape: KindShape, required: tuple[str, ...], where: Text) -> None:
    try:
        given = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(Text("it is not a Parquet file", "不是Parquet文件"), where, error) from error
    allowed = public_schema(shape)
    for field in given:
        if field.name not in allowed.names:
            raise CutError("joint.field_not_public", Text(
                f"it has a field '{field.name}', which is not a public one here",
                f"其中的字段“{field.name}”在本实例不是公开字段"), where=where, next_step=UPGRADE)
        shown = shape.fields.get(field.name)
        if shown is not None and shown.natural and field.type == pa.int64():
            continue  # from an instance of an earlier release
        if not field.type.equals(allowed.field(field.name).type):
            wanted = allowed.field(field.name).type
            raise CutError("joint.field_type", Text(
                f"its field '{field.name}' is {field.type}, not {wanted}",
                f"字段“{field.name}”的类型为{field.type}，应为{wanted}"), where=where, next_step=UPGRADE)
    missing = [name for name in (*shape.key, shape.region, *required, "leaf") if name not in given.names]
    if len(set(given.names)) != len(given.names) or missing:
        raise CutError("joint.fields_amiss", Text(f"it lacks the field '{missing[0]}'", f"缺少字段“{missing[0]}”")
                       if missing else Text("it has one field twice", "有字段重复"), where=where)


def _rows(path: Path, part: Part, shape: KindShape, required: tuple[str, ...], inside: list[str], where: Text) -> None:
    key = ", ".join(f'"{name}"' for name in shape.key)
    empty = " OR ".join(f'"{name}" IS NULL' for name in dict.fromkeys([*required, shape.region, "leaf"]))
    with duckdb.connect(":memory:", config={"memory_limit": "512MB", "temp_directory": str(path.parent)}) as database:
        database.execute("CREATE TABLE inside AS SELECT unnest(?::VARCHAR[]) AS place", [inside])
        rows = database.read_parquet(str(path))
        rows.create_view("given")
        (count,) = _one(database, "SELECT count(*) FROM given")
        if count != part.rows:
            raise CutError("joint.row_count", Text(f"it has {count} rows, and its document says {part.rows}",
                                                   f"其中有{count}行，而说明文档写明{part.rows}行"), where=where)
        stranger = _one(database, f'SELECT "{shape.region}" FROM given WHERE "{shape.region}" IS NOT NULL AND '
                                  f'"{shape.region}" NOT IN (SELECT place FROM inside) ORDER BY ALL LIMIT 1')
        if stranger:
            raise CutError("joint.foreign_region", Text(
                f"it has records of region '{stranger[0]}', which is not below its own",
                f"其中含地区“{stranger[0]}”的记录，该地区不属于其辖区"), where=where, why=Text(
                    "An instance may speak for its own region only", "一个实例只能上报本辖区的记录"))
        if _one(database, f"SELECT 1 FROM given WHERE {empty} LIMIT 1"):
            raise CutError("joint.required_empty", Text("a field that is required is empty in it", "有必填字段为空"),
                           where=where)
        twice = _one(database, f"SELECT {key} FROM given GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1")
        if twice:
            said = " ".join(map(str, twice))
            raise CutError("joint.record_twice", Text(f"it has two records {said}", f"其中有两条记录均为“{said}”"),
                           where=where)


def _one(database: duckdb.DuckDBPyConnection, sql: str) -> tuple[object, ...]:
    return database.execute(sql).fetchone() or ()
