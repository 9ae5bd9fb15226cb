"""Surveillance: inspections and what they found, samplings, acceptance of construction projects."""

from __future__ import annotations

from django.db import models

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

LAYER = Text("The part of the population that the sample was drawn from, such as 330000-C26: a region and a division "
             "of GB/T 4754. A statistic that weighs the layer names it in the same way.",
             "样品所代表的总体部分，如 330000-C26（地区与 GB/T 4754 行业大类）。作为该层权数的统计数据使用同一代码。")

NUMBER = Text("The office's own number. Where a file has none, its mapping makes one of what tells inspections apart, "
              "such as place and day.", "检查机关的编号；文件中没有编号的，可在映射文件中由场所、日期等组合而成。")
RESULT = Text("Empty where the office gives a score or findings and no verdict: figures of results leave it out.",
              "检查机关只打分或只列不符合项、不下结论的，留空；合格率等指标不计入。")
SCORE = Text("As the office reckons it: up to 100 in some places, points of demerit in others.",
             "按检查机关的计分办法填写：有的满分100分，有的为扣分。")
CLAUSE = Text("As the code that was broken numbers it, such as 14, 3-501.16 or 10F.",
              "按所违反法规中的编号填写，如 14、3-501.16 或 10F。")
BACKUP = Text("A second part of the sample, kept sealed, that another laboratory can test.",
              "同批抽取、封存备用的样品，可供其他机构复检。")
DESIGN = Text("How it came to be sampled. A rate of samples that were looked for tells nothing of the market as a "
              "whole.",
              "该样品按何种方式抽取。针对性抽样的合格率不代表市场总体水平。")
CUSTODY = Text("Who has the sample now; when it passed from hand to hand stands in its case.",
               "样品目前的保管方；历次交接的时间见案件记录。")


@kind(
    "inspection",
    title=Text("Inspection", "检查"),
    plural=Text("Inspections", "检查"),
    meaning=Text(
        "One visit to one place on one day, with its result. The region is stamped on the inspection, so that a later "
        "move of the place changes no past figure.",
        "某日对某一场所的一次检查及其结果。地区记录在检查上，场所日后迁移不改变以往数据。",
    ),
    key=("number",),
    region="region",
    date="inspected_on",
    column="surveillance",
    cites=Citation("City of Chicago, Food Inspections", status="partial"),
    listed=("number", "inspected_on", "region", "establishment_name", "risk_class", "result", "score",
            "critical_count"),
    settable=("risk_class", "facility_type", "inspector_group"),
)
class Inspection(Record):
    """One inspection."""

    number = fields.text("Inspection number", "检查编号", required=True, max_length=160, indexed=True, help=NUMBER)
    region = fields.ref("Region", "地区", "region", required=True)
    inspected_on = fields.day("Date of inspection", "检查日期", required=True)
    purpose = fields.choice("Purpose", "检查类型", "inspection-purpose")
    result = fields.choice("Result", "检查结果", "inspection-result", help=RESULT)
    score = fields.decimal("Score", "检查得分", 2, minimum=-10_000, maximum=10_000, help=SCORE)
    risk_class = fields.choice("Risk class", "风险等级", "risk-class")
    critical_count = fields.integer("Critical findings", "关键项不符合数", maximum=10_000)
    serious_count = fields.integer("Serious findings", "严重项不符合数", maximum=10_000)
    minor_count = fields.integer("Minor findings", "一般项不符合数", maximum=10_000)
    establishment = fields.ref("Establishment", "经营场所", "establishment", max_length=160)
    establishment_name = fields.text("Name on the day", "检查时名称")
    facility_type = fields.text("Type of facility", "场所类型")
    address = fields.text("Address on the day", "检查时地址")
    licence_code = fields.text("Licence code", "许可类别代码", max_length=20)
    licence_title = fields.text("Kind of licence", "许可类别")
    licence_from = fields.day("Licence valid from", "许可有效期起")
    licence_to = fields.day("Licence valid to", "许可有效期止")
    inspector_group = fields.text("Inspector group", "检查组", exposure=fields.INTERNAL, max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(superseded=None), name="inspection_current"),
        ]
        indexes = [by_region("inspection", "inspected_on"), by_past("inspection", "number"),
                   by_day("inspection", "inspected_on")]


@kind(
    "finding",
    title=Text("Finding", "不符合项"),
    plural=Text("Findings", "不符合项"),
    meaning=Text("One violation noted at one inspection, by its number in the code.",
                 "一次检查中记录的一项不符合，以条款编号表示。"),
    key=("inspection", "clause"),
    region="region",
    date="found_on",
    column="surveillance",
    cites=Citation("Municipal Code of Chicago, food inspection violation numbers", status="unverified"),
    listed=("inspection", "clause", "severity", "region", "found_on"),
)
class Finding(Record):
    """One violation of one clause at one inspection."""

    inspection = fields.ref("Inspection", "检查", "inspection", required=True, max_length=160)
    clause = fields.code("Clause", "条款编号", required=True, help=CLAUSE)
    severity = fields.choice("Severity", "严重程度", "finding-severity")
    description = fields.text("What was found", "问题描述", max_length=500)
    region = fields.ref("Region", "地区", "region", required=True)
    found_on = fields.day("Found on", "发现日期", required=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "clause"], condition=models.Q(superseded=None),
                                    name="finding_current"),
        ]
        indexes = [
            by_region("finding", "found_on"), by_day("finding", "found_on"), by_past("finding", "inspection", "clause"),
        ]


@kind(
    "sampling",
    title=Text("Sampling", "抽检"),
    plural=Text("Samplings", "抽检"),
    meaning=Text("One sample taken and tested, with its result: farm produce, drugs, food or goods.",
                 "抽取并检验的一个样品及其结果：农产品、药品、食品或其他商品。"),
    key=("number",),
    region="region",
    date="sampled_on",
    column="surveillance",
    cites=Citation("国办发〔2013〕47号", article="4", status="partial", read_at="jsqa.org"),
    listed=("number", "sampled_on", "region", "subject", "item", "result", "organisation"),
    settable=("laboratory", "plan", "design"),
)
class Sampling(Record):
    """One sample, under its number."""

    number = fields.text("Sample number", "样品编号", required=True, max_length=40, indexed=True)
    subject = fields.choice("Subject", "抽检类别", "sampling-subject", required=True)
    item = fields.text("Item", "样品名称", required=True)
    result = fields.choice("Result", "检验结果", "sampling-result", required=True)
    sampled_on = fields.day("Sampled on", "抽样日期", required=True)
    region = fields.ref("Region", "地区", "region", required=True)
    organisation = fields.ref("Organisation sampled", "被抽样单位", "organisation")
    laboratory = fields.text("Laboratory", "检验机构")
    gtin = fields.identifier("Product code (GTIN)", "商品条码（GTIN）", "gtin",
                             help=Text("The number under the bar code: 8, 12, 13 or 14 digits.",
                                       "商品条码下方的数字，8、12、13或14位。"))
    product = fields.ref("Product", "产品", "product")
    lot = fields.ref("Lot", "批次", "lot", max_length=160)
    backup = fields.choice("Backup sample", "备样", "backup-sample", help=BACKUP)
    backup_until = fields.day("Backup kept until", "备样保存至")
    seal = fields.text("Seal", "封条编号", max_length=120, exposure=fields.INTERNAL)
    custodian = fields.text("In whose hands", "样品保管方", max_length=200, exposure=fields.INTERNAL, help=CUSTODY)
    design = fields.choice("Design", "抽样方式", "sampling-design", help=DESIGN)
    layer = fields.text("Layer of the plan", "抽样层", max_length=80, help=LAYER)
    plan = fields.text("Sampling plan", "抽样计划", exposure=fields.INTERNAL, max_length=80)

    class Meta:
        constraints = [one_current("sampling", "number")]
        indexes = [
            by_region("sampling", "sampled_on"), by_day("sampling", "sampled_on"),
            found_by("sampling", "organisation", "sampled_on"), found_by("sampling", "product", "sampled_on"),
            by_past("sampling", "number"),
        ]


@kind(
    "acceptance",
    title=Text("Acceptance of a construction project", "工程竣工验收"),
    plural=Text("Acceptances of construction projects", "工程竣工验收"),
    meaning=Text("One acceptance inspection of one construction project, with its result.",
                 "对一项建设工程的一次竣工验收及其结论。"),
    key=("number",),
    region="region",
    date="examined_on",
    column="surveillance",
    cites=Citation("皖政办秘〔2014〕130号", status="partial"),
    listed=("number", "project", "examined_on", "region", "result", "organisation"),
)
class Acceptance(Record):
    """One acceptance inspection, under its number."""

    number = fields.text("Acceptance number", "验收编号", required=True, max_length=40, indexed=True)
    project = fields.text("Project", "工程名称", required=True)
    result = fields.choice("Result", "验收结论", "acceptance-result", required=True)
    examined_on = fields.day("Examined on", "验收日期", required=True)
    region = fields.ref("Region", "地区", "region", required=True)
    organisation = fields.ref("Contractor", "施工单位", "organisation")
    remark = fields.text("Note", "验收备注", exposure=fields.INTERNAL, max_length=500)

    class Meta:
        constraints = [one_current("acceptance", "number")]
        indexes = [
            by_region("acceptance", "examined_on"), by_day("acceptance", "examined_on"),
            found_by("acceptance", "organisation", "examined_on"), by_past("acceptance", "number"),
        ]
