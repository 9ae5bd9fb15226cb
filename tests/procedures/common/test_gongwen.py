"""The layout of GB/T 9704-2012, as the file declares it and as another program lays it out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from plumbline.procedures.common import gongwen
from plumbline.procedures.common.gongwen import Annex, Letter
from plumbline.text import for_xml
from tests import libreoffice, pdfs

ANNEX = Annex("附件", "附件：失分明细", "失分明细", ("考核项", "分值", "得分", "失分", "理由", "条款"),
              tuple((f"1.{place} 规划", "40", "0", "40", "认定为“否”：不得分。", "1.1") for place in range(40)))
LETTER = Letter("某局关于考核结果的通知", (("text", "质" * 28 * 30), ("head", "一、结果"), ("text", "如下。")),
                date(2014, 8, 20), ANNEX, "某省质量工作领导小组办公室", "某质考办〔2014〕3号", "南市人民政府：")


def opened(letter: Letter) -> Any:
    return docx.Document(io.BytesIO(gongwen.docx(letter)))


def test_the_sheet_is_that_of_the_standard() -> None:
    book = opened(LETTER)
    section = book.sections[0]
    of = {name: round(getattr(section, name).mm) for name in (
        "page_width", "page_height", "top_margin", "left_margin", "right_margin", "bottom_margin")}
    assert of == {"page_width": 210, "page_height": 297, "top_margin": 37, "left_margin": 28, "right_margin": 26,
                  "bottom_margin": 35}
    body = next(each for each in book.paragraphs if each.text.startswith("质"))
    assert (body.runs[0].font.size.pt, round(body.paragraph_format.line_spacing.pt, 2)) == (16, 28.95)
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    title = next(each for each in book.paragraphs if each.text == LETTER.title)
    assert (title.runs[0].font.size.pt, title.alignment) == (22, 1)
    assert str(book.paragraphs[0].runs[0].font.color.rgb) == "E60012"
    assert book.paragraphs[0].text == LETTER.authority


def test_another_program_lays_out_22_lines_of_28_signs(tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(gongwen.docx(LETTER))
    content = libreoffice.pdf(tmp_path, file)
    pages = [[line.strip() for line in page.splitlines() if line.strip()] for page in pdfs.pages(content)]
    full = [line for line in pages[1] if set(line) == {"质"}]
    assert (len(full), {len(line) for line in full}) == (22, {28})
    assert [page[-1] for page in pages[:2]] == ["— 1 —", "— 2 —"]
    assert [line.replace(" ", "") for line in pages[0][:2]] == [LETTER.authority, LETTER.number]
    assert [page[0] for page in pages].count("附件") == 1
    assert "2014年8月20日印发" in "".join(pages[-1]).replace(" ", "")
    document = pypdfium2.PdfDocument(content)
    try:
        edges = [_edge(page, "—") for page in document]
    finally:
        document.close()
    assert edges[0] > 400  # odd pages on the right, even ones on the left
    assert edges[1] < 130


def _edge(page: Any, sign: str) -> float:
    """How far from the left the last ``sign`` of a page stands, in points."""
    text = page.get_textpage()
    return float(text.get_charbox(text.get_text_bounded().rindex(sign))[0])


ORDER = {
    "pPr": ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "shd",
            "tabs", "snapToGrid", "spacing", "ind", "jc", "rPr"),
    "rPr": ("rStyle", "rFonts", "b", "bCs", "i", "color", "spacing", "w", "kern", "position", "sz", "szCs", "u"),
    "tblPr": ("tblStyle", "tblpPr", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_properties_stand_in_the_order_that_the_format_demands(language: str) -> None:
    # Word calls a file damaged in which they do not; LibreOffice does not mind, so the other test would not tell.
    body = opened(replace(LETTER, language=language)).element
    for name, order in ORDER.items():
        for element in body.iter(qn(f"w:{name}")):
            names = [child.tag.rpartition("}")[2] for child in element]
            assert names == sorted(names, key=order.index)
            assert len(set(names)) == len(names)


def test_names_of_any_length_and_with_any_sign_are_set() -> None:
    odd = "".join(map(chr, range(0x20))) + "\ufffe\uffff\ud800" + "<w:b/>&amp;"
    long = odd + "长" * 10_000
    annex = replace(ANNEX, rows=((long, *[odd] * 5),), title=odd, heads=(odd,) * 6)
    letter = replace(LETTER, title=long, authority=long, number=odd, addressee=long, parts=(("text", long),))
    book = opened(replace(letter, annex=annex))
    assert book.core_properties.title == book.core_properties.author == for_xml(long)[:255]
    assert sum("<w:b/>&amp;" in each.text for each in book.paragraphs) >= 3


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert gongwen.docx(LETTER) == gongwen.docx(LETTER)


def test_a_letter_without_a_day_leaves_it_open_and_an_english_one_is_plain() -> None:
    text = [each.text for each in opened(Letter("题", (("text", "文"),), None, None, "某局")).paragraphs]
    assert "　　年　　月　　日" in text
    assert not any("印发" in each for each in text)
    english = opened(Letter("Result", (("text", "You scored 48."),), date(2014, 8, 20), None, "Office", "No. 3", "You,",
                            "en"))
    assert "20 Aug 2014" in [each.text for each in english.paragraphs]
    assert english.paragraphs[0].runs[0].font.name == "Times New Roman"
