"""What changed between two cuts: records by natural key, their content by leaf hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine, Source
from plumbline.figures.engine.choice import default_engine
from plumbline.figures.engine.columns import column, table, text_of
from plumbline.figures.engine.schema import INSTANCE, LEAF, REGION, schema_of_kinds
from plumbline.rulebook.indicators.shapes import FieldShape, Schema
from plumbline.text import Text

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class Difference:
    """Records of one kind: ``changed`` have the same natural key and another leaf."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0

    def as_dict(self) -> dict[str, int]:
        """For JSON."""
        return {"added": self.added, "removed": self.removed, "changed": self.changed, "same": self.same}


@dataclass(frozen=True, slots=True)
class Comparison:
    """From cut ``first`` to cut ``second``, kind by kind."""

    first: str
    second: str
    kinds: dict[str, Difference]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"first": self.first, "second": self.second,
                "kinds": {name: each.as_dict() for name, each in self.kinds.items()}}


def compare(
    first: Cut, second: Cut, *, engine: Engine | None = None, schema: Schema | None = None,
) -> Comparison:
    """Rows added, removed, changed and same from ``first`` to ``second``, for each kind. Files with the same hash are
    not read."""
    shapes = schema if schema is not None else schema_of_kinds()
    names = sorted({*first.held.kinds, *second.held.kinds})
    return Comparison(first.id, second.id, {
        name: _difference(first, second, name, shapes, engine or default_engine()) for name in names
    })


def _key(kind: str, shapes: Schema) -> tuple[str, ...]:
    if kind not in shapes:
        raise CutError("cut.kind_of_other_release", Text(f"this release has no kind '{kind}'",
                                                         f"本版本没有记录种类“{kind}”"),
                       next_step=Text("Compare with the release that made the cuts", "请用生成快照的版本比较"))
    return shapes[kind].key


def _difference(first: Cut, second: Cut, kind: str, shapes: Schema, engine: Engine) -> Difference:
    key = _key(kind, shapes)
    old, new = first.held.kinds.get(kind), second.held.kinds.get(kind)
    if old is None or new is None:
        return Difference(added=new.rows if new else 0, removed=old.rows if old else 0)
    if old.sha256 == new.sha256:
        return Difference(same=new.rows)
    cuts = {BEFORE: first, AFTER: second}
    # Two instances may have given the same number to different records.
    joint = kind != REGION and (first.joint or second.joint)

    def source(name: str) -> Source:
        when, _, held = name.partition(" ")
        paths = cuts[when].paths(held)
        return paths if joint or len(paths) > 1 else paths[0]

    session = engine.session(f"{first.id} {first.folder} {second.id} {second.folder}", source)
    fields = shapes[kind].fields
    row = session.table(_query(kind, (*key, INSTANCE) if joint else key, fields)).to_pylist()[0]
    return Difference(**{name: int(value) for name, value in row.items()})


def _query(kind: str, key: tuple[str, ...], fields: Mapping[str, FieldShape]) -> exp.Select:
    sides = [[text_of(fields.get(name), column(side, name)) for name in key] for side in (BEFORE, AFTER)]
    same_key = exp.and_(*(exp.EQ(this=old, expression=new) for old, new in zip(*sides, strict=True)))
    old, new = column(BEFORE, LEAF), column(AFTER, LEAF)
    gone = exp.Is(this=new, expression=exp.Null())
    fresh = exp.Is(this=old, expression=exp.Null())
    counts = {
        "added": fresh, "removed": gone, "changed": exp.NEQ(this=old.copy(), expression=new.copy()),
        "same": exp.EQ(this=old.copy(), expression=new.copy()),
    }
    query = exp.select().from_(table(f"{BEFORE} {kind}", BEFORE))
    query = query.join(table(f"{AFTER} {kind}", AFTER), on=same_key, join_type="full outer")
    return query.select(*(
        exp.alias_(exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition)), name, quoted=True)
        for name, condition in counts.items()
    ))
