"""Notices of dangerous products from whatever system, and which product each is about; complaints."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Personal, Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

KEPT_BY = Text("The region whose authority keeps the notice; of one from abroad, the home's own.",
               "登记本条通报的主管部门所在地区；境外通报填写本级地区。")
CODES = Text("Bar codes, lot and serial numbers, as they are printed.", "条码、批号、序列号等，按印制内容填写。")


@kind(
    "alert",
    title=Text("Product notice", "产品安全通报"),
    plural=Text("Product notices", "产品安全通报"),
    meaning=Text("One notice that a product may be dangerous: the authority's own, another country's, or a system's "
                 "such as Safety Gate or RASFF. An update is a new version of it.",
                 "一份产品可能存在危险的通报，来自本机关、其他国家（地区）或 Safety Gate、RASFF 等系统；"
                 "更新即为新版本。"),
    key=("source", "number"),
    region="region",
    date="published_on",
    column="surveillance",
    cites=Citation("Regulation (EU) 2023/988", article="26", effective="2024-12-13", status="unverified"),
    listed=("source", "number", "published_on", "product_name", "brand", "hazard", "risk_level", "origin"),
    settable=("hazard_class", "product_class"),
)
class Alert(Record):
    """One notice, under its source and its number there."""

    source = fields.choice("Source", "来源", "alert-source", required=True)
    number = fields.text("Number", "通报编号", required=True, max_length=80, indexed=True)
    published_on = fields.day("Published on", "发布日期", help=Text(
        "Empty where the source does not say it: such a notice is in no week and no period.",
        "来源未注明的留空；此类通报不计入任何一周或任何时期。"))
    title = fields.text("Title", "标题", max_length=600)
    product_name = fields.text("Product", "产品名称", max_length=4000)
    brand = fields.text("Brand", "商标", max_length=300)
    model = fields.text("Model", "规格型号", max_length=600)
    codes = fields.text("Codes and lots", "条码与批号", max_length=40_000, help=CODES)
    product_class = fields.text("Class", "产品类别", max_length=120)
    maker = fields.text("Maker", "生产者", max_length=300)
    sold_in = fields.text("Where it was sold", "销售地区和渠道", max_length=4000)
    hazard = fields.text("Hazard", "危害", max_length=1000)
    hazard_class = fields.choice("Class of hazard", "危害类别", "hazard-class")
    risk_level = fields.choice("Level of risk", "风险等级", "risk-level")
    measures = fields.text("Measures", "采取的措施", max_length=1000)
    contact = fields.text("Contact", "咨询联系方式", max_length=300,
                          help=Text("An office or a hotline; no private person.",
                                    "单位电话或服务热线，不填写个人信息。"))
    url = fields.text("Address of the notice", "通报网址", max_length=400)
    picture = fields.text("Photograph", "照片", max_length=4000,
                          help=Text("Its address, or its name among the evidence.", "照片网址，或证据材料中的文件名。"))
    origin = fields.text("Country of origin", "原产国（地区）", max_length=120)
    notifier = fields.text("Notified by", "通报方", max_length=120)
    region = fields.ref("Region", "地区", "region", required=True, help=KEPT_BY)

    class Meta:
        constraints = [one_current("alert", "source", "number")]
        indexes = [by_region("alert", "published_on"), by_day("alert", "published_on"),
                   by_past("alert", "source", "number")]


@kind(
    "alert_match",
    title=Text("Notice matched with a product", "通报与产品的匹配"),
    plural=Text("Notices matched with products", "通报与产品的匹配"),
    meaning=Text("Whether one notice is about one product of the register, how likely that is, and what a person "
                 "decided.",
                 "一份通报是否涉及登记的某一产品：匹配概率及人工判定结果。"),
    key=("source", "number", "product"),
    region="region",
    date="matched_on",
    column="surveillance",
    cites=Citation("Plumbline", ours=True),
    public=False,
    listed=("source", "number", "product", "probability", "decision", "matched_on", "region"),
)
class AlertMatch(Record):
    """One notice beside one product."""

    source = fields.choice("Source", "来源", "alert-source", required=True)
    number = fields.text("Number of the notice", "通报编号", required=True, max_length=80)
    product = fields.ref("Product", "产品", "product", required=True)
    probability = fields.decimal("Probability", "匹配概率", 4, minimum=0, maximum=1)
    decision = fields.choice("Decision", "判定", "match-decision", required=True)
    basis = fields.text("Basis", "判定依据", max_length=400)
    matched_on = fields.day("Matched on", "匹配日期", required=True)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("alert_match", "source", "number", "product")]
        indexes = [by_region("alert_match", "matched_on"), by_day("alert_match", "matched_on"),
                   found_by("alert_match", "product", "matched_on"),
                   by_past("alert_match", "source", "number", "product")]


class Complainant(Personal):
    """Who complained. Erasable; never hashed, journalled or cut."""

    complainant = fields.text("Complainant", "投诉举报人", exposure=fields.PERSONAL, max_length=80)
    complainant_contact = fields.text("How to reach them", "联系方式", exposure=fields.PERSONAL, max_length=120)


@kind(
    "complaint",
    title=Text("Complaint", "投诉举报"),
    plural=Text("Complaints", "投诉举报"),
    meaning=Text("One complaint about a product or a shop, and what became of it. Who complained is known to the "
                 "officers alone.",
                 "一件关于产品或经营者的投诉举报及其处理结果；投诉举报人信息仅供办理人员查阅。"),
    key=("number",),
    region="region",
    date="received_on",
    column="surveillance",
    cites=Citation("市场监督管理投诉举报处理暂行办法", status="unverified"),
    public=False,
    personal=Complainant,
    listed=("number", "received_on", "product_name", "organisation", "outcome", "region"),
)
class Complaint(Record):
    """One complaint, under the number that its complainant follows it by."""

    number = fields.text("Complaint number", "投诉举报编号", required=True, max_length=80, indexed=True)
    received_on = fields.day("Received on", "接收日期", required=True)
    product_name = fields.text("What it is about", "涉及的产品或服务", max_length=300)
    product = fields.ref("Product", "产品", "product")
    lot = fields.ref("Lot", "批次", "lot", max_length=160)
    organisation = fields.ref("Organisation", "被投诉举报单位", "organisation")
    matter = fields.text("What happened", "事由", max_length=2000, exposure=fields.INTERNAL)
    outcome = fields.choice("Outcome", "处理结果", "complaint-outcome")
    closed_on = fields.day("Closed on", "办结日期")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("complaint", "number")]
        indexes = [by_region("complaint", "received_on"), by_day("complaint", "received_on"),
                   found_by("complaint", "product", "received_on"), by_past("complaint", "number")]
