"""Credit classes: how closely an organisation is watched, by the risk that its record shows."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "credit",
    title=Text("Credit class of an organisation", "企业信用风险分类"),
    plural=Text("Credit classes of organisations", "企业信用风险分类"),
    meaning=Text("The class in which one organisation stands from a day on. It settles how often random inspections "
                 "reach it. It is for the authority's own use, and no verdict on the organisation: the public reads "
                 "none of it, the organisation its own.",
                 "一个单位自某日起所处的信用风险类别，用于确定双随机抽查的比例和频次。分类结果供监管内部使用，"
                 "不是对企业的信用评价：不向社会公开，企业可查看自己的分类。"),
    key=("organisation", "valid_from"),
    region="region",
    date="valid_from",
    column="ground",
    cites=Citation("国市监信发〔2022〕6号", status="unverified"),
    public=False,
    listed=("organisation", "credit_class", "valid_from", "valid_to", "basis", "region"),
    parties=("organisation",),
    shared=("basis",),
)
class Credit(Record):
    """One class of one organisation. A later class is another record; it leaves the earlier as it was."""

    organisation = fields.ref("Organisation", "单位", "organisation", required=True)
    credit_class = fields.choice("Credit class", "信用风险类别", "credit-class", required=True)
    valid_from = fields.day("Valid from", "起始日期", required=True)
    valid_to = fields.day("Valid to", "截止日期")
    basis = fields.text("Basis", "分类依据", max_length=300, exposure=fields.INTERNAL,
                        help=Text("The text, the model or the facts by which it was classed.",
                                  "所依据的文件、指标模型或事实。"))
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("credit", "organisation", "valid_from")]
        indexes = [by_region("credit", "valid_from"), by_day("credit", "valid_from"),
                   found_by("credit", "organisation", "valid_from"), by_past("credit", "organisation", "valid_from")]
