"""Agreements on quality work, between authorities and others."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Personal, Record, by_day, by_past, by_region, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


class AgreementSigners(Personal):
    """Who signed an agreement, and who stood by. Erasable; never hashed, journalled or cut."""

    signers = fields.text("Signed by", "签署人", exposure=fields.PERSONAL, max_length=400)
    witnesses = fields.text("Witnessed by", "见证人", exposure=fields.PERSONAL, max_length=400)


@kind(
    "agreement",
    title=Text("Agreement", "协议"),
    plural=Text("Agreements", "协议"),
    meaning=Text("One agreement on quality work between organisations, from the day on which it was signed.",
                 "两个以上单位就质量工作签订的一份协议，自签署之日起登记。"),
    key=("number",),
    region="region",
    date="signed_on",
    column="ground",
    cites=Citation("Plumbline", ours=True),
    personal=AgreementSigners,
    listed=("number", "title", "type", "parties", "signed_on", "valid_to", "region"),
    settable=("type",),
    parties=("parties",),
    shared=("signers", "witnesses"),
)
class Agreement(Record):
    """One agreement, under its number."""

    number = fields.text("Agreement number", "协议编号", required=True, max_length=80, indexed=True)
    title = fields.text("Title", "协议名称", required=True, max_length=300)
    type = fields.choice("Type of agreement", "协议类型", "agreement-type", required=True)
    parties = fields.refs("Parties", "签约方", "organisation", required=True)
    place = fields.text("Signed at", "签署地点")
    signed_on = fields.day("Signed on", "签署日期", required=True)
    valid_to = fields.day("Valid to", "有效期止")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("agreement", "number")]
        indexes = [by_region("agreement", "signed_on"), by_day("agreement", "signed_on"),
                   by_past("agreement", "number")]
