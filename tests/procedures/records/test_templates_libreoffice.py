"""A spreadsheet travels out, is filled in with LibreOffice, and comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from plumbline.procedures.records import exports, templates
from plumbline.records.core.people import Role
from tests.libreoffice import work
from tests.records.samples import Office, current, inspection

pytestmark = pytest.mark.slow
HEADS = ("检查编号", "地区", "检查日期", "检查类型", "检查结果", "风险等级", "关键项不符合数")
FORMULA = '=HYPERLINK("http://example.org","x")'


@pytest.fixture
def known(office: Office) -> Office:
    """Three inspections, one of them with a name that a spreadsheet would run."""
    office.inspections(inspection(number="007", establishment_name=FORMULA, inspector_group="red"),
                       inspection(number="2", region="2", establishment_name="-1 Minus", inspector_group="blue"),
                       inspection(number="3", region="9", serious_count="4", inspector_group="red"))
    return office


def officer(region: str) -> object:
    person = get_user_model().objects.create_user("officer", password="a plumb line hangs true")
    Role.objects.create(user=person, name=Role.OFFICER, region=region, column="*")
    return person


def test_out_filled_in_and_back(known: Office, tmp_path: Path) -> None:
    made = templates.make("inspection", day=date(2013, 6, 1), user=officer("city"), with_records=True, language="zh")
    assert (made.rows, made.left_out, made.regions) == (3, 0, 4)
    sent, back, other = tmp_path / "sent.xlsx", tmp_path / "back.xlsx", tmp_path / "back.ods"
    sent.write_bytes(made.content)
    told = work(tmp_path, sent, save=(back, other), tell=("A1", "A2", "B2", "B3", "C2", "E2", "H5", "L2", "A5"), types={
        "H2": "7",  # corrects the first record
        "A5": "0042", "B5": "9 · 第9选区", "C5": "2013/4/5", "D5": "日常检查", "E5": "不合格", "H5": "12",
        "A6": "43", "B6": "1", "C6": "5.4.2013", "D6": "日常检查", "E6": "合格", "H6": "0",
    })
    assert (told["A1"]["shown"], told["A2"]["kind"], told["A2"]["shown"]) == ("检查编号", "text", "007")
    assert "必填 · 文本，最多160个字符" in told["A1"]["note"]
    assert (told["C2"]["kind"], told["C2"]["shown"]) == ("number", "2013-01-31")
    assert (told["B2"]["shown"], told["E2"]["shown"]) == ("1 · 第1选区", "合格")
    assert told["B3"]["list"].replace("'", "").replace("$lists.", "lists.").startswith("lists.$A$1")
    assert (told["L2"]["kind"], told["L2"]["shown"]) == ("text", FORMULA)  # shown, not run
    assert (told["A5"]["kind"], told["A5"]["shown"]) == ("text", "0042")  # as typed, zeros and all
    assert (told["H5"]["kind"], told["H5"]["number"]) == ("number", 12)
    done = known.take("inspection", back)
    assert (done.rows, done.corrections, done.same, done.quarantined) == (2, 1, 2, 1)
    assert [(fault["row"], fault["column"], fault["value"]) for fault in done.sample] == [(6, "检查日期", "5.4.2013")]
    assert current("inspection", "number", "region", "inspected_on", "result", "critical_count", "inspector_group") == [
        ("0042", "9", date(2013, 4, 5), "fail", 12, None), ("007", "1", date(2013, 1, 31), "pass", 7, "red"),
        ("2", "2", date(2013, 1, 31), "pass", 0, "blue"), ("3", "9", date(2013, 1, 31), "pass", 0, "red")]
    again = known.take("inspection", other)
    assert (again.rows, again.corrections, again.same, again.quarantined) == (0, 0, 4, 1)


def test_an_export_saved_again_by_libreoffice_changes_nothing(known: Office, tmp_path: Path) -> None:
    user, sent, back = officer("city"), tmp_path / "sent.xlsx", tmp_path / "back.xlsx"
    exports.export("inspection", sent, "xlsx", user=user)
    told = work(tmp_path, sent, save=(back,), tell=("A2", "C2", "H2", "L2"))
    assert [told[place]["kind"] for place in ("A2", "C2", "H2", "L2")] == ["text", "number", "number", "text"]
    assert (told["A2"]["shown"], told["C2"]["shown"], told["L2"]["shown"]) == ("007", "2013-01-31", FORMULA)
    done = known.take("inspection", back)
    assert (done.rows, done.same, done.quarantined) == (0, 3, 0)
