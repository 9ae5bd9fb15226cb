"""Letters of the year: what they say, before and after publication, and to whom."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.papers import letters
from plumbline.procedures.assessment.year import approval, people
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.text import Text
from tests.procedures.year_world import AFTER, NUMBER, Province, day

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = Text("Quality Office", "某省质量工作办公室")


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored"))


def said(province: Province, kind: str, name: str = "lead", region: str = "south", language: str = "zh",
         objection: int | None = None) -> str:
    who = province.who(name) if name else ANYBODY
    made = letters.letter(province.home, NUMBER, region, kind, who, language=language, authority=OFFICE,
                          document_number="某质〔2014〕3号", objection=objection)
    assert made.name == f"{NUMBER}-{region}-{kind}"
    book = docx.Document(io.BytesIO(made.content))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in book.paragraphs), *cells])


def test_the_result_says_where_points_were_lost_and_until_when_to_object(province: Province) -> None:
    with pytest.raises(RecordError, match="nothing is evaluated yet"):
        said(province, "result")
    province.evaluated()
    draft = said(province, "result")
    assert "自公布之日起7日内" in draft
    assert "　　年　　月　　日" in draft
    with pytest.raises(NotAllowed):
        said(province, "result", "south")
    for name in ("chief", "deputy"):
        approval.approve(province.home, province.who(name), NUMBER, at=AFTER)
    approval.publish(province.home, province.who("lead"), NUMBER, at=day("2014-08-20"))
    text = said(province, "result", "south")
    for part in ("某省质量工作办公室关于2013-14年度考核结果的通知", "南市人民政府：",
                 "你市总分为48.0分（满分100分），在2个地区中列第2名。", "考核等级为D级（较差）。",
                 "3个考核项中有3项失分，共失52分。", "请于2014年8月27日前（自公布之日起7日内）",
                 "我单位将于2014年9月11日前予以答复。", "附件：2013-14年度考核失分明细", "1.1 规划",
                 "认定为“否”：不得分。理由：seen in south", "2014年8月20日印发"):
        assert part in text, part
    english = said(province, "result", "", language="en")
    assert "Your city scored 48.0 of 100 points and holds place 2 of 2. Its grade is D (poor)." in english
    assert "by 27 Aug 2014, within 7 days of publication" in english
    assert "Determined 'no': no points. Reason: seen in south" in english


def test_who_reads_whose_letter(province: Province) -> None:
    province.published()
    for name in ("lead", "chief", ""):
        assert "南市" in said(province, "result", name)
    for name in ("north", "planning", "expert1"):
        with pytest.raises(NotAllowed):
            said(province, "result", name)
    with pytest.raises(RecordError):
        said(province, "result", "stranger")
    people.declare_conflict(province.home, province.who("chief"), NUMBER, region="south", reason="kin", at=AFTER)
    with pytest.raises(NotAllowed):
        said(province, "result", "chief")
    for kind, more in (("praise", {}), ("result", {"region": "prov"}), ("result", {"language": "fr"}), ("order", {}),
                       ("answer", {})):
        with pytest.raises(RecordError):
            said(province, kind, **more)


def test_orders_and_answers(province: Province) -> None:
    province.published()
    home, lead = province.home, province.who("lead")
    made = [approval.object_to(home, province.who("south"), NUMBER, "south", text, item=item,
                               at=day("2014-08-22")).pk
            for text, item in (("The plan was overlooked.", "1.1"), ("Too few points.", "1.2"))]
    approval.rule_on(home, lead, NUMBER, made[1], upheld=False, reason="As seen.", at=day("2014-08-24"))
    approval.rule_on(home, lead, NUMBER, made[0], upheld=True, reason="It was.", answer="yes",
                     at=day("2014-08-25"))
    last = said(province, "answer", "south")
    for part in ("你市于2014年8月22日对2013-14年度考核结果（考核项1.1）提出异议：“The plan was overlooked.”。",
                 "异议成立。理由：It was.", "考核项1.1更正为：是。", "另行公布", "2014年8月25日"):
        assert part in last, part
    assert "异议不成立，维持原考核结果。理由：As seen." in said(province, "answer", objection=made[1])
    with pytest.raises(RecordError, match="no answered objection"):
        said(province, "answer", objection=made[1] + 1000)
    province.published()
    anew = said(province, "answer")
    assert "更正后的考核结果已于2014年8月20日公布：总分88.0分（满分100分），等级B级。" in anew
    approval.order(home, lead, NUMBER, "south", "Mend the supervision.", at=day("2014-08-26"))
    order = said(province, "order", "south")
    for part in ("关于2013-14年度考核发现问题限期整改的通知", "Mend the supervision.", "请于2014年9月19日前完成整改"):
        assert part in order, part
    assert "Rectify it by 19 Sep 2014" in said(province, "order", "", language="en")
