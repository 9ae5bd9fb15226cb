"""Risks: how dangerous a product was found, and what stood out in a series of reports."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

RULES = Text("The name of the rule set, such as eu-2019-417.", "所用评估规则的名称，如 eu-2019-417。")
KNOWN = Text("Where the level was not computed from scenarios: the entry of the list of known serious risks.",
             "风险等级未按情景计算的，填写已知严重风险清单中的条目。")
SLICE = Text("Which records were counted: the values that they share.", "所统计记录的共同取值。")


@kind(
    "risk_assessment",
    title=Text("Risk assessment", "产品风险评估"),
    plural=Text("Risk assessments", "产品风险评估"),
    meaning=Text("How dangerous one product was found, by which rules. It is for the authority and the maker until "
                 "something follows from it.",
                 "按所列规则对一种产品作出的风险评估结论；在据此采取措施之前，仅供主管部门和生产者查阅。"),
    key=("number",),
    region="region",
    date="assessed_on",
    column="surveillance",
    cites=Citation("Commission Implementing Decision (EU) 2019/417", status="unverified"),
    public=False,
    listed=("number", "product", "assessed_on", "level", "rules", "region"),
    parties=("maker",),
    shared=("harm",),
)
class RiskAssessment(Record):
    """One assessment, under its number."""

    number = fields.text("Assessment number", "评估编号", required=True, max_length=80, indexed=True)
    product = fields.ref("Product", "产品", "product")
    maker = fields.ref("Maker", "生产者", "organisation")
    assessed_on = fields.day("Assessed on", "评估日期", required=True)
    rules = fields.text("Rules", "评估规则", required=True, max_length=80, help=RULES)
    level = fields.choice("Level of risk", "风险等级", "risk-level", required=True)
    scenarios = fields.integer("Scenarios", "伤害情景数")
    units_in_use = fields.integer("Units in use", "在用数量")
    known_risk = fields.text("Known serious risk", "已知严重风险", max_length=120, help=KNOWN)
    harm = fields.text("How it harms", "伤害情景", max_length=1000, exposure=fields.INTERNAL)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("risk_assessment", "number")]
        indexes = [by_region("risk_assessment", "assessed_on"), by_day("risk_assessment", "assessed_on"),
                   found_by("risk_assessment", "product", "assessed_on"), by_past("risk_assessment", "number")]


@kind(
    "signal",
    title=Text("Signal", "风险信号"),
    plural=Text("Signals", "风险信号"),
    meaning=Text("More reports of something than were to be expected, when that was seen, and what was decided.",
                 "某类报告超出预期数量的情况：发现时间、预期值与实际值，以及处置决定。"),
    key=("number",),
    region="region",
    date="found_on",
    column="surveillance",
    cites=Citation("Noufaily et al. 2013, Statistics in Medicine 32(7)", status="unverified"),
    public=False,
    listed=("number", "series", "found_on", "reports", "expected", "decision", "region"),
)
class Signal(Record):
    """One signal, under its number."""

    number = fields.text("Signal number", "信号编号", required=True, max_length=160, indexed=True)
    series = fields.text("Series", "监测序列", required=True, max_length=160,
                         help=Text("What is counted, such as complaints on kettles.", "所统计的内容，如电水壶投诉。"))
    rule = fields.text("Rule", "监测规则", max_length=120)
    of_kind = fields.text("Records counted", "统计的记录类型", max_length=80)
    counted_by = fields.text("By which values", "统计口径", max_length=600, help=SLICE)
    week = fields.day("Week from", "统计周起始日")
    method = fields.text("Method", "方法", required=True, max_length=80)
    alpha = fields.decimal("Chance of a false alarm", "误报概率", 6, minimum=0, maximum=1)
    found_on = fields.day("Found on", "发现日期", required=True)
    reports = fields.integer("Reports", "报告数", required=True)
    expected = fields.decimal("Expected", "预期数", 2, minimum=0)
    upper = fields.decimal("Upper bound", "预警上限", 2, minimum=0)
    known = fields.integer("Of a known event", "属于已知事件的报告数")
    known_by = fields.text("Which events", "已知事件", max_length=600, exposure=fields.INTERNAL)
    judged = fields.integer("Series judged that day", "当日研判的序列数")
    false_alarms = fields.decimal("False alarms to be expected that day", "当日预期误报数", 3, minimum=0)
    product = fields.ref("Product", "产品", "product")
    decision = fields.choice("Decision", "处置决定", "signal-decision")
    reason = fields.text("Reason", "理由", max_length=600, exposure=fields.INTERNAL)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("signal", "number")]
        indexes = [by_region("signal", "found_on"), by_day("signal", "found_on"), by_past("signal", "number")]
