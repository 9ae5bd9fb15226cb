"""Organisations and the places where they work."""

from __future__ import annotations

from django.db import models

from plumbline.records.core import fields
from plumbline.records.core.base import Personal, Record, by_past, by_region, found_by
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

CODE = Text("The unified social credit code (GB 32100-2015: 18 characters, the last of which checks the others); "
            "elsewhere the number of the register.",
            "统一社会信用代码（GB 32100-2015，18位，末位为校验码）；境外单位填写登记机关编号。")
MARKET = Text("Of a place where goods are sold that plans give a share of their samples to. Else empty.",
              "监督抽查计划规定抽样比例的销售场所填写，其他场所留空。")
LEI = Text("20 characters, the last two of which check the others (ISO 17442).", "20位，末两位为校验码（ISO 17442）。")


class OrganisationContact(Personal):
    """Whom to ask at an organisation. Erasable; never hashed, journalled or cut."""

    contact_name = fields.text("Contact person", "联系人", exposure=fields.PERSONAL, max_length=80)
    contact_phone = fields.text("Contact telephone", "联系电话", exposure=fields.PERSONAL, max_length=40)


@kind(
    "organisation",
    title=Text("Organisation", "单位"),
    plural=Text("Organisations", "单位"),
    meaning=Text("A legal entity known to the authority.", "主管部门掌握的法人或其他组织。"),
    key=("code",),
    region="region",
    column="ground",
    cites=Citation("GB 32100-2015", status="unverified"),
    personal=OrganisationContact,
    listed=("code", "name", "region", "registered_on"),
    parties=("code",),
    shared=("credit_class", "contact_name", "contact_phone"),
)
class Organisation(Record):
    """A legal entity; its code is the unified social credit code in China, a register number elsewhere."""

    code = fields.identifier("Register code", "统一社会信用代码", "uscc", required=True, max_length=40, indexed=True,
                             help=CODE)
    name = fields.text("Name", "名称", required=True)
    region = fields.ref("Region", "所在地区", "region", required=True)
    lei = fields.identifier("Legal entity identifier (LEI)", "法人机构识别编码（LEI）", "lei", help=LEI)
    registered_on = fields.day("Registered on", "成立日期")
    credit_class = fields.text("Credit class", "信用等级", exposure=fields.INTERNAL, max_length=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=models.Q(superseded=None), name="organisation_current"),
        ]
        indexes = [by_region("organisation"), by_past("organisation", "code")]


@kind(
    "establishment",
    title=Text("Establishment", "经营场所"),
    plural=Text("Establishments", "经营场所"),
    meaning=Text("A licensed place of business: a shop, a kitchen, a plant.", "持有许可的经营场所：店铺、厨房或厂房。"),
    key=("code",),
    region="region",
    column="ground",
    cites=Citation("City of Chicago, Business Licenses", article="License", status="partial"),
    listed=("code", "name", "facility_type", "address", "region"),
    settable=("facility_type", "market_type"),
)
class Establishment(Record):
    """A licensed place of business, under the number of its licence."""

    code = fields.text("Licence number", "许可证编号", required=True, max_length=160, indexed=True)
    name = fields.text("Name", "名称", required=True)
    organisation = fields.ref("Organisation", "所属单位", "organisation")
    region = fields.ref("Region", "所在地区", "region", required=True)
    facility_type = fields.text("Type of facility", "场所类型")
    market_type = fields.choice("Type of market", "市场类型", "market-type", help=MARKET)
    risk_class = fields.choice("Risk class", "风险等级", "risk-class")
    address = fields.text("Address", "地址")
    latitude = fields.decimal("Latitude", "纬度", 6, minimum=-90, maximum=90)
    longitude = fields.decimal("Longitude", "经度", 6, minimum=-180, maximum=180)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=models.Q(superseded=None), name="establishment_current"),
        ]
        indexes = [
            by_region("establishment"), found_by("establishment", "organisation"), by_past("establishment", "code"),
        ]
