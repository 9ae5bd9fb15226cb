"""What keeps the system of standards in order: what was decided of standards that overlap, and who says that they use
one."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

LAW = "中华人民共和国标准化法"


@kind(
    "standard_overlap",
    title=Text("Decision on overlapping standards", "标准重复交叉处理结论"),
    plural=Text("Decisions on overlapping standards", "标准重复交叉处理结论"),
    meaning=Text("What was decided of standards that overlap or contradict each other. They are not asked about again.",
                 "对重复、交叉或者相互抵触的标准作出的处理结论；已有结论的不再列为待处理。"),
    key=("number",),
    region="region",
    date="decided_on",
    column="standards",
    cites=Citation(LAW, article="30, 33", effective="2018-01-01", status="unverified"),
    listed=("first", "second", "type", "decision", "decided_on", "until"),
)
class StandardOverlap(Record):
    """One decision, of one case."""

    number = fields.text("Number of the case", "事项编号", required=True, max_length=160, indexed=True)
    first = fields.ref("First standard", "标准一", "standard", required=True, max_length=160)
    second = fields.ref("Second standard", "标准二", "standard", required=True, max_length=160)
    others = fields.refs("Further standards", "其他标准", "standard", max_length=1000)
    type = fields.choice("What is the matter", "问题类型", "overlap-sort", required=True)
    decision = fields.choice("Decision", "处理结论", "overlap-decision", required=True)
    remains = fields.ref("What remains", "保留的标准", "standard", max_length=160)
    differences = fields.text("How they differ", "区别", max_length=2000)
    decided_on = fields.day("Decided on", "作出结论日期", required=True)
    until = fields.day("To be carried out by", "落实期限")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("standard_overlap", "number")]
        indexes = [by_region("standard_overlap", "decided_on"), by_day("standard_overlap", "decided_on"),
                   by_past("standard_overlap", "number"), found_by("standard_overlap", "first"),
                   found_by("standard_overlap", "second")]


@kind(
    "standard_use",
    title=Text("Declared use of a standard", "标准使用声明"),
    plural=Text("Declared uses of standards", "标准使用声明"),
    meaning=Text("That an organisation says that it works by a standard, from when, and for what.",
                 "单位声明执行某项标准的起始日期、条款和产品或服务。"),
    key=("standard", "organisation", "since"),
    region="region",
    date="since",
    column="standards",
    cites=Citation(LAW, article="27", effective="2018-01-01", status="unverified"),
    listed=("standard", "organisation", "since", "until", "clause", "product"),
)
class StandardUse(Record):
    """One declaration of one organisation."""

    standard = fields.ref("Standard", "标准", "standard", required=True, max_length=160)
    organisation = fields.ref("Organisation", "单位", "organisation", required=True)
    since = fields.day("Since", "起始日期", required=True)
    until = fields.day("Until", "截止日期", help=Text("Empty: still.", "留空表示仍在执行。"))
    clause = fields.text("Clauses", "执行条款", max_length=400, help=Text("Empty: all of it.", "留空表示全部条款。"))
    product = fields.ref("Product", "产品", "product")
    purpose = fields.text("For what", "用途", max_length=400)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("standard_use", "standard", "organisation", "since")]
        indexes = [by_region("standard_use", "since"), by_day("standard_use", "since"),
                   by_past("standard_use", "standard", "organisation", "since"),
                   found_by("standard_use", "organisation", "since")]
