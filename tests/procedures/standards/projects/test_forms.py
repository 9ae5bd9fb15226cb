"""Comments by workbook, by Word document and by CSV: what goes out comes back, faults are told where they stand, and a
file given twice adds nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from plumbline.errors import IntakeError, NotAllowed, PlumblineError, RecordError
from plumbline.procedures.casework import links
from plumbline.procedures.casework.finding import find
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.projects import comments, forms
from plumbline.procedures.standards.projects.names import PROJECT
from plumbline.records.core.cases import CaseEvent, CasePersonal
from plumbline.records.evidence.scanning.words import Refused
from plumbline.text import Text
from tests.procedures.standards.projects.plays import Projects
from tests.records.samples import Office

ISO = ("MB/NC1", "Line number", "Clause/ Subclause", "Paragraph/ Figure/ Table", "Type of comment2", "Comments",
       "Proposed change", "Observations of the secretariat")
ROWS = [("CN-001", "12", "5.10", "", "te", "Fifty is too low\nfor kettles", "Write sixty", ""),
        ("DE", "", "", "", "ge", "Well written", "", ""),
        ("", "", "5.2", "Table 1", "ed", "A comma, is missing", "", "")]


@pytest.fixture
def projects(office: Office) -> Projects:
    """People of a city, and projects."""
    return Projects(office)


def document(rows: Any, heads: Any = ISO, before: str = "Template for comments") -> bytes:
    page = docx.Document()
    page.add_paragraph(before)
    page.add_table(rows=1, cols=2).rows[0].cells[0].text = "Date: 2026-03-02"
    table = page.add_table(rows=0, cols=len(heads))
    for row in (heads, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def workbook(rows: Any, heads: Any) -> bytes:
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def given(projects: Projects, number: str, path: Path, **how: Any) -> comments.Added:
    read = forms.read_comments(path)
    return comments.add(projects.home, projects.who("ann"), number, read.rows, read.places, at=projects.later(), **how)


def lines(projects: Projects, number: str, by: str = "ann") -> list[dict[str, Any]]:
    return [each.as_dict() for each in comments.collation(projects.at(number, by), projects.who(by))]


def test_the_form_of_iso_comes_in_as_a_word_document_and_only_once(projects: Projects, office: Office) -> None:
    number = projects.commented()
    path = office.file(document(ROWS), "comments.docx")
    assert given(projects, number, path, check=True).numbers == ("1", "2", "3")
    assert lines(projects, number) == []
    assert given(projects, number, path).numbers == ("1", "2", "3")
    assert [(each["comment"], each["clause"], each["type"], each["body"], each["text"]) for each in lines(
        projects, number)] == [("2", None, "general", "DE", "Well written"),
                               ("3", "5.2", "editorial", None, "A comma, is missing"),
                               ("1", "5.10", "technical", "CN-001", "Fifty is too low\nfor kettles")]
    assert given(projects, number, path) == comments.Added((), 3)
    more = office.file(document([*ROWS, ("FR", "", "6", "", "te", "New", "", "")]), "more.docx")
    assert given(projects, number, more) == comments.Added(("4",), 3)


def test_a_workbook_with_chinese_headings_comes_in(projects: Projects, office: Office) -> None:
    number = projects.commented()
    heads = ("序号", "标准章条编号", "意见内容", "修改建议", "提出单位", "联系人", "联系电话")
    path = office.file(workbook([(1, "5.3", "限值过低", "改为60", "某单位", "Zhuangyuan", "13900001111"),
                                 (2, "", "同意", None, "乙单位", None, None)], heads), "意见.xlsx")
    assert given(projects, number, path).numbers == ("1", "2")
    assert [each["text"] for each in lines(projects, number)] == ["同意", "限值过低"]
    assert {"person": "Zhuangyuan", "contact": "13900001111"} in [each.said for each in CasePersonal.objects.all()]
    assert not any("Zhuangyuan" in str(each.said) for each in CaseEvent.objects.all())
    for form in forms.FORMATS:  # nothing personal leaves
        content = forms.filled(comments.collation(projects.at(number), projects.who("ann")), Text("K", "壶"), form,
                               "zh")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert not any(b"Zhuangyuan" in packed.read(name) for name in packed.namelist())


def test_every_fault_is_told_with_its_row_and_column(projects: Projects, office: Office) -> None:
    number = projects.commented()
    rows = [("CN", "", "5" * 70, "", "zz", "Fine", "", ""), ROWS[0], ("DE", "", "", "", "te", "x" * 4001, "", "")]
    with pytest.raises(comments.TableUnfit) as caught:
        given(projects, number, office.file(document(rows), "faults.docx"))
    assert [place.en for place, _, _ in caught.value.spots] == [
        "table 2, row 2, column Clause/Subclause", "table 2, row 2, column Type of comment",
        "table 2, row 4, column Comments"]
    assert "第2个表格第2行“意见类型”列" in caught.value.why.zh
    assert lines(projects, number) == []


@pytest.mark.parametrize("form", forms.FORMATS)
@pytest.mark.parametrize("language", forms.LANGUAGES)
def test_what_goes_out_comes_back_with_decisions(projects: Projects, office: Office, form: str, language: str) -> None:
    number, other = projects.commented(), projects.commented()
    given(projects, number, office.file(document(ROWS), "comments.docx"))
    title = Text("Kettles", "电水壶")
    content = forms.filled(comments.collation(projects.at(number), projects.who("ann")), title, form, language)
    path = office.file(content, f"out.{form}")
    ann = projects.who("ann")

    def decide(where: str, **how: Any) -> comments.Decided:
        read = forms.read_decisions(path)
        return comments.decide(projects.home, ann, where, read.rows, read.places, at=projects.later(), **how)

    assert decide(number) == comments.Decided((), 0, 3)
    words = {"zh": ("采纳", "未采纳", "部分采纳"), "en": ("Adopted", "Not adopted", "Adopted in part")}[language]
    filled_in(path, form, [(words[0], ""), (words[1], ""), (words[2], "Half")])
    with pytest.raises(comments.TableUnfit) as caught:
        decide(number)
    assert caught.value.spots[0][1].en == "it is not said why the comment is not adopted as it is"
    assert all(each["decision"] is None for each in lines(projects, number))
    filled_in(path, form, [(words[0], ""), (words[1], "It is there"), (words[2], "Half")])
    assert decide(number, check=True).numbers == ("2", "3", "1")
    assert all(each["decision"] is None for each in lines(projects, number))
    assert decide(number).numbers == ("2", "3", "1")
    assert [(each["decision"], each["reason"]) for each in lines(projects, number)] == [
        ("adopted", None), ("rejected", "It is there"), ("partly", "Half")]
    assert decide(number) == comments.Decided((), 3, 0)
    projects.comment(other)
    with pytest.raises(comments.TableUnfit, match="says something else"):
        decide(other)


def filled_in(path: Path, form: str, decisions: list[tuple[str, str]]) -> None:
    """Write decisions and reasons into the table that went out."""
    if form == "xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.active
        for place, (decision, reason) in enumerate(decisions, 2):
            sheet.cell(place, sheet.max_column - 1, decision)
            sheet.cell(place, sheet.max_column, reason)
        book.save(path)
        return
    page = docx.Document(str(path))
    for row, (decision, reason) in zip(page.tables[0].rows[1:], decisions, strict=True):
        row.cells[-2].text, row.cells[-1].text = decision, reason
    page.save(str(path))


@pytest.mark.parametrize("form", forms.FORMATS)
@pytest.mark.parametrize("language", forms.LANGUAGES)
def test_the_empty_form_is_read_as_it_was_given_out(office: Office, form: str, language: str) -> None:
    path = office.file(forms.empty(form, language), f"empty.{form}")
    with pytest.raises(IntakeError) as caught:
        forms.read_comments(path)
    assert caught.value.code == "table.empty"


def test_what_is_hostile_is_refused(projects: Projects, office: Office) -> None:
    good = document(ROWS)

    def changed(name: str, content: bytes) -> Path:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for each in old.namelist():
                new.writestr(each, content if each == name else old.read(each))
            if name not in old.namelist():
                new.writestr(name, content)
        return office.file(out.getvalue(), "hostile.docx")

    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        body = packed.read("word/document.xml")
    entity = body.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "secret.txt">]>', 1)
    for name, content in (("word/vbaProject.bin", b"x"), ("word/document.xml", entity),
                          ("word/media/bomb.xml", b"<a/>" * (20 << 20))):
        with pytest.raises(Refused):
            forms.read_comments(changed(name, content))
    for content, name in ((b"PK\x03\x04 nothing", "broken.docx"), (document([], ("A", "B")), "other.docx"),
                          (b"", "empty.csv")):
        with pytest.raises(PlumblineError):
            forms.read_comments(office.file(content, name))
    with pytest.raises(IntakeError, match="no such file"):
        forms.read_comments(office.inbox / "nothing.docx")
    with pytest.raises(RecordError, match="no format"):
        forms.empty("pdf", "zh")


def test_changes_that_word_follows_are_read_as_accepted(office: Office) -> None:
    body = document([("CN", "", "5", "", "te", "KEEP", "", "")])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            text = old.read(each)
            if each == "word/document.xml":
                text = text.replace(
                    b"<w:r><w:t>KEEP</w:t></w:r>",
                    b'<w:del w:id="1" w:author="a"><w:r><w:delText>old</w:delText></w:r></w:del>'
                    b'<w:ins w:id="2" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins>'
                    b'<w:moveFrom w:id="3" w:author="a"><w:r><w:t>gone</w:t></w:r></w:moveFrom>')
            new.writestr(each, text)
    assert [each["text"] for each in forms.read_comments(office.file(out.getvalue(), "t.docx")).rows] == ["new"]


def test_who_sent_a_comment_follows_it_and_reads_no_other(projects: Projects) -> None:
    number = projects.commented()
    projects.comment(number)
    said = {"text": "Too loud", "type": "general", "person": "Zhuangyuan", "contact": "13900001111"}
    event, secret = comments.send(projects.home, None, number, said, once="a", at=projects.later())
    assert comments.send(projects.home, None, number, said, once="a", at=projects.later())[0].pk == event.pk
    assert comments.send(projects.home, None, number, said, once="b", at=projects.later())[0].member == "3"
    assert links.fits(event, secret, f"{number}-2")
    who, case = links.bearer(projects.home, links.known(secret, on=projects.now.date()), at=projects.later())
    assert case.open_members(who) == ["2"]
    projects.do(number, "decide", member="2", decision="rejected", reason="It is quiet")
    again = find(projects.home, who, procedure(PROJECT), number, at=projects.later())
    assert again.board.of["2"]["reason"] == "It is quiet"
    other = projects.do(number, "take-back", who, member="2") if again.state("2").name == "to-decide" else None
    assert other is None
    with pytest.raises(NotAllowed):  # before it is approved the others are nobody's business
        comments.collation(projects.at(number, who), who)
    stranger = projects.at(number, who)
    assert not comments.may_collate(stranger, None)
