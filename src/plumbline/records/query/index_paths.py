"""The index paths through a large table: which orders, and which equalities before them, the declared indexes give.

A list of a large kind goes along one path. What the path does not carry is compared row by row, and a page looks at no
more rows than :data:`LOOK` for it: what it then did not reach is the next page's. So a first page takes as long at ten
million rows as at one. docs/decisions/0014-lists.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, Func, UniqueConstraint

from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind

SMALL = 50_000
"""A kind with no more rows than this, past versions too, is read whole where it must be: any field orders it."""
LOOK = 20_000
"""How many rows of its path one page looks at, where something is compared that the path does not carry."""
LEGS = 400
"""A region with no more regions than this below it is walked region by region, the rows merged; above, by day alone."""
ROW = "id"


@dataclass(frozen=True, slots=True)
class IndexPath:
    """Rows in which the fields ``fixed`` have one value each come in the order of ``order``, and of their id. ``key``:
    the path of the natural key, which leads along versions that nothing replaced."""

    fixed: tuple[str, ...]
    order: str
    key: bool = False


def is_small(kind: Kind) -> bool:
    """Whether the table of ``kind`` is short enough to be read whole for one page."""
    last = kind.model.objects.order_by("-id").values_list("id", flat=True).first()
    return (last or 0) <= SMALL


@cache
def _declared(model: Any) -> tuple[IndexPath, ...]:
    found = [IndexPath((), ROW)]
    for index in model._meta.indexes:
        fields = tuple(index.fields)
        if index.condition is not None or fields[-1] != ROW:
            continue
        found.append(IndexPath(fields[:-1], ROW))
        found.append(IndexPath(fields[:-2], fields[-2]))
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            key = tuple(constraint.fields)
            found.append(IndexPath(key[:-1], key[-1], key=True))
    return tuple(found)


def index_paths(kind: Kind) -> tuple[IndexPath, ...]:
    """Every path of ``kind``. An order has no end in the unknown, so only fields that must be filled give one. Codes
    lie in no index in their natural order: those that stand behind something fixed are few, and are sorted."""
    return tuple(one for one in _declared(kind.model) if one.order == ROW or (
        kind.by_name[one.order].required and (one.fixed or not kind.by_name[one.order].natural)))


def orders(kind: Kind, equal: frozenset[str] = frozenset(), regions: int = 0) -> frozenset[str]:
    """The fields (and ``id``, the order of entry) by which a large list of ``kind`` can be ordered; more of them where
    the fields ``equal`` have one value each, and where the region is one of ``regions`` (0: any)."""
    walked = _walked(kind, equal, regions)
    return frozenset(one.order for one in index_paths(kind) if walked.issuperset(one.fixed))


def _walked(kind: Kind, equal: frozenset[str], regions: int) -> frozenset[str]:
    return equal | ({kind.region} if 0 < regions <= LEGS else frozenset())


def leads(kind: Kind, spec: Spec) -> bool:
    """Whether a path finds the rows with one value of ``spec``."""
    return any((*one.fixed, one.order)[0] == spec.name for one in index_paths(kind))


def order_of(kind: Kind, spec: Spec) -> str:
    """The order in which the rows with one value of ``spec`` are found: by day, if a path has it so."""
    found = {one.order for one in index_paths(kind) if one.fixed == (spec.name,)}
    return kind.date if kind.date in found else next(iter(sorted(found)), "")


def paths_for(kind: Kind, order: str, equal: frozenset[str], regions: int) -> list[IndexPath]:
    """The index paths to take in ``order``, the best first: where the fields ``equal`` have one value each, and the
    region one of ``regions`` (0: any). Best is what one thing refers to, then one region, then a code, then many
    regions."""
    walked = _walked(kind, equal, regions)
    fitting = [one for one in index_paths(kind) if one.order == order and walked.issuperset(one.fixed)]

    def worth(one: IndexPath) -> tuple[int, bool, int, bool]:
        narrow = sum(kind.by_name[name].type in ("ref", "text") for name in one.fixed if name in equal)
        legs = kind.region in one.fixed and kind.region not in equal
        return narrow, legs and regions == 1, sum(name in equal for name in one.fixed), legs

    ranked = sorted(fitting, key=worth, reverse=True)
    # A path that carries nothing comes no further than one that does, unless that one has many legs.
    return ranked if len(ranked) < 2 or regions > 1 else [one for one in ranked if one.fixed] or ranked


class Apart(Func):
    """A field compared beside the path: SQLite may not leave the path for an index of this field, whose order is
    another. PostgreSQL knows from its statistics what is shorter."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """With the sign that keeps SQLite from using an index."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


def apart(name: str) -> Apart:
    """:class:`Apart` of the field ``name``."""
    return Apart(F(name))
