"""From a rule as a scheme declares it to the rule itself, or to the error that names the key.

A declaration is a table with one key, the rule's name: ``{ per_point = { against = "last year", deduct = 1 } }``.
Numbers are integers or decimals, never floats: 7.1 must be 7.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeAlias

from plumbline.errors import MethodError
from plumbline.methods.assessment.answers import ALL, NONE
from plumbline.methods.assessment.counted import Bonus, CountShortfall, Deduct, Named, PerMissing
from plumbline.methods.assessment.determined import NO, NOT_APPLICABLE, YES, Level, Levels, Veto, YesNo
from plumbline.methods.assessment.given import COMBINE, Department, Expert
from plumbline.methods.assessment.per_point import LAST_YEAR, PerPoint
from plumbline.methods.assessment.rounding import Rounding
from plumbline.methods.assessment.scored import ZERO
from plumbline.methods.assessment.thresholds import Binary, Step, Steps
from plumbline.methods.assessment.wording import number
from plumbline.text import Text

FigureRule: TypeAlias = Binary | PerPoint | Steps
DeterminedRule: TypeAlias = YesNo | Levels | Veto | CountShortfall | PerMissing | Deduct | Bonus | Department | Expert
Rule: TypeAlias = FigureRule | DeterminedRule
NAME = re.compile(r"[^\W_][\w .-]{0,39}")
WITHOUT_POINTS = ("veto", "bonus")
RULES = ("binary", "levels", "per_point", "steps", "per_missing", "count_shortfall", "deduct", "bonus", "department",
         "expert", "veto")


def rule_of(declared: Mapping[str, Any], of: Decimal, rounding: Rounding) -> Rule:
    """The rule of an item worth ``of`` points in a scheme that rounds points by ``rounding``.

    :raises MethodError: whose ``where`` is the key, for anything outside the grammar: an unknown rule or key, a number
        below 0 or above the item's points, steps out of order, points that rounding would change.
    """
    if len(declared) != 1:
        raise MethodError("a rule is one of its kind", where="rule", next_step=f"Write one of: {', '.join(RULES)}")
    (name, content), = declared.items()
    if name not in RULES:
        raise MethodError(f"there is no rule '{name}'", where=f"rule.{name}", next_step=_suggest(name, RULES))
    return _Declaration(f"rule.{name}", of, rounding).read(name, content)


def _suggest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Choose one of: {', '.join(known)}"


class _Declaration:
    """Reads the content of one rule; ``where`` is its key, for errors."""

    def __init__(self, where: str, of: Decimal, rounding: Rounding) -> None:
        self.where = where
        self.of = of
        self.rounding = rounding

    def read(self, name: str, content: Any) -> Rule:
        if not self.of and name not in WITHOUT_POINTS:
            raise MethodError("an item with this rule needs points above 0", where="points")
        if name in ("levels", "steps", "deduct"):
            lists: dict[str, Callable[[list[Mapping[str, Any]]], Rule]] = {
                "levels": self._levels, "steps": self._steps, "deduct": self._deduct}
            return lists[name](self._tables(content))
        tables: dict[str, Callable[[Mapping[str, Any]], Rule]] = {
            "binary": self._binary, "per_point": self._per_point, "veto": self._veto, "bonus": self._bonus,
            "per_missing": self._per_missing, "count_shortfall": self._count_shortfall,
            "department": self._department, "expert": self._expert}
        return tables[name](self._table(content))

    def wrong(self, what: str, key: str = "", next_step: str = "") -> MethodError:
        return MethodError(what, where=f"{self.where}.{key}" if key else self.where, next_step=next_step)

    def _table(self, content: Any) -> Mapping[str, Any]:
        if not isinstance(content, Mapping):
            raise self.wrong("this is not a table", next_step="Write { key = value }")
        return content

    def _tables(self, content: Any) -> list[Mapping[str, Any]]:
        if not isinstance(content, list) or not content or not all(isinstance(each, Mapping) for each in content):
            raise self.wrong("this is not a list of tables", next_step="Write [{ ... }, { ... }]")
        return content

    def _only(self, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                raise self.wrong(f"there is no key '{key}'", key, _suggest(key, known))

    def _number(self, table: Mapping[str, Any], key: str, default: Decimal | None = None) -> Decimal:
        value = table.get(key, default)
        if value is None:
            raise self.wrong("this is missing", key, "Write a number")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.wrong("this is not an exact number", key, "Write digits, as in 7.5")
        if value < 0:
            raise self.wrong(f"{number(Decimal(value))} is below 0", key)
        return Decimal(value)

    def _points(self, table: Mapping[str, Any], key: str, limit: Decimal | None = None) -> Decimal:
        value = self._number(table, key)
        if limit is not None and value > limit:
            raise self.wrong(f"{number(value)} is more than the item's {number(limit)} points", key)
        if not self.rounding.exact(value):
            raise self.wrong(f"{number(value)} would be rounded {self.rounding.words().en}", key)
        return value

    def _threshold(self, table: Mapping[str, Any]) -> tuple[bool, Decimal]:
        found = [key for key in ("at_least", "at_most") if key in table]
        if len(found) != 1:
            raise self.wrong("a threshold is either at_least or at_most", next_step="Write at_least = 90, say")
        return found[0] == "at_least", self._number(table, found[0])

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong("this is not a text", key, 'Write it in "quotes"')
        return value

    def _binary(self, table: Mapping[str, Any]) -> Binary | YesNo:
        self._only(table, ("at_least", "at_most"))
        return Binary(*self._threshold(table)) if table else YesNo()

    def _per_point(self, table: Mapping[str, Any]) -> PerPoint:
        self._only(table, ("against", "deduct", "bonus", "bonus_cap", "whole"))
        against = table.get("against")
        if isinstance(against, str) and against != LAST_YEAR:
            raise self.wrong(f"'{against}' is nothing to compare with", "against", 'Write "last year", or a number')
        whole = table.get("whole", False)
        if not isinstance(whole, bool):
            raise self.wrong("this is neither true nor false", "whole")
        if ("bonus" in table) != ("bonus_cap" in table):
            missing, there = ("bonus", "bonus_cap") if "bonus_cap" in table else ("bonus_cap", "bonus")
            raise self.wrong(f"'{there}' needs it", missing, "A bonus always has a cap")
        return PerPoint(
            against=None if against == LAST_YEAR else self._number(table, "against"),
            deduct=self._number(table, "deduct"),
            bonus=self._number(table, "bonus", ZERO),
            bonus_cap=self._points(table, "bonus_cap") if "bonus_cap" in table else ZERO,
            whole=whole,
        )

    def _steps(self, tables: list[Mapping[str, Any]]) -> Steps:
        directions: set[bool] = set()
        steps: list[Step] = []
        for place, table in enumerate(tables, start=1):
            self._only(table, ("at_least", "at_most", "points"))
            upward, threshold = self._threshold(table)
            step = Step(threshold, self._points(table, "points", self.of))
            directions.add(upward)
            if len(directions) > 1:
                raise self.wrong("some steps say at_least and some at_most")
            if steps and (step.threshold == steps[-1].threshold or (step.threshold < steps[-1].threshold) != upward):
                raise self.wrong(f"step {place} does not come after step {place - 1}", next_step="Write the best first")
            if steps and step.points >= steps[-1].points:
                raise self.wrong(f"step {place} gives no less than step {place - 1}")
            steps.append(step)
        self._reaches_full(steps[0].points)
        return Steps(directions.pop(), tuple(steps))

    def _reaches_full(self, best: Decimal) -> None:
        if best != self.of:
            raise self.wrong(f"the best is {number(best)}, and the item's {number(self.of)} points are out of reach")

    def _levels(self, tables: list[Mapping[str, Any]]) -> Levels:
        levels: list[Level] = []
        for table in tables:
            self._only(table, ("value", "points", "title"))
            value = self._text(table, "value")
            if value == NOT_APPLICABLE:
                raise self.wrong(f"'{value}' is no level", "value", 'Write not_applicable = "full" at the item')
            if value in [level.value for level in levels]:
                raise self.wrong(f"'{value}' is there twice", "value")
            levels.append(Level(value, self._points(table, "points", self.of), Text.of(table.get("title", value))))
        self._reaches_full(max(level.points for level in levels))
        return Levels(tuple(levels))

    def _veto(self, table: Mapping[str, Any]) -> Veto:
        self._only(table, ("grade", "when"))
        if self.of:
            raise MethodError("a veto gives no points", where="points", next_step="Write points = 0")
        when = table.get("when", [YES])
        if not isinstance(when, list) or not when or not all(isinstance(each, str) and each != NO for each in when):
            raise self.wrong("this is not a list of determinations", "when", 'Write ["yes"], say')
        return Veto(self._text(table, "grade"), tuple(when))

    def _words(self, table: Mapping[str, Any], key: str) -> Text:
        value = table.get(key)
        if isinstance(value, Mapping) and set(value) == {"en", "zh"} and all(isinstance(value[one], str) and value[one]
                                                                             for one in value):
            return Text(value["en"], value["zh"])
        raise self.wrong("these are not words in two languages", key, 'Write { en = "...", zh = "..." }')

    def _whole(self, table: Mapping[str, Any], key: str, default: Decimal | None = None) -> int:
        value = self._number(table, key, default)
        if value != value.to_integral_value() or value < 1:
            raise self.wrong(f"{number(value)} is no count from 1 on", key)
        return int(value)

    def _named(self, tables: list[Mapping[str, Any]], keys: tuple[str, ...]) -> tuple[Named, ...]:
        found: list[Named] = []
        for table in tables:
            self._only(table, keys)
            id = self._text(table, "id")
            if not NAME.fullmatch(id) or id in (ALL, NONE, NOT_APPLICABLE):
                raise self.wrong(f"'{id}' is no id", "id", "Use letters, digits, spaces, - and .")
            if id in [one.id for one in found]:
                raise self.wrong(f"'{id}' is there twice", "id")
            points = self._points(table, "points", self.of) if "points" in keys else ZERO
            found.append(Named(id, self._words(table, "title"), points))
        return tuple(found)

    def _deduct(self, tables: list[Mapping[str, Any]]) -> Deduct:
        return Deduct(self._named(tables, ("id", "title", "points")))

    def _per_missing(self, table: Mapping[str, Any]) -> PerMissing:
        self._only(table, ("things", "deduct", "none"))
        return PerMissing(
            self._named(self._tables(table.get("things")), ("id", "title")), self._number(table, "deduct"),
            self._points(table, "none", self.of) if "none" in table else None)

    def _count_shortfall(self, table: Mapping[str, Any]) -> CountShortfall:
        self._only(table, ("required", "things", "deduct", "bonus", "bonus_cap", "extra"))
        extra = [key for key in ("bonus", "bonus_cap", "extra") if key in table]
        if extra and len(extra) < 3:
            missing = next(key for key in ("bonus", "bonus_cap", "extra") if key not in table)
            raise self.wrong(f"'{extra[0]}' needs it", missing, "A bonus has a cap, and words for what earns it")
        bonus, cap = (self._number(table, "bonus"), self._points(table, "bonus_cap")) if extra else (ZERO, ZERO)
        extra_things = self._words(table, "extra") if extra else Text()
        return CountShortfall(self._whole(table, "required"), self._number(table, "deduct"),
                              self._words(table, "things"), bonus, cap, extra_things)

    def _bonus(self, table: Mapping[str, Any]) -> Bonus:
        self._only(table, ("each", "cap", "things"))
        if self.of:
            raise MethodError("a bonus stands above full marks", where="points", next_step="Write points = 0")
        return Bonus(self._number(table, "each"), self._points(table, "cap"), self._words(table, "things"))

    def _scale(self, table: Mapping[str, Any]) -> Decimal:
        scale = self._number(table, "scale", self.of)
        if not scale:
            raise self.wrong("a scale ends above 0", "scale")
        return scale

    def _department(self, table: Mapping[str, Any]) -> Department:
        self._only(table, ("scale",))
        return Department(self._scale(table))

    def _expert(self, table: Mapping[str, Any]) -> Expert:
        self._only(table, ("scale", "combine", "least", "spread"))
        combine = table.get("combine", "mean")
        if combine not in COMBINE:
            raise self.wrong(f"'{combine}' is no way to join scores", "combine", _suggest(str(combine), tuple(COMBINE)))
        least = self._whole(table, "least", Decimal(1))
        if combine == "trimmed mean" and least < 3:
            raise self.wrong("of fewer than 3 scores nothing is left", "least", "Write least = 3, or more")
        return Expert(self._scale(table), combine, least, self._number(table, "spread") if "spread" in table else None)
