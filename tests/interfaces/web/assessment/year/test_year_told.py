"""What refuses an act of a year is told on the pages in the page's language, with its code."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.interfaces.web.assessment.year.test_year_list_page import text_of
from tests.interfaces.web.year_city import NUMBER, YearCity


def in_chinese(year: YearCity, name: str, page: str, *args: str, data: dict[str, str] | None = None) -> tuple[int, str]:
    """The status and the words of a page in Chinese: one that a form was sent to, where there is ``data``."""
    client = year.client(name)
    client.cookies["django_language"] = "zh-hans"
    way: Any = client.post if data else client.get
    answer = way(reverse(page, args=args), data, headers={"accept-language": "zh-hans"})
    return answer.status_code, text_of(answer)


@pytest.mark.parametrize(("name", "page", "args", "data", "status", "said"), [
    ("lead", "years", (), {"scheme": "all-rules", "year": "2013", "region": "prov"}, 422,
     f"该年度考核已经启动。 请在年度页面查看进展，或用命令：plumb year board {NUMBER}。 year.open_already"),
    ("market", "year-item", (NUMBER, "south", "1.1"), {"act": "state", "stage": "department", "answer": "no"}, 403,
     "此事项须具有职责“评分部门”，本人在此没有该职责。 现有职责：评分部门，但不含此处。 请牵头人分配该职责。"),
    ("chief", "year", (NUMBER,), {"act": "approve"}, 422,
     "现在不能办理此事项：本年度考核进行中。 此事项在以下阶段办理：已评价，待审定。"),
    ("lead", "year-people", (NUMBER,), {"act": "assign", "person": "nobody", "part": "expert"}, 422,
     "没有登录名为“nobody”的人员。 请核对拼写，或先建立账户"),
    ("lead", "year-people", (NUMBER,), {"act": "assign", "person": "north", "part": "expert"}, 403,
     "同一年度内，考核方与被考核方不得为同一人。 已有职责：被考核地区政府。 请另选人员。"),
    ("south", "year-region", (NUMBER, "south"), {"act": "state", "region": "south", "stage": "target", "text": ""}, 422,
     "此处尚未填写。 请用文字说明。 answer.empty"),
    ("south", "year-region", (NUMBER, "south"), {"act": "object", "region": "south", "text": "no"}, 422,
     "“异议”环节尚未开始。 结果公布后开始。"),
])
def test_a_form_tells_in_chinese_what_refused_it(year: YearCity, name: str, page: str, args: tuple[str, ...],
                                                 data: dict[str, str], status: int, said: str) -> None:
    found, text = in_chinese(year, name, page, *args, data=data)
    assert said in text
    assert found == status


def test_what_stands_against_an_evaluation_is_listed_in_chinese(year: YearCity) -> None:
    year.state("expert1", "south", "1.4", "panel", answer="40")
    year.act("lead", "year-item", NUMBER, "south", "1.4", act="close", reason="ill")
    board = in_chinese(year, "lead", "year", NUMBER)[1]
    assert "至少需2名专家评分，现有1名。请等待其他专家评分，或录入合议结果。" in board


def test_a_stage_that_is_closed_to_me_says_why_in_chinese(year: YearCity) -> None:
    year.state("expert1", "south", "1.4", "panel", answer="40")
    year.act("lead", "year-item", NUMBER, "south", "1.4", act="close", reason="ill")
    said = in_chinese(year, "expert2", "year-item", NUMBER, "south", "1.4")[1]
    assert "专家评分已经公开，不能再独立评分。 请专家合议，由牵头人录入合议结果。" in said


def test_a_conflict_of_interest_is_told_in_chinese(year: YearCity) -> None:
    year.act("planning", "year-people", NUMBER, act="conflict", region="north", reason="was mayor")
    status, said = in_chinese(year, "planning", "year-region", NUMBER, "north")
    assert status == 403
    assert "本人已声明利益冲突。该地区的内容不对本人开放。" in said
    assert "请牵头人另行安排人员。" in said


def test_the_people_and_the_board_name_parts_and_phases_in_chinese(year: YearCity) -> None:
    assert "牵头人" in in_chinese(year, "lead", "year-people", NUMBER)[1]
    assert "进行中" in in_chinese(year, "lead", "year", NUMBER)[1]
    assert "启动年度考核" in in_chinese(year, "lead", "year-events", NUMBER)[1]
