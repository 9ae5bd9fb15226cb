"""What standards have to do with each other: what replaces, amends, adopts or is part of what."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text


@kind(
    "relation",
    title=Text("Relation of standards", "标准关系"),
    plural=Text("Relations of standards", "标准关系"),
    meaning=Text("What one standard says, or a catalogue says of it, that it has to do with another. The other stays "
                 "as it is written, and is a record as well once it is held.",
                 "一项标准与另一项标准的关系，由标准本身或目录载明。对方按原文保留；对方入库后另与其记录关联。"),
    key=("standard", "type", "target"),
    region="region",
    column="standards",
    cites=Citation("GB/T 20000.2-2009", status="unverified"),
    listed=("standard", "type", "target", "target_standard", "degree", "confirmed_on"),
)
class Relation(Record):
    """One relation, told from one side. ``standard`` is the subject: it replaces, amends, adopts its target."""

    standard = fields.ref("Standard", "标准", "standard", required=True, max_length=160)
    type = fields.choice("Relation", "关系", "standard-relation", required=True)
    target = fields.text("The other, as written", "对方（原文）", required=True, max_length=200)
    target_standard = fields.ref("The other, as a record", "对方（记录）", "standard", max_length=160, help=Text(
        "Empty as long as the other is not held.", "对方尚未入库的留空。"))
    degree = fields.choice("Degree of adoption", "采用程度", "adoption-degree")
    evidence = fields.text("Evidence", "依据", max_length=1000, help=Text(
        "Where it is said: a clause, a page, a register.", "出处：条款、页码或目录。"))
    confirmed_by = fields.text("Confirmed by", "确认人", max_length=80, exposure=fields.INTERNAL)
    confirmed_on = fields.day("Confirmed on", "确认日期", help=Text(
        "When a person found it to be so. An adoption that was proposed by rule counts only then.",
        "由人员确认的日期；系统提出的采用关系，经确认后才计入。"))
    said = fields.text("Word of the source", "来源用语", max_length=80, help=Text(
        "What the register calls it, where its word is another.", "目录中的用语与本系统不同时，按目录填写。"))
    region = fields.ref("Region of the issuer", "发布机构所在地区", "region")

    class Meta:
        constraints = [one_current("relation", "standard", "type", "target")]
        indexes = [by_region("relation"), by_past("relation", "standard", "type", "target"),
                   found_by("relation", "target_standard"), found_by("relation", "target")]
