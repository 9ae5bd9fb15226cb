"""The fields of schemes and indicators, in the words of an officer. docs/rulebook.md explains each key at length."""

from __future__ import annotations

from dataclasses import replace

from plumbline.interfaces.web.editor.fields import (
    CHOICE,
    CODE,
    DAY,
    FLAG,
    LONG_WORDS,
    NUMBER,
    ROWS,
    TEXT,
    WORDS,
    Field,
    field,
)
from plumbline.text import Text

STATUS = (("verified", Text("read and compared", "已核对原文")), ("unverified", Text("not yet compared", "未核对原文")),
          ("partial", Text("read in part", "仅部分原文")))
BETTER = (("higher", Text("more is better", "越高越好")), ("lower", Text("less is better", "越低越好")),
          ("neither", Text("neither", "不分好坏")))
ROUNDING = (("half up", Text("halves up", "四舍五入")), ("half even", Text("halves to even", "四舍六入五成双")),
            ("down", Text("down", "舍去")))
NO_DATA = (("withheld", Text("the region gets no grade", "不定级")), ("full", Text("full points", "计满分")),
           ("zero", Text("no points", "计零分")))
APPLIES = (("full", Text("full points, once approved", "经批准后计满分")),)


SELDOM = ("valid_to", "extends", "minimum", "flow", "illustrative", "label", "partial", "number", "not_applicable",
          "places", "per", "against", "exclusions", "strata", "interval", "level")
"""Keys that most rules leave out."""


def _sorted(*fields: Field, always: tuple[str, ...] = ()) -> tuple[Field, ...]:
    return tuple(replace(one, seldom=True) if one.path[0] in SELDOM and one.path[0] not in always else one
                 for one in fields)


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
    always=("level",),
)
GRADES = (
    field("grades.rounding.places", NUMBER, "Decimal places of the score", "总分小数位数", needed=True),
    field("grades.rounding.mode", CHOICE, "How the score is rounded", "总分取整方式", needed=True, options=ROUNDING),
    field("grades.band", ROWS, "Grades", "等级",
          ("Best first. The rounded score must have exactly one grade: no gap, no overlap.",
           "由高到低填写。取整后的总分须落入唯一等级：不得有空档，不得重叠。"),
          columns=(field("grade", TEXT, "Grade", "等级"), field("from", NUMBER, "From", "最低分"),
                   field("to", NUMBER, "To", "最高分"), field("title", WORDS, "Word", "名称"))),
)
BLOCK = (
    field("id", TEXT, "Number", "编号", needed=True),
    field("title", WORDS, "Heading", "标题"),
    field("points", NUMBER, "Points", "分值", ("What its items add up to.", "等于所属考核项分值之和。"), needed=True),
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
    field("no_data", CHOICE, "Without data", "无数据时", options=NO_DATA),
    field("not_applicable", CHOICE, "Where it does not apply", "不适用时", options=APPLIES),
    field("owner", WORDS, "Who answers for it", "责任部门", needed=True),
    field("clause", TEXT, "Clause", "条款", ("Its place in the source.", "在依据文件中的位置。"), needed=True),
    *(replace(one, seldom=True) for one in _source(False)),
)
INDICATOR = _sorted(
    field("title", WORDS, "Name", "名称", needed=True),
    field("meaning", LONG_WORDS, "What it says", "含义", needed=True),
    *_source(True),
    field("unit", TEXT, "Unit", "单位",
          ("%, 1, CNY, or per 100, per 1000 and so on.", "填%、1、CNY，或per 100、per 1000等。"), needed=True),
    field("better", CHOICE, "Which way is better", "方向", needed=True, options=BETTER),
    field("places", NUMBER, "Decimal places", "小数位数"),
    field("of", CHOICE, "Counted from", "统计对象", needed=True, options="kinds"),
    field("when", CODE, "Only those for which", "统计条件",
          ("A condition such as purpose = 'canvass'.", "条件表达式，如purpose = 'canvass'。")),
    field("per", TEXT, "Counted by", "统计单元",
          ("A field to group by first, such as establishment.", "先按该字段分组统计，如establishment。")),
    field("numerator", CODE, "Numerator", "分子",
          ("COUNT(*) FILTER (WHERE result <> 'fail'), say.", "例如COUNT(*) FILTER (WHERE result <> 'fail')。"),
          needed=True),
    field("words.numerator", WORDS, "The numerator in words", "分子说明", needed=True),
    field("denominator", CODE, "Denominator", "分母", ("Empty: it is a count.", "留空表示计数指标。")),
    field("words.denominator", WORDS, "The denominator in words", "分母说明"),
    field("against", CHOICE, "A growth against", "同比基准",
          options=(("year before", Text("the year before", "上年同期")),)),
    field("exclusions", LONG_WORDS, "What is left out, and why", "不计入范围及理由",
          ("Needed where there is a condition or a grouping.", "设有统计条件或统计单元时必填。")),
    field("strata", TEXT, "Divided by", "分层字段"),
    field("interval", CHOICE, "Interval", "置信区间", options=(
        ("wilson", Text("Wilson, for a share", "Wilson区间（比率）")),
        ("stratified", Text("stratified, for a weighted share", "分层区间（加权比率）")))),
    field("level", CHOICE, "Confidence", "置信水平",
          options=tuple((one, Text.of(one)) for one in ("0.90", "0.95", "0.99"))),
)
