"""From what the keys of a rule hold to the rule: what no key can say by itself is checked here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from plumbline.errors import MethodError
from plumbline.methods.assessment.flows.answers import ALL, NONE
from plumbline.methods.assessment.flows.flow import PANEL
from plumbline.methods.assessment.scoring.between import Linear, one_threshold
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
from plumbline.methods.assessment.scoring.declarations import RULES, Declaration, Held
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE, Level, Levels, Veto, YesNo
from plumbline.methods.assessment.scoring.evaluators import Evaluator, Evaluators
from plumbline.methods.assessment.scoring.judged import Department, Expert
from plumbline.methods.assessment.scoring.peers import MEAN, RANK, Peers, Place
from plumbline.methods.assessment.scoring.per_point import PerPoint
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.rule_grammar import FORMS, PANEL_KEYS
from plumbline.methods.assessment.scoring.scored import ZERO
from plumbline.methods.assessment.scoring.thresholds import Binary, Step, Steps
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.shared.suggesting import suggest
from plumbline.text import Text

FigureRule: TypeAlias = Binary | PerPoint | Steps | Linear | Peers | FigureCap
DeterminedRule: TypeAlias = (YesNo | Levels | Veto | CountShortfall | PerMissing | Deduct | Bonus | Department | Expert
                             | Cap | Penalty | Demerits | Evaluators)
Rule: TypeAlias = FigureRule | DeterminedRule
NAME = re.compile(r"[^\W_][\w .-]{0,39}")
BONUS = ("bonus", "bonus_cap")


def _binary(_told: Declaration, held: Held) -> Rule:
    return Binary(*held["at"]) if held.given else YesNo()


def _per_point(told: Declaration, held: Held) -> Rule:
    _capped(told, held)
    return PerPoint(**held)


def _capped(told: Declaration, held: Held) -> None:
    there = [key for key in BONUS if key in held.given]
    if len(there) == 1:
        missing, = (key for key in BONUS if key not in there)
        raise told.needed_by(there[0], missing, Text("A bonus always has a cap", "加分须有上限"))


def _steps(told: Declaration, held: Held) -> Rule:
    steps: list[Step] = []
    directions: set[bool] = set()
    for place, row in enumerate(held["steps"], start=1):
        upward, threshold = row["at"]
        step = Step(threshold, row["points"])
        directions.add(upward)
        if len(directions) > 1:
            raise told.misdeclared("score.threshold_sides", Text("some steps say at_least and some at_most",
                                                                 "各档须统一为at_least或at_most"))
        if steps and (step.threshold == steps[-1].threshold or (step.threshold < steps[-1].threshold) != upward):
            raise told.out_of_order(Text(f"step {place} does not come after step {place - 1}",
                                         f"第{place}档与第{place - 1}档顺序不对"))
        if steps and step.points >= steps[-1].points:
            raise told.out_of_order(Text(f"step {place} gives no less than step {place - 1}",
                                         f"第{place}档得分不低于第{place - 1}档"))
        steps.append(step)
    _reaches_full(told, steps[0].points)
    return Steps(directions.pop(), tuple(steps))


def _reaches_full(told: Declaration, best: Decimal) -> None:
    if best != told.of:
        raise told.misdeclared("score.full_out_of_reach", Text(
            f"the best is {number(best)}, and the item's {number(told.of)} points are out of reach",
            f"最高只能得{number(best)}分，无法得到本项满分{number(told.of)}分"))


def _levels(told: Declaration, held: Held) -> Rule:
    levels: list[Level] = []
    for row in held["levels"]:
        value = row["value"]
        if value == NOT_APPLICABLE:
            raise told.misdeclared("score.word_reserved", Text(f"'{value}' is no level", f"“{value}”不能作为分级"),
                                   "value", Text('Write not_applicable = "full" at the item',
                                                 '请在考核项中写not_applicable = "full"'))
        if value in [level.value for level in levels]:
            raise told.twice(value, "value")
        levels.append(Level(value, row["points"], row["title"] or Text.of(value)))
    _reaches_full(told, max(level.points for level in levels))
    return Levels(tuple(levels), told.demerit)


def _named(told: Declaration, rows: Sequence[Held]) -> tuple[Named, ...]:
    for place, row in enumerate(rows):
        _check_id(told, row["id"], [one["id"] for one in rows[:place]])
    return tuple(Named(**row) for row in rows)


def _check_id(told: Declaration, id: str, others: Sequence[str]) -> None:
    """:raises MethodError: if nothing may be called so in a determination, or one of ``others`` is."""
    if not NAME.fullmatch(id) or id in (ALL, NONE, NOT_APPLICABLE):
        raise told.misdeclared("score.id_form", Text(f"'{id}' is no id", f"“{id}”不能用作编号"), "id", Text(
            "Use letters, digits, spaces, - and .", "只能使用字母、数字、空格、-和."))
    if id in others:
        raise told.twice(id, "id")


def _per_missing(told: Declaration, held: Held) -> Rule:
    return PerMissing(_named(told, held["things"]), held["deduct"], held["none"])


def _count_shortfall(told: Declaration, held: Held) -> Rule:
    extra = [key for key in (*BONUS, "extra") if key in held.given]
    if extra and len(extra) < 3:
        missing = next(key for key in (*BONUS, "extra") if key not in held.given)
        raise told.needed_by(extra[0], missing, Text("A bonus has a cap, and words for what earns it",
                                                     "加分须有上限，并写明加分对象"))
    return CountShortfall(extra_things=held.pop("extra"), **held)


def _panel(told: Declaration, held: Held, scale: Decimal) -> Expert:
    """How the scores of several experts are joined, each from 0 to ``scale``."""
    if held["combine"] == "trimmed mean" and held["least"] < 3:
        raise told.misdeclared("score.nothing_left", Text(
            "of fewer than 3 scores nothing is left", "不足3个评分时去掉最高分和最低分后无剩余"), "least",
            Text("Write least = 3, or more", "请写成least = 3，或更多"))
    return Expert(scale, *(held[key] for key in PANEL_KEYS))


def _linear(told: Declaration, held: Held) -> Rule:
    if held["points"] == told.of:
        raise told.misdeclared("score.nothing_left", Text("nothing is left to earn between the thresholds",
                                                          "两个界点之间没有可得的分"), "points",
                               Text("Write fewer points", "请减少分值"))
    if held["from"] == held["to"]:
        raise one_threshold(f"{told.where}.to")
    return Linear(held["from"], held["to"], held["points"], told.demerit)


def _peers(told: Declaration, held: Held) -> Rule:
    by, rows = held["by"], held["places"]
    if rows and by != RANK:
        raise told.misdeclared("score.key_of_other_way", Text("places are for ranks",
                                                              "名次得分只用于按名次比较"), "places",
                               Text('Write by = "rank", or leave them out', '请写成by = "rank"，或删去此项'))
    for key in ("deduct", *BONUS):
        if key in held.given and by != MEAN:
            raise told.misdeclared("score.key_of_other_way", Text("this goes with the mean",
                                                                  "此项只用于与平均值比较"), key,
                                   Text('Write by = "mean", or leave it out', '请写成by = "mean"，或删去此项'))
    _capped(told, held)
    if by == MEAN and held["deduct"] is None:
        raise told.no_number("deduct")
    return Peers(**(held | {"places": _places(told, rows), "deduct": held["deduct"] or ZERO}))


def _places(told: Declaration, rows: Sequence[Held]) -> tuple[Place, ...]:
    found: list[Place] = []
    for count, row in enumerate(rows, start=1):
        place = Place(**row)
        if found and (place.rank <= found[-1].rank or place.points >= found[-1].points):
            raise told.out_of_order(Text(f"place {count} does not come after place {count - 1}",
                                         f"第{count}行与第{count - 1}行顺序不对"), "places")
        found.append(place)
    if found:
        _reaches_full(told, found[0].points)
    return tuple(found)


def _cap(told: Declaration, held: Held) -> Rule:
    bars = [key for key in ("below", "above") if key in held.given]
    if not bars:
        return Cap(held["grade"], held["when"])
    if len(bars) > 1 or "when" in held.given:
        raise told.misdeclared("score.threshold_sides", Text(
            "a cap falls either below, or above a value, or when something is determined",
            "等级限制的条件须为低于、高于某一数值或认定结果之一"), next_step=Text(
                'Write one of below = 80, above = 5, when = ["yes"]',
                '请写成below = 80、above = 5、when = ["yes"]之一'))
    return FigureCap(held["grade"], bars[0] == "below", held[bars[0]])


def _evaluators(told: Declaration, held: Held) -> Rule:
    who: list[Evaluator] = []
    for row in held["who"]:
        weight, stage = row["weight"], row["stage"]
        _check_id(told, row["id"], [one.id for one in who])
        if not weight:
            raise told.misdeclared("score.weight_zero", Text("a weight is above 0", "权重须大于0"), "weight",
                                   Text("Leave out whoever does not count", "请删去不计入的一方"))
        if who and bool(stage) != bool(who[0].stage):
            raise told.misdeclared("score.stages_incomplete", Text(
                "either each evaluator names its stage of the year, or none does",
                "各评分方须都写明所属环节，或都不写"), "stage", Text(
                    "Write the stage of each, or leave all out", "请写明每一方的环节，或全部留空"))
        if stage == PANEL and stage in [one.stage for one in who]:
            raise told.misdeclared("score.panel_twice", Text("there is one panel", "专家组只能有一个"), "stage",
                                   Text("Let its experts be one evaluator", "请将各位专家合为一个评分方"))
        if stage != PANEL and not row.given.isdisjoint(PANEL_KEYS):
            raise told.misdeclared("score.key_of_panel", Text("only a panel joins the scores of several",
                                                              "只有专家组才合成多人评分"), "stage",
                                   Text('Write stage = "panel", or leave them out',
                                        '请写成stage = "panel"，或删去这些项'))
        panel = _panel(told, row, held["scale"]) if stage == PANEL else None
        who.append(Evaluator(row["id"], row["title"], weight, stage, panel))
    total = sum((each.weight for each in who), Decimal(0))
    if total not in (1, 100):
        raise told.misdeclared("score.weights_sum", Text(f"the weights add up to {number(total)}",
                                                         f"权重合计为{number(total)}"), "who",
                               Text("Let them add up to 100, or to 1", "权重合计应为100或1"))
    return Evaluators(held["scale"], tuple(who), held["missing"] == "share")


MADE: dict[str, Callable[[Declaration, Any], Rule]] = {
    "binary": _binary, "per_point": _per_point, "steps": _steps, "levels": _levels, "per_missing": _per_missing,
    "count_shortfall": _count_shortfall, "linear": _linear, "peers": _peers, "cap": _cap, "evaluators": _evaluators,
    "deduct": lambda told, held: Deduct(_named(told, held["deduct"])),
    "demerits": lambda told, held: Demerits(_named(told, held["demerits"])),
    "bonus": lambda told, held: Bonus(**held),
    "department": lambda told, held: Department(**held),
    "expert": lambda told, held: _panel(told, held, held["scale"]),
    "veto": lambda told, held: Veto(**held),
    "penalty": lambda told, held: Penalty(**held),
}
"""How each rule of the grammar is made."""


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
    told = Declaration(f"rule.{name}", of, rounding, demerit)
    told.fits(name)
    form = FORMS[name]
    return MADE[name](told, told.held({name: content} if form.is_list else content, form.keys))
