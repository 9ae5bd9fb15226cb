"""Indicators made of others: a ratio, a rank, a streak, a coverage, a trend.

Such a definition has one of these tables instead of what it counts. Its hash covers the hashes of what it is made of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from plumbline.errors import RulebookError
from plumbline.methods.shared.derived_values import TIES
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.table_reading import DIGITS, LEAVE_OUT, Table
from plumbline.rulebook.core.vocabularies import vocabularies, vocabulary
from plumbline.rulebook.indicators import definitions
from plumbline.rulebook.indicators.indicator import INTERNAL, PUBLIC, Composition, Indicator
from plumbline.rulebook.indicators.shapes import Schema, UnknownName, follow
from plumbline.text import Text

RATIO, RANK, STREAK, COVERAGE, TREND = "ratio", "rank", "streak", "coverage", "trend"
FORM_KEYS = (RATIO, RANK, STREAK, COVERAGE, TREND)
KEYS = ("title", "meaning", "unit", "better", "source", "places", *FORM_KEYS)
RATIO_KEYS = ("above", "below", "share_of")
RANK_KEYS = ("of", "ties", "best", "within")
STREAK_KEYS = ("of", "at_least", "at_most", "grades", "grade")
COVERAGE_KEYS = ("of", "level", "units", "among", "at_least")
TREND_KEYS = ("of", "years")
BEST = ("higher", "lower")
MOST_YEARS = 50
GRADES = "published_grade"
GRADE = re.compile(r"[A-E]{1,4}")


def is_composed(raw: Any) -> bool:
    """Whether a table of an indicator file is made of others."""
    return isinstance(raw, Mapping) and any(form in raw for form in FORM_KEYS)


def names(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids a composed definition names, as far as they can be read."""
    tables = [raw[form] for form in FORM_KEYS if isinstance(raw.get(form), Mapping)]
    found = [table.get(key) for table in tables for key in ("of", "above", "below")]
    return tuple(each for each in found if isinstance(each, str))


def composed(id: str, raw: Any, where: str, find: Callable[[str], Indicator | None], known: tuple[str, ...],
             schema: Schema) -> Indicator:
    """The indicator ``id`` from its table. ``find`` gives the others by id, narrowed perhaps; ``known`` are their ids.
    :raises RulebookError: for the first fault found."""
    table = Table(raw, where)
    table.only(KEYS)
    forms = [form for form in FORM_KEYS if form in table]
    if len(forms) != 1:
        raise table.wrong(forms[1], "indicator.two_forms",
                          Text(f"there is '{forms[0]}' already", f"已有“{forms[0]}”"),
                          next_step=Text("Make two indicators of it", "请拆成两个指标"))
    reader = _Reader(id, table, find, known, schema)
    made = {RATIO: reader.ratio, RANK: reader.rank, STREAK: reader.streak, COVERAGE: reader.coverage,
            TREND: reader.trend}[forms[0]](Table(table.raw[forms[0]], f"{where}.{forms[0]}"))
    return reader.indicator(made)


class _Reader:
    def __init__(self, id: str, table: Table, find: Callable[[str], Indicator | None], known: tuple[str, ...],
                 schema: Schema) -> None:
        self.id, self.table, self.find, self.known, self.schema = id, table, find, known, schema

    def indicator(self, made: Composition) -> Indicator:
        """The whole definition."""
        table, base = self.table, made.parts[0]
        definition = {"id": self.id, **table.raw, "parts": {each.id: each.definition_sha256 for each in made.parts}}
        unit = table.text("unit")
        if not definitions.UNIT.fullmatch(unit):
            raise definitions.no_unit(table, unit)
        whole = made.form in (RANK, STREAK)
        places = base.places if made.form == TREND else 0 if whole else 2
        return replace(
            base, id=self.id, title=table.words("title"), meaning=table.words("meaning"), unit=unit,
            better=table.choice("better", definitions.BETTER), cites=table.citation("source"), strata=(), weights=None,
            interval="", estimate="", squares=None, against="", places=table.integer("places", 0, 6, places),
            scale=_scale(unit), exposure=INTERNAL if any(each.internal for each in made.parts) else PUBLIC,
            fields_used=frozenset[str]().union(*(each.fields_used for each in made.parts)),
            definition_sha256=hashlib.sha256(definitions.canonical(definition)).hexdigest(), definition=definition,
            composed=made,
        )

    def part(self, table: Table, key: str) -> Indicator:
        """The indicator named under ``key``."""
        id = table.text(key)
        found = self.find(id)
        if found is None:
            raise definitions.unknown(table, key, id, self.known)
        return found

    def ratio(self, table: Table) -> Composition:
        """One figure over another, each as its share in a region above if that is named."""
        table.only(RATIO_KEYS)
        share_of = self.level(table, "share_of") if "share_of" in table else ""
        parts = self.part(table, "above"), self.part(table, "below")
        for key, part in zip(("above", "below"), parts, strict=True) if share_of else ():
            self.open(table, key, part)
        return Composition(RATIO, parts, share_of=share_of)

    def rank(self, table: Table) -> Composition:
        """The place among regions of one level."""
        table.only(RANK_KEYS)
        of = self.part(table, "of")
        self.open(table, "of", of)
        if of.better == "neither" and "best" not in table:
            raise table.wrong("best", "indicator.no_direction", Text(
                "neither more nor less of this figure is better", "该数据没有优劣方向，无法排名"), next_step=Text(
                'Write "higher", say', '例如填写"higher"'))
        best = table.choice("best", BEST) if "best" in table else of.better
        within = self.level(table, "within") if "within" in table else ""
        return Composition(RANK, (of,), ties=table.choice("ties", TIES), higher=best == "higher", within=within)

    def open(self, table: Table, key: str, part: Indicator) -> None:
        """:raises RulebookError: for a figure made of internal fields: it would show what other regions keep to
        themselves."""
        if part.internal:
            raise table.wrong(
                key, "indicator.not_open", Text(f"'{part.id}' is for officers of each region",
                                                f"“{part.id}”仅供各地区工作人员查看"),
                why=Text("It would tell of other regions", "由此可推知其他地区的数据"),
                next_step=Text("Name an indicator of public fields", "请选用只含公开字段的指标"))

    def streak(self, table: Table) -> Composition:
        """Years in a row."""
        table.only(STREAK_KEYS)
        if "grades" in table:
            if "of" in table:
                raise table.wrong("of", "indicator.grades_already", Text(
                    "published grades are counted already", "公布的等级已计算在内"), next_step=LEAVE_OUT)
            return Composition(STREAK, (self.grades(table),), scope=table.text("grades"), grade=table.text("grade"))
        at_least, at_most = self.number(table, "at_least"), self.number(table, "at_most")
        if at_least is None and at_most is None:
            raise table.missing("at_least", Text("Write at_least = 1, say", "例如填写at_least = 1"))
        return Composition(STREAK, (self.part(table, "of"),), at_least=at_least, at_most=at_most)

    def grades(self, table: Table) -> Indicator:
        """The published grades that a streak of grades rests on, as an indicator of their own."""
        scope, grade = table.text("grades"), table.text("grade")
        if not GRADE.fullmatch(grade):
            raise table.wrong("grade", "indicator.unknown_grade", Text(f"'{grade}' is no grade", f"“{grade}”不是等级"),
                              next_step=Text("Write A, B, C or D, as published", "请按公布的等级填写A、B、C或D"))
        quoted = scope.replace("'", "''")
        raw = {
            "title": {"en": f"Grade {grade} as published ({scope})", "zh": f"经公布的{grade}级（{scope}）"},
            "meaning": {"en": "Published grades of this scope and letter.", "zh": "该范围内经公布的该等级。"},
            "unit": "1", "better": "neither", "source": self.table.raw.get("source"), "of": GRADES,
            "when": f"scope = '{quoted}' AND grade = '{grade}'", "numerator": "COUNT(*)",
            "exclusions": {"en": "Other scopes and grades.", "zh": "其他范围和等级。"},
            "words": {"numerator": {"en": "published grades", "zh": "次公布"}},
        }
        return definitions.read(f"{self.id}.grades", Table(raw, table.where), self.schema)

    def coverage(self, table: Table) -> Composition:
        """How many units of a list have at least so much."""
        table.only(COVERAGE_KEYS)
        of, at_least = self.part(table, "of"), self.number(table, "at_least") or Decimal(1)
        if sum(key in table for key in ("level", "units", "among")) != 1:
            raise table.wrong(
                "units", "indicator.one_list",
                Text("a list is the regions of a level, a vocabulary, or what a register holds",
                     "清单应为某一层级的地区、一个词表，或一份名录"),
                next_step=Text('Write level = "county", units = "service-sector", or among = "x.y"',
                               '请写level = "county"、units = "service-sector"或among = "x.y"'))
        if "level" in table:
            return Composition(COVERAGE, (of,), at_least=at_least, level=self.level(table, "level"))
        if "among" in table:
            return Composition(COVERAGE, (of, self.register(table, of)), at_least=at_least)
        units = table.text("units")
        if units not in vocabularies():
            raise table.wrong("units", "vocabulary.unknown",
                              Text(f"there is no vocabulary '{units}'", f"没有词表“{units}”"),
                              next_step=suggest(units, sorted(vocabularies())))
        self.divided_by(table, of, units)
        titles = {code: term.title for code, term in vocabulary(units).items()}
        return Composition(COVERAGE, (of,), at_least=at_least, units=units, titles=titles)

    def register(self, table: Table, of: Indicator) -> Indicator:
        """The indicator whose layers are the list: records of a register by their own key, to which the layers of
        ``of`` refer."""
        among = self.part(table, "among")
        key = self.schema[among.of].key
        if among.composed is not None or among.strata != key:
            raise table.wrong(
                "among", "indicator.no_register", Text(f"'{among.id}' does not count records one by one",
                                                       f"“{among.id}”没有逐条列出记录"),
                next_step=Text(f'Name an indicator with strata = "{key[0]}"', f'请选用strata = "{key[0]}"的指标'))
        try:
            fits = of.composed is None and bool(of.strata) and follow(
                self.schema, of.of, of.strata).refers == among.of
        except UnknownName:
            fits = False
        if not fits:
            raise table.wrong(
                "of", "indicator.not_divided", Text(f"'{of.id}' is not divided by what '{among.id}' counts",
                                                    f"“{of.id}”没有按“{among.id}”所列的记录分层"),
                next_step=Text(f"Name an indicator whose strata is a field that refers to {among.of}",
                               f"请选用以引用“{among.of}”的字段分层的指标"))
        return among

    def divided_by(self, table: Table, of: Indicator, units: str) -> None:
        """:raises RulebookError: unless the layers of ``of`` are the codes of the vocabulary."""
        codes = frozenset(vocabulary(units))
        try:
            fits = bool(of.strata) and follow(self.schema, of.of, of.strata).codes == codes
        except UnknownName:
            fits = False
        if not fits:
            raise table.wrong(
                "of", "indicator.not_divided", Text(f"'{of.id}' is not divided by '{units}'",
                                                    f"“{of.id}”没有按“{units}”分层"),
                next_step=Text("Name an indicator whose strata is a field of that vocabulary",
                               "请选用以该词表字段分层的指标"))

    def trend(self, table: Table) -> Composition:
        """The values of so many years that end with the one asked for."""
        table.only(TREND_KEYS)
        return Composition(TREND, (self.part(table, "of"),), years=table.integer("years", 2, MOST_YEARS, 2))

    def level(self, table: Table, key: str) -> str:
        """A level of region."""
        return table.choice(key, sorted(vocabulary("region-level")))

    def number(self, table: Table, key: str) -> Decimal | None:
        """An exact number, where there is one."""
        value = table.raw.get(key)
        if value is None:
            return None
        known = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        if not known or not Decimal(str(value)).is_finite():
            raise table.wrong(key, "rule.not_number", Text("this is not a number", "此处应为数字"), next_step=DIGITS)
        return Decimal(str(value))


def _scale(unit: str) -> int:
    match = definitions.UNIT.fullmatch(unit)
    return 100 if unit == "%" else int(match[1] or 1) if match else 1


def circle(id: str, where: str) -> RulebookError:
    """What is said of an indicator that is made of itself."""
    return RulebookError("indicator.circle", Text(f"'{id}' is made of itself", f"“{id}”不能由自身构成"), where=where,
                         next_step=Text("Name other indicators in it", "请改用其他指标"))
