"""Conformity: certificates, and the right to use a mark."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "certificate",
    title=Text("Certificate", "认证证书"),
    plural=Text("Certificates", "认证证书"),
    meaning=Text("One certificate of conformity: who holds it, under which scheme, against which standard.",
                 "一张认证证书：持有单位、认证项目与认证依据。"),
    key=("number",),
    region="region",
    date="valid_from",
    column="conformity",
    cites=Citation("中华人民共和国认证认可条例", status="unverified"),
    listed=("number", "scheme", "organisation", "standard", "valid_from", "valid_to", "status", "region"),
    settable=("status",),
    parties=("organisation",),
    shared=("audit_due_on",),
)
class Certificate(Record):
    """One certificate, under its own number."""

    number = fields.text("Certificate number", "证书编号", required=True, max_length=80, indexed=True)
    scheme = fields.choice("Scheme", "认证项目", "certificate-scheme", required=True)
    organisation = fields.ref("Holder", "持有单位", "organisation", required=True)
    standard = fields.ref("Standard", "认证依据", "standard")
    issuer = fields.text("Certification body", "认证机构")
    valid_from = fields.day("Valid from", "有效期起", required=True)
    valid_to = fields.day("Valid to", "有效期止")
    status = fields.choice("Status", "状态", "certificate-status", required=True)
    region = fields.ref("Region", "地区", "region", required=True)
    audit_due_on = fields.day("Surveillance audit due on", "下次监督审核日期", exposure=fields.INTERNAL)

    class Meta:
        constraints = [one_current("certificate", "number")]
        indexes = [
            by_region("certificate", "valid_from"), by_day("certificate", "valid_from"),
            found_by("certificate", "organisation", "valid_from"), by_past("certificate", "number"),
            found_by("certificate", "standard"),
        ]


@kind(
    "authorisation",
    title=Text("Authorisation to use a mark", "标识使用授权"),
    plural=Text("Authorisations to use a mark", "标识使用授权"),
    meaning=Text("The right of one organisation to use one quality mark from a day on.",
                 "一个单位自某日起使用某一品牌标识的权利。"),
    key=("mark", "organisation", "authorised_on"),
    region="region",
    date="authorised_on",
    column="conformity",
    cites=Citation("中华人民共和国认证认可条例", status="unverified"),
    listed=("mark", "organisation", "product", "authorised_on", "valid_to", "region"),
)
class Authorisation(Record):
    """One authorisation. A renewal is another."""

    mark = fields.choice("Mark", "标识", "quality-mark", required=True)
    organisation = fields.ref("Organisation", "被授权单位", "organisation", required=True)
    product = fields.text("Product", "产品")
    authorised_on = fields.day("Authorised on", "授权日期", required=True)
    valid_to = fields.day("Valid to", "有效期止")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("authorisation", "mark", "organisation", "authorised_on")]
        indexes = [
            by_region("authorisation", "authorised_on"), by_day("authorisation", "authorised_on"),
            found_by("authorisation", "organisation", "authorised_on"),
            by_past("authorisation", "mark", "organisation", "authorised_on"),
        ]
