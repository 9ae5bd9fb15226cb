"""Patents: intellectual property that organisations hold."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "patent",
    title=Text("Patent", "专利"),
    plural=Text("Patents", "专利"),
    meaning=Text("One granted patent and the organisation that holds it.", "一项已授权的专利及其权利人。"),
    key=("number",),
    region="region",
    date="granted_on",
    column="ground",
    cites=Citation("中华人民共和国专利法", article="2", status="unverified"),
    listed=("number", "title", "type", "organisation", "granted_on", "region"),
)
class Patent(Record):
    """One granted patent, under its number."""

    number = fields.text("Patent number", "专利号", required=True, max_length=40, indexed=True)
    title = fields.text("Title", "名称", required=True, max_length=300)
    type = fields.choice("Type", "专利类型", "patent-type", required=True)
    organisation = fields.ref("Holder", "专利权人", "organisation", required=True)
    granted_on = fields.day("Granted on", "授权公告日", required=True)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("patent", "number")]
        indexes = [
            by_region("patent", "granted_on"), by_day("patent", "granted_on"),
            found_by("patent", "organisation", "granted_on"), by_past("patent", "number"),
        ]
