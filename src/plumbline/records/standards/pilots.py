"""Pilots: what is tried somewhere first, measured before and after, judged by a second body, and extended or not."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

AS_CITED = Text("As it is cited: number, article, title.", "按引用时的写法填写：文号、条款、名称。")


@kind(
    "pilot",
    title=Text("Pilot", "试点"),
    plural=Text("Pilots", "试点"),
    meaning=Text("Something that is tried in one place: by which document, from what to what the measure moved, what a "
                 "body that did not run it found, and where it was extended to.",
                 "在一地先行先试的事项：依据文件、指标前后变化、非承担单位作出的评价，以及推广范围。"),
    key=("number",),
    region="region",
    date="started_on",
    column="standards",
    cites=Citation("中华人民共和国标准化法", article="31", effective="2018-01-01", status="unverified"),
    listed=("number", "title", "region", "started_on", "verdict", "extended_on"),
    parties=("runner", "judge"),
)
class Pilot(Record):
    """One pilot, as it stands."""

    number = fields.text("Pilot number", "试点编号", required=True, max_length=80, indexed=True)
    title = fields.text("What is tried", "试点事项", required=True, max_length=300)
    content = fields.text("How it is done", "试点做法", max_length=2000)
    region = fields.ref("Where", "试点地区", "region", required=True)
    runner = fields.ref("Who runs it", "承担单位", "organisation", required=True)
    allowed_by = fields.text("Allowed by", "依据文件", required=True, max_length=300, help=AS_CITED)
    allowed_policy = fields.ref("That document, as a record", "依据文件（记录）", "policy")
    approved_on = fields.day("Approved on", "批准日期")
    started_on = fields.day("Began on", "开始日期", required=True)
    measure = fields.text("Measure", "评价指标", required=True, max_length=300, help=Text(
        "What is measured before and after, and in which unit.", "试点前后测算的指标及计量单位。"))
    better = fields.choice("Which way is better", "指标向好方向", "pilot-better", required=True)
    baseline = fields.decimal("Before", "试点前数值", 4, minimum=None)
    baseline_on = fields.day("Measured before on", "试点前测算日期")
    after = fields.decimal("After", "试点后数值", 4, minimum=None)
    after_on = fields.day("Measured after on", "试点后测算日期")
    judge = fields.ref("Judged by", "评价单位", "organisation", help=Text(
        "Never who runs it.", "不得由承担单位自行评价。"))
    verdict = fields.choice("Verdict", "评价结论", "pilot-verdict")
    verdict_on = fields.day("Judged on", "评价日期")
    verdict_why = fields.text("Why", "评价理由", max_length=2000)
    extended_to = fields.refs("Extended to", "推广范围", "region", help=Text(
        "Codes of regions, joined by a semicolon.", "地区代码，多个之间用分号分隔。"))
    extended_on = fields.day("Extended on", "推广日期")
    valid_by = fields.text("Made valid by", "推广依据文件", max_length=300, help=AS_CITED)
    valid_standard = fields.ref("That standard, as a record", "推广依据标准（记录）", "standard", max_length=160)
    valid_policy = fields.ref("That policy document, as a record", "推广依据文件（记录）", "policy")
    ended_on = fields.day("Ended on", "结束日期")
    ended_why = fields.text("Why it ended", "结束原因", max_length=400)

    class Meta:
        constraints = [one_current("pilot", "number")]
        indexes = [by_region("pilot", "started_on"), by_day("pilot", "started_on"), by_past("pilot", "number"),
                   found_by("pilot", "runner", "started_on"), found_by("pilot", "judge", "started_on")]
