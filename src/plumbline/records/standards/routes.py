"""How a product gets from one country onto the market of another."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.records.standards.requirements import DESK, GOODS
from plumbline.text import Citation, Text

OURS = Citation("Plumbline docs/topics.md", ours=True)


@kind(
    "access_route",
    title=Text("Way to a market", "市场准入路径"),
    plural=Text("Ways to markets", "市场准入路径"),
    meaning=Text("How goods of one group get from one country onto the market of another, as it was last looked into.",
                 "一类产品由一国（地区）进入另一国（地区）市场的路径及最近核查日期。"),
    key=("code",),
    region="region",
    column="standards",
    cites=OURS,
    listed=("code", "product", "country_from", "country_to", "valid_from", "valid_to", "checked_on"),
    facets=("product", "country_from", "country_to"),
)
class AccessRoute(Record):
    """One way, under a code."""

    code = fields.text("Code", "代码", required=True, max_length=80, indexed=True)
    product = fields.text("Product group", "产品类别", required=True, max_length=80, help=GOODS)
    country_from = fields.choice("From the country", "出口国（地区）", "country", help=Text(
        "Empty where it is the same from everywhere.", "不区分来源地的留空。"))
    country_to = fields.choice("To the country", "目的国（地区）", "country", required=True)
    title_en = fields.text("Title in English", "英文名称", required=True, max_length=300)
    title_zh = fields.text("Title in Chinese", "中文名称", required=True, max_length=300)
    open_en = fields.text("Open questions, in English", "未决问题（英文）", max_length=2000)
    open_zh = fields.text("Open questions, in Chinese", "未决问题（中文）", max_length=2000)
    checked_on = fields.day("Last looked into on", "最近核查日期")
    valid_from = fields.day("From", "起始日期", required=True)
    valid_to = fields.day("Until", "截止日期")
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("access_route", "code")]
        indexes = [by_region("access_route"),
                   by_past("access_route", "code"), found_by("access_route", "product", "valid_from")]


@kind(
    "access_part",
    title=Text("Part of a way to a market", "准入路径内容"),
    plural=Text("Parts of ways to markets", "准入路径内容"),
    meaning=Text("One thing on a way to a market: a rule or standard to be met, a certificate or mark to be had, a "
                 "body whose results count, or a step, with the days it takes and what comes before it.",
                 "准入路径中的一项内容：须符合的法规或标准、须取得的证书或标志、结果获认可的机构，或办理步骤及其所需天数和先后关系。"),
    key=("route", "number"),
    region="region",
    column="standards",
    cites=OURS,
    listed=("route", "number", "type", "title_en", "title_zh", "document", "days", "after"),
)
class AccessPart(Record):
    """One part of one way, under its number there."""

    route = fields.ref("Way", "路径", "access_route", required=True)
    number = fields.code("Number", "序号", required=True)
    type = fields.choice("What it is", "类别", "access-part", required=True)
    title_en = fields.text("In English", "英文内容", required=True, max_length=600)
    title_zh = fields.text("In Chinese", "中文内容", required=True, max_length=600)
    document = fields.text("Document", "文件", max_length=160)
    body = fields.text("Body", "机构", max_length=300)
    days = fields.integer("Days", "所需天数", help=Text("Calendar days that it takes; empty where nobody knows.",
                                                   "所需自然日；不明的留空。"))
    after = fields.text("After", "须先完成", max_length=200, help=Text(
        "The numbers of what must be done before, joined by a semicolon.", "须先完成的序号，多个之间用分号分隔。"))
    source = fields.text("Source", "出处", max_length=400)
    valid_from = fields.day("From", "起始日期", required=True)
    valid_to = fields.day("Until", "截止日期")
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("access_part", "route", "number")]
        indexes = [by_region("access_part"),
                   by_past("access_part", "route", "number")]
