"""From one table of an indicator file to an :class:`Indicator`, or to the error that says what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from plumbline.errors import RulebookError
from plumbline.rulebook import expressions
from plumbline.rulebook.expressions import Checked, Lookup
from plumbline.rulebook.formulas import Formula
from plumbline.rulebook.indicator import INTERNAL, PUBLIC, YEAR_BEFORE, Indicator, Weights
from plumbline.rulebook.refusals import Refused, suggest
from plumbline.rulebook.shapes import FieldShape, KindShape, Path, Schema, UnknownName, follow
from plumbline.rulebook.tables import Table
from plumbline.text import Text

KEYS = (
    "title", "meaning", "unit", "better", "source", "of", "when", "per", "let", "numerator", "denominator", "against",
    "words", "exclusions", "strata", "weights", "interval", "level", "places",
)
NOT_OF_GROWTH = ("denominator", "per", "let", "strata", "weights", "interval", "level")
BETTER = ("higher", "lower", "neither")
INTERVALS = ("wilson", "stratified")
LEVELS = ("0.90", "0.95", "0.99")
NAME = re.compile(r"[a-z][a-z0-9_]*")
CNY = "CNY"
UNIT = re.compile(rf"%|1|{CNY}|per (10+)")
T = TypeVar("T")


def indicator(stem: str, name: str, raw: Any, schema: Schema) -> Indicator:
    """The indicator ``STEM.NAME`` from its table. :raises RulebookError: for the first fault found."""
    where = f"indicators/{stem}.toml [{name}]"
    table = Table(raw, where)
    if not NAME.fullmatch(name) or not NAME.fullmatch(stem):
        raise RulebookError(f"'{stem}.{name}' is no id", where=where, next_step="Use small letters, digits and _")
    table.only(KEYS)
    return read(f"{stem}.{name}", table, schema)


def read(id: str, table: Table, schema: Schema) -> Indicator:
    """The indicator ``id`` from its table. :raises RulebookError: for the first fault found."""
    return _Reader(id, table, schema).read()


def canonical(definition: Mapping[str, Any]) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no spaces. Its SHA-256 identifies a definition."""
    return json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


class _Reader:
    """Reads one definition. Keeps the fields it meets, for the figure's exposure."""

    def __init__(self, name: str, table: Table, schema: Schema) -> None:
        self.id = name
        self.table = table
        self.schema = schema
        self.kind = self._kind(table)
        self.used: set[tuple[str, str]] = set()
        self.let_types: dict[str, str] = {}

    def read(self) -> Indicator:
        table = self.table
        against = self._growth()
        when = self._maybe(table, "when", expressions.condition, self._field)
        per = self._path(table, "per", self.kind) if "per" in table else ()
        let = self._let(per)
        lookup = self._of_unit(per) if per else self._field
        numerator = Formula.of(self._expression(table, "numerator", expressions.aggregate, lookup))
        denominator = self._maybe(table, "denominator", expressions.aggregate, lookup)
        below = numerator if against else Formula.of(denominator) if denominator else None
        if per:
            self._units_are_distinct(numerator=numerator, denominator=below)
        unit, scale = self._unit(below)
        strata = self._strata(per)
        interval = table.choice("interval", INTERVALS) if "interval" in table else ""
        weights = self._weights(strata)
        self._interval_fits(interval, numerator, below, weights)
        words = table.sub("words")
        words.only(("numerator", "denominator"))
        definition = {"id": self.id, **table.raw}
        for name in (self.kind.date, self.kind.region):
            if name:
                self._field(tuple(name.split(".")))
        return Indicator(
            id=self.id, title=table.words("title"), meaning=table.words("meaning"), unit=unit,
            better=table.choice("better", BETTER), cites=table.citation("source"), of=self.kind.name, when=when,
            per=per, let=let, numerator=numerator, denominator=below, against=against,
            numerator_words=words.words("numerator"),
            denominator_words=words.words("denominator") if below else Text(), exclusions=self._exclusions(when, per),
            strata=strata, weights=weights, interval=interval, level=table.choice("level", LEVELS, "0.95"),
            places=table.integer("places", 0, 6, 2 if below or unit == CNY else 0), scale=scale,
            fields_used=frozenset(".".join(each) for each in self.used), exposure=self._exposure(),
            definition_sha256=hashlib.sha256(canonical(definition)).hexdigest(), definition=definition,
        )

    def _kind(self, table: Table) -> KindShape:
        name = table.text("of")
        if name not in self.schema:
            raise table.wrong("of", f"there is no record kind '{name}'", next_step=suggest(name, sorted(self.schema)))
        return self.schema[name]

    def _field(self, path: Path, kind: KindShape | None = None) -> FieldShape:
        kind = kind or self.kind
        shape = follow(self.schema, kind.name, path)
        here = kind.name
        for step in path:
            self.used.add((here, step))
            here = self.schema[here].fields[step].refers
        return shape

    def _growth(self) -> str:
        if "against" not in self.table:
            return ""
        for key in NOT_OF_GROWTH:
            if key in self.table:
                raise self.table.wrong(key, f"a growth has no '{key}'",
                                       why="It is the numerator less what it was a year before, of what it was",
                                       next_step="Leave it out")
        if not self.kind.date:
            raise self.table.wrong("against", f"{self.kind.name} has no days, so a year before it was the same",
                                   next_step="Count a kind of event")
        return self.table.choice("against", (YEAR_BEFORE,))

    def _units_are_distinct(self, **formulas: Formula | None) -> None:
        for key, formula in formulas.items():
            if formula and not all(atom.additive for atom in formula.atoms):
                raise self.table.wrong(key, "COUNT(DISTINCT) counts units that are different already",
                                       next_step="Write COUNT(*), with FILTER if need be")

    def _of_unit(self, per: Path) -> Lookup:
        """What is known of a unit: the numbers in ``let``, and the fields of the record that the unit is."""

        def lookup(path: Path) -> FieldShape:
            if len(path) == 1 and path[0] in self.let_types:
                return FieldShape(self.let_types[path[0]])
            if len(path) > len(per) and path[:len(per)] == per:
                return self._field(path)
            known = (*self.let_types, f"{'.'.join(per)}.…")
            raise UnknownName(f"'{'.'.join(path)}' is not known of one {per[-1]}", path[0], known)

        return lookup

    def _let(self, per: Path) -> dict[str, Formula]:
        if "let" not in self.table:
            return {}
        if not per:
            raise self.table.wrong("let", "there is no unit to compute this for", next_step="Name the unit with 'per'")
        let = self.table.sub("let")
        formulas = {}
        for name in let.raw:
            if not NAME.fullmatch(name):
                raise let.wrong(name, "this is no name", next_step="Use small letters, digits and _")
            checked = self._expression(let, name, expressions.folded, self._field)
            formulas[name] = Formula.of(checked)
            self.let_types[name] = checked.type
        return formulas

    def _path(self, table: Table, key: str, kind: KindShape) -> Path:
        path = tuple(table.text(key).split("."))
        found = self._guarded(table, key, lambda: self._field(path, kind)).type
        if found in {"decimal", "date"}:
            raise table.wrong(key, f"a {found} does not divide records into groups", next_step="Name another field")
        return path

    def _strata(self, per: Path) -> Path:
        if "strata" not in self.table:
            return ()
        path = self._path(self.table, "strata", self.kind)
        if per and path[:len(per)] != per:
            raise self.table.wrong("strata", f"one {per[-1]} can have records in several strata",
                                   next_step=f"Name a field of the unit: {'.'.join(per)}.field")
        return path

    def _weights(self, strata: Path) -> Weights | None:
        if "weights" not in self.table:
            return None
        if not strata:
            raise self.table.wrong("weights", "there are no strata to weight", next_step="Add strata, or leave it out")
        table = self.table.sub("weights")
        table.only(("of", "by", "count", "when"))
        kind = self._kind(table)
        lookup: Lookup = lambda path: self._field(path, kind)  # noqa: E731
        by = self._path(table, "by", kind) if "by" in table else strata[-1:]
        if "by" not in table:
            self._guarded(self.table, "weights", lambda: self._field(by, kind))
        count = Formula.of(self._expression(table, "count", expressions.aggregate, lookup))
        if not all(atom.additive for atom in count.atoms):
            raise table.wrong("count", "a distinct count does not add up over regions", next_step="Count records")
        for name in (kind.date, kind.region):
            if name:
                lookup(tuple(name.split(".")))
        return Weights(kind.name, by, count, self._maybe(table, "when", expressions.condition, lookup), kind.population)

    def _unit(self, below: Formula | None) -> tuple[str, int]:
        unit = self.table.text("unit")
        match = UNIT.fullmatch(unit)
        if not match:
            raise self.table.wrong("unit", f"'{unit}' is no unit",
                                   next_step='Write "%", "1", "CNY", or "per 100" and the like')
        scale = 100 if unit == "%" else int(match[1] or 1)
        if scale != 1 and below is None:
            raise self.table.wrong("unit", f"'{unit}' is of something, and there is no denominator",
                                   next_step='Add a denominator, or write unit = "1"')
        return unit, scale

    def _interval_fits(self, interval: str, above: Formula, below: Formula | None, weights: Weights | None) -> None:
        if weights and below is None:
            raise self.table.wrong("weights", "a weighted mean needs a denominator", next_step="Add one")
        if not interval:
            return
        if below is None or not (above.counts_records and below.counts_records):
            raise self.table.wrong(
                "interval", f"the {interval} interval is for a share of counted things",
                next_step="Write numerator and denominator as COUNT(*) with or without FILTER, or leave interval out")
        if (interval == "stratified") != (weights is not None):
            raise self.table.wrong(
                "interval", "the stratified interval and weights belong together",
                next_step='Use "wilson" for an unweighted share, "stratified" for a weighted one')

    def _exclusions(self, when: Checked | None, per: Path) -> Text:
        if "exclusions" not in self.table and (when or per):
            raise self.table.wrong("exclusions", "this is missing, and the definition leaves records out",
                                   next_step="Say in words which records are left out, and why")
        return self.table.words("exclusions") if "exclusions" in self.table else Text()

    def _exposure(self) -> str:
        kinds = ((self.schema[kind], name) for kind, name in self.used)
        return INTERNAL if any(kind.fields[name].internal or not kind.public for kind, name in kinds) else PUBLIC

    def _maybe(self, table: Table, key: str, check: Callable[[str, Lookup], Checked], look: Lookup) -> Checked | None:
        return self._expression(table, key, check, look) if key in table else None

    def _expression(self, table: Table, key: str, check: Callable[[str, Lookup], Checked], look: Lookup) -> Checked:
        text = table.text(key)
        return self._guarded(table, key, lambda: check(text, look))

    def _guarded(self, table: Table, key: str, act: Callable[[], T]) -> T:
        try:
            return act()
        except UnknownName as error:
            raise table.wrong(key, str(error), next_step=suggest(error.name, error.known)) from error
        except Refused as error:
            raise table.wrong(key, error.what, why=error.why, next_step=error.next_step) from error
