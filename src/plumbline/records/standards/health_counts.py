"""How many standards of a department were chaotic, low or soft when a round of reform began and when it ended."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

MOST_STANDARDS = 400_000
"""So many signs the codes of all standards of a count have at most: some twenty thousand standards."""


@kind(
    "health_count",
    title=Text("Count of chaotic, low and soft", "乱低软计数"),
    plural=Text("Counts of chaotic, low and soft", "乱低软计数"),
    meaning=Text("How many standards of one department were chaotic (overlapping), low (behind their time) or soft "
                 "(used by nobody that is known) when it was counted in a round of reform, and which they were.",
                 "集中复审各节点上，某一主管部门的标准中“乱”（重复交叉）、“低”（滞后老化）、“软”（未见实施应用）"
                 "的项数及所涉标准。"),
    key=("round", "moment", "department", "list", "reason"),
    region="region",
    date="counted_on",
    column="standards",
    cites=Citation("中华人民共和国标准化法", article="29, 30, 33, 38", effective="2018-01-01", status="unverified"),
    listed=("round", "moment", "department", "list", "reason", "count", "total", "counted_on"),
)
class HealthCount(Record):
    """One count of one list, or of one reason of it, over the standards of one department in a round."""

    round = fields.text("Round of reform", "集中复审", required=True, max_length=40)
    moment = fields.choice("Counted at", "计数节点", "count-moment", required=True)
    department = fields.text("Department", "主管部门", required=True, help=Text(
        "The issuer, or where none is named the committee.", "标准的发布机构；未载明的为归口标准化技术委员会。"))
    list = fields.choice("List", "清单", "health-list", required=True)
    reason = fields.choice("Reason", "情形", "health-reason", required=True)
    counted_on = fields.day("Counted on", "计数日期", required=True)
    count = fields.integer("How many", "项数", required=True)
    total = fields.integer("Of how many in force", "现行标准总数", required=True)
    standards = fields.text("Which", "所涉标准", max_length=MOST_STANDARDS, help=Text(
        "Their codes, joined by a semicolon.", "标准登记代码，用分号分隔。"))
    rules = fields.text("By the rules", "依据的规则", max_length=200, help=Text(
        "The file of the rulebook that says what counts as chaotic, low or soft.", "判定乱、低、软所依据的规则文件。"))
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("health_count", "round", "moment", "department", "list", "reason")]
        indexes = [by_region("health_count", "counted_on"), by_day("health_count", "counted_on"),
                   found_by("health_count", "department", "counted_on"),
                   by_past("health_count", "round", "moment", "department", "list", "reason")]
