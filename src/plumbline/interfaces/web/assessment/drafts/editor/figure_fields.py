"""The fields of an indicator: those that every one has, and those of what it is: counted, estimated, made of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plumbline.interfaces.web.assessment.drafts.editor.fields import (
    CHOICE,
    CODE,
    LONG_WORDS,
    NUMBER,
    TEXT,
    WORDS,
    Field,
    field,
)
from plumbline.interfaces.web.assessment.drafts.editor.figure_sorts import COUNTED, ESTIMATED, name_of
from plumbline.methods.shared.derived_values import COMPETITION, DENSE, LAST
from plumbline.text import Text

BETTER = (("higher", Text("more is better", "越高越好")), ("lower", Text("less is better", "越低越好")),
          ("neither", Text("neither", "不分好坏")))
_TIES = ((COMPETITION, Text("1, 2, 2, 4", "1、2、2、4")), (DENSE, Text("1, 2, 2, 3", "1、2、2、3")),
         (LAST, Text("1, 3, 3, 4", "1、3、3、4")))
_LEVELS = tuple((one, Text.of(one)) for one in ("0.90", "0.95", "0.99"))

_RECORDS = (
    field("of", CHOICE, "Counted from", "统计对象", needed=True, options="kinds"),
    field("when", CODE, "Only those for which", "统计条件",
          ("A condition such as purpose = 'canvass'.", "条件表达式，如purpose = 'canvass'。")),
)
_LAYERS = (
    field("strata", TEXT, "Divided by", "分层字段",
          ("The field that names the layer of a record, such as layer.", "记录中注明所属层的字段，如layer。"),
          seldom=True),
    field("population.of", CHOICE, "Number of units of each layer: from", "各层总体单位数取自", (
        "How many units each layer has in all: for the finite-population correction, and as weights without others.",
        "各层总体单位总数，用于有限总体校正；未另设权数时也用作权数。"), options="kinds", seldom=True),
    field("population.by", TEXT, "its layer", "其分层字段",
          ("Empty: the field of the same name.", "留空表示同名字段。"), seldom=True),
    field("population.count", CODE, "how many", "单位数",
          ("SUM(value) or COUNT(*), say.", "例如SUM(value)或COUNT(*)。"), seldom=True),
    field("population.when", CODE, "of those for which", "条件", seldom=True),
    field("weights.of", CHOICE, "or weight of each layer: from", "或各层权数取自", (
        "Where layers are weighed by something else than their units, such as output value. Not for a total.",
        "各层按产值等其他数值加权时填写；估计总量时不填。"), options="kinds", seldom=True),
    field("weights.by", TEXT, "its layer", "其分层字段", seldom=True),
    field("weights.count", CODE, "how much", "权数", ("SUM(value), say.", "例如SUM(value)。"), seldom=True),
    field("weights.when", CODE, "of those for which", "条件", seldom=True),
)
_EXCLUSIONS = field("exclusions", LONG_WORDS, "What is left out, and why", "不计入范围及理由",
                    ("Needed where there is a condition or a grouping.", "设有统计条件或统计单元时必填。"), seldom=True)
_LEVEL = field("level", CHOICE, "Confidence", "置信水平", options=_LEVELS, seldom=True)
_FORMS: dict[str, tuple[Field, ...]] = {
    COUNTED: (
        *_RECORDS,
        field("per", TEXT, "Counted by", "统计单元",
              ("A field to group by first, such as establishment.", "先按该字段分组统计，如establishment。"),
              seldom=True),
        field("numerator", CODE, "Numerator", "分子",
              ("COUNT(*) FILTER (WHERE result <> 'fail'), say.", "例如COUNT(*) FILTER (WHERE result <> 'fail')。"),
              needed=True),
        field("words.numerator", WORDS, "The numerator in words", "分子说明", needed=True),
        field("denominator", CODE, "Denominator", "分母", ("Empty: it is a count.", "留空表示计数指标。")),
        field("words.denominator", WORDS, "The denominator in words", "分母说明"),
        field("against", CHOICE, "A growth against", "同比基准",
              options=(("year before", Text("the year before", "上年同期")),), seldom=True),
        _EXCLUSIONS, *_LAYERS,
        field("interval", CHOICE, "Interval", "置信区间", options=(
            ("wilson", Text("Wilson, for a share", "Wilson区间（比率）")),
            ("stratified", Text("stratified, for a weighted share", "分层区间（加权比率）"))), seldom=True),
        _LEVEL,
    ),
    ESTIMATED: (
        *_RECORDS,
        field("estimate", CHOICE, "What is estimated", "推算目标", needed=True, options=(
            ("mean", Text("the mean of all units", "总体均值")),
            ("total", Text("the total of all units", "总体总量")))),
        field("measure", CODE, "What was measured of each", "测量值",
              ("A field or an expression of numbers, such as value.", "数值字段或表达式，如value。"), needed=True),
        *(replace(one, seldom=False) if one.path[0] in ("strata", "population") else one for one in _LAYERS),
        field("words.numerator", WORDS, "The sum in words", "合计说明", needed=True),
        field("words.denominator", WORDS, "The units in words", "单位说明", needed=True),
        _EXCLUSIONS, _LEVEL,
    ),
    "ratio": (
        field("ratio.above", CHOICE, "Figure above", "分子指标", needed=True, options="indicators"),
        field("ratio.below", CHOICE, "Figure below", "分母指标", needed=True, options="indicators"),
        field("ratio.share_of", CHOICE, "Each as its share in the", "先折算为占比，所占上级",
              ("Empty: the figures themselves. Else each is first divided by that of the region of this level above.",
               "留空则直接相除；否则先分别除以所属该层级地区的同一指标。"), options="levels"),
    ),
    "rank": (
        field("rank.of", CHOICE, "Ranked by", "排名依据", needed=True, options="indicators"),
        field("rank.ties", CHOICE, "Equals get", "并列名次", needed=True, options=_TIES),
        field("rank.best", CHOICE, "First is", "排名方向",
              ("Empty: as the figure says which way is better.", "留空则按该指标的优劣方向。"),
              options=(("higher", Text("the highest", "最高者居首")), ("lower", Text("the lowest", "最低者居首")))),
        field("rank.within", CHOICE, "Only among those of the same", "仅限同一上级",
              ("Empty: all regions of the same level.", "留空表示全部同级地区。"), options="levels"),
    ),
    "streak": (
        field("streak.of", CHOICE, "Figure", "指标",
              ("A figure with what it must reach, or published grades: one of the two.",
               "指标及其应达到的数值，或公布的等级，二者只填其一。"), options="indicators"),
        field("streak.at_least", NUMBER, "At least, each year", "每年不低于"),
        field("streak.at_most", NUMBER, "At most, each year", "每年不高于"),
        field("streak.grades", TEXT, "or published grades among", "或公布等级的范围"),
        field("streak.grade", TEXT, "the grade", "等级"),
    ),
    "coverage": (
        field("coverage.of", CHOICE, "Figure", "指标", needed=True, options="indicators"),
        field("coverage.at_least", NUMBER, "Covered from", "达到多少算覆盖", ("Empty: 1.", "留空为1。")),
        field("coverage.level", CHOICE, "The list: regions of the level", "名单：该层级的地区",
              ("The list is one of these three. Those that have none are named.",
               "名单从以下三项中选填一项；未覆盖者逐一列出。"), options="levels"),
        field("coverage.units", CHOICE, "or a vocabulary", "或一个词表",
              ("That of the field which divides the figure.", "须为该指标分层字段的词表。"), options="vocabularies"),
        field("coverage.among", CHOICE, "or a register", "或一份名录",
              ("The figure that counts its records one by one.", "逐条列出该名录记录的指标。"), options="indicators"),
    ),
    "trend": (
        field("trend.of", CHOICE, "Figure", "指标", needed=True, options="indicators"),
        field("trend.years", NUMBER, "Over so many years", "年数", ("2 to 50, the one asked for included.",
                                                              "2至50年，含所查询的年度。"), needed=True),
    ),
}


def fields_of(table: Any, source: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of the form over an indicator; ``source`` are those of its citation."""
    return (
        field("title", WORDS, "Name", "名称", needed=True),
        field("meaning", LONG_WORDS, "What it says", "含义", needed=True),
        *source,
        field("unit", TEXT, "Unit", "单位",
              ("%, 1, CNY, or per 100, per 1000 and so on.", "填%、1、CNY，或per 100、per 1000等。"), needed=True),
        field("better", CHOICE, "Which way is better", "方向", needed=True, options=BETTER),
        field("places", NUMBER, "Decimal places", "小数位数", seldom=True),
        *_FORMS[name_of(table)],
    )
