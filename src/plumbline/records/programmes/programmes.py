"""Programmes: awards, policy documents, and platforms that serve enterprises, with the units they ought to serve."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "award",
    title=Text("Award", "获奖"),
    plural=Text("Awards", "获奖"),
    meaning=Text("One organisation's place in one edition of a quality award: winner, or nominee.",
                 "一个单位在某届质量奖评选中的结果：获奖或提名。"),
    key=("award", "edition", "organisation"),
    region="region",
    date="announced_on",
    column="programmes",
    cites=Citation("国家市场监督管理总局令第36号", effective="2021-05-01", status="unverified"),
    listed=("award", "level", "edition", "organisation", "outcome", "region", "announced_on"),
)
class Award(Record):
    """One organisation's place in one edition of one award."""

    award = fields.text("Award", "奖项", required=True, max_length=120, indexed=True)
    level = fields.choice("Level of the award", "奖项级别", "region-level", required=True)
    edition = fields.text("Edition", "届次", required=True, max_length=40,
                          help=Text("The year or the number of the edition, such as 2020 or 9.",
                                    "年份或届次，如 2020 或 9。"))
    organisation = fields.ref("Organisation", "获奖或提名单位", "organisation", required=True)
    outcome = fields.choice("Outcome", "评选结果", "award-outcome", required=True)
    region = fields.ref("Region", "地区", "region", required=True)
    announced_on = fields.day("Announced on", "公布日期", required=True)
    citation = fields.text("Announced in", "公布文件", help=Text("Number of the document.", "文件文号。"))
    score = fields.decimal("Score", "评审得分", 2, exposure=fields.INTERNAL, minimum=0, maximum=1000)

    class Meta:
        constraints = [one_current("award", "award", "edition", "organisation")]
        indexes = [
            by_region("award", "announced_on"), by_day("award", "announced_on"),
            found_by("award", "organisation", "announced_on"), by_past("award", "award", "edition", "organisation"),
        ]


@kind(
    "policy",
    title=Text("Policy document", "政策文件"),
    plural=Text("Policy documents", "政策文件"),
    meaning=Text("One document of policy: its number, who issued it, what it implements, and how far down it was "
                 "itself implemented.",
                 "一份政策文件：文号、制发机关、所落实的上级文件，以及自身落实到的层级。"),
    key=("number",),
    region="region",
    date="issued_on",
    column="programmes",
    cites=Citation("中办发〔2012〕14号", article="9", status="unverified"),
    listed=("number", "title", "issuer", "level", "issued_on", "implements", "reached", "region"),
)
class Policy(Record):
    """One policy document, under its official number."""

    number = fields.text("Document number", "发文字号", required=True, max_length=80, indexed=True)
    title = fields.text("Title", "标题", required=True, max_length=300)
    issuer = fields.text("Issuer", "制发机关", required=True)
    level = fields.choice("Level of the issuer", "制发机关层级", "region-level", required=True)
    region = fields.ref("Region", "地区", "region", required=True)
    issued_on = fields.day("Issued on", "成文日期", required=True)
    implements = fields.ref("Implements", "落实文件", "policy",
                            help=Text("The document above that this one carries out.", "本文件所贯彻落实的上级文件。"))
    status = fields.choice("Status", "效力状态", "policy-status")
    reached = fields.choice("Implemented down to", "落实到的层级", "region-level",
                            help=Text("The lowest level of government that carries it out; empty: not yet known.",
                                      "实际落实到的最低一级；尚不清楚则留空。"))
    remark = fields.text("Note on implementation", "落实情况备注", exposure=fields.INTERNAL, max_length=500)

    class Meta:
        constraints = [one_current("policy", "number")]
        indexes = [by_region("policy", "issued_on"), by_day("policy", "issued_on"), by_past("policy", "number")]


@kind(
    "served_unit",
    title=Text("Unit to be served", "应覆盖单元"),
    plural=Text("Units to be served", "应覆盖单元"),
    meaning=Text("One unit that services ought to reach: a cluster of industry, a zone, a county. The register of them "
                 "is the list against which coverage is told.",
                 "服务应当覆盖的一个单元：产业集群、园区、县区等。其名录是计算覆盖率的依据。"),
    key=("code",),
    region="region",
    column="programmes",
    cites=Citation("DB33/T 2428-2022", status="unverified"),
    listed=("code", "name", "type", "region"),
    settable=("type",),
)
class ServedUnit(Record):
    """One unit of the list. It is on the list while it is not withdrawn."""

    code = fields.text("Code", "单元代码", required=True, max_length=80, indexed=True)
    name = fields.text("Name", "名称", required=True)
    type = fields.choice("Type of unit", "单元类型", "served-unit-type", required=True)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("served_unit", "code")]
        indexes = [by_region("served_unit"), by_past("served_unit", "code")]


@kind(
    "service_platform",
    title=Text("Service platform", "服务平台"),
    plural=Text("Service platforms", "服务平台"),
    meaning=Text("One platform or site that serves enterprises, such as a one-stop platform of quality infrastructure, "
                 "and what it serves. One with several sites has a record for each.",
                 "一个面向企业的服务平台或站点（如质量基础设施一站式服务平台）及其服务对象。设多个站点的，每个站点一条记录。"),
    key=("number",),
    region="region",
    date="opened_on",
    column="programmes",
    cites=Citation("DB33/T 2428-2022", status="unverified"),
    listed=("number", "name", "type", "unit", "organisation", "opened_on", "closed_on", "region"),
    settable=("type",),
)
class ServicePlatform(Record):
    """One platform or site, under its number."""

    number = fields.text("Number", "平台编号", required=True, max_length=80, indexed=True)
    name = fields.text("Name", "平台名称", required=True)
    type = fields.choice("Type of platform", "平台类型", "platform-type", required=True)
    unit = fields.ref("Unit it serves", "服务单元", "served_unit",
                      help=Text("Empty: the whole region.", "留空表示服务整个地区。"))
    region = fields.ref("Region it serves", "服务地区", "region", required=True)
    organisation = fields.ref("Run by", "运营单位", "organisation")
    opened_on = fields.day("In service since", "启用日期", required=True)
    closed_on = fields.day("In service until", "停用日期", help=Text("Empty: still in service.", "留空表示仍在运行。"))

    class Meta:
        constraints = [one_current("service_platform", "number")]
        indexes = [
            by_region("service_platform", "opened_on"), by_day("service_platform", "opened_on"),
            found_by("service_platform", "organisation", "opened_on"), by_past("service_platform", "number"),
        ]
