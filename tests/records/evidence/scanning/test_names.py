"""Names are shown, and saved under by others: what could mislead them goes."""

from __future__ import annotations

import pytest

from plumbline.records.evidence.scanning.media import DOCX, JPEG, PDF
from plumbline.records.evidence.scanning.names import MOST, clean, fitting
from plumbline.records.evidence.scanning.words import Refused


@pytest.mark.parametrize(("given", "kept"), [
    ("photo.jpg", "photo.jpg"),
    ("现场照片 第1张.JPG", "现场照片 第1张.JPG"),
    ("D:\\scans\\x\\bill.pdf", "bill.pdf"),
    ("../../etc/passwd", "passwd"),
    ("a\x00b\x1b[31m.pdf", "ab[31m.pdf"),
    ("invoice\u202egpj.exe", "invoicegpj.exe"),
    ("\u2066a\u2069\u200b.pdf", "a.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
    ('<b>"x"|?*.pdf', "b x.pdf"),
    ("e\u0301tat.pdf", "\u00e9tat.pdf"),
    ("...", ""), ("", ""), (" . ", ""),
])
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = clean("长" * 400 + ".docx")
    assert (len(kept), kept[-6:]) == (MOST, "长.docx")


@pytest.mark.parametrize(("given", "type", "kept"), [
    ("a.JPEG", JPEG, "a.JPEG"), ("image", JPEG, "image.jpg"), ("", PDF, "evidence.pdf"),
    ("第1.2节 说明", DOCX, "第1.2节 说明.docx"), (".pdf", PDF, "pdf.pdf"),
])
def test_a_name_gets_an_ending_where_it_has_none(given: str, type: str, kept: str) -> None:
    assert fitting(given, type) == kept


def test_a_name_that_says_otherwise_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        fitting("photo.jpg", PDF)
    assert str(refused.value) == ("photo.jpg: the name ends in '.jpg', but the content is PDF. Give the file its right "
                                  "ending, .pdf, if it is what you mean to attach.")
    assert refused.value.code == "evidence_file.misnamed"
    assert refused.value.what.zh == "文件名以“.jpg”结尾，内容却是PDF"
