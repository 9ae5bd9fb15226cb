"""The forms on which comments travel: a table of comments (意见汇总处理表, or the commenting template of ISO) as a
workbook or a Word document, empty or filled, and read again as it comes back.

What comes from outside is looked at by a process of its own before anything opens it (``records/evidence/scanning``):
macros, what is fetched from elsewhere, entities and bombs are refused there."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plumbline.errors import IntakeError, RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.members import given
from plumbline.procedures.standards.projects.comments import Line, filled_specs, shown_specs
from plumbline.procedures.standards.projects.names import MEMBER
from plumbline.records.core.fields import Spec
from plumbline.records.evidence.scanning import sandbox
from plumbline.records.evidence.scanning.media import DOCX, XLSX
from plumbline.records.export.template import put, sheet_title
from plumbline.records.intake.reading.headings import plain
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text, for_xml

FORMATS = ("xlsx", "docx")
LANGUAGES = ("zh", "en")
MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
MOST_BYTES = 8 << 20
HEAD_ROWS = 12
"""So many rows of a table in a Word document are looked at for its headings."""
ALSO: Mapping[str, tuple[str, ...]] = {
    MEMBER: ("No.", "No", "#", "编号", "意见序号", "Number"),
    "body": ("MB/NC", "MB/NC1", "MB", "NC", "Organisation", "Organization", "单位", "意见提出单位", "提出意见单位"),
    "clause": ("Clause", "Clause/Subclause", "Clause/ Subclause", "Clause No./Subclause No./Annex", "标准章条编号",
               "章条",
               "章条号", "条款", "条款号"),
    "paragraph": ("Paragraph", "Paragraph/Figure/Table", "Paragraph/ Figure/ Table", "Paragraph/Figure/Table/Note",
                  "段/图/表", "段落/图/表"),
    "type": ("Type", "Type of comment", "Type of comment2", "类型"),
    "text": ("Comment", "Comments", "Comment (justification for change)", "Comments (justification for change)", "意见",
             "修改意见", "意见或建议", "意见和建议"),
    "proposed": ("Proposed change", "Proposed change by the MB", "Proposed changes", "建议修改内容", "建议",
                 "修改建议及理由"),
    "decision": ("Decision", "处理结果", "采纳情况", "是否采纳"),
    "reason": ("Observations of the secretariat", "Observations of the secretariat on each comment submitted",
               "Secretariat observations", "Reason", "理由", "处理理由或依据", "不采纳理由", "备注"),
    "person": ("Contact", "Contact person", "姓名", "提出人"),
    "contact": ("Telephone", "Email", "E-mail", "电话", "联系电话"),
}
"""What a heading may call a column, beside the field's own name and titles."""
TITLE = Text("Comments on {title}", "{title}意见汇总处理表")
EMPTY_TITLE = Text("Form for comments on a draft standard", "标准征求意见反馈表")
EMPTY_ROWS = 8
WIDTHS = {MEMBER: 8, "body": 18, "clause": 14, "paragraph": 14, "type": 14, "text": 46, "proposed": 40, "decision": 14,
          "reason": 34}
GREY = "FFECECEC"


def columns(specs: Sequence[Spec]) -> dict[str, given.Names]:
    """Of each field what a heading may call it."""
    return {spec.name: tuple(dict.fromkeys((spec.name, spec.title.en, spec.title.zh, *ALSO.get(spec.name, ()))))
            for spec in specs}


def read_comments(path: Path, *, called: str = "") -> given.Given:
    """Comments as somebody filled them in: a workbook, a Word document or a CSV file. :raises IntakeError: for a file
    that cannot be read, has no column of comments, or no row. :raises Refused: for one that is hostile."""
    return _read(path, columns(filled_specs()), ("text",), called)


def read_decisions(path: Path, *, called: str = "") -> given.Given:
    """The same of a table that went out with the comments and comes back with what is decided on them."""
    return _read(path, columns(shown_specs()), (MEMBER, "decision"), called)


def _read(path: Path, known: dict[str, given.Names], wanted: Sequence[str], called: str) -> given.Given:
    told = called or path.name
    try:
        with path.open("rb") as file:
            packed, size = file.read(4) == b"PK\x03\x04", file.seek(0, 2)
    except OSError as error:
        raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=told,
                          next_step=Text("Check the name and try again", "请核对文件名后再试")) from error
    if size > MOST_BYTES:
        raise given.too_long(Text(f"The file is larger than {MOST_BYTES >> 20} MB", f"文件超过{MOST_BYTES >> 20} MB"),
                             told)
    if not packed:
        return given.read(path, known, wanted, called=told)
    with tempfile.TemporaryDirectory() as folder:
        type = sandbox.look(path, Path(folder), name=told).type
    if type == DOCX:
        return _read_document(path, known, wanted, told)
    if type != XLSX:
        raise _no_table(told, ())
    return given.read(path, known, wanted, called=told)


def _read_document(path: Path, known: Mapping[str, given.Names], wanted: Sequence[str], told: str) -> given.Given:
    heads: Sequence[str] = ()
    for number, table in enumerate(docx.Document(str(path)).tables, 1):
        rows = [_cells(row) for row in table._tbl.tr_lst[:given.MOST + HEAD_ROWS + 1]]
        at = next((place for place, row in enumerate(rows[:HEAD_ROWS]) if _has(row, known, wanted)), None)
        if at is None:
            heads = heads or next(iter(rows), ())
            continue
        below = [(place, row) for place, row in enumerate(rows[at + 1:], at + 2) if any(row)]
        out = io.StringIO()
        width = max(len(row) for _, row in [(0, rows[at]), *below])
        csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
            [*row, *[""] * (width - len(row))] for row in [rows[at], *(row for _, row in below)])
        read = given.read(out.getvalue(), known, wanted)
        places = [Text(f"table {number}, row {place}", f"第{number}个表格第{place}行") for place, _ in below]
        if len(places) == len(read.rows):  # else a row was passed over, and its own count is what is known
            read.places[:] = places
        return read
    raise _no_table(told, heads)


def _has(row: Sequence[str], known: Mapping[str, given.Names], wanted: Sequence[str]) -> bool:
    heads = {plain(cell) for cell in row}
    return all(heads & {plain(name) for name in known[field]} for field in wanted)


def _no_table(told: str, heads: Sequence[str]) -> IntakeError:
    return IntakeError(
        "project.no_table", Text("no table of comments is in the document", "文件中没有意见表"), where=told,
        why=Text(f"The first table begins with: {', '.join(filter(None, heads))[:200]}",
                 f"首个表格的标题为：{'、'.join(filter(None, heads))[:200]}") if any(heads) else Text(),
        next_step=Text("Fill in the form that is given out, and send it back as XLSX or DOCX",
                       "请使用下载的表格填写，并以XLSX或DOCX格式提交"))


def _cells(row: Any) -> list[str]:
    """The cells of a row, one that spans several columns standing in the first of them."""
    found: list[str] = [""] * (row.grid_before if hasattr(row, "grid_before") else 0)
    for cell in row.tc_lst:
        found += [_text(cell), *[""] * (cell.grid_span - 1)]
    return found


def _text(cell: Any) -> str:
    """What stands in a cell, as it reads once changes that are followed are accepted."""
    gone = set(cell.iter(qn("w:del"), qn("w:moveFrom")))
    lines = []
    for paragraph in cell.iter(qn("w:p")):
        parts = []
        for each in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")):
            if not gone or gone.isdisjoint(each.iterancestors()):
                parts.append(each.text or "" if each.tag == qn("w:t") else "\n" if each.tag == qn("w:br") else " ")
        lines.append("".join(parts))
    return "\n".join(lines).strip()


def must_be_form(form: str, language: str) -> None:
    """:raises RecordError: for a format or a language in which no table is given out."""
    for given_, allowed, what in ((form, FORMATS, Text("format", "格式")),
                                  (language, LANGUAGES, Text("language", "语言"))):
        if given_ not in allowed:
            raise RecordError("project.no_form", Text(f"there is no {what.en} '{given_[:20]}'",
                                                      f"没有{what.zh}“{given_[:20]}”"),
                                                      next_step=suggest(given_, allowed))


def empty(form: str, language: str) -> bytes:
    """The form for comments, to be filled in. :raises RecordError: for another format or language."""
    must_be_form(form, language)
    title, specs = EMPTY_TITLE.say(language), [spec for spec in filled_specs() if spec.name != MEMBER]
    return _workbook(title, specs, [], language) if form == "xlsx" else _document(
        title, specs, [{} for _ in range(EMPTY_ROWS)], language)


def filled(lines: Sequence[Line], title: Text, form: str, language: str) -> bytes:
    """The comments with what is decided on each. :raises RecordError: for another format or language."""
    must_be_form(form, language)
    rows = [{MEMBER: line.number, **line.said} for line in lines]
    heading = TITLE.say(language).format(title=title.say(language))
    return (_workbook if form == "xlsx" else _document)(heading, shown_specs(), rows, language)


def _shown(spec: Spec, text: str, language: str) -> str:
    if spec.vocabulary and text:
        return vocabularies.title(spec.vocabulary, text).say(language)
    return text


def _workbook(title: str, specs: Sequence[Spec], rows: Sequence[Mapping[str, str]], language: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title(title)
    for number, spec in enumerate(specs, 1):
        cell = sheet.cell(1, number, spec.title.say(language))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=GREY)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(spec.name, 20)
        if spec.vocabulary:
            terms = [each.title.say(language) for each in vocabularies.vocabulary(spec.vocabulary).values()]
            rule = DataValidation("list", formula1=f'"{",".join(terms)}"', allow_blank=True)
            rule.add(f"{letter}2:{letter}{max(len(rows), 1) + given.MOST}")
            sheet.add_data_validation(rule)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for place, row in enumerate(rows, 2):
        for number, spec in enumerate(specs, 1):
            if text := _shown(spec, row.get(spec.name, ""), language):
                cell = sheet.cell(place, number)
                put(cell, text)
                cell.alignment = wrapped
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _document(title: str, specs: Sequence[Spec], rows: Sequence[Mapping[str, str]], language: str) -> bytes:
    page = docx.Document()
    section = page.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    style = page.styles["Normal"]
    style.font.size = Pt(9)
    style.font.name = "宋体" if language == "zh" else "Calibri"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    page.add_paragraph().add_run(for_xml(title)).bold = True
    page.core_properties.title = for_xml(title)[:200]
    _table(page, specs, rows, language)
    content = io.BytesIO()
    page.save(content)
    return content.getvalue()


def _table(page: Document, specs: Sequence[Spec], rows: Sequence[Mapping[str, str]], language: str) -> None:
    table = page.add_table(rows=1, cols=len(specs), style="Table Grid")
    table.autofit = False
    whole = sum(WIDTHS.get(spec.name, 20) for spec in specs)
    widths = [Mm(267 * WIDTHS.get(spec.name, 20) / whole) for spec in specs]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head = table.rows[0]
    for cell, spec, width in zip(head.cells, specs, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(spec.title.say(language)).bold = True
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    # Made part by part: a table of thousands of rows takes the library's own way minutes.
    for row in rows:
        line = OxmlElement("w:tr")
        for spec, width in zip(specs, widths, strict=True):
            cell, about, size = OxmlElement("w:tc"), OxmlElement("w:tcPr"), OxmlElement("w:tcW")
            size.set(qn("w:w"), str(width.twips))
            size.set(qn("w:type"), "dxa")
            about.append(size)
            cell.append(about)
            for text in (_shown(spec, row.get(spec.name, ""), language) or "").split("\n"):
                paragraph, run, words = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
                words.text = for_xml(text)
                words.set(qn("xml:space"), "preserve")
                run.append(words)
                paragraph.append(run)
                cell.append(paragraph)
            line.append(cell)
        table._tbl.append(line)
