"""A letter as DOCX, laid out by GB/T 9704-2012 (党政机关公文格式); in English in a plain layout that matches it.

Numbers in comments are the standard's clauses. Type is the reader's own, for DOCX carries none: 仿宋, 黑体 and 小标宋
by the names under which offices have them (docs/papers.md).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import docx as words
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from plumbline.text import NOTHING, for_xml, written_day

WIDTH, HEIGHT, TOP, LEFT, TEXT_WIDTH, TEXT_HEIGHT = 210, 297, 37, 28, 156, 225
"""Millimetres: 5.1, 5.2.1."""
LINES, SIGNS = 22, 28
"""Of a page, and of a line: 5.2.3."""
BODY, TITLE, FOUR, SMALL = 16.0, 22.0, 14.0, 10.5
"""Points: 3号, 2号, 4号, 5号."""
LINE = int(TEXT_HEIGHT / 25.4 * 72 / LINES * 20) / 20
"""Points from line to line, in whole twentieths: rounded up, the last of 22 would not fit."""
CLOSER = -5
"""Twentieths of a point by which signs of 3号 stand closer, so that 28 fill the line. A grid of signs in the page's
set-up would do the same in Word alone: LibreOffice reads it as another width (tried)."""
SIGN = BODY + CLOSER / 20
RED = RGBColor(0xE6, 0x00, 0x12)
FANGSONG, HEI, SONG = "仿宋", "黑体", "宋体"
XIAOBIAOSONG = "方正小标宋简体"
LATIN = "Times New Roman"
PROPERTY = 255
"""Characters that a property of a document may have."""
MOST_HEAD = 44.0
AFTER_GRID = ("w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:jc", "w:textAlignment", "w:rPr")
AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", *AFTER_GRID)
AFTER_FRAME = ("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", *AFTER_BORDERS)
"""What comes after a grid, borders and a frame in the properties of a paragraph, whose order is fixed."""


@dataclass(frozen=True, slots=True)
class Annex:
    """What is attached: ``label`` (附件), the ``note`` of it in the letter, its title, and a table."""

    label: str
    note: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. ``parts`` are paragraphs, each ``head`` or ``text``; ``day`` is None before it is known."""

    title: str
    parts: tuple[tuple[str, str], ...]
    day: date | None
    annex: Annex | None
    authority: str = ""
    number: str = ""
    addressee: str = ""
    language: str = "zh"

    def dressed(self, *, authority: str, number: str, title: str, addressee: str, language: str) -> Letter:
        """With its head."""
        return replace(self, authority=authority, number=number, title=title, addressee=addressee, language=language)


def docx(letter: Letter) -> bytes:
    """The letter as a file; the same letter gives the same bytes."""
    return _Page(letter).written()


class _Page:
    """Writes one letter from top to bottom."""

    def __init__(self, letter: Letter) -> None:
        self.letter, self.chinese = letter, letter.language == "zh"
        self.book = words.Document()
        self._sheet()

    def written(self) -> bytes:
        self._head()
        self._title()
        self._line(self.letter.addressee, indent=0)  # 7.3.2: flush left, the line below the title left empty
        for kind, text in self.letter.parts:
            last = self._line(text, face=HEI if kind == "head" else FANGSONG, bold=kind == "head" and not self.chinese,
                              keep=kind == "head")
        if self.letter.annex is not None:  # 7.3.4
            self._blank()
            last = self._line(self.letter.annex.note)
        last.paragraph_format.keep_with_next = True  # 7.3.5.5: no page holds the signature alone
        self._signed()
        if self.letter.annex is not None:
            self._annex(self.letter.annex)
        self._issued()
        return self._bytes()

    def _sheet(self) -> None:
        section = self.book.sections[0]
        section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
        section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
        section.right_margin, section.bottom_margin = Mm(WIDTH - LEFT - TEXT_WIDTH), Mm(HEIGHT - TOP - TEXT_HEIGHT)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)  # 7.5: the dashes 7 mm below the text
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        if self.chinese:
            _set(grid, type="lines", linePitch=round(LINE * 20))
        style = self.book.styles["Normal"]
        style.font.size, style.font.name = Pt(BODY if self.chinese else 12), LATIN
        style.paragraph_format.widow_control = not self.chinese  # 5.2.3: every page is filled
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        latin = FANGSONG if self.chinese else LATIN
        _set(fonts, eastAsia=FANGSONG, ascii=latin, hAnsi=latin)
        self.book.settings.odd_and_even_pages_header_footer = True
        self._number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)  # 7.5: odd pages right, even ones left
        self._number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
        about = self.book.core_properties
        title, authority = (for_xml(each)[:PROPERTY] for each in (self.letter.title, self.letter.authority))
        about.title, about.author = title, authority
        about.language = "zh-CN" if self.chinese else "en-GB"
        about.created = about.modified = datetime.combine(self.letter.day or date(2000, 1, 1), time(), UTC)
        about.last_modified_by = authority

    def _head(self) -> None:
        """7.2.4, 7.2.5, 7.2.7: the authority in red 35 mm below the top of the text, the number, a red line."""
        head = self.book.paragraphs[0] if self.book.paragraphs else self.book.add_paragraph()
        size = min(MOST_HEAD, TEXT_WIDTH / 25.4 * 72 / max(1.0, _wide(self.letter.authority)))
        self._run(head, self.letter.authority, size=size, face=XIAOBIAOSONG, colour=RED, bold=not self.chinese)
        _format(head, align=WD_ALIGN_PARAGRAPH.CENTER, before=(35 if self.chinese else 8) / 25.4 * 72,
                line=size * 1.2)
        for _ in range(2):
            self._blank()
        number = self.book.add_paragraph()
        self._run(number, self.letter.number)
        _format(number, align=WD_ALIGN_PARAGRAPH.CENTER, line=LINE)
        rule = OxmlElement("w:pBdr")
        line = OxmlElement("w:bottom")
        _set(line, val="single", sz=12, space=round(4 / 25.4 * 72), color="E60012")  # 4 mm below the number
        rule.append(line)
        number._p.get_or_add_pPr().insert_element_before(rule, *AFTER_BORDERS)

    def _title(self) -> None:
        for _ in range(2):  # 7.3.1
            self._blank()
        title = self.book.add_paragraph()
        self._run(title, self.letter.title, size=TITLE, face=XIAOBIAOSONG, bold=not self.chinese)
        _format(title, align=WD_ALIGN_PARAGRAPH.CENTER, line=LINE * 1.25)
        self._blank()

    def _line(self, text: str, *, indent: float = 2, face: str = FANGSONG, bold: bool = False,
              keep: bool = False) -> Any:
        paragraph = self.book.add_paragraph()
        self._run(paragraph, text, face=face, bold=bold)
        _format(paragraph, line=LINE if self.chinese else 18, first=indent * SIGN if self.chinese else 0,
                after=0 if self.chinese else 6, align=WD_ALIGN_PARAGRAPH.JUSTIFY if self.chinese else None)
        paragraph.paragraph_format.keep_with_next = keep
        return paragraph

    def _blank(self) -> Any:
        paragraph = self.book.add_paragraph()
        _format(paragraph, line=LINE if self.chinese else 14)
        return paragraph

    def _signed(self) -> None:
        """7.3.5.1: with a seal; the day four signs from the right, the authority centred above it."""
        letter = self.letter
        for _ in range(2):
            self._blank().paragraph_format.keep_with_next = True
        day = written_day(letter.day, letter.language)
        if letter.day is None:
            day = "　　年　　月　　日" if self.chinese else NOTHING
        wide, long = _wide(day), _wide(letter.authority)
        right = SIGNS - 4 - wide / 2 + long / 2
        start = (SIGNS - 4 - wide / 2 - long / 2) - max(0.0, right - SIGNS)
        for text, left in ((letter.authority, start), (day, SIGNS - 4 - wide)):
            paragraph = self.book.add_paragraph()
            self._run(paragraph, text)
            _format(paragraph, line=LINE if self.chinese else 18)
            paragraph.paragraph_format.left_indent = Pt(max(0.0, left) * SIGN)
            paragraph.paragraph_format.keep_with_next = text == letter.authority

    def _annex(self, annex: Annex) -> None:
        """7.3.7: on a page of its own, its name flush left, its title centred in the third line."""
        label = self.book.add_paragraph()
        label.add_run().add_break(WD_BREAK.PAGE)
        self._run(label, annex.label, face=HEI, bold=not self.chinese)
        _format(label, line=LINE)
        self._blank()
        title = self.book.add_paragraph()
        self._run(title, annex.title, size=TITLE, face=XIAOBIAOSONG, bold=not self.chinese)
        _format(title, align=WD_ALIGN_PARAGRAPH.CENTER, line=LINE * 1.25)
        self._blank()
        self._table(annex)

    def _table(self, annex: Annex) -> None:
        # The first column names what the row is of, the last two say why; numbers stand between.
        widths = (36, *[13] * (len(annex.heads) - 3), 61 + 13 * (6 - len(annex.heads)), 20)
        table = self.book.add_table(rows=0, cols=len(annex.heads), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, wide in enumerate(widths):
            table.columns[column].width = Mm(wide)
        for place, row in enumerate((annex.heads, *annex.rows)):
            cells = table.add_row().cells
            for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
                cell.width = Mm(widths[column])
                paragraph = cell.paragraphs[0]
                self._run(paragraph, text, size=SMALL, face=HEI if place == 0 else FANGSONG,
                          bold=place == 0 and not self.chinese)
                _off_grid(paragraph)
                _format(paragraph, line=14, align=WD_ALIGN_PARAGRAPH.CENTER if place == 0 or 0 < column < 4 else None)
        repeated = OxmlElement("w:tblHeader")
        _set(repeated, val="true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row_ in table.rows:
            whole = OxmlElement("w:cantSplit")
            row_._tr.get_or_add_trPr().append(whole)

    def _issued(self) -> None:
        """7.4: who issued it and when, between two lines at the foot of the last page."""
        if not self.chinese or self.letter.day is None:
            return
        paragraph = self.book.add_paragraph()
        self._run(paragraph, f"{self.letter.authority}\t{written_day(self.letter.day, 'zh')}印发", size=FOUR)
        _format(paragraph, line=LINE)
        kept, one = paragraph.paragraph_format, Pt(FOUR)  # one sign from either side
        kept.left_indent = kept.right_indent = one
        kept.tab_stops.add_tab_stop(Mm(TEXT_WIDTH) - one, WD_TAB_ALIGNMENT.RIGHT)
        frame, lines = OxmlElement("w:framePr"), OxmlElement("w:pBdr")
        _set(frame, w=round(TEXT_WIDTH / 25.4 * 1440), hSpace=0, vSpace=0, wrap="notBeside", vAnchor="margin",
             hAnchor="margin", xAlign="left", yAlign="bottom")
        for side in ("top", "bottom"):
            line = OxmlElement(f"w:{side}")
            _set(line, val="single", sz=8, space=1, color="000000")  # eighths of a point: 0.35 mm
            lines.append(line)
        inside = paragraph._p.get_or_add_pPr()
        inside.insert_element_before(frame, *AFTER_FRAME)
        inside.insert_element_before(lines, *AFTER_BORDERS)
        _format(self.book.add_paragraph(), line=1)  # what the frame hangs on

    def _number(self, footer: Any, side: Any) -> None:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        self._run(paragraph, "— ", size=FOUR, face=SONG)
        run = paragraph.add_run()
        self._face(run, FOUR, SONG)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                _set(part, fldCharType=kind)
            else:
                part.text = text
            run._r.append(part)
        self._run(paragraph, " —", size=FOUR, face=SONG)
        _format(paragraph, align=side, line=FOUR)
        one = Pt(FOUR)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = one

    def _run(self, paragraph: Any, text: str, *, size: float = BODY, face: str = FANGSONG, colour: Any = None,
             bold: bool = False) -> None:
        run = paragraph.add_run(for_xml(text))
        self._face(run, size if self.chinese else size * 0.75 if size == BODY else size * 0.85, face)
        run.bold = bold or None
        if colour is not None:
            run.font.color.rgb = colour

    def _face(self, run: Any, size: float, face: str) -> None:
        run.font.size = Pt(round(size * 2) / 2)
        run.font.name = face if self.chinese else LATIN
        inside = run._r.get_or_add_rPr()
        _set(inside.get_or_add_rFonts(), eastAsia=face)
        if self.chinese and size == BODY:
            closer = OxmlElement("w:spacing")
            _set(closer, val=CLOSER)
            inside.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")

    def _bytes(self) -> bytes:
        made, content = BytesIO(), BytesIO()
        self.book.save(made)
        with zipfile.ZipFile(made) as packed, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as again:
            for name in packed.namelist():  # without the time at which it was written
                again.writestr(zipfile.ZipInfo(name), packed.read(name), zipfile.ZIP_DEFLATED)
        return content.getvalue()


def _format(paragraph: Any, *, line: float, align: Any = None, before: float = 0, after: float = 0,
            first: float = 0) -> None:
    kept = paragraph.paragraph_format
    kept.line_spacing_rule, kept.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    kept.space_before, kept.space_after, kept.alignment = Pt(before), Pt(after), align
    kept.first_line_indent = Pt(first)


def _off_grid(paragraph: Any) -> None:
    """Let the lines of small type in a table stand as close as they say, whatever the grid of the page."""
    off = OxmlElement("w:snapToGrid")
    _set(off, val="0")
    paragraph._p.get_or_add_pPr().insert_element_before(off, *AFTER_GRID)


def _set(element: Any, **values: Any) -> None:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))


def _wide(text: str) -> float:
    """How many Chinese signs wide a line is; a Latin letter or digit is half of one."""
    return sum(0.5 if ord(sign) < 0x2E80 and sign not in "〔〕—" else 1.0 for sign in text)
