"""Standards, and the part that organisations have in making them."""

from __future__ import annotations

from django.db import models

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

SEVERAL = Text("Several are joined by a semicolon.", "多个之间用分号分隔。")
FIRST_DAY = Text("Where only the month or the year is known, its first day.",
                 "只知年月或年份的，填写该月或该年的第一天。")

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
    facets=("status", "level", "issuer", "doctype", "catalogue", "sector", "committee"),
)
class Standard(Record):
    """One edition of a standard. A later edition is another standard."""

    code = fields.text("Register code", "登记代码", required=True, max_length=160, indexed=True,
                       help=Text("The designation; of a group or enterprise standard, after its issuer's code, since "
                                 "two enterprises may use one designation.",
                                 "一般即标准编号；团体标准、企业标准在编号前加发布单位代码，因为不同单位的编号可能相同。"))
    designation = fields.text("Designation", "标准编号", required=True, max_length=160)
    title_en = fields.text("Title in English", "英文名称", max_length=1000)
    title_zh = fields.text("Title in Chinese", "中文名称", max_length=1000)
    level = fields.choice("Level", "级别", "standard-level", required=True)
    status = fields.choice("Status", "状态", "standard-status")
    published_on = fields.day("Published on", "发布日期", help=FIRST_DAY)
    issuer = fields.text("Issuer", "发布机构")
    mark = fields.choice("Made for the mark", "对应品牌标识", "quality-mark")
    sector = fields.choice("Service sector", "服务领域", "service-sector",
                           help=Text("Of a standard for a service: which. Else empty.",
                                     "服务标准所属的服务领域；其他标准留空。"))
    goods = fields.choice("Major consumer goods", "重点消费品", "consumer-goods",
                          help=Text("Of a standard for major consumer goods: which. Else empty.",
                                    "重点消费品标准所属的领域；其他标准留空。"))
    region = fields.ref("Region of the issuer", "发布机构所在地区", "region",
                        help=Text("Empty where the issuer is above every region of this register.",
                                  "发布机构层级高于本库所有地区时留空。"))
    document = fields.text("Document", "标准（不分版本）", max_length=160, help=Text(
        "The designation without its year: what all editions and supplements of one document share.",
        "不带年代号的标准编号，同一标准的各版本及其修改单、补充件共用。"))
    supplement = fields.text("Supplement", "修改单或补充件", max_length=120, help=Text(
        "Of an amendment, a corrigendum or an amendment sheet: which. Empty for an edition.",
        "修改单、勘误或补充件填写其名称；标准的版本留空。"))
    edition = fields.text("Edition", "版次", max_length=40)
    stage = fields.text("Stage", "阶段代码", max_length=40, help=Text(
        "As its publisher has it: 60.60 with ISO, PUBLISHED with IEC.",
        "按发布机构的写法填写，如ISO的60.60、IEC的PUBLISHED。"))
    titles = fields.text("Titles in other languages", "其他语种名称", max_length=4000, help=Text(
        "One a line, each after its language's code: fr: Essais.", "每行一种语言，语种代码在前，如fr: Essais。"))
    scope = fields.text("Scope", "范围", max_length=4000)
    ics = fields.text("ICS", "国际标准分类号（ICS）", max_length=200, help=SEVERAL)
    ccs = fields.text("CCS", "中国标准分类号（CCS）", max_length=80, help=SEVERAL)
    doctype = fields.text("Type of document", "文件类型", max_length=80)
    languages = fields.text("Languages", "语种", max_length=200, help=SEVERAL)
    effective_on = fields.day("In force from", "实施日期")
    confirmed_on = fields.day("Confirmed on", "复审确认日期", help=Text(
        "When a review last found that it stands as it is.", "最近一次复审结论为继续有效的日期。"))
    withdrawn_on = fields.day("Withdrawn on", "废止日期", help=Text(
        "Also of one that was replaced; empty where its publisher does not say the day.",
        "被代替的同样填写；发布机构未公布日期的留空。"))
    committee = fields.refs("Committees", "归口标准化技术委员会", "committee", max_length=1000)
    aliases = fields.text("Other identifiers", "其他标识", max_length=2000, help=Text(
        "One a line, each after its sort: DOI: 10.1109/….", "每行一个，种类在前，如DOI: 10.1109/…。"))
    particulars = fields.text("Other particulars", "其他事项", max_length=8000, help=Text(
        "What a catalogue says besides, one a line, as it says it.", "目录中的其他内容，每行一项，按原文保留。"))
    catalogue = fields.text("Catalogue", "来源目录", max_length=40, help=Text(
        "Where it was taken from a catalogue: whose, such as iso, iec, samr.",
        "取自某一目录的，填写该目录，如iso、iec、samr。"))

    class Meta:
        constraints = [one_current("standard", "code")]
        indexes = [by_region("standard"), by_past("standard", "code"), found_by("standard", "document"),
                   models.Index(fields=["sector", "id"], condition=models.Q(sector__isnull=False),
                                name="standard_sector")]  # of the few that are for services


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

    standard = fields.ref("Standard", "标准", "standard", required=True, max_length=160)
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
