"""Whether the files of a package are what a package may hold, whoever signed them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.errors import CutError
from plumbline.figures.exporting import public_schema
from plumbline.figures.jointtree import below
from plumbline.figures.manifest import Part
from plumbline.figures.packages import Package
from plumbline.figures.schema import REGION
from plumbline.rulebook.shapes import KindShape, Schema


def inspect(package: Package, folder: Path, schema: Schema, required: dict[str, tuple[str, ...]]) -> None:
    """Look the files of ``package`` in ``folder`` through. ``required`` names each kind's fields that are never empty.

    :raises CutError: for a kind or field that is not public or not known here, a row of another region, two rows of one
        key, an empty required field, or a file that is no Parquet.
    """
    where = f"the package of {package.instance}"
    if len(package.kinds.get(REGION, ())) != 1:
        raise CutError("it does not hold one tree of regions", where=where)
    for name in package.kinds:
        if name not in schema or not schema[name].public:
            raise CutError(f"it holds records of kind '{name}', which this instance does not take", where=where,
                           next_step="If the instance below runs a newer Plumbline, upgrade this one first")
    (regions,) = package.kinds[REGION]
    inside = sorted(below(_read(folder, regions, where).to_pylist(), package.region))
    for name, parts in package.kinds.items():
        needed = required.get(name, ())
        for part in parts:
            _columns(folder / part.file, schema[name], needed, f"{where}, {part.file}")
            try:
                _rows(folder / part.file, part, schema[name], needed, inside, f"{where}, {part.file}")
            except duckdb.Error as error:
                raise CutError("its records cannot be read", where=f"{where}, {part.file}",
                               why=str(error).partition("\n")[0]) from error


def _read(folder: Path, part: Part, where: str) -> pa.Table:
    try:
        return pq.read_table(folder / part.file, columns=["code", "parent"])
    except (pa.ArrowException, OSError) as error:
        raise CutError("its regions cannot be read", where=where, why=str(error).partition("\n")[0]) from error


def _columns(path: Path, shape: KindShape, required: tuple[str, ...], where: str) -> None:
    try:
        given = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise CutError("it is not a Parquet file", where=where, why=str(error).partition("\n")[0]) from error
    allowed = public_schema(shape)
    for field in given:
        if field.name not in allowed.names:
            raise CutError(f"it has a field '{field.name}', which is not a public one here", where=where,
                           next_step="If the instance below runs a newer Plumbline, upgrade this one first")
        if not field.type.equals(allowed.field(field.name).type):
            raise CutError(f"its field '{field.name}' is {field.type}, not {allowed.field(field.name).type}",
                           where=where)
    missing = [name for name in (*shape.key, shape.region, *required, "leaf") if name not in given.names]
    if len(set(given.names)) != len(given.names) or missing:
        raise CutError(f"it lacks the field '{missing[0]}'" if missing else "it has one field twice", where=where)


def _rows(path: Path, part: Part, shape: KindShape, required: tuple[str, ...], inside: list[str], where: str) -> None:
    key = ", ".join(f'"{name}"' for name in shape.key)
    empty = " OR ".join(f'"{name}" IS NULL' for name in dict.fromkeys([*required, shape.region, "leaf"]))
    with duckdb.connect(":memory:", config={"memory_limit": "512MB", "temp_directory": str(path.parent)}) as database:
        database.execute("CREATE TABLE inside AS SELECT unnest(?::VARCHAR[]) AS place", [inside])
        rows = database.read_parquet(str(path))
        rows.create_view("given")
        (count,) = _one(database, "SELECT count(*) FROM given")
        if count != part.rows:
            raise CutError(f"it has {count} rows, and its document says {part.rows}", where=where)
        stranger = _one(database, f'SELECT "{shape.region}" FROM given WHERE "{shape.region}" IS NOT NULL AND '
                                  f'"{shape.region}" NOT IN (SELECT place FROM inside) ORDER BY ALL LIMIT 1')
        if stranger:
            raise CutError(f"it has records of region '{stranger[0]}', which is not below its own", where=where,
                           why="An instance may speak for its own region only")
        if _one(database, f"SELECT 1 FROM given WHERE {empty} LIMIT 1"):
            raise CutError("a field that is required is empty in it", where=where)
        twice = _one(database, f"SELECT {key} FROM given GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1")
        if twice:
            raise CutError(f"it has two records {' '.join(map(str, twice))}", where=where)


def _one(database: duckdb.DuckDBPyConnection, sql: str) -> tuple[object, ...]:
    return database.execute(sql).fetchone() or ()
