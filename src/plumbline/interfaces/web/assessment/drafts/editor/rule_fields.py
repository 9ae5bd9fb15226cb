"""The rules that turn a value into points: their names, their fields, and what each begins from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.interfaces.web.assessment.drafts.editor.fields import (
    AGAINST,
    CHOICE,
    FLAG,
    GROUPS,
    LIST,
    NUMBER,
    ROWS,
    TEXT,
    THRESHOLD,
    WORDS,
    Field,
    field,
)
from plumbline.methods.assessment.flows.flow import BY_ITEM
from plumbline.methods.assessment.scoring.judged import COMBINE
from plumbline.methods.assessment.scoring.peers import WAYS
from plumbline.text import Text

NAMES = {
    "binary": Text("Met or not", "达标与否"),
    "per_point": Text("So much for each percentage point", "按百分点增减"),
    "steps": Text("Steps", "分档"),
    "levels": Text("Levels an officer chooses from", "人员认定分级"),
    "per_missing": Text("So much for each thing missing", "缺项扣分"),
    "count_shortfall": Text("So much for each one short of a number", "数量不足扣分"),
    "deduct": Text("Deductions for failings", "按问题扣分"),
    "bonus": Text("Bonus above full marks", "加分"),
    "department": Text("The department’s own score", "部门评分"),
    "expert": Text("A panel of experts", "专家评分"),
    "veto": Text("Veto: it sets the grade", "一票否决"),
    "linear": Text("In proportion between two values", "区间线性折算"),
    "peers": Text("Compared with others", "横向比较"),
    "evaluators": Text("Several evaluators, by weight", "多方加权评分"),
    "demerits": Text("Demerits, counted each time", "累计扣分"),
    "penalty": Text("Points off the total", "总分扣分"),
    "cap": Text("Cap: no better grade", "等级限制"),
}
_THINGS = (field("id", TEXT, "Code", "代码"), field("title", WORDS, "Name", "名称"))
_WAYS = {"mean": Text("the mean", "平均值"), "median": Text("the median", "中位数"),
         "trimmed mean": Text("the mean without the highest and the lowest", "去掉最高分和最低分后的平均值")}
_STAGES = {"self": Text("self-evaluation", "自查自评"), "department": Text("department scoring", "部门评分"),
           "visit": Text("visit", "实地核查"), "panel": Text("experts", "专家评分")}
_BINARY = (field("rule.binary.at", THRESHOLD, "Full points", "得满分条件"),)
_TIER = field("tier", TEXT, "Tier", "档次", ("Of one tier only the gravest counts.", "同一档次只计最重的一项。"))
_COMPARED = {"percentile": Text("percentile", "百分位"), "min-max": Text("between worst and best", "极差标准化"),
             "rank": Text("rank", "名次"), "mean": Text("the mean of all", "平均值")}
_TIES = (("shared", Text("half", "折半")), ("best", Text("as the better", "从高")),
         ("worst", Text("as the worse", "从低")))
_RULES: dict[str, tuple[Field, ...]] = {
    "binary": (),
    "per_point": (
        field("rule.per_point.against", AGAINST, "Compared with", "比较基准"),
        field("rule.per_point.deduct", NUMBER, "Off for each point worse", "每差一个百分点扣分"),
        field("rule.per_point.bonus", NUMBER, "More for each point better", "每高一个百分点加分",
              ("Empty: no bonus.", "留空表示不加分。")),
        field("rule.per_point.bonus_cap", NUMBER, "Up to", "加分上限"),
        field("rule.per_point.whole", FLAG, "Only whole points count", "仅按整数百分点计算"),
    ),
    "steps": (field("rule.steps", ROWS, "Steps", "分档", ("Best first.", "由高到低填写。"), columns=(
        field("at", THRESHOLD, "Value", "数值"), field("points", NUMBER, "Points", "得分"))),),
    "levels": (field("rule.levels", ROWS, "Levels", "分级", columns=(
        field("value", TEXT, "Code", "代码"), field("points", NUMBER, "Points", "得分"),
        field("title", WORDS, "Name", "名称"))),),
    "per_missing": (
        field("rule.per_missing.things", ROWS, "What has to be there", "应具备事项", columns=_THINGS),
        field("rule.per_missing.deduct", NUMBER, "Off for each one missing", "每缺一项扣分"),
        field("rule.per_missing.none", NUMBER, "Points where there is none", "全部缺失时得分"),
    ),
    "count_shortfall": (
        field("rule.count_shortfall.things", WORDS, "What is counted", "计数对象"),
        field("rule.count_shortfall.required", NUMBER, "How many are required", "应有数量"),
        field("rule.count_shortfall.deduct", NUMBER, "Off for each one short", "每少一个扣分"),
        field("rule.count_shortfall.bonus", NUMBER, "Bonus for each extra", "每个加分"),
        field("rule.count_shortfall.extra", WORDS, "What earns the bonus", "加分对象"),
        field("rule.count_shortfall.bonus_cap", NUMBER, "Up to", "加分上限"),
    ),
    "deduct": (field("rule.deduct", ROWS, "Failings", "问题", columns=(
        *_THINGS, field("points", NUMBER, "Points off", "扣分"), _TIER)),),
    "bonus": (
        field("rule.bonus.things", WORDS, "What is counted", "计数对象"),
        field("rule.bonus.each", NUMBER, "For each", "每个加分"),
        field("rule.bonus.cap", NUMBER, "Up to", "加分上限"),
    ),
    "department": (field("rule.department.scale", NUMBER, "Scored from 0 to", "评分满分",
                         ("Empty: the item’s points.", "留空表示以本项分值为满分。")),),
    "expert": (
        field("rule.expert.scale", NUMBER, "Scored from 0 to", "评分满分"),
        field("rule.expert.combine", CHOICE, "Joined by", "合成方式",
              options=tuple((name, _WAYS[name]) for name in COMBINE)),
        field("rule.expert.least", NUMBER, "At least so many experts", "最少专家人数"),
        field("rule.expert.spread", NUMBER, "Not further apart than", "最大分差",
              ("Further apart, the panel confers.", "超过时由专家组合议。")),
    ),
    "linear": (
        field("rule.linear.from", NUMBER, "From", "起点"),
        field("rule.linear.points", NUMBER, "Points there", "起点得分", ("Empty: none.", "留空表示0分。")),
        field("rule.linear.to", NUMBER, "Full points from", "满分点"),
    ),
    "peers": (
        field("rule.peers.by", CHOICE, "Compared by", "比较方式", options=tuple((way, _COMPARED[way]) for way in WAYS)),
        field("rule.peers.ties", CHOICE, "Equals count", "并列时", options=_TIES),
        field("rule.peers.places", ROWS, "Points by rank", "名次得分", ("Best first; empty: in proportion.",
                                                                 "由高到低填写；留空则按名次折算。"),
              columns=(field("rank", NUMBER, "To rank", "名次（含）"), field("points", NUMBER, "Points", "得分"))),
        field("rule.peers.deduct", NUMBER, "Off for each point below the mean", "每低于平均值一个单位扣分"),
        field("rule.peers.bonus", NUMBER, "More for each point above it", "每高于平均值一个单位加分"),
        field("rule.peers.bonus_cap", NUMBER, "Up to", "加分上限"),
        field("rule.peers.among", GROUPS, "Compared among", "比较范围",
              ("Empty: all; parent: those below the same region; or codes, groups set apart by semicolons.",
               "留空为全部；parent为同一上级地区之内；或填写地区代码，各组以分号隔开。")),
    ),
    "evaluators": (
        field("rule.evaluators.scale", NUMBER, "Scored from 0 to", "评分满分"),
        field("rule.evaluators.who", ROWS, "Who evaluates", "评分方",
              ("With its stage, each scores in the year by itself; the last three are for a panel of experts.",
               "写明环节的，各方在年度流程的相应环节分别评分；最后三项仅用于专家组。"), columns=(
                  *_THINGS, field("weight", NUMBER, "Weight", "权重"),
                  field("stage", CHOICE, "Stage of the year", "所属环节",
                        options=tuple((stage, _STAGES[stage]) for stage in BY_ITEM)),
                  field("combine", CHOICE, "Joined by", "合成方式",
                        options=tuple((name, _WAYS[name]) for name in COMBINE)),
                  field("least", NUMBER, "At least so many experts", "最少专家人数"),
                  field("spread", NUMBER, "Not further apart than", "最大分差"))),
        field("rule.evaluators.missing", CHOICE, "Where one has not scored", "有一方未评分时", options=(
            ("refuse", Text("there is no score", "不计分")),
            ("share", Text("the others count alone", "按其余各方计算")))),
    ),
    "demerits": (field("rule.demerits", ROWS, "Failings", "问题", columns=(
        *_THINGS, field("points", NUMBER, "Points each time", "每次计分"), _TIER)),),
    "penalty": (
        field("rule.penalty.things", WORDS, "What is counted", "计数对象"),
        field("rule.penalty.each", NUMBER, "Off for each", "每个扣分"),
        field("rule.penalty.cap", NUMBER, "Up to", "扣分上限"),
    ),
    "cap": (
        field("rule.cap.grade", CHOICE, "Not better than", "最高等级", options="grades"),
        field("rule.cap.when", LIST, "When it is determined as", "认定结果为",
              ("Separated by commas; empty: yes.", "多个值用逗号分隔；留空表示yes。")),
        field("rule.cap.below", NUMBER, "or where the value is below", "或数值低于"),
        field("rule.cap.above", NUMBER, "or above", "或高于"),
    ),
    "veto": (
        field("rule.veto.grade", CHOICE, "Sets the grade", "定为等级", options="grades"),
        field("rule.veto.when", LIST, "When it is determined as", "认定结果为",
              ("Separated by commas; empty: yes.", "多个值用逗号分隔；留空表示yes。")),
    ),
}


def name_of(item: Mapping[str, Any]) -> str:
    """The rule of an item; empty where it has none that is known."""
    rule = item.get("rule")
    name = next(iter(rule), "") if isinstance(rule, Mapping) and len(rule) == 1 else ""
    return name if name in NAMES else ""


def fields_of(item: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of an item's rule. ``binary`` has a threshold where a number is scored."""
    name = name_of(item)
    if name == "binary" and ("figure" in item or "number" in item or item["rule"]["binary"]):
        return _BINARY
    return _RULES.get(name, ())


def begins(name: str, item: Mapping[str, Any], grades: list[str]) -> dict[str, Any]:
    """The content of a rule that is chosen anew for ``item``, sound but for the numbers that only its author knows."""
    points = item.get("points", 0)
    words = {"en": "what is counted", "zh": "计数对象"}
    things = [{"id": "first", "title": {"en": "first", "zh": "第一项"}}]
    scored = "figure" in item or "number" in item
    contents: dict[str, dict[str, Any]] = {
        "binary": {"binary": {"at_least": 90} if scored else {}},
        "per_point": {"per_point": {"against": 90, "deduct": 1}},
        "steps": {"steps": [{"at_least": 90, "points": points}, {"at_least": 80, "points": 0}]},
        "levels": {"levels": [{"value": "yes", "points": points, "title": {"en": "yes", "zh": "是"}},
                              {"value": "no", "points": 0, "title": {"en": "no", "zh": "否"}}]},
        "per_missing": {"per_missing": {"things": things, "deduct": 1}},
        "count_shortfall": {"count_shortfall": {"required": 1, "things": words, "deduct": 1}},
        "deduct": {"deduct": [{**things[0], "points": points}]},
        "bonus": {"bonus": {"each": 1, "cap": 1, "things": words}},
        "department": {"department": {}},
        "expert": {"expert": {"scale": 100, "least": 3}},
        "veto": {"veto": {"grade": grades[-1] if grades else "D"}},
        "linear": {"linear": {"from": 40, "to": 90}},
        "peers": {"peers": {"by": "percentile"}},
        "evaluators": {"evaluators": {"scale": 100, "who": [
            {"id": "department", "title": {"en": "department", "zh": "部门"}, "weight": 60},
            {"id": "visit", "title": {"en": "visit", "zh": "实地核查"}, "weight": 40}]}},
        "demerits": {"demerits": [{**things[0], "points": points}]},
        "penalty": {"penalty": {"each": 1, "cap": 1, "things": words}},
        "cap": {"cap": {"grade": grades[-1] if grades else "D"}},
    }
    return contents[name]
