"""Laboratories: who tests."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "laboratory",
    title=Text("Laboratory", "检验检测机构"),
    plural=Text("Laboratories", "检验检测机构"),
    meaning=Text("One laboratory that tests or calibrates, and the legal entity that runs it. What it may test is told "
                 "by its accreditation.",
                 "一个开展检验检测或校准的机构及其所属法人。其能力范围以资质认定、认可为准。"),
    key=("code",),
    region="region",
    column="ground",
    cites=Citation("检验检测机构资质认定管理办法", status="unverified"),
    listed=("code", "name", "organisation", "address", "region"),
)
class Laboratory(Record):
    """One laboratory. A legal entity may run several, each with a number of its own."""

    code = fields.text("Laboratory number", "机构编号", required=True, max_length=80, indexed=True,
                       help=Text("The number under which it is approved or accredited; of a laboratory without one, "
                                 "a number of the office's own.",
                                 "资质认定证书编号或认可注册号；没有的，填写本机关的编号。"))
    name = fields.text("Name", "机构名称", required=True)
    organisation = fields.ref("Legal entity", "所属法人", "organisation")
    address = fields.text("Address", "地址")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("laboratory", "code")]
        indexes = [by_region("laboratory"), found_by("laboratory", "organisation"), by_past("laboratory", "code")]
