"""What a new rule begins from: texts that hold every key it needs, with words to be replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.methods.assessment.scoring.rule_grammar import COUNTED, FIRST
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text to begin from. ``body`` names the rule where ``~id~`` stands."""

    title: Text
    body: str

    def text(self, target: str) -> str:
        """The text for the rule ``target``: of an indicator the part of its id after the file's name."""
        return self.body.replace("~id~", target.rpartition(".")[2] if "[~id~]" in self.body else target)


_INDICATOR = """[~id~]
title       = { en = "Name of the figure", zh = "指标名称" }
meaning     = { en = "What it says, in a sentence.", zh = "用一句话说明指标含义。" }
unit        = "%s"
better      = "higher"
source      = { text = "Name of the text", article = "1", status = "unverified" }
of          = "inspection"
numerator   = "%s"
%s
[~id~.words]
numerator   = { en = "what is counted", zh = "分子所指" }
"""
SHARE = _INDICATOR % ("%", "COUNT(*) FILTER (WHERE result <> 'fail')",
                      'denominator = "COUNT(*)"\ninterval    = "wilson"\n') + (
    'denominator = { en = "of what it is a share", zh = "分母所指" }\n')
COUNT = _INDICATOR % ("1", "COUNT(*)", "")
GROWTH = _INDICATOR % ("%", "COUNT(*)", 'against     = "year before"\n') + (
    'denominator = { en = "the same a year before", zh = "上年同期数" }\n')
_GRADES = """
[grades]
rounding = { places = 0, mode = "half up" }

[[grades.band]]
grade = "A"
from  = 90
to    = 100
title = { en = "excellent", zh = "优秀" }

[[grades.band]]
grade = "B"
from  = 80
to    = 89
title = { en = "good", zh = "良好" }

[[grades.band]]
grade = "C"
from  = 60
to    = 79
title = { en = "fair", zh = "一般" }

[[grades.band]]
grade = "D"
from  = 0
to    = 59
title = { en = "poor", zh = "较差" }

[[block]]
id     = "1"
title  = { en = "First block", zh = "第一部分" }
points = 100

[[block.item]]
id            = "1.1"
title         = { en = "First item", zh = "第一项" }
meaning       = { en = "What is determined.", zh = "认定内容。" }
points        = 100
determination = "first"
rule          = { binary = {} }
no_data       = "zero"
owner         = { en = "Who answers for it", zh = "责任部门" }
clause        = "1.1"
"""
_HEAD = """id         = "~id~"
title      = { en = "Name of the scheme", zh = "方案名称" }
meaning    = { en = "What it grades, in a sentence.", zh = "用一句话说明考核内容。" }
source     = { text = "Name of the text", article = "1", status = "unverified" }
valid_from = 2026-01-01
year       = "calendar"
level      = "county"
full       = 100
rounding   = { places = 1, mode = "half up" }
"""
_BELOW = """id         = "~id~"
extends    = "choose"
title      = { en = "Name of the scheme", zh = "方案名称" }
meaning    = { en = "What it grades, in a sentence.", zh = "用一句话说明考核内容。" }
source     = { text = "Name of the text", article = "1", status = "unverified" }
valid_from = 2026-01-01
level      = "county"
full       = 100
""" + _GRADES[:_GRADES.index("[[block]]")].rstrip() + "\n"
PATTERNS = {
    "indicator": {
        "share": Pattern(Text("A share: so many of so many, in percent", "比率：分子占分母的百分比"), SHARE),
        "count": Pattern(Text("A count", "数量"), COUNT),
        "growth": Pattern(Text("A growth against the year before", "同比增长"), GROWTH),
    },
    "scheme": {
        "grades": Pattern(Text("A scheme of its own, with grades A to D", "独立方案，分A至D四级"), _HEAD + _GRADES),
        "below": Pattern(Text("One that takes over the scheme above", "继承上级方案"), _BELOW),
    },
}

PLACEHOLDERS = frozenset({
    "Name of the figure", "指标名称", "What it says, in a sentence.", "用一句话说明指标含义。", "Name of the text",
    "分子所指", "of what it is a share", "分母所指", "Name of the scheme", "方案名称",
    "What it grades, in a sentence.", "用一句话说明考核内容。", "First block", "First item",
    "What is determined.", "认定内容。", "Who answers for it", "New block", "新部分", "New item", "新考核项",
    "What is looked at.", "评价内容。", COUNTED.en, COUNTED.zh, FIRST.zh,
})
"""Words that a pattern, a new part or a new rule holds for its author to replace. No rule in force says them."""


def placeholders(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Where in what a text holds such words still stand: the key, and the words."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            named = each.get("id") if isinstance(each, Mapping) else None
            yield from placeholders(each, f"{where}.{named or key}".lstrip("."))
    elif isinstance(value, list):
        for place, each in enumerate(value, start=1):
            named = each.get("id", place) if isinstance(each, Mapping) else place
            yield from placeholders(each, f"{where} {named}")
    elif isinstance(value, str) and value.strip() in PLACEHOLDERS:
        yield where, value.strip()
