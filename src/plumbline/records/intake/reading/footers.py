"""Rows of a table that belong to no record: totals, notes, and who filled the table in."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORDS = (r"填表人?|填报人|填报单位|填报日期|填报时间|制表人?|制表日期|制表时间|制表单位|审核人?|复核人?|负责人|"
          r"单位负责人|统计负责人|经办人|联系人|联系电话|电话|报出日期|打印日期|打印时间|日期|资料来源|数据来源|来源|注|备注|说明|附注|签字|签章|盖章|"
          r"[Nn]otes?|[Ss]ource|[Pp]repared by|[Cc]hecked by|[Dd]ate|[Ff]illed in by")
_TOTALS = r"合\s*计|总\s*计|小\s*计|共\s*计|[Tt]otals?|[Gg]rand [Tt]otal|[Ss]ub-?[Tt]otal|TOTAL"
PATTERN = rf"^\s*(?:(?:{_WORDS})\s*\d?\s*[:：]|(?:{_TOTALS})\s*[:：]?\s*$|注\d?[、.．]|\(?注\)?$)"
_FOOTER = re.compile(PATTERN)


def is_footer(values: Sequence[str]) -> bool:
    """Whether a row begins as no record does: with 合计, 注：, 填表人： or the like."""
    return _FOOTER.match(next((value for value in values if value.strip()), "")) is not None
