"""From a rule as a scheme declares it to the rule itself, or to the error that names the key.

A declaration is a table with one key, the rule's name: ``{ per_point = { against = "last year", deduct = 1 } }``.
Numbers are integers or decimals, never floats: 7.1 must be 7.1. The keys of each rule are declared in
:mod:`rule_grammar`, what they must be together in :mod:`declared_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from plumbline.errors import Code, MethodError
from plumbline.methods.assessment.scoring import rule_grammar as takes
from plumbline.methods.assessment.scoring.determined import NO
from plumbline.methods.assessment.scoring.peers import PARENT
from plumbline.methods.assessment.scoring.per_point import LAST_YEAR
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.rule_grammar import FORMS, NEEDED, OF_ITEM, Key
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.shared.suggesting import choose, suggest
from plumbline.text import UNSAID, Text

MOST_DIGITS, MOST_GROUPS = 15, 500
_TOO_LONG = Text("this has more digits than a scheme reckons with", "数字位数超出方案的计算范围")
RULES = tuple(FORMS)
MISSING = Text("this is missing", "此项缺失")
WRITE = Text("Write a number", "请填写数字")


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


class Held(dict[str, Any]):
    """What the keys of a table hold, with what counts for those that are left out; ``given`` are those that stand
    there."""

    given: frozenset[str] = frozenset()


class Declaration:
    """Reads the content of one rule; ``where`` is its key, for errors."""

    def __init__(self, where: str, of: Decimal, rounding: Rounding, demerit: bool = False) -> None:
        self.where = where
        self.of = of
        self.rounding = rounding
        self.demerit = demerit

    def fits(self, name: str) -> None:
        """:raises MethodError: if the rule ``name`` does not go with the points of the item, or with the scheme."""
        form = FORMS[name]
        if not self.of and not form.pointless:
            raise MethodError("score.rule_needs_points", Text("an item with this rule needs points above 0",
                                                              "采用该规则的考核项分值须大于0"), where="points")
        if self.demerit and not form.demerits:
            raise self.misdeclared("score.rule_and_demerits", Text("a scheme of demerits has no such rule",
                                                                   "扣分制方案不能采用该评分规则"),
                                   next_step=choose([each for each in FORMS if FORMS[each].demerits]))
        if form.only_demerits and not self.demerit:
            raise self.misdeclared("score.rule_and_demerits", Text(
                "only a scheme of demerits counts them", "只有扣分制方案才累计扣分"), next_step=Text(
                    "Write demerit = true at the scheme, or use deduct", "请在方案中写demerit = true，或改用deduct"))
        if self.of and form.pointless:
            raise MethodError("score.rule_without_points", form.pointless, where="points",
                              next_step=Text("Write points = 0", "分值请填0"))

    def held(self, table: Any, keys: Sequence[Key]) -> Held:
        """What ``keys`` hold in ``table``."""
        if not isinstance(table, Mapping):
            raise self.misdeclared("score.not_table", Text("this is not a table", "此处应为一组键值"),
                                   next_step=Text("Write { key = value }", "写法：{ key = value }"))
        known = [name for key in keys for name in key.names]
        for name in table:
            if name not in known:
                raise self.misdeclared("score.key_unknown", Text(f"there is no key '{name}'", f"没有名为“{name}”的键"),
                                       name, suggest(name, known))
        held = Held({key.name: self._value(table, key) for key in keys})
        held.given = frozenset(table)
        return held

    def _value(self, table: Mapping[str, Any], key: Key) -> Any:
        if key.default != NEEDED and not any(name in table for name in key.names):
            return self.of if key.default == OF_ITEM else key.default
        return READ[key.takes](self, table if key.takes == takes.THRESHOLD else table.get(key.name), key)

    def misdeclared(self, code: Code | str, what: Text, key: str = "", next_step: Text = UNSAID) -> MethodError:
        """What is wrong with the rule, or with one key of it."""
        return MethodError(code, what, where=f"{self.where}.{key}" if key else self.where, next_step=next_step)

    def no_number(self, key: str) -> MethodError:
        return self.misdeclared("score.value_missing", MISSING, key, WRITE)

    def twice(self, id: str, key: str) -> MethodError:
        return self.misdeclared("score.declared_twice", Text(f"'{id}' is there twice", f"“{id}”重复"), key)

    def out_of_order(self, what: Text, key: str = "") -> MethodError:
        return self.misdeclared("score.steps_out_of_order", what, key, Text("Write the best first", "请由高到低填写"))

    def needed_by(self, there: str, missing: str, why: Text) -> MethodError:
        return self.misdeclared("score.key_needed", Text(f"'{there}' needs it", f"填写了“{there}”时须同时填写此项"),
                                missing, why)

    def rows(self, value: Any, key: Key) -> list[Held]:
        """A list of tables."""
        if not isinstance(value, list) or not value or not all(isinstance(each, Mapping) for each in value):
            raise self.misdeclared("score.not_tables", Text("this is not a list of tables",
                                                            "此处应为列表，每项为一组键值"),
                                   next_step=Text("Write [{ ... }, { ... }]", "写法：[{ ... }, { ... }]"))
        return [self.held(each, key.keys) for each in value]

    def signed(self, value: Any, key: Key) -> Decimal:
        """A value that a figure is held against; it may lie below 0, as the target of a growth can."""
        if value is None:
            raise self.no_number(key.name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.misdeclared("score.not_exact", Text("this is not an exact number", "此处应为准确的数字"),
                                   key.name, Text("Write digits, as in 7.5", "请填写数字，如7.5"))
        if not_exact := beyond(value):
            raise self.misdeclared("score.number_endless", not_exact, key.name, Text(
                f"Write at most {MOST_DIGITS} digits before and after the point",
                f"小数点前后各不超过{MOST_DIGITS}位"))
        return Decimal(value)

    def number(self, value: Any, key: Key) -> Decimal:
        """A number that is not below 0."""
        found = self.signed(value, key)
        if found < 0:
            raise self.misdeclared("score.number_negative", Text(f"{number(found)} is below 0",
                                                                 f"{number(found)}小于0"), key.name)
        return found

    def count(self, value: Any, key: Key) -> int:
        """A whole number from 1."""
        found = self.number(value, key)
        if found != found.to_integral_value() or found < 1:
            raise self.misdeclared("score.not_whole", Text(f"{number(found)} is no count from 1 on",
                                                           f"{number(found)}不是大于等于1的整数"), key.name)
        return int(found)

    def scale(self, value: Any, key: Key) -> Decimal:
        """The end of a scale."""
        found = self.number(value, key)
        if not found:
            raise self.misdeclared("score.scale_empty", Text("a scale ends above 0", "评分满分须大于0"), key.name)
        return found

    def points(self, value: Any, key: Key) -> Decimal:
        """Points that rounding leaves as they are, and of the item no more than it has."""
        found = self.number(value, key)
        if key.takes == takes.POINTS and found > self.of:
            raise self.misdeclared("score.points_exceed_item", Text(
                f"{number(found)} is more than the item's {number(self.of)} points",
                f"{number(found)}超过本项分值{number(self.of)}分"), key.name)
        if not self.rounding.exact(found):
            how = self.rounding.words()
            raise self.misdeclared("score.points_rounded", Text(
                f"{number(found)} would be rounded {how.en}",
                f"分值{number(found)}会按方案的取整方式（{how.zh}）改变"), key.name)
        return found

    def threshold(self, table: Mapping[str, Any], key: Key) -> tuple[bool, Decimal]:
        """Whether it is a least, and the value."""
        found = [name for name in key.names if name in table]
        if len(found) != 1:
            raise self.misdeclared("score.threshold_sides", Text("a threshold is either at_least or at_most",
                                                                 "须填写at_least（不低于）或at_most（不高于）之一"),
                                   next_step=Text("Write at_least = 90, say", "例如：at_least = 90"))
        return found[0] == "at_least", self.signed(table[found[0]], replace(key, name=found[0]))

    def against(self, value: Any, key: Key) -> Decimal | None:
        """A number; None for last year's."""
        if isinstance(value, str) and value != LAST_YEAR:
            raise self.misdeclared("score.word_unknown", Text(f"'{value}' is nothing to compare with",
                                                              f"不能与“{value}”比较"), key.name,
                                   Text('Write "last year", or a number', '请写成"last year"，或填写数字'))
        return None if value == LAST_YEAR else self.signed(value, key)

    def text(self, value: Any, key: Key) -> str:
        """A text that says something."""
        if not isinstance(value, str) or not value:
            raise self.misdeclared("score.not_text", Text("this is not a text", "此处应为文字"), key.name,
                                   Text('Write it in "quotes"', "请填写文字（在文本中用双引号括起）"))
        return value

    def words(self, value: Any, key: Key) -> Text:
        """Words in both languages; a name may be one word for both."""
        if key.takes == takes.NAME and (isinstance(value, str) or (
                isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values()))):
            return Text.of(value)
        if isinstance(value, Mapping) and set(value) == {"en", "zh"} and all(isinstance(value[one], str) and value[one]
                                                                             for one in value):
            return Text(value["en"], value["zh"])
        raise self.misdeclared("score.not_two_languages", Text(
            "these are not words in two languages", "须同时填写英文和中文"), key.name,
            Text('Write { en = "...", zh = "..." }', '写法：{ en = "...", zh = "..." }'))

    def choice(self, value: Any, key: Key) -> str:
        """One of the words of the key."""
        known = [name for name, _ in key.options]
        if value not in known:
            if not value:
                raise self.misdeclared("score.value_missing", MISSING, key.name, choose(known))
            raise self.misdeclared("score.word_unknown", key.unknown.filled(value=value), key.name,
                                   suggest(str(value), known))
        return str(value)

    def flag(self, value: Any, key: Key) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.misdeclared("score.not_flag", Text("this is neither true nor false", "此处应为是或否"), key.name,
                                   Text("Write true or false, without quotes", "请填写true或false，不加引号"))
        return value

    def answers(self, value: Any, key: Key) -> tuple[str, ...]:
        """Determinations, of which none is ``no``."""
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each != NO for each in value):
            raise self.misdeclared("score.not_determinations", Text("this is not a list of determinations",
                                                                    "此处应为认定结果列表"), key.name,
                                   Text('Write ["yes"], say', '例如：["yes"]'))
        return tuple(value)

    def groups(self, value: Any, key: Key) -> str | tuple[tuple[str, ...], ...]:
        """Groups of the codes of regions; those below the same region; nothing for all."""
        if isinstance(value, str) and value in ("", PARENT):
            return value
        if not isinstance(value, list) or not value or len(value) > MOST_GROUPS or not all(
                isinstance(group, list) and len(group) > 1 and all(isinstance(code, str) for code in group)
                for group in value):
            raise self.misdeclared("score.no_regions", Text("this names no regions to compare",
                                                            "没有写明比较的地区"), key.name, Text(
                'Write "parent", or lists of codes, as in [["330402", "330411"], ["330421", "330424"]]',
                '请写成"parent"，或各组地区代码，如[["330402", "330411"], ["330421", "330424"]]'))
        seen: set[str] = set()
        for code in (code for group in value for code in group):
            if code in seen:
                raise self.twice(code, key.name)
            seen.add(code)
        return tuple(tuple(group) for group in value)


READ: dict[str, Callable[[Declaration, Any, Key], Any]] = {
    takes.NUMBER: Declaration.number, takes.SIGNED: Declaration.signed, takes.POINTS: Declaration.points,
    takes.BESIDE: Declaration.points, takes.COUNT: Declaration.count, takes.SCALE: Declaration.scale,
    takes.TEXT: Declaration.text, takes.GRADE: Declaration.text, takes.WORDS: Declaration.words,
    takes.NAME: Declaration.words, takes.CHOICE: Declaration.choice, takes.FLAG: Declaration.flag,
    takes.THRESHOLD: Declaration.threshold, takes.AGAINST: Declaration.against, takes.ANSWERS: Declaration.answers,
    takes.GROUPS: Declaration.groups, takes.ROWS: Declaration.rows,
}
"""How what a key takes is read."""
