"""The rules of schemes, each declared once: what it is called, its keys and what they take, what it begins from.

By it :mod:`declarations` reads a rule, the editor makes its fields, and docs/rulebook.md its table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from plumbline.methods.assessment.flows.flow import DEPARTMENT, PANEL, SELF, VISIT
from plumbline.methods.assessment.scoring.determined import YES
from plumbline.methods.assessment.scoring.judged import COMBINE
from plumbline.methods.assessment.scoring.peers import BEST, MEAN, MIN_MAX, PERCENTILE, RANK, SHARED, WORST
from plumbline.methods.assessment.scoring.scored import ZERO
from plumbline.text import UNSAID, Text

NUMBER, SIGNED, POINTS, BESIDE, COUNT, SCALE = "number", "signed", "points", "beside", "count", "scale"
"""A number from 0; one that may lie below 0; points of the item; points beside them; a count from 1; the end of a
scale, above 0."""
TEXT, GRADE, WORDS, NAME, CHOICE, FLAG = "text", "grade", "words", "name", "choice", "flag"
"""``words`` are in both languages; a ``name`` may be one word for both, or be left out."""
THRESHOLD, AGAINST, ANSWERS, GROUPS, ROWS = "threshold", "against", "answers", "groups", "rows"
"""``at_least`` or ``at_most``; ``"last year"`` or a number; determinations; groups of regions; a list of tables."""
TAKES = {
    NUMBER: "a number from 0", SIGNED: "a number", POINTS: "points, no more than the item's", BESIDE: "points",
    COUNT: "a whole number from 1", SCALE: "a number above 0", TEXT: "a text", GRADE: "a grade",
    WORDS: "words in both languages", NAME: "words", FLAG: "`true` or `false`", THRESHOLD: "a number",
    AGAINST: '`"last year"`, or a number', ANSWERS: "a list of determinations",
    GROUPS: '`"parent"`, or lists of codes', ROWS: "a list, each with:",
}
NEEDED, OF_ITEM = "needed", "the item's points"
"""In place of what counts where a key is left out: it may not be; and a number that only the item knows."""
UNKNOWN = Text("'{value}' is none of those known", "“{value}”不在可选范围内")
COUNTED, FIRST = Text("what is counted", "计数对象"), Text("first", "第一项")
"""Words that a rule begins from, for its author to replace."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it ``takes``, its ``title`` and ``help`` for the officer who fills it in, and what counts where it
    is left out (None: nothing). A choice is of the ``options``, ``unknown`` says that a word is none of them; a list
    has ``keys`` in each row."""

    name: str
    takes: str
    title: Text
    help: Text = UNSAID
    default: Any = NEEDED
    options: tuple[tuple[str, Text], ...] = ()
    unknown: Text = UNKNOWN
    keys: tuple[Key, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called in a file."""
        return ("at_least", "at_most") if self.takes == THRESHOLD else (self.name,)


@dataclass(frozen=True, slots=True)
class Begun:
    """The item for which a rule is begun: its points, whether a number is scored, and the worst grade."""

    points: Any
    scores_number: bool
    worst: str


@dataclass(frozen=True, slots=True)
class Form:
    """One rule. ``begins`` gives its content, sound but for the numbers that only its author knows. Of a rule that
    ``is_list`` the content is the list its only key holds. ``pointless`` says why its item has no points. In a scheme
    of demerits: ``demerits``; nowhere else: ``only_demerits``."""

    title: Text
    keys: tuple[Key, ...]
    begins: Callable[[Begun], Any]
    is_list: bool = False
    pointless: Text = UNSAID
    demerits: bool = False
    only_demerits: bool = False


def _key(name: str, takes: str, en: str, zh: str, help: tuple[str, str] = ("", ""), **more: Any) -> Key:
    return Key(name, takes, Text(en, zh), Text(*help), **more)


_THINGS = (_key("id", TEXT, "Code", "代码"), _key("title", WORDS, "Name", "名称"))
_TIER = _key("tier", TEXT, "Tier", "档次", ("Of one tier only the gravest counts.", "同一档次只计最重的一项。"),
             default="")
_COUNTED = _key("things", WORDS, "What is counted", "计数对象")
_SCALE = _key("scale", SCALE, "Scored from 0 to", "评分满分", default=OF_ITEM)
_SPREAD = _key("spread", NUMBER, "Not further apart than", "最大分差", default=None)
_PANEL = (
    _key("combine", CHOICE, "Joined by", "合成方式", default=next(iter(COMBINE)),
         unknown=Text("'{value}' is no way to join scores", "没有名为“{value}”的合成方式"), options=(
             ("mean", Text("the mean", "平均值")), ("median", Text("the median", "中位数")),
             ("trimmed mean", Text("the mean without the highest and the lowest", "去掉最高分和最低分后的平均值")))),
    _key("least", COUNT, "At least so many experts", "最少专家人数", default=1),
)
PANEL_KEYS = tuple(each.name for each in (*_PANEL, _SPREAD))
_UP_TO = _key("bonus_cap", BESIDE, "Up to", "加分上限", default=ZERO)
_WHEN = _key("when", ANSWERS, "When it is determined as", "认定结果为",
             ("Separated by commas; empty: yes.", "多个值用逗号分隔；留空表示yes。"), default=(YES,))
_STEP = (_key("at", THRESHOLD, "Value", "数值"), _key("points", POINTS, "Points", "得分"))
_FIRST = {"id": "first", "title": FIRST.as_dict()}

FORMS: dict[str, Form] = {
    "binary": Form(
        Text("Met or not", "达标与否"),
        (_key("at", THRESHOLD, "Full points", "得满分条件", default=None),),
        lambda item: {"at_least": 90} if item.scores_number else {}),
    "per_point": Form(
        Text("So much for each percentage point", "按百分点增减"), (
            _key("against", AGAINST, "Compared with", "比较基准"),
            _key("deduct", NUMBER, "Off for each point worse", "每差一个百分点扣分"),
            _key("bonus", NUMBER, "More for each point better", "每高一个百分点加分",
                 ("Empty: no bonus.", "留空表示不加分。"), default=ZERO),
            _UP_TO,
            _key("whole", FLAG, "Only whole points count", "仅按整数百分点计算", default=False)),
        lambda item: {"against": 90, "deduct": 1}),
    "steps": Form(
        Text("Steps", "分档"),
        (_key("steps", ROWS, "Steps", "分档", ("Best first.", "由高到低填写。"), keys=_STEP),),
        lambda item: [{"at_least": 90, "points": item.points}, {"at_least": 80, "points": 0}], is_list=True),
    "levels": Form(
        Text("Levels an officer chooses from", "人员认定分级"), (_key("levels", ROWS, "Levels", "分级", keys=(
            _key("value", TEXT, "Code", "代码"), _key("points", POINTS, "Points", "得分"),
            _key("title", NAME, "Name", "名称", default=None))),),
        lambda item: [{"value": "yes", "points": item.points, "title": {"en": "yes", "zh": "是"}},
                      {"value": "no", "points": 0, "title": {"en": "no", "zh": "否"}}], is_list=True, demerits=True),
    "per_missing": Form(
        Text("So much for each thing missing", "缺项扣分"), (
            _key("things", ROWS, "What has to be there", "应具备事项", keys=_THINGS),
            _key("deduct", NUMBER, "Off for each one missing", "每缺一项扣分"),
            _key("none", POINTS, "Points where there is none", "全部缺失时得分", default=None)),
        lambda item: {"things": [_FIRST], "deduct": 1}),
    "count_shortfall": Form(
        Text("So much for each one short of a number", "数量不足扣分"), (
            _COUNTED,
            _key("required", COUNT, "How many are required", "应有数量"),
            _key("deduct", NUMBER, "Off for each one short", "每少一个扣分"),
            _key("bonus", NUMBER, "Bonus for each extra", "每个加分", default=ZERO),
            _key("extra", WORDS, "What earns the bonus", "加分对象", default=UNSAID),
            _UP_TO),
        lambda item: {"required": 1, "things": COUNTED.as_dict(), "deduct": 1}),
    "deduct": Form(
        Text("Deductions for failings", "按问题扣分"), (_key("deduct", ROWS, "Failings", "问题", keys=(
            *_THINGS, _key("points", POINTS, "Points off", "扣分"), _TIER)),),
        lambda item: [{**_FIRST, "points": item.points}], is_list=True),
    "bonus": Form(
        Text("Bonus above full marks", "加分"), (
            _COUNTED, _key("each", NUMBER, "For each", "每个加分"), _key("cap", BESIDE, "Up to", "加分上限")),
        lambda item: {"each": 1, "cap": 1, "things": COUNTED.as_dict()},
        pointless=Text("a bonus stands above full marks", "加分项在满分之外")),
    "department": Form(
        Text("The department’s own score", "部门评分"),
        (replace(_SCALE, help=Text("Empty: the item’s points.", "留空表示以本项分值为满分。")),), lambda item: {}),
    "expert": Form(
        Text("A panel of experts", "专家评分"), (_SCALE, *_PANEL, replace(_SPREAD, help=Text(
            "Further apart, the panel confers.", "超过时由专家组合议。"))),
        lambda item: {"scale": 100, "least": 3}),
    "veto": Form(
        Text("Veto: it sets the grade", "一票否决"), (_key("grade", GRADE, "Sets the grade", "定为等级"), _WHEN),
        lambda item: {"grade": item.worst}, demerits=True,
        pointless=Text("a veto gives no points", "一票否决项不计分")),
    "linear": Form(
        Text("In proportion between two values", "区间线性折算"), (
            _key("from", SIGNED, "From", "起点"),
            _key("points", POINTS, "Points there", "起点得分", ("Empty: none.", "留空表示0分。"), default=ZERO),
            _key("to", SIGNED, "Full points from", "满分点")),
        lambda item: {"from": 40, "to": 90}, demerits=True),
    "peers": Form(
        Text("Compared with others", "横向比较"), (
            _key("by", CHOICE, "Compared by", "比较方式", options=(
                (PERCENTILE, Text("percentile", "百分位")), (MIN_MAX, Text("between worst and best", "极差标准化")),
                (RANK, Text("rank", "名次")), (MEAN, Text("the mean of all", "平均值")))),
            _key("ties", CHOICE, "Equals count", "并列时", default=SHARED, options=(
                (SHARED, Text("half", "折半")), (BEST, Text("as the better", "从高")),
                (WORST, Text("as the worse", "从低")))),
            _key("places", ROWS, "Points by rank", "名次得分",
                 ("Best first; empty: in proportion.", "由高到低填写；留空则按名次折算。"), default=(), keys=(
                     _key("rank", COUNT, "To rank", "名次（含）"), _key("points", POINTS, "Points", "得分"))),
            _key("deduct", NUMBER, "Off for each point below the mean", "每低于平均值一个单位扣分", default=None),
            _key("bonus", NUMBER, "More for each point above it", "每高于平均值一个单位加分", default=ZERO),
            _UP_TO,
            _key("among", GROUPS, "Compared among", "比较范围",
                 ("Empty: all; parent: those below the same region; or codes, groups set apart by semicolons.",
                  "留空为全部；parent为同一上级地区之内；或填写地区代码，各组以分号隔开。"), default="")),
        lambda item: {"by": PERCENTILE}),
    "evaluators": Form(
        Text("Several evaluators, by weight", "多方加权评分"), (
            _SCALE,
            _key("who", ROWS, "Who evaluates", "评分方",
                 ("With its stage, each scores in the year by itself; the last three are for a panel of experts.",
                  "写明环节的，各方在年度流程的相应环节分别评分；最后三项仅用于专家组。"), keys=(
                      *_THINGS, _key("weight", NUMBER, "Weight", "权重"),
                      _key("stage", CHOICE, "Stage of the year", "所属环节", default="", options=(
                          (SELF, Text("self-evaluation", "自查自评")),
                          (DEPARTMENT, Text("department scoring", "部门评分")),
                          (VISIT, Text("visit", "实地核查")), (PANEL, Text("experts", "专家评分")))),
                      *_PANEL, _SPREAD)),
            _key("missing", CHOICE, "Where one has not scored", "有一方未评分时", default="refuse", options=(
                ("refuse", Text("there is no score", "不计分")),
                ("share", Text("the others count alone", "按其余各方计算"))))),
        lambda item: {"scale": 100, "who": [
            {"id": "department", "title": {"en": "department", "zh": "部门"}, "weight": 60},
            {"id": "visit", "title": {"en": "visit", "zh": "实地核查"}, "weight": 40}]}),
    "demerits": Form(
        Text("Demerits, counted each time", "累计扣分"), (_key("demerits", ROWS, "Failings", "问题", keys=(
            *_THINGS, _key("points", POINTS, "Points each time", "每次计分"), _TIER)),),
        lambda item: [{**_FIRST, "points": item.points}], is_list=True, demerits=True, only_demerits=True),
    "penalty": Form(
        Text("Points off the total", "总分扣分"), (
            _COUNTED, _key("each", NUMBER, "Off for each", "每个扣分"), _key("cap", BESIDE, "Up to", "扣分上限")),
        lambda item: {"each": 1, "cap": 1, "things": COUNTED.as_dict()},
        pointless=Text("a penalty takes points off the total, and gives none", "总分扣分项本身没有分值")),
    "cap": Form(
        Text("Cap: no better grade", "等级限制"), (
            _key("grade", GRADE, "Not better than", "最高等级"), _WHEN,
            _key("below", SIGNED, "or where the value is below", "或数值低于", default=None),
            _key("above", SIGNED, "or above", "或高于", default=None)),
        lambda item: {"grade": item.worst}, demerits=True,
        pointless=Text("a cap gives no points", "等级限制项没有分值")),
}
