"""From a rule as a scheme declares it to the rule itself, or to the error that names the key.

A declaration is a table with one key, the rule's name: ``{ per_point = { against = "last year", deduct = 1 } }``.
Numbers are integers or decimals, never floats: 7.1 must be 7.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from plumbline.errors import Code, MethodError
from plumbline.methods.assessment.flows.answers import ALL, NONE
from plumbline.methods.assessment.scoring import further_declarations as further
from plumbline.methods.assessment.scoring.between import Linear
from plumbline.methods.assessment.scoring.ceilings import Cap, FigureCap
from plumbline.methods.assessment.scoring.counted import (
    Bonus,
    CountShortfall,
    Deduct,
    Demerits,
    Named,
    Penalty,
    PerMissing,
)
from plumbline.methods.assessment.scoring.determined import NO, NOT_APPLICABLE, YES, Level, Levels, Veto, YesNo
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.scoring.judged import COMBINE, Department, Expert
from plumbline.methods.assessment.scoring.peers import Peers
from plumbline.methods.assessment.scoring.per_point import LAST_YEAR, PerPoint
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO
from plumbline.methods.assessment.scoring.thresholds import Binary, Step, Steps
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.shared.suggesting import choose, suggest
from plumbline.text import UNSAID, Text

FigureRule: TypeAlias = Binary | PerPoint | Steps | Linear | Peers | FigureCap
DeterminedRule: TypeAlias = (YesNo | Levels | Veto | CountShortfall | PerMissing | Deduct | Bonus | Department | Expert
                             | Cap | Penalty | Demerits | Evaluators)
Rule: TypeAlias = FigureRule | DeterminedRule
NAME = re.compile(r"[^\W_][\w .-]{0,39}")
WITHOUT_POINTS = ("veto", "bonus", "cap", "penalty")
OF_DEMERITS = ("levels", "demerits", "linear", "veto", "cap")
MOST_DIGITS = 15
_TOO_LONG = Text("this has more digits than a scheme reckons with", "数字位数超出方案的计算范围")
RULES = ("binary", "levels", "per_point", "steps", "per_missing", "count_shortfall", "deduct", "bonus", "department",
         "expert", "veto", "linear", "peers", "evaluators", "demerits", "penalty", "cap")
MISSING = Text("this is missing", "此项缺失")


def rule_of(declared: Mapping[str, Any], of: Decimal, rounding: Rounding, *, demerit: bool = False) -> Rule:
    """The rule of an item worth ``of`` points in a scheme that rounds points by ``rounding``; ``demerit``: less is
    better there.

    :raises MethodError: whose ``where`` is the key, for anything outside the grammar: an unknown rule or key, a number
        of points below 0 or above the item's points, steps out of order, points that rounding would change.
    """
    if len(declared) != 1:
        raise MethodError("score.not_one_rule", Text("a rule is one of its kind", "每个考核项只能有一条评分规则"),
                          where="rule", next_step=Text(f"Write one of: {', '.join(RULES)}",
                                                       f"可选：{'、'.join(RULES)}"))
    (name, content), = declared.items()
    if name not in RULES:
        raise MethodError("score.rule_unknown", Text(f"there is no rule '{name}'", f"没有评分规则“{name}”"),
                          where=f"rule.{name}", next_step=suggest(name, RULES))
    return Declaration(f"rule.{name}", of, rounding, demerit).read(name, content)


def beyond(value: int | Decimal) -> Text:
    """Why no scheme reckons with a number: it has no end, or too many digits. Empty for all others."""
    if isinstance(value, Decimal) and not value.is_finite():
        return Text("this is no number", "此处不是数字")
    size = Decimal(value).as_tuple() if isinstance(value, Decimal) or abs(value) < 10 ** 30 else None
    if size is None or not isinstance(size.exponent, int):
        return _TOO_LONG
    if len(size.digits) + max(size.exponent, 0) > 2 * MOST_DIGITS or size.exponent < -MOST_DIGITS:
        return _TOO_LONG
    return UNSAID


class Declaration:
    """Reads the content of one rule; ``where`` is its key, for errors."""

    def __init__(self, where: str, of: Decimal, rounding: Rounding, demerit: bool = False) -> None:
        self.where = where
        self.of = of
        self.rounding = rounding
        self.demerit = demerit

    def read(self, name: str, content: Any) -> Rule:
        if not self.of and name not in WITHOUT_POINTS:
            raise MethodError("score.rule_needs_points", Text("an item with this rule needs points above 0",
                                                              "采用该规则的考核项分值须大于0"), where="points")
        if self.demerit and name not in OF_DEMERITS:
            raise self.misdeclared("score.rule_and_demerits", Text("a scheme of demerits has no such rule",
                                                                   "扣分制方案不能采用该评分规则"),
                                   next_step=choose(OF_DEMERITS))
        if name in ("levels", "steps", "deduct", "demerits"):
            lists: dict[str, Callable[[list[Mapping[str, Any]]], Rule]] = {
                "levels": self._levels, "steps": self._steps, "deduct": self._deduct,
                "demerits": partial(further.demerits, self)}
            return lists[name](self.tables(content))
        tables: dict[str, Callable[[Mapping[str, Any]], Rule]] = {
            "binary": self._binary, "per_point": self._per_point, "veto": self._veto, "bonus": self._bonus,
            "per_missing": self._per_missing, "count_shortfall": self._count_shortfall,
            "department": self._department, "expert": self._expert, "linear": partial(further.linear, self),
            "peers": partial(further.peers, self), "cap": partial(further.cap, self),
            "penalty": partial(further.penalty, self), "evaluators": partial(further.evaluators, self)}
        return tables[name](self.table(content))

    def misdeclared(self, code: Code | str, what: Text, key: str = "", next_step: Text = UNSAID) -> MethodError:
        return MethodError(code, what, where=f"{self.where}.{key}" if key else self.where, next_step=next_step)

    def table(self, content: Any) -> Mapping[str, Any]:
        if not isinstance(content, Mapping):
            raise self.misdeclared("score.not_table", Text("this is not a table", "此处应为一组键值"),
                                   next_step=Text("Write { key = value }", "写法：{ key = value }"))
        return content

    def tables(self, content: Any) -> list[Mapping[str, Any]]:
        if not isinstance(content, list) or not content or not all(isinstance(each, Mapping) for each in content):
            raise self.misdeclared("score.not_tables", Text("this is not a list of tables",
                                                            "此处应为列表，每项为一组键值"),
                                   next_step=Text("Write [{ ... }, { ... }]", "写法：[{ ... }, { ... }]"))
        return content

    def only(self, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise self.misdeclared("score.key_unknown", Text(f"there is no key '{key}'", f"没有名为“{key}”的键"),
                                       key, suggest(key, known))

    def signed(self, table: Mapping[str, Any], key: str, default: Decimal | None = None) -> Decimal:
        """A value that a figure is held against; it may lie below 0, as the target of a growth can."""
        value = table.get(key, default)
        if value is None:
            raise self.misdeclared("score.value_missing", MISSING, key, Text("Write a number", "请填写数字"))
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.misdeclared("score.not_exact", Text("this is not an exact number", "此处应为准确的数字"), key,
                                   Text("Write digits, as in 7.5", "请填写数字，如7.5"))
        if not_exact := beyond(value):
            raise self.misdeclared("score.number_endless", not_exact, key, Text(
                f"Write at most {MOST_DIGITS} digits before and after the point",
                f"小数点前后各不超过{MOST_DIGITS}位"))
        return Decimal(value)

    def number(self, table: Mapping[str, Any], key: str, default: Decimal | None = None) -> Decimal:
        """A number that is not below 0."""
        value = self.signed(table, key, default)
        if value < 0:
            raise self.misdeclared("score.number_negative", Text(f"{number(value)} is below 0",
                                                                 f"{number(value)}小于0"), key)
        return value

    def one_of(self, table: Mapping[str, Any], key: str, known: tuple[str, ...], default: str = "") -> str:
        """One of the words ``known``."""
        value = table.get(key, default)
        if value not in known:
            if not value:
                raise self.misdeclared("score.value_missing", MISSING, key, choose(known))
            raise self.misdeclared("score.word_unknown", Text(f"'{value}' is none of those known",
                                                              f"“{value}”不在可选范围内"), key,
                                   suggest(str(value), known))
        return str(value)

    def without_points(self, what: Text) -> None:
        """:raises MethodError: if the item has points; ``what`` says that its rule gives none."""
        if self.of:
            raise MethodError("score.rule_without_points", what, where="points",
                              next_step=Text("Write points = 0", "分值请填0"))

    def check_id(self, id: str, others: Sequence[str]) -> None:
        """:raises MethodError: if nothing may be called so in a determination, or one of ``others`` is."""
        if not NAME.fullmatch(id) or id in (ALL, NONE, NOT_APPLICABLE):
            raise self.misdeclared("score.id_form", Text(f"'{id}' is no id", f"“{id}”不能用作编号"), "id", Text(
                "Use letters, digits, spaces, - and .", "只能使用字母、数字、空格、-和."))
        if id in others:
            raise self.twice(id, "id")

    def twice(self, id: str, key: str) -> MethodError:
        return self.misdeclared("score.declared_twice", Text(f"'{id}' is there twice", f"“{id}”重复"), key)

    def out_of_order(self, what: Text, key: str = "") -> MethodError:
        return self.misdeclared("score.steps_out_of_order", what, key, Text("Write the best first", "请由高到低填写"))

    def needed_by(self, there: str, missing: str, why: Text) -> MethodError:
        return self.misdeclared("score.key_needed", Text(f"'{there}' needs it", f"填写了“{there}”时须同时填写此项"),
                                missing, why)

    def needs_cap(self, table: Mapping[str, Any]) -> MethodError:
        missing, there = ("bonus", "bonus_cap") if "bonus_cap" in table else ("bonus_cap", "bonus")
        return self.needed_by(there, missing, Text("A bonus always has a cap", "加分须有上限"))

    def points(self, table: Mapping[str, Any], key: str, limit: Decimal | None = None) -> Decimal:
        value = self.number(table, key)
        if limit is not None and value > limit:
            raise self.misdeclared("score.points_exceed_item", Text(
                f"{number(value)} is more than the item's {number(limit)} points",
                f"{number(value)}超过本项分值{number(limit)}分"), key)
        if not self.rounding.exact(value):
            how = self.rounding.words()
            raise self.misdeclared("score.points_rounded", Text(
                f"{number(value)} would be rounded {how.en}",
                f"分值{number(value)}会按方案的取整方式（{how.zh}）改变"), key)
        return value

    def threshold(self, table: Mapping[str, Any]) -> tuple[bool, Decimal]:
        found = [key for key in ("at_least", "at_most") if key in table]
        if len(found) != 1:
            raise self.misdeclared("score.threshold_sides", Text("a threshold is either at_least or at_most",
                                                                 "须填写at_least（不低于）或at_most（不高于）之一"),
                                   next_step=Text("Write at_least = 90, say", "例如：at_least = 90"))
        return found[0] == "at_least", self.signed(table, found[0])

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise self.misdeclared("score.not_text", Text("this is not a text", "此处应为文字"), key,
                                   Text('Write it in "quotes"', "请填写文字（在文本中用双引号括起）"))
        return value

    def _binary(self, table: Mapping[str, Any]) -> Binary | YesNo:
        self.only(table, ("at_least", "at_most"))
        return Binary(*self.threshold(table)) if table else YesNo()

    def _per_point(self, table: Mapping[str, Any]) -> PerPoint:
        self.only(table, ("against", "deduct", "bonus", "bonus_cap", "whole"))
        against = table.get("against")
        if isinstance(against, str) and against != LAST_YEAR:
            raise self.misdeclared("score.word_unknown", Text(f"'{against}' is nothing to compare with",
                                                              f"不能与“{against}”比较"), "against",
                                   Text('Write "last year", or a number', '请写成"last year"，或填写数字'))
        whole = table.get("whole", False)
        if not isinstance(whole, bool):
            raise self.misdeclared("score.not_flag", Text("this is neither true nor false", "此处应为是或否"), "whole",
                                   Text("Write true or false, without quotes", "请填写true或false，不加引号"))
        if ("bonus" in table) != ("bonus_cap" in table):
            raise self.needs_cap(table)
        return PerPoint(
            against=None if against == LAST_YEAR else self.signed(table, "against"),
            deduct=self.number(table, "deduct"),
            bonus=self.number(table, "bonus", ZERO),
            bonus_cap=self.points(table, "bonus_cap") if "bonus_cap" in table else ZERO,
            whole=whole,
        )

    def _steps(self, tables: list[Mapping[str, Any]]) -> Steps:
        directions: set[bool] = set()
        steps: list[Step] = []
        for place, table in enumerate(tables, start=1):
            self.only(table, ("at_least", "at_most", "points"))
            upward, threshold = self.threshold(table)
            step = Step(threshold, self.points(table, "points", self.of))
            directions.add(upward)
            if len(directions) > 1:
                raise self.misdeclared("score.threshold_sides", Text("some steps say at_least and some at_most",
                                                                     "各档须统一为at_least或at_most"))
            if steps and (step.threshold == steps[-1].threshold or (step.threshold < steps[-1].threshold) != upward):
                raise self.out_of_order(Text(f"step {place} does not come after step {place - 1}",
                                             f"第{place}档与第{place - 1}档顺序不对"))
            if steps and step.points >= steps[-1].points:
                raise self.out_of_order(Text(f"step {place} gives no less than step {place - 1}",
                                             f"第{place}档得分不低于第{place - 1}档"))
            steps.append(step)
        self.reaches_full(steps[0].points)
        return Steps(directions.pop(), tuple(steps))

    def reaches_full(self, best: Decimal) -> None:
        if best != self.of:
            raise self.misdeclared("score.full_out_of_reach", Text(
                f"the best is {number(best)}, and the item's {number(self.of)} points are out of reach",
                f"最高只能得{number(best)}分，无法得到本项满分{number(self.of)}分"))

    def _levels(self, tables: list[Mapping[str, Any]]) -> Levels:
        levels: list[Level] = []
        for table in tables:
            self.only(table, ("value", "points", "title"))
            value = self.text(table, "value")
            if value == NOT_APPLICABLE:
                raise self.misdeclared("score.word_reserved", Text(f"'{value}' is no level",
                                                                   f"“{value}”不能作为分级"), "value",
                                       Text('Write not_applicable = "full" at the item',
                                            '请在考核项中写not_applicable = "full"'))
            if value in [level.value for level in levels]:
                raise self.twice(value, "value")
            levels.append(Level(value, self.points(table, "points", self.of), Text.of(table.get("title", value))))
        self.reaches_full(max(level.points for level in levels))
        return Levels(tuple(levels), self.demerit)

    def _veto(self, table: Mapping[str, Any]) -> Veto:
        self.only(table, ("grade", "when"))
        self.without_points(Text("a veto gives no points", "一票否决项不计分"))
        return Veto(self.text(table, "grade"), self.answers(table))

    def answers(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        """The determinations listed under ``when``; ``yes`` where nothing is said."""
        when = table.get("when", [YES])
        if not isinstance(when, list) or not when or not all(isinstance(each, str) and each != NO for each in when):
            raise self.misdeclared("score.not_determinations", Text("this is not a list of determinations",
                                                                    "此处应为认定结果列表"), "when",
                                   Text('Write ["yes"], say', '例如：["yes"]'))
        return tuple(when)

    def words(self, table: Mapping[str, Any], key: str) -> Text:
        value = table.get(key)
        if isinstance(value, Mapping) and set(value) == {"en", "zh"} and all(isinstance(value[one], str) and value[one]
                                                                             for one in value):
            return Text(value["en"], value["zh"])
        raise self.misdeclared("score.not_two_languages", Text(
            "these are not words in two languages", "须同时填写英文和中文"), key,
            Text('Write { en = "...", zh = "..." }', '写法：{ en = "...", zh = "..." }'))

    def whole(self, table: Mapping[str, Any], key: str, default: Decimal | None = None) -> int:
        value = self.number(table, key, default)
        if value != value.to_integral_value() or value < 1:
            raise self.misdeclared("score.not_whole", Text(f"{number(value)} is no count from 1 on",
                                                           f"{number(value)}不是大于等于1的整数"), key)
        return int(value)

    def named(self, tables: list[Mapping[str, Any]], keys: tuple[str, ...]) -> tuple[Named, ...]:
        found: list[Named] = []
        for table in tables:
            self.only(table, keys)
            id = self.text(table, "id")
            self.check_id(id, [one.id for one in found])
            points = self.points(table, "points", self.of) if "points" in keys else ZERO
            tier = self.text(table, "tier") if "tier" in table else ""
            found.append(Named(id, self.words(table, "title"), points, tier))
        return tuple(found)

    def _deduct(self, tables: list[Mapping[str, Any]]) -> Deduct:
        return Deduct(self.named(tables, ("id", "title", "points", "tier")))

    def _per_missing(self, table: Mapping[str, Any]) -> PerMissing:
        self.only(table, ("things", "deduct", "none"))
        return PerMissing(
            self.named(self.tables(table.get("things")), ("id", "title")), self.number(table, "deduct"),
            self.points(table, "none", self.of) if "none" in table else None)

    def _count_shortfall(self, table: Mapping[str, Any]) -> CountShortfall:
        self.only(table, ("required", "things", "deduct", "bonus", "bonus_cap", "extra"))
        extra = [key for key in ("bonus", "bonus_cap", "extra") if key in table]
        if extra and len(extra) < 3:
            missing = next(key for key in ("bonus", "bonus_cap", "extra") if key not in table)
            raise self.needed_by(extra[0], missing, Text("A bonus has a cap, and words for what earns it",
                                                         "加分须有上限，并写明加分对象"))
        bonus, cap = (self.number(table, "bonus"), self.points(table, "bonus_cap")) if extra else (ZERO, ZERO)
        extra_things = self.words(table, "extra") if extra else Text()
        return CountShortfall(self.whole(table, "required"), self.number(table, "deduct"),
                              self.words(table, "things"), bonus, cap, extra_things)

    def _bonus(self, table: Mapping[str, Any]) -> Bonus:
        self.only(table, ("each", "cap", "things"))
        self.without_points(Text("a bonus stands above full marks", "加分项在满分之外"))
        return Bonus(self.number(table, "each"), self.points(table, "cap"), self.words(table, "things"))

    def scale(self, table: Mapping[str, Any]) -> Decimal:
        scale = self.number(table, "scale", self.of)
        if not scale:
            raise self.misdeclared("score.scale_empty", Text("a scale ends above 0", "评分满分须大于0"), "scale")
        return scale

    def _department(self, table: Mapping[str, Any]) -> Department:
        self.only(table, ("scale",))
        return Department(self.scale(table))

    def _expert(self, table: Mapping[str, Any]) -> Expert:
        self.only(table, ("scale", *further.PANEL_KEYS))
        return self.panel(table, self.scale(table))

    def panel(self, table: Mapping[str, Any], scale: Decimal) -> Expert:
        """How the scores of several experts are joined, each from 0 to ``scale``."""
        combine = table.get("combine", "mean")
        if combine not in COMBINE:
            raise self.misdeclared("score.word_unknown", Text(f"'{combine}' is no way to join scores",
                                                              f"没有名为“{combine}”的合成方式"), "combine",
                                   suggest(str(combine), COMBINE))
        least = self.whole(table, "least", Decimal(1))
        if combine == "trimmed mean" and least < 3:
            raise self.misdeclared("score.nothing_left", Text(
                "of fewer than 3 scores nothing is left", "不足3个评分时去掉最高分和最低分后无剩余"), "least",
                Text("Write least = 3, or more", "请写成least = 3，或更多"))
        return Expert(scale, combine, least, self.number(table, "spread") if "spread" in table else None)
