"""From one table of an indicator file to an :class:`Indicator`, or to the error that says what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from plumbline.errors import RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.table_reading import LEAVE_OUT, Table
from plumbline.rulebook.indicators import expressions
from plumbline.rulebook.indicators.expressions import Checked, Lookup
from plumbline.rulebook.indicators.formulas import Formula
from plumbline.rulebook.indicators.indicator import INTERNAL, PUBLIC, YEAR_BEFORE, Indicator, Weights
from plumbline.rulebook.indicators.refusals import ExpressionError
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape, Path, Schema, UnknownName, follow
from plumbline.text import Text

MOST_LET = 50
KEYS = (
    "title", "meaning", "unit", "better", "source", "of", "when", "per", "let", "numerator", "denominator", "against",
    "words", "exclusions", "strata", "weights", "population", "interval", "level", "places", "estimate", "measure",
)
NOT_OF_GROWTH = ("denominator", "per", "let", "strata", "weights", "interval", "level")
BETTER = ("higher", "lower", "neither")
INTERVALS = ("wilson", "stratified")
MEAN, TOTAL = "mean", "total"
ESTIMATES = (MEAN, TOTAL)
NOT_OF_ESTIMATE = ("numerator", "denominator", "against", "per", "let", "interval")
LEVELS = ("0.90", "0.95", "0.99")
NAME = re.compile(r"[a-z][a-z0-9_]*")
CNY = "CNY"
COUNT = "1"
"""The unit of what is counted: a number alone."""
UNIT = re.compile(rf"%|{COUNT}|{CNY}|per (10+)")
SMALL = Text("Use small letters, digits and _", "只能使用小写字母、数字和_")
T = TypeVar("T")


def indicator(stem: str, name: str, raw: Any, schema: Schema) -> Indicator:
    """The indicator ``STEM.NAME`` from its table. :raises RulebookError: for the first fault found."""
    where = f"indicators/{stem}.toml [{name}]"
    table = Table(raw, where)
    if not NAME.fullmatch(name) or not NAME.fullmatch(stem):
        raise no_name(f"{stem}.{name}", where)
    table.only(KEYS)
    return read(f"{stem}.{name}", table, schema)


def no_name(id: str, where: str) -> RulebookError:
    """That no indicator can have this id."""
    return RulebookError("rule.no_id", Text(f"'{id}' is no id", f"“{id}”不能用作编号"), where=where, next_step=SMALL)


def no_unit(table: Table, unit: str) -> RulebookError:
    """That no figure is in this unit."""
    return table.wrong("unit", "indicator.unknown_unit", Text(f"'{unit}' is no unit", f"“{unit}”不是单位"),
                       next_step=Text('Write "%", "1", "CNY", or "per 100" and the like',
                                      '可填"%"、"1"、"CNY"，或"per 100"等'))


def unknown(table: Table, key: str, id: str, known: Iterable[str]) -> RulebookError:
    """That no indicator has the id that stands under ``key``."""
    return table.wrong(key, "indicator.unknown", Text(f"there is no indicator '{id}'", f"没有指标“{id}”"),
                       next_step=suggest(id, known))


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
        estimate = self._estimate()
        numerator, below, squares = self._formulas(estimate, against, lookup)
        if per:
            self._units_are_distinct(numerator=numerator, denominator=below)
        unit, scale = self._unit(below, estimate)
        strata = self._strata(per)
        interval = table.choice("interval", INTERVALS) if "interval" in table else ""
        weights, units = self._weights(strata, estimate)
        if not estimate:
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
            places=table.integer("places", 0, 6, self._places(unit, estimate, below)),
            scale=scale, estimate=estimate, squares=squares, units=units,
            fields_used=frozenset(".".join(each) for each in self.used), exposure=self._exposure(),
            definition_sha256=hashlib.sha256(canonical(definition)).hexdigest(), definition=definition,
        )

    def _kind(self, table: Table) -> KindShape:
        name = table.text("of")
        if name not in self.schema:
            raise table.wrong("of", "indicator.unknown_kind",
                              Text(f"there is no record kind '{name}'", f"没有记录种类“{name}”"),
                              next_step=suggest(name, sorted(self.schema)))
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
                raise self.table.wrong(
                    key, "indicator.not_of_growth", Text(f"a growth has no '{key}'", f"同比增长指标不能有“{key}”"),
                    why=Text("It is the numerator less what it was a year before, of what it was",
                             "同比增长为分子减去上年值，再除以上年值"), next_step=LEAVE_OUT)
        if not self.kind.date:
            raise self.table.wrong(
                "against", "indicator.no_days",
                Text(f"{self.kind.name} has no days, so a year before it was the same",
                     f"{self.kind.name}没有日期，无法与上年比较"),
                next_step=Text("Count a kind of event", "请统计有日期的记录种类"))
        return self.table.choice("against", (YEAR_BEFORE,))

    @staticmethod
    def _places(unit: str, estimate: str, below: Formula | None) -> int:
        """How many decimal places a value has where nothing is said."""
        quotient = estimate == MEAN if estimate else below is not None
        return 2 if quotient or unit == CNY else 0

    def _estimate(self) -> str:
        if "estimate" not in self.table:
            if "measure" in self.table:
                raise self.table.wrong("measure", "indicator.no_estimate",
                                       Text("there is nothing to estimate", "没有写明估计方式"),
                                       next_step=Text('Add estimate = "mean"', '请补上estimate = "mean"'))
            return ""
        for key in NOT_OF_ESTIMATE:
            if key in self.table:
                raise self.table.wrong(
                    key, "indicator.not_of_estimate", Text(f"an estimate has no '{key}'", f"估计类指标不能有“{key}”"),
                    why=Text("It follows from what is measured, by layer", "它由各层的测量值得出"),
                    next_step=LEAVE_OUT)
        estimate = self.table.choice("estimate", ESTIMATES)
        if estimate == TOTAL and "population" not in self.table:
            raise self.table.wrong(
                "population", "indicator.no_population",
                Text("a total needs to know how many units there are in all", "估计总量需要知道总体单位数"),
                next_step=Text("Say where the numbers of units come from", "请说明各层单位数的来源"))
        return estimate

    def _formulas(self, estimate: str, against: str, lookup: Lookup) -> tuple[Formula, Formula | None, Formula | None]:
        """Numerator, denominator and, of an estimate, the sum of squares."""
        table = self.table
        if estimate:
            measure = table.text("measure")
            texts = f"SUM({measure})", f"COUNT({measure})", f"SUM(({measure}) * ({measure}))"
            above, below, squares = (
                Formula.of(self._guarded(table, "measure", partial(expressions.aggregate, text, lookup)))
                for text in texts)
            return above, below, squares
        numerator = Formula.of(self._expression(table, "numerator", expressions.aggregate, lookup))
        denominator = self._maybe(table, "denominator", expressions.aggregate, lookup)
        return numerator, numerator if against else Formula.of(denominator) if denominator else None, None

    def _units_are_distinct(self, **formulas: Formula | None) -> None:
        for key, formula in formulas.items():
            if formula and not all(atom.additive for atom in formula.atoms):
                raise self.table.wrong(
                    key, "indicator.units_distinct", Text("COUNT(DISTINCT) counts units that are different already",
                                                          "统计单元本来互不相同，无须COUNT(DISTINCT)"),
                    next_step=Text("Write COUNT(*), with FILTER if need be", "请写COUNT(*)，需要时加FILTER"))

    def _of_unit(self, per: Path) -> Lookup:
        """What is known of a unit: the numbers in ``let``, and the fields of the record that the unit is."""

        def lookup(path: Path) -> FieldShape:
            if len(path) == 1 and path[0] in self.let_types:
                return FieldShape(self.let_types[path[0]])
            if len(path) > len(per) and path[:len(per)] == per:
                return self._field(path)
            known = (*self.let_types, f"{'.'.join(per)}.…")
            name = ".".join(path)
            raise UnknownName("indicator.not_of_unit", Text(f"'{name}' is not known of one {per[-1]}",
                                                            f"“{name}”不是一个{per[-1]}的已知内容"),
                              name=path[0], known=known)

        return lookup

    def _let(self, per: Path) -> dict[str, Formula]:
        if "let" not in self.table:
            return {}
        if not per:
            raise self.table.wrong("let", "indicator.let_of_no_unit",
                                   Text("there is no unit to compute this for", "没有统计单元"),
                                   next_step=Text("Name the unit with 'per'", "请先填写统计单元（per）"))
        let = self.table.sub("let")
        formulas = {}
        if len(let.raw) > MOST_LET:
            raise self.table.wrong("let", "rule.too_many",
                                   Text(f"there are more than {MOST_LET} of them", f"超过{MOST_LET}个"),
                                   next_step=Text("Leave out what is not used", "请删去未使用的"))
        for name in let.raw:
            if not NAME.fullmatch(name):
                raise let.wrong(name, "rule.no_id", Text("this is no name", "这不能用作名称"), next_step=SMALL)
            checked = self._expression(let, name, expressions.folded, self._field)
            formulas[name] = Formula.of(checked)
            self.let_types[name] = checked.type
        return formulas

    def _path(self, table: Table, key: str, kind: KindShape) -> Path:
        path = tuple(table.text(key).split("."))
        found = self._guarded(table, key, lambda: self._field(path, kind)).type
        if found in {"decimal", "date"}:
            raise table.wrong(key, "indicator.no_groups", Text(f"a {found} does not divide records into groups",
                                                               f"{expressions.TYPES[found].zh}字段不能用于分组"),
                              next_step=Text("Name another field", "请改用其他字段"))
        return path

    def _strata(self, per: Path) -> Path:
        if "strata" not in self.table:
            return ()
        path = self._path(self.table, "strata", self.kind)
        if per and path[:len(per)] != per:
            raise self.table.wrong(
                "strata", "indicator.unit_in_strata", Text(f"one {per[-1]} can have records in several strata",
                                                           f"一个{per[-1]}的记录可能分属多层"),
                next_step=Text(f"Name a field of the unit: {'.'.join(per)}.field",
                               f"请填写统计单元的字段：{'.'.join(per)}.字段"))
        return path

    def _weights(self, strata: Path, estimate: str) -> tuple[Weights | None, Weights | None]:
        """What weighs the layers, and the numbers of their units where something else does."""
        given = [self._layer_numbers(key, strata, estimate) for key in ("weights", "population") if key in self.table]
        if len(given) == 2 and estimate == TOTAL:
            raise self.table.wrong("weights", "indicator.weighed_twice", Text(
                "a total is weighed with the numbers of units, and with nothing else",
                "估计总量只能以各层单位数加权"), next_step=LEAVE_OUT)
        return given[0] if given else None, given[1] if len(given) == 2 else None

    def _layer_numbers(self, key: str, strata: Path, estimate: str) -> Weights:
        if not strata and not (estimate and key == "population"):
            raise self.table.wrong(
                key, "indicator.no_strata", Text("there are no strata to weight", "没有可加权的分层"),
                next_step=Text("Add strata, or leave it out", "请填写分层字段（strata），或删去此项"))
        table = self.table.sub(key)
        table.only(("of", "by", "count", "when"))
        kind = self._kind(table)
        lookup: Lookup = lambda path: self._field(path, kind)  # noqa: E731
        by = self._path(table, "by", kind) if "by" in table and strata else strata[-1:]
        if "by" not in table and strata:
            self._guarded(self.table, key, lambda: self._field(by, kind))
        count = Formula.of(self._expression(table, "count", expressions.aggregate, lookup))
        if not all(atom.additive for atom in count.atoms):
            raise table.wrong("count", "indicator.distinct_weights", Text(
                "a distinct count does not add up over regions", "去重计数不能按地区相加"), next_step=Text(
                "Count records", "请统计记录数"))
        for name in (kind.date, kind.region):
            if name:
                lookup(tuple(name.split(".")))
        return Weights(kind.name, by, count, self._maybe(table, "when", expressions.condition, lookup),
                       key == "population" or kind.population)

    def _unit(self, below: Formula | None, estimate: str) -> tuple[str, int]:
        unit = self.table.text("unit")
        match = UNIT.fullmatch(unit)
        if not match:
            raise no_unit(self.table, unit)
        if estimate:
            return unit, 1
        scale = 100 if unit == "%" else int(match[1] or 1)
        if scale != 1 and below is None:
            raise self.table.wrong(
                "unit", "indicator.no_denominator",
                Text(f"'{unit}' is of something, and there is no denominator", f"单位“{unit}”需要分母"),
                next_step=Text('Add a denominator, or write unit = "1"', '请填写分母，或写unit = "1"'))
        return unit, scale

    def _interval_fits(self, interval: str, above: Formula, below: Formula | None, weights: Weights | None) -> None:
        if weights and below is None:
            raise self.table.wrong("weights", "indicator.no_denominator",
                                   Text("a weighted mean needs a denominator", "加权平均须有分母"),
                                   next_step=Text("Add one", "请补上"))
        if not interval:
            return
        if below is None or not (above.counts_records and below.counts_records):
            raise self.table.wrong(
                "interval", "indicator.interval_of_no_share",
                Text(f"the {interval} interval is for a share of counted things",
                     f"{interval}置信区间只适用于计数比率"),
                next_step=Text(
                    "Write numerator and denominator as COUNT(*) with or without FILTER, or leave interval out",
                    "分子和分母请写成COUNT(*)，可加FILTER；或删去interval"))
        if (interval == "stratified") != (weights is not None):
            raise self.table.wrong(
                "interval", "indicator.interval_and_weights",
                Text("the stratified interval and weights belong together", "分层区间须与权重同时使用"),
                next_step=Text('Use "wilson" for an unweighted share, "stratified" for a weighted one',
                               '不加权的比率用"wilson"，加权的比率用"stratified"'))

    def _exclusions(self, when: Checked | None, per: Path) -> Text:
        if "exclusions" not in self.table and (when or per):
            raise self.table.wrong(
                "exclusions", "indicator.no_exclusions",
                Text("this is missing, and the definition leaves records out", "缺少此项，而定义排除了部分记录"),
                next_step=Text("Say in words which records are left out, and why", "请写明排除哪些记录及理由"))
        return self.table.words("exclusions") if "exclusions" in self.table else Text()

    def _exposure(self) -> str:
        kinds = ((self.schema[kind], name) for kind, name in self.used)
        # To count records of a closed kind tells that they exist, whichever of their fields are named.
        closed = not self.kind.public or any(kind.fields[name].internal or not kind.public for kind, name in kinds)
        return INTERNAL if closed else PUBLIC

    def _maybe(self, table: Table, key: str, check: Callable[[str, Lookup], Checked], look: Lookup) -> Checked | None:
        return self._expression(table, key, check, look) if key in table else None

    def _expression(self, table: Table, key: str, check: Callable[[str, Lookup], Checked], look: Lookup) -> Checked:
        text = table.text(key)
        return self._guarded(table, key, lambda: check(text, look))

    def _guarded(self, table: Table, key: str, act: Callable[[], T]) -> T:
        try:
            return act()
        except (UnknownName, ExpressionError) as error:
            raise table.said(key, error) from error
