"""The declared kinds as the rulebook and the engines see them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape, Schema

if TYPE_CHECKING:
    from plumbline.records.core.fields import Spec
    from plumbline.records.core.kinds import Kind

REGION = "region"
LEAF = "leaf"
INSTANCE = "~instance"
"""The column that a session adds to the tables of a joint cut: which instance handed a row up, empty for this one. It
is known by the file, and in none of them."""
LEAF_TYPE = pa.binary(32)
_TYPES = {
    "text": pa.string(), "choice": pa.string(), "ref": pa.string(), "integer": pa.int64(), "date": pa.date32(),
    "flag": pa.bool_(),
}


@cache
def schema_of_kinds() -> Schema:
    """Every declared kind with the fields that a cut holds. Django must be set up."""
    # Here and not above: engines and plans work on any schema, and a process without Django may use them.
    from plumbline.records import models  # noqa: F401  (declares the kinds)
    from plumbline.records.core.kinds import KINDS

    return {kind.name: _shape(kind) for kind in KINDS.values()}


def joint_schema(schema: Schema) -> Schema:
    """The same for a cut that several instances have a part in. Regions are one tree for all of them."""
    return {name: shape if name == REGION else replace(shape, joint=True) for name, shape in schema.items()}


def arrow_schema(kind: KindShape) -> pa.Schema:
    """The columns of a kind's file in a cut: its fields, then ``leaf``."""
    columns = [(name, arrow_type(shape)) for name, shape in kind.fields.items()]
    return pa.schema([*columns, (LEAF, LEAF_TYPE)])


def arrow_type(shape: FieldShape) -> pa.DataType:
    """The column type of one field; decimals are exact, with 18 digits."""
    return pa.decimal128(18, shape.places) if shape.type == "decimal" else _TYPES[shape.type]


def _shape(kind: Kind) -> KindShape:
    return KindShape(
        name=kind.name, fields={spec.name: _field(spec) for spec in kind.kept}, key=kind.key, region=kind.region,
        date=kind.date, population=kind.states_population, public=kind.public, title=kind.title,
    )


def _field(spec: Spec) -> FieldShape:
    from plumbline.records.core.fields import INTERNAL

    codes = frozenset(vocabulary(spec.vocabulary)) if spec.vocabulary else frozenset()
    return FieldShape(spec.type, refers=spec.refers, internal=spec.exposure is INTERNAL, places=spec.places,
                      codes=codes, title=spec.title, natural=spec.natural, period=bool(spec.told_by))
