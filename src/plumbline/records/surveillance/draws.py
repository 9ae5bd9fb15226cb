"""Draws: what was inspected by chance, and what came of each task that was drawn."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

RANDOM = Citation("国发〔2019〕5号", status="unverified")
FRAME = Text("SHA-256 of the list that was drawn from, as it was published before the draw.",
             "抽取前公布的抽查对象名单的SHA-256值。")
OBJECT = Text("As the list names it: a register code, a licence number.",
              "按名单中的编号填写：统一社会信用代码或许可证编号。")


@kind(
    "draw",
    title=Text("Random draw", "随机抽取"),
    plural=Text("Random draws", "随机抽取"),
    meaning=Text("One draw of whom to inspect, from a published list by a published rule, which anybody can repeat.",
                 "按公布的名单和规则进行的一次抽查对象随机抽取，任何人均可重新验证。"),
    key=("number",),
    region="region",
    date="drawn_on",
    column="surveillance",
    cites=RANDOM,
    listed=("number", "title", "drawn_on", "region", "frame_size", "drawn"),
)
class Draw(Record):
    """One draw, under its number."""

    number = fields.text("Draw number", "抽取编号", required=True, max_length=80, indexed=True)
    title = fields.text("Title", "名称", required=True, max_length=300)
    plan = fields.text("Annual plan", "年度抽查计划", max_length=200)
    drawn_on = fields.day("Drawn on", "抽取日期", required=True)
    frame_size = fields.integer("Objects in the list", "名单中的对象数", required=True)
    drawn = fields.integer("Objects drawn", "抽取的对象数", required=True)
    frame_hash = fields.text("Hash of the list", "名单校验值", max_length=64, help=FRAME)
    randomness = fields.text("Source of chance", "随机数来源", max_length=300,
                             help=Text("The beacon and its round, or the witnesses.", "随机信标及轮次，或见证人。"))
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("draw", "number")]
        indexes = [by_region("draw", "drawn_on"), by_day("draw", "drawn_on"), by_past("draw", "number")]


@kind(
    "draw_task",
    title=Text("Task of a draw", "抽查任务"),
    plural=Text("Tasks of draws", "抽查任务"),
    meaning=Text("One object that was drawn, and what its inspection found.", "一个被抽取的对象及其检查结果。"),
    key=("draw", "object"),
    region="region",
    date="drawn_on",
    column="surveillance",
    cites=RANDOM,
    listed=("draw", "object", "organisation", "region", "due_on", "inspected_on", "result"),
)
class DrawTask(Record):
    """One task. Its day is the day of the draw, so that what was never inspected is counted too."""

    draw = fields.ref("Draw", "抽取", "draw", required=True)
    object = fields.text("Object", "抽查对象", required=True, max_length=160, indexed=True, help=OBJECT)
    organisation = fields.ref("Organisation", "单位", "organisation")
    credit_class = fields.choice("Credit class", "信用风险类别", "credit-class", exposure=fields.INTERNAL)
    rank = fields.integer("Order in the draw", "抽取顺序")
    inspectors = fields.text("Inspectors", "检查人员", max_length=200, exposure=fields.INTERNAL,
                             help=Text("Their numbers in the directory of inspectors.", "检查人员名录中的编号。"))
    drawn_on = fields.day("Drawn on", "抽取日期", required=True)
    due_on = fields.day("To be inspected by", "检查期限")
    inspected_on = fields.day("Inspected on", "检查日期")
    result = fields.choice("Result", "检查结果", "draw-result")
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("draw_task", "draw", "object")]
        indexes = [by_region("draw_task", "drawn_on"), by_day("draw_task", "drawn_on"),
                   found_by("draw_task", "organisation", "drawn_on"), by_past("draw_task", "draw", "object")]
