"""Measures against products, and recalls: what was called back, and how much of it came."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

RATE = Citation("GB/T 40993-2021", status="partial")
UNITS = Text("Units that consumers can buy, such as pieces or vehicles.", "以消费单元计，如件、台、辆。")
HERE_TOO = Text("In English, for who does not read Chinese.", "英文，供不懂中文的消费者阅读。")
CONTACT = Text("The hotline or office of whoever recalls; no private person.",
               "召回实施者的热线或服务部门，不填写个人信息。")
LOTS = Text("Codes of lots. Empty: all of the product.", "批次代码；留空表示涉及该产品全部批次。")


@kind(
    "corrective_measure",
    title=Text("Measure against a product", "产品处置措施"),
    plural=Text("Measures against products", "产品处置措施"),
    meaning=Text("One measure against a dangerous product: what was ordered or undertaken, of whom, and until when.",
                 "针对危险产品的一项处置措施：责令或者自愿采取的内容、责任单位和期限。"),
    key=("number",),
    region="region",
    date="taken_on",
    column="surveillance",
    cites=Citation("Regulation (EU) 2019/1020", article="16", effective="2021-07-16", status="unverified"),
    listed=("number", "measure", "product", "organisation", "role", "taken_on", "valid_to", "region"),
)
class CorrectiveMeasure(Record):
    """One measure, under its number."""

    number = fields.text("Measure number", "措施编号", required=True, max_length=80, indexed=True)
    measure = fields.choice("Measure", "措施", "measure-kind", required=True)
    initiative = fields.choice("Ordered or voluntary", "责令或自愿", "measure-initiative", required=True)
    product = fields.ref("Product", "产品", "product", required=True)
    lots = fields.refs("Lots", "批次", "lot", max_length=2000, help=LOTS)
    organisation = fields.ref("Of whom", "责任单位", "organisation")
    role = fields.choice("As", "责任单位身份", "firm-role")
    scope = fields.text("Scope", "范围", max_length=400)
    basis = fields.text("Basis", "依据", max_length=300, help=Text("The act and its article.", "法律法规及条款。"))
    taken_on = fields.day("Taken on", "采取日期", required=True)
    valid_to = fields.day("Until", "截止日期")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("corrective_measure", "number")]
        indexes = [by_region("corrective_measure", "taken_on"), by_day("corrective_measure", "taken_on"),
                   found_by("corrective_measure", "product", "taken_on"), by_past("corrective_measure", "number")]


@kind(
    "recall",
    title=Text("Recall", "召回"),
    plural=Text("Recalls", "召回"),
    meaning=Text("One published recall: which lots of which product, how many units, what is offered, and whether it "
                 "is closed.",
                 "一次已公布的召回：涉及的产品和批次、数量、补救措施及是否终结。"),
    key=("number",),
    region="region",
    date="published_on",
    column="surveillance",
    cites=RATE,
    listed=("number", "title", "published_on", "goods", "product", "organisation", "affected", "closed_on", "region"),
    settable=("goods",),
)
class Recall(Record):
    """One recall, under its number. It names its lots: other lots of the product are left as they are."""

    number = fields.text("Recall number", "召回编号", required=True, max_length=80, indexed=True)
    title = fields.text("Title", "标题", required=True, max_length=300)
    title_en = fields.text("Title in English", "英文标题", max_length=300, help=HERE_TOO)
    goods = fields.choice("Goods", "召回产品类别", "recall-goods", required=True)
    product = fields.ref("Product", "产品", "product")
    lots = fields.refs("Lots", "批次", "lot", max_length=2000, help=LOTS)
    organisation = fields.ref("Of whom", "召回实施者", "organisation")
    role = fields.choice("As", "召回实施者身份", "firm-role")
    initiative = fields.choice("Ordered or voluntary", "责令或主动", "measure-initiative")
    defect = fields.text("Defect", "缺陷及后果", max_length=1000)
    defect_en = fields.text("Defect in English", "缺陷及后果（英文）", max_length=1000, help=HERE_TOO)
    remedy = fields.choice("Remedy", "补救措施", "recall-remedy")
    advice = fields.text("What consumers should do", "消费者应采取的措施", max_length=1000)
    advice_en = fields.text("What consumers should do, in English", "消费者应采取的措施（英文）", max_length=1000,
                            help=HERE_TOO)
    contact = fields.text("Contact", "咨询联系方式", max_length=300, help=CONTACT)
    url = fields.text("Address of the notice", "召回公告网址", max_length=400,
                      help=Text("Of a recall that was published elsewhere.", "其他机关公布的召回，填写其公告网址。"))
    affected = fields.integer("Units affected", "涉及数量", required=True, help=UNITS)
    published_on = fields.day("Published on", "公布日期", required=True)
    planned_until = fields.day("To be done by", "计划完成日期")
    closed_on = fields.day("Closed on", "终结日期")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("recall", "number")]
        indexes = [by_region("recall", "published_on"), by_day("recall", "published_on"),
                   found_by("recall", "product", "published_on"), by_past("recall", "number")]


@kind(
    "recall_report",
    title=Text("Report of a recall", "召回进展报告"),
    plural=Text("Reports of recalls", "召回进展报告"),
    meaning=Text("What one report says of one channel: units remedied at consumers' and units recovered before they "
                 "were sold. Each report adds to those before it.",
                 "一次报告中某一渠道的新增数量：在消费者处实施补救的数量和从流通环节收回的数量；各次报告累加。"),
    key=("recall", "channel", "reported_on"),
    region="region",
    date="reported_on",
    column="surveillance",
    cites=RATE,
    listed=("recall", "channel", "reported_on", "remedied", "recovered", "region"),
)
class RecallReport(Record):
    """What one report says of one channel."""

    recall = fields.ref("Recall", "召回", "recall", required=True)
    channel = fields.choice("Channel", "渠道", "recall-channel", required=True)
    reported_on = fields.day("Reported on", "报告日期", required=True)
    remedied = fields.integer("Units remedied", "实施补救的数量", required=True, help=UNITS)
    recovered = fields.integer("Units recovered from distribution", "从流通环节收回的数量", required=True, help=UNITS)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("recall_report", "recall", "channel", "reported_on")]
        indexes = [by_region("recall_report", "reported_on"), by_day("recall_report", "reported_on"),
                   by_past("recall_report", "recall", "channel", "reported_on")]


@kind(
    "recall_check",
    title=Text("Check of a recall", "召回核查"),
    plural=Text("Checks of recalls", "召回核查"),
    meaning=Text("One outlet visited while a recall runs: was it told, and are the goods still on its shelf?",
                 "召回期间对一个经营场所的核查：是否收到召回通知、涉事产品是否仍在销售。"),
    key=("recall", "outlet"),
    region="region",
    date="checked_on",
    column="surveillance",
    cites=Citation("OECD, Recommendation on Consumer Product Safety (2020)", status="unverified"),
    listed=("recall", "outlet", "checked_on", "told", "on_shelf", "units_seen", "region"),
)
class RecallCheck(Record):
    """One outlet checked for one recall."""

    recall = fields.ref("Recall", "召回", "recall", required=True)
    outlet = fields.ref("Outlet", "经营场所", "establishment", required=True, max_length=160)
    checked_on = fields.day("Checked on", "核查日期", required=True)
    told = fields.flag("Was told", "已收到通知")
    on_shelf = fields.flag("Still on the shelf", "仍在销售")
    units_seen = fields.integer("Units seen", "发现数量")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("recall_check", "recall", "outlet")]
        indexes = [by_region("recall_check", "checked_on"), by_day("recall_check", "checked_on"),
                   by_past("recall_check", "recall", "outlet")]
