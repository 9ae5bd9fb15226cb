"""``plumb rule``: what it prints, and how it refuses. The way of a draft is run by docs/editor.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import plumb, well

pytestmark = pytest.mark.slow
FAULTY = """[visits]
title = { en = "Inspections made", zh = "检查次数" }
meaning = { en = "Inspections made.", zh = "检查次数。" }
unit = "1"
better = "neither"
source = { text = "test", ours = true }
of = "inspection"
numerator = "AVG(score)"
words = { numerator = { en = "inspections", zh = "检查" } }
"""


def test_a_draft_from_the_first_line_to_its_fault(office_home: Path, tmp_path: Path) -> None:
    text = tmp_path / "visits.toml"
    text.write_text(FAULTY, encoding="utf-8")
    well("user", "add", "writer", "--region", "city", "--no-sign-in", home=office_home)
    made = well("rule", "draft", "indicator", "local.visits", "--pattern", "count", "--text", text, "--as", "writer",
                home=office_home)
    assert (made["number"], made["state"], made["authors"]) == (1, "draft", ["writer"])
    assert made["fault"] == {
        "what": "'AVG(score)' is not allowed in a definition", "where": "indicators/local.toml [visits].numerator",
        "why": "An average is a division, and engines round it differently: write SUM as numerator and COUNT as "
               "denominator", "next_step": "", "line": 8, "code": "expression.average",
        "zh": {"what": "指标定义中不能使用“AVG(score)”", "next_step": "",
               "why": "平均值含除法，各引擎取整不一致：分子写SUM，分母写COUNT"}}
    refused = plumb("rule", "propose", "1", "--reason", "now", "--as", "writer", home=office_home)
    assert (refused.status, refused.error["type"]) == (1, "RulebookError")
    text.write_text(FAULTY.replace("AVG(score)", "COUNT(*)"), encoding="utf-8")
    mended = well("rule", "write", "1", "--text", text, "--as", "writer", home=office_home)
    assert mended["fault"] is None
    tried = well("rule", "try", "1", "--period", "2013", home=office_home)
    assert tried["new"] is True
    assert sum(int(one["other"]["value"]) for one in tried["regions"] if one["code"] == "city") == 60
    assert [one["number"] for one in well("rule", "list", home=office_home)["drafts"]] == [1]
    assert plumb("rule", "show", "7", home=office_home).error["what"].startswith("there is no such draft")
