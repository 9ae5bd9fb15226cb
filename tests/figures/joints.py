"""Joint cuts made straight from rows: what other instances handed up, without the way it travels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow.parquet as pq

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.cuts.manifest import Part
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.joint import received
from plumbline.figures.joint.joining import joined_with
from plumbline.figures.joint.packages import DOCUMENT, Package
from plumbline.figures.joint.received import RECEIPT, Received
from plumbline.home import Home
from plumbline.rulebook.indicators.shapes import Schema
from tests.figures.tables import AS_OF, Row, Tables, table

World = Mapping[str, Sequence[Row]]
KEY = f"ed25519:{'ab' * 32}"


def handed_up(
    home: Home, instance: str, region: str, kinds: World, *, schema: Schema | None = None, as_of: datetime = AS_OF,
) -> Received:
    """These rows as ``instance`` would have handed them up: public fields alone."""
    shapes = schema or schema_of_kinds()
    cut = f"{as_of:%Y%m%dT%H%M%S}000Z-{'0' * 12}"
    folder = home.received / instance / cut
    folder.mkdir(parents=True)
    parts = {}
    for kind, rows in kinds.items():
        shape = shapes[kind]
        public = [name for name, each in shape.fields.items() if not each.internal]
        path = folder / f"{kind}.parquet"
        pq.write_table(table(shape, rows).select([*public, "leaf"]), path)
        parts[kind] = (Part(path.name, len(rows), sha256_of(path)),)
    package = Package(instance, region, cut, as_of, {"number": 1, "hash": "1"}, parts, "0", {})
    raw = package.text()
    (folder / DOCUMENT).write_bytes(raw)
    import hashlib

    (folder / RECEIPT).write_text(json.dumps({
        "package": hashlib.sha256(raw).hexdigest(), "key": KEY, "received_at": as_of.isoformat()}))
    return received.read(folder)


def joint_of(
    home: Home, own: World, given: Mapping[str, tuple[str, World]], *, schema: Schema | None = None,
    as_of: datetime = AS_OF,
) -> Cut:
    """A joint cut of ``own`` rows and those of each instance -> (its region, its rows)."""
    shapes = schema or schema_of_kinds()
    handed = [handed_up(home, name, region, rows, schema=shapes, as_of=as_of)
              for name, (region, rows) in given.items()]
    return write_cut(home, Tables(own, shapes), as_of=as_of, made_at=as_of, joined=joined_with(handed))
