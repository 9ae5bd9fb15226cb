"""The fields of schemes and indicators, in the words of an officer. docs/rulebook.md explains each key at length."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from plumbline.interfaces.web.assessment.drafts.editor import figure_fields
from plumbline.interfaces.web.assessment.drafts.editor.fields import (
    CHOICE,
    DAY,
    FLAG,
    LIMITS,
    LIST,
    LONG_WORDS,
    NUMBER,
    NUMBERS,
    ROWS,
    TEXT,
    WORDS,
    Field,
    field,
)
from plumbline.interfaces.web.assessment.drafts.editor.figure_fields import BETTER
from plumbline.text import Text

STATUS = (("verified", Text("read and compared", "已核对原文")), ("unverified", Text("not yet compared", "未核对原文")),
          ("partial", Text("read in part", "仅部分原文")))
ROUNDING = (("half up", Text("halves up", "四舍五入")), ("half even", Text("halves to even", "四舍六入五成双")),
            ("down", Text("down", "舍去")))
NO_DATA = (("withheld", Text("the region gets no grade", "不定级")), ("full", Text("full points", "计满分")),
           ("zero", Text("no points", "计零分")))
APPLIES = (("full", Text("full points, once approved", "经批准后计满分")),
           ("zero", Text("no demerits, once approved", "经批准后计零分（扣分制）")))
TIES = (("all", Text("all count", "均计入")), ("none", Text("none counts", "均不计入")))
OUTSIDE = (("bonus", Text("adds to the total", "加分")), ("deduction", Text("takes from the total", "扣分")))
MISSING = (("withheld", Text("there is no value", "不计算")), ("skip", Text("the other years count", "按其余年度计算")))
ROLLED = (("mean", Text("the mean", "平均值")), ("median", Text("the median", "中位数")),
          ("lowest", Text("the lowest", "最低分")))


SELDOM = ("valid_to", "extends", "minimum", "flow", "illustrative", "label", "partial", "number", "not_applicable",
          "demerit", "above_full", "consequence", "over", "rolled_up", "outside", "cap")
"""Keys that most rules leave out."""


def _sorted(*fields: Field) -> tuple[Field, ...]:
    return tuple(replace(one, seldom=True) if one.path[0] in SELDOM else one for one in fields)


def _source(needed: bool) -> tuple[Field, ...]:
    return (
        field("source.text", TEXT, "Source", "依据", ("The official name of the text it rests on.",
                                                   "所依据文件的正式名称或文号。"), needed=needed),
        field("source.article", TEXT, "Article", "条款"),
        field("source.status", CHOICE, "Compared with the text", "核对情况", options=STATUS),
        field("source.ours", FLAG, "Our own definition, no text above it", "自行制定，无上级文件依据"),
    )


HEAD = _sorted(
    field("title", WORDS, "Name", "名称", needed=True),
    field("meaning", LONG_WORDS, "What it grades", "考核内容", needed=True),
    *_source(True),
    field("valid_from", DAY, "In force from", "生效日期",
          (("Assessment years that begin on or after this day. A new day makes a new version; the same day corrects "
            "this one."),
           "适用于自该日起开始的考核年度。改为新日期即为新版本；日期不变则为更正本版本。"), needed=True),
    field("valid_to", DAY, "To", "失效日期",
          ("Empty: until another version begins.", "留空表示持续有效，直至新版本生效。")),
    field("level", CHOICE, "Who is assessed", "考核对象层级", needed=True, options="levels"),
    field("within", TEXT, "Only in the region", "限于地区",
          ("The code of the region whose regions are assessed; empty: all of them.",
           "填写地区代码，只考核该地区下辖的地区；留空则全部考核。")),
    field("year", TEXT, "Year", "考核年度", ("calendar, or its days such as 07-01..06-30.",
                                         "自然年填calendar；跨年度填起止日，如07-01..06-30。")),
    field("full", NUMBER, "Full marks", "满分", needed=True),
    field("rounding.places", NUMBER, "Decimal places of points", "分值小数位数"),
    field("rounding.mode", CHOICE, "How points are rounded", "分值取整方式", options=ROUNDING),
    field("extends", CHOICE, "Extends", "上级方案",
          ("All items of that scheme are taken over.", "继承该方案的全部考核项。"), options="schemes"),
    field("minimum.indicator", CHOICE, "No grade without enough of", "定级最低样本量指标",
          ("A region whose figure rests on fewer gets no grade.", "该指标样本量不足的地区不定级。"),
          options="indicators"),
    field("minimum.n", NUMBER, "At least", "最低数量"),
    field("minimum.of", WORDS, "What is counted", "计数对象"),
    field("flow", CHOICE, "Flow of the year", "考核流程", options="flows"),
    field("illustrative", FLAG, "An illustration, nobody’s law", "仅为示例，不具效力"),
    field("label", WORDS, "Label shown with every grade", "随等级展示的标注"),
    field("partial", LONG_WORDS, "What of the text is missing", "原文缺失说明"),
    field("demerit", FLAG, "Points count against a region: the lowest score is best", "扣分制：得分越低越好"),
    field("above_full", FLAG, "A bonus may lead above full marks", "加分后可超过满分"),
    field("consequence", ROWS, "What follows from a rank or a grade", "结果运用",
          ("For the last or first so many, or for some grades: fill in one of the three.",
           "排名后几名、前几名或若干等级，三者填其一。"), columns=(
              field("id", TEXT, "Number", "编号"), field("title", WORDS, "What follows", "措施"),
              field("last", NUMBER, "For the last", "排名后几名"),
              field("first", NUMBER, "For the first", "排名前几名"),
              field("grades", LIST, "For the grades", "适用等级"),
              field("ties", CHOICE, "Equals at the edge", "并列时", options=TIES),
              field("days", NUMBER, "Within days", "时限（天）"))),
)
GRADES = (
    field("grades.rounding.places", NUMBER, "Decimal places of the score", "总分小数位数", needed=True),
    field("grades.rounding.mode", CHOICE, "How the score is rounded", "总分取整方式", needed=True, options=ROUNDING),
    field("grades.band", ROWS, "Grades", "等级",
          ("Best first. The rounded score must have exactly one grade: no gap, no overlap.",
           "由高到低填写。取整后的总分须落入唯一等级：不得有空档，不得重叠。"),
          columns=(field("grade", TEXT, "Grade", "等级"), field("from", NUMBER, "From", "最低分"),
                   field("to", NUMBER, "To", "最高分"), field("title", WORDS, "Word", "名称"),
                   field("needs", LIMITS, "Also needs", "另须达到"))),
    field("grades.cap", ROWS, "Caps: no better grade unless", "等级限制",
          ("Write what is needed as 1.1 = 15, total = 80: numbers of items and blocks, each, total.",
           "所需条件写作1.1 = 15, total = 80：可用考核项或部分的编号，以及each（每一单项）、total（总分）。"),
          columns=(field("id", TEXT, "Number", "编号"), field("grade", TEXT, "Not better than", "最高等级"),
                   field("needs", LIMITS, "Unless", "须达到"), field("title", WORDS, "Why", "原因"))),
)
BLOCK = (
    field("id", TEXT, "Number", "编号", needed=True),
    field("title", WORDS, "Heading", "标题"),
    field("points", NUMBER, "Points", "分值", ("What its items add up to.", "等于所属考核项分值之和。"), needed=True),
    field("outside", CHOICE, "Beside full marks", "总分之外", options=OUTSIDE, seldom=True),
    field("cap", NUMBER, "Together at most", "合计上限",
          ("Only of a block beside full marks.", "仅用于总分之外的部分。"), seldom=True),
)
ITEM = _sorted(
    field("id", TEXT, "Number", "编号", needed=True),
    field("title", WORDS, "Name", "名称", needed=True),
    field("meaning", LONG_WORDS, "What is looked at", "评价内容"),
    field("points", NUMBER, "Points", "分值", ("0 for a veto or a bonus.", "一票否决和加分项填0。"), needed=True),
    field("figure", CHOICE, "Measured by the figure", "评价指标", ("Either a figure", "指标与认定二选一"),
          options="indicators"),
    field("determination", TEXT, "or determined by an officer as", "或由人员认定，认定项代码",
          ("or a name of yours for what an officer determines, such as plan.",
           "如由人员认定，请填写认定项代码，如plan。")),
    field("number.unit", TEXT, "Unit, where what is determined is a number", "认定结果为数值时的单位"),
    field("number.better", CHOICE, "and which way is better", "数值方向", options=BETTER),
    field("over.years", NUMBER, "Over so many years", "按若干年度计算"),
    field("over.weights", NUMBERS, "Weights, the newest year first", "各年度权重（由近及远）"),
    field("over.missing", CHOICE, "Where a year has no value", "某年度无数据时", options=MISSING),
    field("rolled_up.scheme", CHOICE, "or rolled up from the scores by the scheme", "或由下级得分汇总，所用方案",
          options="schemes"),
    field("rolled_up.by", CHOICE, "Joined by", "汇总方式", options=ROLLED),
    field("no_data", CHOICE, "Without data", "无数据时", options=NO_DATA),
    field("not_applicable", CHOICE, "Where it does not apply", "不适用时", options=APPLIES),
    field("owner", WORDS, "Who answers for it", "责任部门", needed=True),
    field("clause", TEXT, "Clause", "条款", ("Its place in the source.", "在依据文件中的位置。"), needed=True),
    *(replace(one, seldom=True) for one in _source(False)),
)


def indicator(table: Any) -> tuple[Field, ...]:
    """The fields of an indicator, by what it is."""
    return figure_fields.fields_of(table, _source(True))
