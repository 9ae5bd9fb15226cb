"""Every type that is taken, and every way of handing in something else: looked at by the process that looks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from plumbline.records.evidence.scanning import child, sandbox
from plumbline.records.evidence.scanning.media import DOCX, JPEG, MEDIA, PDF, PNG, WEBP, XLSX
from plumbline.records.evidence.scanning.sandbox import Found, look
from plumbline.records.evidence.scanning.words import WORDS, Refused
from tests import evidence

LINK = "<< /S /URI /URI (https://example.org) >>"


def looked(tmp_path: Path, content: bytes) -> tuple[Found, Path]:
    """What is found in a file with this content, and where its previews lie."""
    path, target = tmp_path / "given", tmp_path / "drawn"
    path.write_bytes(content)
    target.mkdir()
    return look(path, target, name="given"), target


def test_a_photograph_is_taken(tmp_path: Path) -> None:
    found, drawn = looked(tmp_path, evidence.photo(2400, 1800))
    assert found == Found(JPEG, 1, 1, 2400, 1800)
    with Image.open(drawn / "1.jpg") as large, Image.open(drawn / "small.jpg") as small:
        assert (large.size, small.size) == ((1600, 1200), (320, 240))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_previews_hold_nothing_but_pixels(tmp_path: Path, format: str) -> None:
    content = evidence.photo(comment="who took it", format=format)
    assert b"Camera Maker" in content
    found, drawn = looked(tmp_path, content)
    assert found.type == {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}[format]
    for path in drawn.iterdir():
        with Image.open(path) as picture:
            assert dict(picture.getexif()) == {}
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"who took it" not in path.read_bytes()


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    picture, out, exif = Image.new("RGB", (400, 200), "white"), io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # held sideways
    picture.save(out, "JPEG", exif=exif)
    _, drawn = looked(tmp_path, out.getvalue())
    with Image.open(drawn / "1.jpg") as upright:
        assert upright.size == (200, 400)


def test_a_film_behind_a_photograph_is_no_fault(tmp_path: Path) -> None:
    found, _ = looked(tmp_path, evidence.photo() + b"\0\0\0\x18ftypmp42" + b"\0" * 2000)
    assert found.type == JPEG


def test_a_pdf_is_taken_with_pictures_of_its_first_pages(tmp_path: Path) -> None:
    found, drawn = looked(tmp_path, evidence.pdf(pages=9))
    assert found == Found(PDF, 9, 6, 0, 0)
    assert sorted(path.name for path in drawn.iterdir()) == [*(f"{page}.jpg" for page in range(1, 7)), "small.jpg"]
    with Image.open(drawn / "1.jpg") as page:
        assert page.width in (1599, 1600)
        assert page.convert("L").getextrema()[0] < 100  # there is something on it


def test_links_and_jumps_in_a_pdf_are_no_fault(tmp_path: Path) -> None:
    found, _ = looked(tmp_path, evidence.pdf(catalog="/OpenAction [3 0 R /Fit] /X 5 0 R", more=(LINK,)))
    assert found.type == PDF


def test_files_in_a_pdf_are_no_fault(tmp_path: Path) -> None:
    held = "<< /Names [(invoice.xml) << /Type /Filespec /F (invoice.xml) /EF << /F 6 0 R >> >>] >>"
    content = evidence.pdf(catalog="/Names << /EmbeddedFiles 5 0 R >>", more=(
        held, "<< /Type /EmbeddedFile /Length 5 >>\nstream\n<xml>\nendstream"))
    assert looked(tmp_path, content)[0].type == PDF


def test_the_text_of_documents_is_told(tmp_path: Path) -> None:
    found, drawn = looked(tmp_path, evidence.docx("监督抽查情况\nA second line"))
    assert (found.type, found.pictures) == (DOCX, 0)
    assert (drawn / "text.txt").read_text("utf-8") == "监督抽查情况\nA second line"


def test_the_rows_of_spreadsheets_are_told(tmp_path: Path) -> None:
    found, drawn = looked(tmp_path, evidence.xlsx([["项目", "得分"], ["食品", 15], [None, None], ["合计", 98.5]]))
    assert (found.type, found.pictures) == (XLSX, 0)
    assert (drawn / "text.txt").read_text("utf-8") == "[Sheet]\n项目\t得分\n食品\t15\n合计\t98.5"


def bomb() -> bytes:
    return evidence.docx(more={f"word/media/{n}.bin": b"\0" * (64 << 20) for n in range(6)})


def doubled() -> bytes:
    out = io.BytesIO(evidence.docx())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<other/>")
    return out.getvalue()


def script(name: str = "/JavaScript") -> bytes:
    return evidence.pdf(catalog="/OpenAction 5 0 R", more=(f"<< /S {name} /JS (app.alert\\(1\\)) >>",))


def outside(type: str) -> str:
    return evidence.RELATIONS.format(type=type, target="https://example.org/t.dotm", more=' TargetMode="External"')


AREA = "evidence_file"
UNFIT = {
    "nothing": (lambda: b"", "empty"),
    "text": (lambda: b"only words\n", "type"),
    "a web page": (lambda: b"\n<!DOCTYPE html><html><script>alert(1)</script>", "web_page"),
    "a drawing that runs": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "web_page"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 200, "program"),
    "a shell's": (lambda: b"#!/bin/sh\nexit\n", "program"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50, "heic"),
    "an old document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    "half a photograph": (lambda: evidence.photo(900, 900, colour="#abc")[:2000], "broken"),
    "a huge PNG": (lambda: evidence.png_of(30_000, 30_000), "pixels"),
    "a long PNG": (lambda: evidence.png_of(200_000, 1), "pixels"),
    "a PNG that goes on": (lambda: evidence.photo(format="PNG") + b"more", "png_end"),
    "a WebP that goes on": (lambda: evidence.photo(format="WEBP") + b"more and more", "two_things"),
    "a photograph that is a ZIP too": (lambda: evidence.photo() + evidence.zipped({"a.class": b"x"}), "two_things"),
    "a photograph that is a PDF too": (lambda: evidence.photo(comment="%PDF-1.4 1 0 obj"), "two_things"),
    "a PDF that is a page too": (lambda: evidence.pdf().replace(b"%\xe2\xe3", b"<html><script>alert(1)</script>\xe3"),
                                 "two_things"),
    "a PDF that is a ZIP too": (lambda: evidence.pdf() + evidence.zipped({"a.class": b"x"}), "two_things"),
    "half a PDF": (lambda: evidence.pdf()[:300], "broken"),
    "a PDF of nonsense": (lambda: b"%PDF-1.7\n" + b"nonsense " * 200 + b"\n%%EOF\n", "broken"),
    "a locked PDF": (evidence.encrypted_pdf, "encrypted"),
    "a PDF with a script": (script, "script"),
    "a PDF with a veiled script": (lambda: script("/Java#53cript").replace(b"/JS", b"/J#53"), "script"),
    "a PDF with a script behind a page": (lambda: evidence.pdf(
        more=("<< /AA << /O << /S /JavaScript /JS (x) >> >> >>",)), "script"),
    "a PDF that starts a program": (lambda: evidence.pdf(
        catalog="/OpenAction 5 0 R", more=("<< /S /Launch /F (cmd.exe) >>",)), "launch"),
    "a PDF with a film": (lambda: evidence.pdf(more=("<< /Type /Annot /Subtype /RichMedia >>",)), "film"),
    "a PDF with a dynamic form": (lambda: evidence.pdf(catalog="/AcroForm << /XFA 5 0 R >>", more=("[]",)), "xfa"),
    "any ZIP": (lambda: evidence.zipped({"a.txt": "x"}), "type"),
    "a document with macros": (lambda: evidence.docx(more={"word/vbaProject.bin": b"x"}), "macros"),
    "a document that says it has macros": (lambda: evidence.docx(more={
        "[Content_Types].xml": evidence.TYPES.replace("document.main", "document.macroEnabled.main")}), "macros"),
    "a document with controls": (lambda: evidence.docx(more={"word/activeX/activeX1.xml": "<x/>"}), "macros"),
    "a document with a template from elsewhere": (lambda: evidence.docx(more={
        "word/_rels/settings.xml.rels": outside("attachedTemplate")}), "fetches"),
    "a document that names entities": (lambda: evidence.docx(more={
        "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "broken"),
    "a document with two bodies": (doubled, "broken"),
    "a document with a path that leads out": (lambda: evidence.docx(more={"../../evil.xml": "<x/>"}), "broken"),
    "a bomb": (bomb, "bomb"),
    "a document behind something": (lambda: evidence.docx() + b"tail", "two_things"),
    "half a document": (lambda: evidence.docx()[:-30], "broken"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_it_is_refused(tmp_path: Path, name: str) -> None:
    make, code = UNFIT[name]
    with pytest.raises(Refused) as refused:
        looked(tmp_path, make())
    assert refused.value.code == f"{AREA}.{code}"
    assert list((tmp_path / "drawn").glob("*.jpg")) == []


def test_a_link_in_a_document_is_no_fault(tmp_path: Path) -> None:
    content = evidence.docx(more={"word/_rels/document.xml.rels": outside("hyperlink")})
    assert looked(tmp_path, content)[0].type == DOCX


def test_every_code_has_words_in_both_languages() -> None:
    raised = {code for _, code in UNFIT.values()} | {"slow", "too_large", "misnamed", "no_photograph"}
    assert {f"{AREA}.{code}" for code in raised} == set(WORDS)
    assert all(text.en and text.zh for words in WORDS.values() for text in words)
    assert all(media.endings for media in MEDIA.values())


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.01)
    with pytest.raises(Refused) as refused:
        looked(tmp_path, evidence.pdf(pages=9))
    assert str(refused.value) == ("given: the file takes too long or too much memory to check. Divide it, or print it "
                                  "as a simpler PDF, and attach that.")


def test_the_process_limits_itself(tmp_path: Path) -> None:
    import resource
    import subprocess
    import sys

    code = ("import resource; from plumbline.records.evidence.scanning import child; child.limit(); "
            "print(resource.getrlimit(resource.RLIMIT_AS)[0])\n"
            "try: bytearray(2 << 30)\nexcept MemoryError: print('held')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(child.MEMORY_BYTES), "held"]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != child.MEMORY_BYTES


def test_the_process_is_told_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_DATABASE", "postgresql://somebody:secret@host/name")
    assert not any(name.startswith("PLUMBLINE") for name in sandbox.KEPT)
    assert looked(tmp_path, evidence.photo())[0].type == JPEG
