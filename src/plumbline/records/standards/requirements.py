"""What documents require of goods, parameter by parameter, and what people found when they held two against each
other."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

DESK = Text("Of the desk that keeps it; empty where it is kept for all.", "填写维护该记录的机构所在地区；公用的留空。")
AS_WRITTEN = Text("As the document is called: a standard's designation, a regulation's number.",
                  "按文件编号填写：标准编号或技术法规编号。")
UNIT = Text("By its symbol: mg/kg, lm/W, °C, %. Empty for a bare number.",
            "填写符号，如mg/kg、lm/W、°C、%；没有单位的留空。")
GOODS = Text("The group of goods, by the code of your choice: led-lamp.", "产品类别代码，自行规定，如led-lamp。")


@kind(
    "term",
    title=Text("Term", "术语"),
    plural=Text("Terms", "术语"),
    meaning=Text("One term of the glossary: what a parameter or a thing is called in each language.",
                 "术语表中的一个术语：参数或事物在各语种中的名称。"),
    key=("code",),
    region="region",
    column="standards",
    cites=Citation("GB/T 15237-2025", status="unverified"),
    listed=("code", "title_en", "title_zh", "unit"),
)
class Term(Record):
    """One term, under a code."""

    code = fields.text("Code", "代码", required=True, max_length=80, indexed=True)
    title_en = fields.text("Term in English", "英文术语", required=True, max_length=200)
    title_zh = fields.text("Term in Chinese", "中文术语", required=True, max_length=200)
    titles = fields.text("Terms in other languages", "其他语种术语", max_length=1000, help=Text(
        "One a line, each after its language's code: pt: fluxo luminoso.",
        "每行一种语言，语种代码在前，如pt: fluxo luminoso。"))
    meaning_en = fields.text("Meaning in English", "英文定义", max_length=1000)
    meaning_zh = fields.text("Meaning in Chinese", "中文定义", max_length=1000)
    unit = fields.text("Unit to compare in", "比较用单位", max_length=40, help=UNIT)
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("term", "code")]
        indexes = [by_region("term"), by_past("term", "code")]


@kind(
    "requirement",
    title=Text("Requirement", "技术要求"),
    plural=Text("Requirements", "技术要求"),
    meaning=Text("What one clause of one document requires of one parameter of a product, from when until when.",
                 "一份文件的一个条款对产品某一参数的要求及其有效期间。"),
    key=("code",),
    region="region",
    column="standards",
    cites=Citation("GB/T 1.1-2020", status="unverified"),
    listed=("country", "document", "clause", "parameter", "operator", "value", "value_to", "unit", "method"),
    facets=("country", "topic", "product", "operator"),
)
class Requirement(Record):
    """One requirement, under a code."""

    code = fields.text("Code", "代码", required=True, max_length=120, indexed=True)
    topic = fields.ref("Topic", "专题", "topic")
    product = fields.text("Product group", "产品类别", max_length=80, help=GOODS)
    country = fields.choice("Country", "国家（地区）", "country", help=Text(
        "Where it holds; empty of an international standard.", "适用的国家（地区）；国际标准留空。"))
    document = fields.text("Document", "文件", required=True, max_length=160, help=AS_WRITTEN)
    standard = fields.ref("Document, as a standard held", "文件（标准记录）", "standard", max_length=160)
    regulation = fields.ref("Document, as a regulation held", "文件（技术法规记录）", "technical_regulation",
                            max_length=120)
    clause = fields.text("Clause", "条款", max_length=80)
    parameter = fields.ref("Parameter", "参数", "term", required=True)
    applies_to = fields.text("Applies to", "适用范围", max_length=200, help=Text(
        "Where it is not for all goods of the group: lamps of 10 W and more.",
        "仅适用于部分产品的填写，如10 W及以上的灯。"))
    operator = fields.choice("Operator", "运算符", "requirement-operator", required=True)
    value = fields.decimal("Value", "数值", 6, help=Text("Of a range, its lower end.", "范围要求填写下限。"))
    value_to = fields.decimal("Upper end", "上限", 6, help=Text("Of a range alone.", "仅范围要求填写。"))
    unit = fields.text("Unit", "单位", max_length=40, help=UNIT)
    method = fields.text("Method", "试验方法", max_length=160, help=Text(
        "The designation of the method of test.", "试验方法标准编号。"))
    text_en = fields.text("In words, in English", "英文表述", max_length=1000)
    text_zh = fields.text("In words, in Chinese", "中文表述", max_length=1000)
    valid_from = fields.day("In force from", "实施日期", required=True)
    valid_to = fields.day("Until", "截止日期", help=Text(
        "The last day; empty while it lasts.", "最后一天；仍有效的留空。"))
    note = fields.text("Note", "备注", max_length=400)
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("requirement", "code")]
        indexes = [by_region("requirement"),
                   by_past("requirement", "code"), found_by("requirement", "topic", "valid_from"),
                   found_by("requirement", "document", "valid_from")]


@kind(
    "comparison",
    title=Text("Comparison of requirements", "要求比对"),
    plural=Text("Comparisons of requirements", "要求比对"),
    meaning=Text("How one requirement stands to another, as somebody found and a second person read. What a rule "
                 "computes is no such record.",
                 "一项要求与另一项要求的比对结论，由研究人员作出并经第二人复核。系统计算的结果不作为记录保存。"),
    key=("requirement", "against"),
    region="region",
    column="standards",
    cites=Citation("Plumbline docs/topics.md", ours=True),
    listed=("requirement", "against", "verdict", "computed", "confirmed_on"),
)
class Comparison(Record):
    """One comparison that two people stand for."""

    requirement = fields.ref("Requirement", "要求", "requirement", required=True, max_length=120)
    against = fields.ref("Against", "比对对象", "requirement", required=True, max_length=120)
    verdict = fields.choice("Verdict", "结论", "requirement-verdict", required=True)
    computed = fields.choice("By the rule", "系统计算结果", "requirement-verdict")
    reason = fields.text("Reason", "理由", required=True, max_length=1000)
    researcher = fields.text("Researcher", "研究人员", max_length=150, exposure=fields.INTERNAL)
    second_reader = fields.text("Second reader", "复核人", max_length=150, exposure=fields.INTERNAL)
    confirmed_on = fields.day("Confirmed on", "确认日期", required=True)
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("comparison", "requirement", "against")]
        indexes = [by_region("comparison"),
                   by_past("comparison", "requirement", "against"), found_by("comparison", "against", "confirmed_on")]
