"""What an indicator may speak of: the kinds of record and their fields, without the models behind them.

The rulebook lies below the records, so it is handed this description instead of importing them;
``plumbline.figures.engine.schema`` makes it from the declared kinds, a benchmark or a test makes its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from plumbline.errors import Code, RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.text import Text

NUMBERS = frozenset({"integer", "decimal"})
TEXTS = frozenset({"text", "choice", "ref"})
PATH_DEPTH = 4  # inspection.establishment.organisation.name; SQL names have no more parts

Path: TypeAlias = tuple[str, ...]
"""A field as reached from a record: ``("result",)``, or ``("organisation", "output_value")`` through a reference."""


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field. ``type`` is text, choice, ref, integer, decimal, date or flag; ``refers`` the kind a ref names;
    ``codes`` the closed list of a choice, where there is one. ``natural``: a text that is a code, compared in natural
    order (``methods/shared/natural_order.py``); a cut of an earlier release may hold it as a whole number. ``period``:
    a text that names the period a record is about."""

    type: str
    refers: str = ""
    internal: bool = False
    places: int = 0
    codes: frozenset[str] = frozenset()
    title: Text = field(default_factory=Text)
    natural: bool = False
    period: bool = False


@dataclass(frozen=True, slots=True)
class KindShape:
    """One kind. ``date`` and ``region`` are fields or dotted paths through references; ``date`` is empty for a
    register, whose records no period leaves out. ``population`` says that the kind is a complete register, so that a
    sample from it may use a finite population correction. ``public`` is False for a kind nobody outside may know of.
    ``joint``: its rows come from several instances, each of which gave its own numbers to its own records."""

    name: str
    fields: Mapping[str, FieldShape]
    key: tuple[str, ...]
    region: str
    date: str = ""
    population: bool = False
    public: bool = True
    title: Text = field(default_factory=Text)
    joint: bool = False


Schema: TypeAlias = Mapping[str, KindShape]


class UnknownName(RulebookError):
    """No field is called so. ``known`` are the names that could have been meant by ``name``."""

    def __init__(self, code: Code | str, what: Text, *, name: str, known: tuple[str, ...]) -> None:
        super().__init__(code, what, next_step=suggest(name, known))


def follow(schema: Schema, kind: str, path: Path) -> FieldShape:
    """The field at the end of ``path`` from a record of ``kind``. :raises UnknownName: where the path leaves the
    schema, or passes through a kind that has several records for one reference (a region has one for each change)."""
    if len(path) > PATH_DEPTH:
        whole = ".".join(path)
        raise UnknownName("expression.path_too_long", Text(f"'{whole}' is longer than {PATH_DEPTH} steps",
                                                           f"“{whole}”的引用超过{PATH_DEPTH}级"),
                          name=path[-1], known=())
    here = schema[kind]
    for step in path[:-1]:
        shape = _field(here, step)
        if not shape.refers:
            raise UnknownName("expression.no_reference", Text(f"'{step}' of {here.name} refers to no other record",
                                                              f"{here.name}的“{step}”不引用其他记录"),
                              name=step, known=_references(here))
        here = schema[shape.refers]
        if len(here.key) != 1:
            raise UnknownName("expression.several_versions",
                              Text(f"'{step}' names a {here.name}, of which there can be several versions",
                                   f"“{step}”指向{here.name}，而其可能有多个版本"), name=step, known=())
    return _field(here, path[-1])


def _field(kind: KindShape, name: str) -> FieldShape:
    try:
        return kind.fields[name]
    except KeyError:
        raise UnknownName("expression.unknown_field",
                          Text(f"{kind.name} has no field '{name}'", f"{kind.name}没有字段“{name}”"), name=name,
                          known=tuple(kind.fields)) from None


def _references(kind: KindShape) -> tuple[str, ...]:
    return tuple(name for name, shape in kind.fields.items() if shape.refers)
