"""Papers of a scheme of demerits: points are counted, never lost or gained, and the fewest are the best."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.procedures.assessment.papers import reports
from plumbline.procedures.assessment.year import approval
from tests import pdfs
from tests.procedures.assessment.papers.test_letters import said
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, Province

pytestmark = pytest.mark.django_db(transaction=True)

FAILINGS = """{ demerits = [
    { id = "critical", points = 7, title = { en = "Critical", zh = "严重问题" } },
    { id = "general", points = 2, title = { en = "General", zh = "一般问题" } },
] }"""
BANDS = """band = [
    { grade = "A", from = 0, to = 13, title = { en = "excellent", zh = "优秀" } },
    { grade = "B", from = 14, to = 27, title = { en = "good", zh = "良好" } },
    { grade = "D", from = 28, to = 100, title = { en = "poor", zh = "较差" } },
]"""


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    """North was found with one general failing, south with three critical ones and a general one."""
    made = Province(home, tmp_path)
    text = made.scheme.read_text("utf-8").replace("full = 100", "full = 100\ndemerit = true")
    start, end = text.index("band = ["), text.index("]\n\n[[block]]") + 1
    text = text[:start] + BANDS + text[end:]
    levels = ('{ levels = [{ value = "yes", points = 0, title = { en = "yes", zh = "是" } }, '
              '{ value = "no", points = 40, title = { en = "no", zh = "否" } }] }')
    text = text.replace("{ binary = {} }", levels).replace("{ department = { scale = 30 } }", FAILINGS)
    text = text.replace("{ expert = { scale = 100, least = 2, spread = 20 } }", FAILINGS)
    made.scheme.write_text(text, encoding="utf-8")
    made.opened()
    for region, found in (("north", "general"), ("south", "critical=3; general=1")):
        made.state("planning", "department", region, "yes", "1.1")
        made.state("market", "department", region, found, "1.2", reason=f"found in {region}")
        made.assign("market", "department", items=["1.3"])
        made.state("market", "department", region, "none", "1.3")
    made.evaluated()
    for name in ("chief", "deputy"):
        approval.approve(home, made.who(name), NUMBER, at=AFTER)
    approval.publish(home, made.who("lead"), NUMBER, at=PUBLISHED)
    return made


def test_a_letter_says_what_was_counted(province: Province) -> None:
    chinese, english = said(province, "result"), said(province, "result", language="en")
    for part in ("二、扣分情况", "你市累计扣23.0分（最多100分），在2个地区中列第2名（扣分越少越好）。",
                 "考核等级为B级（良好）。",
                 "3个考核项中有1项被扣分，共扣23分。", "2013-14年度考核扣分明细", "最高扣分"):
        assert part in chinese, part
    assert "失分" not in chinese
    for part in ("was counted 23.0 points, of at most 100, and holds place 2 of 2: the fewest points are the best.",
                 "In 1 of 3 items points were counted, 23 in all.",
                 "Points counted in 2013-14, item by item", "At most"):
        assert part in english, part
    assert "lost" not in english
    assert "scored" not in english


def test_who_has_none_reads_that_none_were_counted(province: Province) -> None:
    text = said(province, "result", region="north")
    assert "累计扣2.0分" in text
    assert "列第1名" in text


def test_the_report_counts_downwards(province: Province) -> None:
    home = province.home
    english = pdfs.text(reports.report(home, "city", "2013-14").content)
    for part in ("From2.0to23.0pointswerecounted,ofatmost100", "1NorthAexcellent2.0", "2SouthBgood23.0",
                 "23.0pointscounted,ofatmost100;place2of2", "0to13", "Whichitemscountedthemost?", "25/60"):
        assert part in english, part
    assert "Scoresrun" not in english
    chinese = pdfs.text(reports.report(home, "city", "2013-14", region="south", language="zh").content)
    assert "累计扣23.0分（最多100分），在2个地区中列第2名（扣分越少越好）" in chinese
    assert "失分" not in chinese
