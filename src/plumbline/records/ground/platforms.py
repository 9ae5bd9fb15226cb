"""Platforms: online marketplaces on which others sell."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "platform",
    title=Text("Online marketplace", "电子商务平台"),
    plural=Text("Online marketplaces", "电子商务平台"),
    meaning=Text("One online marketplace on which others sell, and who runs it.",
                 "一个供他人开展经营活动的网络交易平台及其经营者。"),
    key=("code",),
    region="region",
    column="ground",
    cites=Citation("中华人民共和国电子商务法", article="9", effective="2019-01-01", status="unverified"),
    listed=("code", "name", "organisation", "website", "region"),
)
class Platform(Record):
    """One online marketplace. Who runs it may run several."""

    code = fields.text("Marketplace number", "平台编号", required=True, max_length=80, indexed=True,
                       help=Text("The number under which the website is registered (ICP); else its domain name.",
                                 "网站备案号（ICP备案）；没有的，填写域名。"))
    name = fields.text("Name", "平台名称", required=True)
    organisation = fields.ref("Run by", "平台经营者", "organisation")
    website = fields.text("Website", "网址", max_length=200)
    region = fields.ref("Region", "地区", "region", required=True,
                        help=Text("Where who runs it is registered.", "平台经营者住所地所在地区。"))

    class Meta:
        constraints = [one_current("platform", "code")]
        indexes = [by_region("platform"), found_by("platform", "organisation"), by_past("platform", "code")]
