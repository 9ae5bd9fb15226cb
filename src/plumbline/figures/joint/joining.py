"""A joint cut: this instance's own records and the latest that others handed up, in one manifest.

Received files are linked, not rewritten, so their bytes stay those that were signed. Regions alone are merged into one
file, since every figure needs one tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from plumbline.errors import CutError
from plumbline.figures.cuts.freezing import Joined
from plumbline.figures.cuts.manifest import KindFile, Manifest, Part, format_of
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.cuts.writing import share, write
from plumbline.figures.engine.schema import REGION, arrow_schema
from plumbline.figures.joint.packages import file_of, passed_on
from plumbline.figures.joint.received import Received
from plumbline.figures.joint.region_tree import merged
from plumbline.rulebook.indicators.shapes import KindShape, Schema
from plumbline.text import Text

EXAMPLES = 3


def joined_with(received: Sequence[Received]) -> Joined | None:
    """What makes a cut a joint one with ``received``; None where nothing was received."""
    return partial(join, received=received) if received else None


def join(own: Manifest, aside: Path, schema: Schema, *, received: Sequence[Received]) -> Manifest:
    """The joint manifest of ``own``, whose files lie in ``aside``, and ``received``, whose files are linked there.

    :raises CutError: where trees conflict, one record is kept by two, or a received file was altered.
    """
    kinds = {name: _kind(held, aside, received, schema[name]) for name, held in own.kinds.items() if name != REGION}
    kinds[REGION] = _regions(own.kinds[REGION], aside, received, schema[REGION])
    return replace(own, kinds=kinds, format=format_of(kinds, joint=True),
                   received={each.instance: each.provenance() for each in received})


def _kind(held: KindFile, aside: Path, received: Sequence[Received], shape: KindShape) -> KindFile:
    own = held.own
    parts = list(own)
    for each in received:
        for given in each.package.kinds.get(shape.name, ()):  # none: a kind that is not public, or is new
            keeper = passed_on(each.instance, given.instance)
            part = replace(given, file=file_of(shape.name, keeper), instance=keeper)
            share(each.path(given), aside / part.file)
            parts.append(part)
    if len(parts) == len(own):
        return held
    if held.rows and shape.region in shape.fields:
        _must_be_apart(aside, own, parts[len(own):], shape)
    return KindFile.of_parts(tuple(parts), held.state)


def _must_be_apart(aside: Path, own: Sequence[Part], theirs: Sequence[Part], shape: KindShape) -> None:
    """Other instances hold other regions, so only this one's own records can be records of theirs too."""
    # As text: an instance of an earlier release may hold a code as a whole number.
    same = " AND ".join(f'own."{name}"::VARCHAR = theirs."{name}"::VARCHAR'
                        for name in dict.fromkeys([*shape.key, shape.region]))
    key = ", ".join(f'theirs."{name}"' for name in shape.key)
    with duckdb.connect(":memory:", config={"memory_limit": "512MB", "temp_directory": str(aside)}) as database:
        for part in theirs:
            both = database.execute(
                f"SELECT {key} FROM read_parquet(?) own JOIN read_parquet(?) theirs ON {same} ORDER BY ALL "
                f"LIMIT {EXAMPLES}", [[str(aside / each.file) for each in own], str(aside / part.file)]).fetchall()
            if both:
                said = "; ".join(" ".join(str(value) for value in row) for row in both)
                by, _, _ = part.instance.partition("~")
                raise CutError(
                    "joint.kept_twice", Text(
                        f"{part.instance} and this instance both keep the same {shape.name}: {said}",
                        f"{part.instance}与本实例都有同一{shape.name}记录：{said}"),
                    why=Text("It would count twice", "将重复计入"), next_step=Text(
                        f"Withdraw it here, or leave the instance out: plumb cut --without {by}",
                        f"请在本实例撤回该记录，或不计入该实例：plumb cut --without {by}"))


def _regions(held: KindFile, aside: Path, received: Sequence[Received], shape: KindShape) -> KindFile:
    path = aside / held.file
    own = pq.read_table(path).to_pylist()
    theirs = [(each.instance, each.package.region, _rows(each, shape)) for each in received
              if REGION in each.package.kinds]
    table = pa.Table.from_pylist(merged(own, theirs), schema=arrow_schema(shape))
    path.unlink()  # it may be another cut's file too
    rows = write(iter(table.to_batches()), shape, path, lambda kind, rows: None)
    # Without a state, no later cut takes it for the tree of this instance alone.
    return KindFile(held.file, rows, sha256_of(path))


def _rows(each: Received, shape: KindShape) -> list[dict[str, object]]:
    (part,) = each.package.kinds[REGION]
    rows: list[dict[str, object]] = pq.read_table(each.path(part)).to_pylist()
    return [{**dict.fromkeys(arrow_schema(shape).names), **row} for row in rows]
