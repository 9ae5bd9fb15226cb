"""Technical committees, and who keeps their secretariats."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

LAW = Citation("全国专业标准化技术委员会管理办法", effective="2018-01-01", status="unverified")


@kind(
    "committee",
    title=Text("Technical committee", "标准化技术委员会"),
    plural=Text("Technical committees", "标准化技术委员会"),
    meaning=Text("A body that drafts and keeps standards of one field.", "负责某一领域标准起草、归口管理的组织。"),
    key=("code",),
    region="region",
    column="standards",
    cites=LAW,
    listed=("code", "title_en", "title_zh", "parent", "status", "created_on"),
)
class Committee(Record):
    """One committee or subcommittee."""

    code = fields.text("Code", "代号", required=True, max_length=160, indexed=True, help=Text(
        "As it is cited: SAC/TC 118, ISO/TC 69/SC 1.", "按引用时的写法填写，如SAC/TC 118、ISO/TC 69/SC 1。"))
    title_en = fields.text("Name in English", "英文名称", max_length=400)
    title_zh = fields.text("Name in Chinese", "中文名称", max_length=400)
    parent = fields.ref("Part of", "上级委员会", "committee", max_length=160)
    status = fields.choice("Status", "状态", "committee-status")
    scope = fields.text("Scope", "工作范围", max_length=8000)
    created_on = fields.day("Set up on", "成立日期")
    region = fields.ref("Region", "地区", "region", help=Text(
        "Of a local committee; else empty.", "地方标准化技术委员会填写，其他留空。"))

    class Meta:
        constraints = [one_current("committee", "code")]
        indexes = [by_region("committee"), by_past("committee", "code"), found_by("committee", "parent")]


@kind(
    "secretariat",
    title=Text("Secretariat", "秘书处承担"),
    plural=Text("Secretariats", "秘书处承担"),
    meaning=Text("Who keeps a committee's secretariat, from when until when.", "委员会秘书处的承担单位及起止日期。"),
    key=("committee", "organisation", "valid_from"),
    region="region",
    date="valid_from",
    column="standards",
    cites=LAW,
    listed=("committee", "organisation", "region", "valid_from", "valid_to"),
)
class Secretariat(Record):
    """One organisation's keeping of one committee's secretariat."""

    committee = fields.ref("Committee", "委员会", "committee", required=True, max_length=160)
    organisation = fields.ref("Organisation", "承担单位", "organisation", required=True)
    region = fields.ref("Region", "地区", "region", required=True)
    valid_from = fields.day("From", "起始日期", required=True)
    valid_to = fields.day("Until", "截止日期")

    class Meta:
        constraints = [one_current("secretariat", "committee", "organisation", "valid_from")]
        indexes = [by_region("secretariat", "valid_from"), by_day("secretariat", "valid_from"),
                   found_by("secretariat", "organisation", "valid_from"),
                   by_past("secretariat", "committee", "organisation", "valid_from")]
