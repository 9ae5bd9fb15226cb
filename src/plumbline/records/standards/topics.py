"""What is looked at across borders, and the documents of each country that bear on it."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.records.standards.requirements import AS_WRITTEN, DESK
from plumbline.text import Citation, Text


@kind(
    "topic",
    title=Text("Topic", "专题"),
    plural=Text("Topics", "专题"),
    meaning=Text("Goods or a matter of which the requirements of several countries are held side by side.",
                 "将多国要求并列研究的一类产品或事项。"),
    key=("code",),
    region="region",
    column="standards",
    cites=Citation("Plumbline docs/topics.md", ours=True),
    listed=("code", "title_en", "title_zh", "products", "countries", "valid_from"),
)
class Topic(Record):
    """One topic, under a code."""

    code = fields.text("Code", "代码", required=True, max_length=80, indexed=True)
    title_en = fields.text("Title in English", "英文名称", required=True, max_length=300)
    title_zh = fields.text("Title in Chinese", "中文名称", required=True, max_length=300)
    scope_en = fields.text("Scope in English", "英文范围", max_length=2000)
    scope_zh = fields.text("Scope in Chinese", "中文范围", max_length=2000)
    products = fields.text("Product groups", "产品类别", max_length=400, help=Text(
        "Their codes, joined by a semicolon.", "产品类别代码，多个之间用分号分隔。"))
    countries = fields.text("Countries", "国家（地区）", max_length=200, help=Text(
        "Those looked at, by ISO 3166: CN;BR;RU.", "所研究的国家（地区），按ISO 3166两字母代码填写，如CN;BR;RU。"))
    base = fields.choice("Held against", "比对基准", "country", help=Text(
        "The country whose requirements the others are held against where nobody says another.",
        "未另行指定时，以该国要求为基准。"))
    valid_from = fields.day("From", "起始日期", required=True)
    valid_to = fields.day("Until", "截止日期")
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("topic", "code")]
        indexes = [by_region("topic"), by_past("topic", "code")]


@kind(
    "topic_document",
    title=Text("Document of a topic", "专题文件"),
    plural=Text("Documents of topics", "专题文件"),
    meaning=Text("A standard or regulation of one country that bears on a topic, and when its text was read for it. "
                 "One that nobody read yet says nothing of what it requires.",
                 "与专题有关的某国标准或技术法规，以及为本专题研读其文本的日期。尚未研读的，不能说明其有无要求。"),
    key=("topic", "document", "country"),
    region="region",
    column="standards",
    cites=Citation("Plumbline docs/topics.md", ours=True),
    listed=("topic", "country", "document", "role", "read_on", "valid_from", "valid_to"),
)
class TopicDocument(Record):
    """One document of one topic."""

    topic = fields.ref("Topic", "专题", "topic", required=True)
    country = fields.choice("Country", "国家（地区）", "country", required=True)
    document = fields.text("Document", "文件", required=True, max_length=160, help=AS_WRITTEN)
    standard = fields.ref("Document, as a standard held", "文件（标准记录）", "standard", max_length=160)
    role = fields.choice("What it is", "文件类别", "topic-document", required=True)
    title_en = fields.text("Title in English", "英文名称", max_length=1000)
    title_zh = fields.text("Title in Chinese", "中文名称", max_length=1000)
    languages = fields.text("Languages of the text", "文本语种", max_length=80)
    read_on = fields.day("Read on", "研读日期", help=Text("Empty as long as nobody read it.", "尚未研读的留空。"))
    read_by = fields.text("Read by", "研读人", max_length=150, exposure=fields.INTERNAL)
    valid_from = fields.day("In force from", "实施日期", required=True)
    valid_to = fields.day("Until", "截止日期")
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("topic_document", "topic", "document", "country")]
        indexes = [by_region("topic_document"),
                   by_past("topic_document", "topic", "document", "country"),
                   found_by("topic_document", "document", "valid_from")]


@kind(
    "technical_regulation",
    title=Text("Technical regulation", "技术法规"),
    plural=Text("Technical regulations", "技术法规"),
    meaning=Text("A text that is binding for goods in one country: what it is about, since when it is in force, and "
                 "when it was notified.",
                 "在某一国家（地区）对产品具有约束力的文本：适用产品、实施日期和通报情况。"),
    key=("code",),
    region="region",
    column="standards",
    cites=Citation("WTO Agreement on Technical Barriers to Trade", article="2.9", status="unverified"),
    listed=("code", "country", "title_en", "title_zh", "products", "force", "valid_from", "notified_on"),
    facets=("country", "force"),
)
class TechnicalRegulation(Record):
    """One technical regulation, under its number."""

    code = fields.text("Number", "编号", required=True, max_length=120, indexed=True)
    country = fields.choice("Country", "国家（地区）", "country", required=True)
    title_en = fields.text("Title in English", "英文名称", required=True, max_length=1000)
    title_zh = fields.text("Title in Chinese", "中文名称", required=True, max_length=1000)
    text = fields.text("Text", "文本", max_length=4000, help=Text(
        "What it says, in short, or where it is found.", "内容摘要或文本出处。"))
    products = fields.text("Product groups", "产品类别", max_length=400, help=Text(
        "Their codes, joined by a semicolon.", "产品类别代码，多个之间用分号分隔。"))
    force = fields.choice("Force", "效力", "regulation-force", required=True)
    notified_on = fields.day("Notified on", "通报日期")
    notification = fields.text("Notification", "通报编号", max_length=80, help=Text(
        "Its symbol, such as G/TBT/N/….", "通报文号，如G/TBT/N/…。"))
    valid_from = fields.day("In force from", "实施日期", required=True)
    valid_to = fields.day("Until", "截止日期")
    region = fields.ref("Region", "地区", "region", help=DESK)

    class Meta:
        constraints = [one_current("technical_regulation", "code")]
        indexes = [by_region("technical_regulation"),
                   by_past("technical_regulation", "code"),
                   found_by("technical_regulation", "country", "valid_from")]
