"""Standards, and the part that organisations have in making them."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "standard",
    title=Text("Standard", "标准"),
    plural=Text("Standards", "标准"),
    meaning=Text("One edition of one standard, of any level.", "一项标准的一个版本，不限级别。"),
    key=("code",),
    region="region",
    column="standards",
    cites=Citation("中华人民共和国标准化法", article="2", effective="2018-01-01", status="unverified"),
    listed=("designation", "title_en", "title_zh", "level", "status", "published_on", "issuer"),
)
class Standard(Record):
    """One edition of a standard. A later edition is another standard."""

    code = fields.text("Register code", "登记代码", required=True, max_length=80, indexed=True,
                       help=Text("The designation; of a group or enterprise standard, after its issuer's code, since "
                                 "two enterprises may use one designation.",
                                 "一般即标准编号；团体标准、企业标准在编号前加发布单位代码，因为不同单位的编号可能相同。"))
    designation = fields.text("Designation", "标准编号", required=True, max_length=80)
    title_en = fields.text("Title in English", "英文名称", max_length=300)
    title_zh = fields.text("Title in Chinese", "中文名称", max_length=300)
    level = fields.choice("Level", "级别", "standard-level", required=True)
    status = fields.choice("Status", "状态", "standard-status")
    published_on = fields.day("Published on", "发布日期")
    issuer = fields.text("Issuer", "发布机构")
    mark = fields.choice("Made for the mark", "对应品牌标识", "quality-mark")
    sector = fields.choice("Service sector", "服务领域", "service-sector",
                           help=Text("Of a standard for a service: which. Else empty.",
                                     "服务标准所属的服务领域；其他标准留空。"))
    region = fields.ref("Region of the issuer", "发布机构所在地区", "region",
                        help=Text("Empty where the issuer is above every region of this register.",
                                  "发布机构层级高于本库所有地区时留空。"))

    class Meta:
        constraints = [one_current("standard", "code")]
        indexes = [by_region("standard"), by_past("standard", "code")]


@kind(
    "participation",
    title=Text("Part in a standard", "参与标准制修订"),
    plural=Text("Parts in standards", "参与标准制修订"),
    meaning=Text("The part that one organisation had in setting or revising one standard. The region is stamped on it, "
                 "so that a later move of the organisation changes no past figure.",
                 "一个单位在某项标准制定或修订中所起的作用。地区记录在本条上，单位日后迁移不改变以往数据。"),
    key=("standard", "organisation"),
    region="region",
    date="published_on",
    column="standards",
    cites=Citation("GB/T 1.1-2020", status="unverified"),
    listed=("standard", "organisation", "role", "rank", "region", "published_on"),
)
class Participation(Record):
    """One organisation's part in one standard."""

    standard = fields.ref("Standard", "标准", "standard", required=True)
    organisation = fields.ref("Organisation", "单位", "organisation", required=True)
    role = fields.choice("Role", "作用", "participation-role", required=True)
    rank = fields.integer("Rank among the drafters", "起草单位排名", minimum=1, maximum=999)
    region = fields.ref("Region", "地区", "region", required=True)
    published_on = fields.day("Standard published on", "标准发布日期", required=True)

    class Meta:
        constraints = [one_current("participation", "standard", "organisation")]
        indexes = [
            by_region("participation", "published_on"), by_day("participation", "published_on"),
            found_by("participation", "organisation", "published_on"),
            by_past("participation", "standard", "organisation"),
        ]
