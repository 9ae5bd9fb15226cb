"""Drafts of mappings: what is guessed, why, what is left open, and that the draft loads as it stands."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plumbline.records.core import kinds
from plumbline.records.intake.drafts import naming
from plumbline.records.intake.drafts.draft import draft
from plumbline.records.intake.drafts.writer import Draft
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.mappings import mappings
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import Office, current


def drafted(office: Office, content: str | Path, kind: str = "inspection", **options: Any) -> Draft:
    path = content if isinstance(content, Path) else office.file(content.encode(), "given.csv")
    return draft(kinds.get(kind), path, office.inbox / "scratch", **options)


def loaded(found: Draft, language: str = "en") -> Mapping:
    return mappings.parse("d", "d.toml", tomllib.loads(found.text(language)))


def fields(found: Draft) -> dict[str, str]:
    return {one.column: one.field for one in found.columns}


FILE = """Case No.,Ward name,Visit Date,Inspectoin Type,Verdict,Criticals,Phone,Remark
17,Ward 1,31/01/2013,canvass,合格,0,555,x
18,Ward 2,01/02/2013,random inspection,Pass,1,556,
19,Ward 1,02/02/2013,Complaint,FAIL,0,557,
"""


def test_a_draft_that_is_ready_takes_the_file_in_as_it_stands(office: Office) -> None:
    found = drafted(office, FILE)
    assert fields(found) == {
        "Case No.": "number", "Ward name": "region", "Visit Date": "inspected_on", "Inspectoin Type": "purpose",
        "Verdict": "result", "Criticals": "critical_count", "Phone": "", "Remark": ""}
    assert found.todo == []
    done = office.take("", office.inbox / "given.csv", mapping=loaded(found))
    assert (done.rows, done.quarantined) == (3, 0)
    assert current("inspection", "number", "region", "purpose", "result") == [
        ("17", "1", "canvass", "pass"), ("18", "2", "random", "pass"), ("19", "1", "complaint", "fail")]
    assert sorted(str(day) for (day,) in current("inspection", "inspected_on"))[0] == "2013-01-31"


def test_each_guess_says_why(office: Office) -> None:
    found = drafted(office, FILE)
    assert {one.column: one.why.en for one in found.columns} == {
        "Case No.": "offices call this field so", "Ward name": "its values are regions",
        "Visit Date": "offices call this field so", "Inspectoin Type": "its name is near to 'inspectiontype'",
        "Verdict": "offices call this field so", "Criticals": "offices call this field so",
        "Phone": "not understood", "Remark": "not understood"}
    text = found.text()
    assert 'dates = "%d/%m/%Y"  # the only way in which all days can be read (Visit Date: 31/01/2013' in text
    assert '"FAIL" = "fail"  # its name, but for case and spaces' in text
    assert '    "Remark",  # not understood' in text
    assert "# 为given.csv起草的映射" in found.text("zh")
    assert loaded(found, "zh") == loaded(found)


def test_chinese_headings_and_another_mapping_that_knows_one(office: Office) -> None:
    known = Mapping("old", "inspection", columns={"责任片区": "region"})
    given = "检查单号,责任片区,检查时间,检查方式,判定结果,关键项\n1,1,2013年1月31日,双随机,合格,0\n"
    found = drafted(office, given, known=[known])
    assert fields(found) == dict(zip(given.split("\n", maxsplit=1)[0].split(","), [
        "number", "region", "inspected_on", "purpose", "result", "critical_count"], strict=True))
    assert "the mapping 'old' reads this column so" in found.text()
    assert "dates" not in loaded(found).dates
    assert '"双随机" = "random"' in found.text()


@pytest.mark.parametrize(("days", "line", "todo"), [
    (["01/02/2013", "03/04/2013"], '# dates = "%m/%d/%Y"', "can be read as %d/%m/%Y or %m/%d/%Y"),
    (["01/13/2013", "03/04/2013"], 'dates = "%m/%d/%Y"  #', None),
    (["20130131"], 'dates = "%Y%m%d"  #', None),
    (["2013-01-31", "31.01.2013"], 'dates = "%d.%m.%Y"  #', None),
    (["31/01/2013", "01/31/2013"], '# dates = "%d/%m/%Y"', "no one pattern reads"),
    (["5 Jan 2013"], 'dates = "%d %b %Y"  #', None),
    (["2013-01-31", "2013/2/1", "2013-01-31T00:00:00.000"], "", None),
])
def test_how_days_are_written_is_said_only_where_there_is_one_way(
        office: Office, days: list[str], line: str, todo: str | None) -> None:
    found = drafted(office, "number,region,inspected_on,purpose,result,critical_count\n" + "".join(
        f"{day},1,{day},canvass,pass,0\n" for day in days))
    assert (line in found.text()) if line else ("dates" not in found.text())
    assert [one.en for one in found.todo if todo and todo in one.en] == [one.en for one in found.todo]
    assert bool(found.todo) == bool(todo)
    loaded(found)


def test_what_is_missing_is_listed(office: Office) -> None:
    found = drafted(office, "Where,Colour of the door\nNowhere,blue\n")
    assert fields(found) == {"Where": "", "Colour of the door": ""}
    assert len(found.todo) == len([one for one in kinds.get("inspection").fields if one.required])
    assert any(one.en.startswith("where 'number' (Inspection number) comes from") for one in found.todo)
    assert '# region = ""  # Region: a value for every row' in found.text()
    assert loaded(found).columns == {}


def test_values_that_are_not_known_are_left_to_the_person(office: Office) -> None:
    found = drafted(office, "number,region,result\n1,Atlantis,so so\n2,第1选区,Pass with condition\n")
    text = found.text()
    assert '# "Atlantis" = ""' in text
    assert '"第1选区" = "1"  # its name' in text
    assert '# "so so" = ""' in text
    assert '"Pass with condition" = "conditional"  # a guess: near to ' in text
    assert [one.en for one in found.todo if "'region' mean that are not known: 1" in one.en]
    assert loaded(found).values["region"] == {"第1选区": "1"}


def test_two_columns_for_one_field(office: Office) -> None:
    found = drafted(office, "number,Case No.,region\n1,2,1\n")
    assert fields(found)["number"] == "number"
    assert found.columns[1].why.en == "it may be 'number' too, which 'number' fills"


def test_a_workbook_with_a_title_and_day_cells(office: Office) -> None:
    book = openpyxl.Workbook()
    book.active.append(["检查台账"])
    book.active.append(["编号", "辖区", "日期", "检查类别", "结论", "关键项"])
    book.active.append(["007", "第1选区", date(2013, 1, 31), "日常检查", "合格", 0])
    path = office.inbox / "a.xlsx"
    book.save(path)
    found = drafted(office, path)
    assert found.todo == []
    assert "dates" not in found.text()
    assert office.take("", path, mapping=loaded(found)).rows == 1


@pytest.mark.parametrize("heading", ['a "b" \\ c', "x\ny", "# no = comment", "a\x7fb", "列\u2028名"])
def test_odd_headings_and_values_make_no_broken_file(office: Office, heading: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["number", heading, "result"], ["1", "v", heading]])
    found = drafted(office, text.getvalue())
    assert loaded(found, "zh").columns["number"] == "number"


@pytest.mark.parametrize("kind", sorted(kinds.KINDS))
def test_every_kind_can_be_drafted_from_its_own_titles(office: Office, kind: str) -> None:
    specs = kinds.get(kind).fields
    values = ["1" if one.refers == "region" else next(iter(vocabulary(one.vocabulary))) if one.vocabulary else
              "2013-01-31" if one.type == "date" else "1" for one in specs]
    for language in ("en", "zh"):
        text = io.StringIO()
        csv.writer(text).writerows([[one.title.as_dict()[language] for one in specs], values])
        found = drafted(office, text.getvalue(), kind)
        assert list(fields(found).values()) == [one.name for one in specs]
        assert found.todo == []


def test_words_belong_to_fields() -> None:
    every = {spec.name for kind in kinds.KINDS.values() for spec in kind.fields}
    assert set(naming.words()) - every <= {"score"}
