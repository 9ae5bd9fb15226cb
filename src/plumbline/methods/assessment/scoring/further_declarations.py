"""Declarations of the rules that compare, combine, cap and take off; see :mod:`declarations` for how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plumbline.methods.assessment.flows.flow import BY_ITEM, PANEL
from plumbline.methods.assessment.scoring.between import Linear, one_threshold
from plumbline.methods.assessment.scoring.ceilings import Cap, FigureCap
from plumbline.methods.assessment.scoring.counted import Demerits, Penalty
from plumbline.methods.assessment.scoring.evaluators import Evaluator, Evaluators
from plumbline.methods.assessment.scoring.peers import MEAN, PARENT, RANK, SHARED, TIES, WAYS, Peers, Place
from plumbline.methods.assessment.scoring.scored import ZERO
from plumbline.methods.assessment.scoring.wording import number
from plumbline.text import Text

if TYPE_CHECKING:
    from plumbline.methods.assessment.scoring.declarations import Declaration

MOST_GROUPS = 500
PANEL_KEYS = ("combine", "least", "spread")


def linear(told: Declaration, table: Mapping[str, Any]) -> Linear:
    """``{ from = 40, to = 90, points = 0 }``."""
    told.only(table, ("from", "to", "points"))
    start, end = told.signed(table, "from"), told.signed(table, "to")
    least = told.points(table, "points", told.of) if "points" in table else ZERO
    if least == told.of:
        raise told.misdeclared("score.nothing_left", Text("nothing is left to earn between the thresholds",
                                                          "两个界点之间没有可得的分"), "points",
                               Text("Write fewer points", "请减少分值"))
    if start == end:
        raise one_threshold(f"{told.where}.to")
    return Linear(start, end, least, told.demerit)


def peers(told: Declaration, table: Mapping[str, Any]) -> Peers:
    """``{ by = "rank", ties = "shared", places = [{ rank = 3, points = 10 }], among = "parent" }`` and its like."""
    told.only(table, ("by", "ties", "places", "deduct", "bonus", "bonus_cap", "among"))
    by, ties = told.one_of(table, "by", WAYS), told.one_of(table, "ties", TIES, SHARED)
    places = _places(told, told.tables(table["places"])) if "places" in table else ()
    if places and by != RANK:
        raise told.misdeclared("score.key_of_other_way", Text("places are for ranks",
                                                              "名次得分只用于按名次比较"), "places",
                               Text('Write by = "rank", or leave them out', '请写成by = "rank"，或删去此项'))
    for key in ("deduct", "bonus", "bonus_cap"):
        if key in table and by != MEAN:
            raise told.misdeclared("score.key_of_other_way", Text("this goes with the mean",
                                                                  "此项只用于与平均值比较"), key,
                                   Text('Write by = "mean", or leave it out', '请写成by = "mean"，或删去此项'))
    if ("bonus" in table) != ("bonus_cap" in table):
        raise told.needs_cap(table)
    bonus_cap = told.points(table, "bonus_cap") if "bonus_cap" in table else ZERO
    deduct = told.number(table, "deduct") if by == MEAN else ZERO
    return Peers(by, ties, places, deduct, told.number(table, "bonus", ZERO), bonus_cap, _among(told, table))


def _places(told: Declaration, tables: list[Mapping[str, Any]]) -> tuple[Place, ...]:
    found: list[Place] = []
    for count, table in enumerate(tables, start=1):
        told.only(table, ("rank", "points"))
        place = Place(told.whole(table, "rank"), told.points(table, "points", told.of))
        if found and (place.rank <= found[-1].rank or place.points >= found[-1].points):
            raise told.out_of_order(Text(f"place {count} does not come after place {count - 1}",
                                         f"第{count}行与第{count - 1}行顺序不对"), "places")
        found.append(place)
    told.reaches_full(found[0].points)
    return tuple(found)


def _among(told: Declaration, table: Mapping[str, Any]) -> str | tuple[tuple[str, ...], ...]:
    among = table.get("among", "")
    if among in ("", PARENT) and isinstance(among, str):
        return among
    if not isinstance(among, list) or not among or len(among) > MOST_GROUPS or not all(
            isinstance(group, list) and len(group) > 1 and all(isinstance(code, str) for code in group)
            for group in among):
        raise told.misdeclared("score.no_regions", Text("this names no regions to compare",
                                                        "没有写明比较的地区"), "among", Text(
            'Write "parent", or lists of codes, as in [["330402", "330411"], ["330421", "330424"]]',
            '请写成"parent"，或各组地区代码，如[["330402", "330411"], ["330421", "330424"]]'))
    seen: set[str] = set()
    for code in (code for group in among for code in group):
        if code in seen:
            raise told.twice(code, "among")
        seen.add(code)
    return tuple(tuple(group) for group in among)


def cap(told: Declaration, table: Mapping[str, Any]) -> Cap | FigureCap:
    """``{ grade = "B", when = ["yes"] }`` of a determination, ``{ grade = "B", below = 80 }`` of a figure."""
    told.only(table, ("grade", "when", "below", "above"))
    told.without_points(Text("a cap gives no points", "等级限制项没有分值"))
    grade, bars = told.text(table, "grade"), [key for key in ("below", "above") if key in table]
    if not bars:
        return Cap(grade, told.answers(table))
    if len(bars) > 1 or "when" in table:
        raise told.misdeclared("score.threshold_sides", Text(
            "a cap falls either below, or above a value, or when something is determined",
            "等级限制的条件须为低于、高于某一数值或认定结果之一"), next_step=Text(
                'Write one of below = 80, above = 5, when = ["yes"]',
                '请写成below = 80、above = 5、when = ["yes"]之一'))
    return FigureCap(grade, bars[0] == "below", told.signed(table, bars[0]))


def penalty(told: Declaration, table: Mapping[str, Any]) -> Penalty:
    """``{ each = 2, cap = 6, things = { en, zh } }``."""
    told.only(table, ("each", "cap", "things"))
    told.without_points(Text("a penalty takes points off the total, and gives none", "总分扣分项本身没有分值"))
    return Penalty(told.number(table, "each"), told.points(table, "cap"), told.words(table, "things"))


def demerits(told: Declaration, tables: list[Mapping[str, Any]]) -> Demerits:
    """A list of failings with their points, in a scheme of demerits."""
    if not told.demerit:
        raise told.misdeclared("score.rule_and_demerits", Text(
            "only a scheme of demerits counts them", "只有扣分制方案才累计扣分"), next_step=Text(
                "Write demerit = true at the scheme, or use deduct", "请在方案中写demerit = true，或改用deduct"))
    return Demerits(told.named(tables, ("id", "title", "points", "tier")))


def evaluators(told: Declaration, table: Mapping[str, Any]) -> Evaluators:
    """``{ scale = 100, who = [{ id = "visit", title = { en, zh }, weight = 60, stage = "visit" }, ...],
    missing = "share" }``; of a panel also ``combine``, ``least`` and ``spread``."""
    told.only(table, ("scale", "who", "missing"))
    who: list[Evaluator] = []
    scale = told.scale(table)
    for each in told.tables(table.get("who")):
        told.only(each, ("id", "title", "weight", "stage", *PANEL_KEYS))
        id, weight = told.text(each, "id"), told.number(each, "weight")
        told.check_id(id, [one.id for one in who])
        if not weight:
            raise told.misdeclared("score.weight_zero", Text("a weight is above 0", "权重须大于0"), "weight",
                                   Text("Leave out whoever does not count", "请删去不计入的一方"))
        stage = told.one_of(each, "stage", BY_ITEM) if "stage" in each else ""
        if who and bool(stage) != bool(who[0].stage):
            raise told.misdeclared("score.stages_incomplete", Text(
                "either each evaluator names its stage of the year, or none does",
                "各评分方须都写明所属环节，或都不写"), "stage", Text(
                    "Write the stage of each, or leave all out", "请写明每一方的环节，或全部留空"))
        if stage == PANEL and stage in [one.stage for one in who]:
            raise told.misdeclared("score.panel_twice", Text("there is one panel", "专家组只能有一个"), "stage",
                                   Text("Let its experts be one evaluator", "请将各位专家合为一个评分方"))
        if stage != PANEL and any(key in each for key in PANEL_KEYS):
            raise told.misdeclared("score.key_of_panel", Text("only a panel joins the scores of several",
                                                              "只有专家组才合成多人评分"), "stage",
                                   Text('Write stage = "panel", or leave them out',
                                        '请写成stage = "panel"，或删去这些项'))
        panel = told.panel(each, scale) if stage == PANEL else None
        who.append(Evaluator(id, told.words(each, "title"), weight, stage, panel))
    total = sum((each.weight for each in who), Decimal(0))
    if total not in (1, 100):
        raise told.misdeclared("score.weights_sum", Text(f"the weights add up to {number(total)}",
                                                         f"权重合计为{number(total)}"), "who",
                               Text("Let them add up to 100, or to 1", "权重合计应为100或1"))
    missing = told.one_of(table, "missing", ("refuse", "share"), "refuse")
    return Evaluators(scale, tuple(who), missing == "share")
