"""DOCX and XLSX: the right parts, no macros, nothing fetched or started from outside, no bomb; their text."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

from plumbline.records.evidence.scanning.media import DOCX, TAIL_BYTES, XLSX, Unfit

MOST_PARTS = 5_000
MOST_UNPACKED = 300 << 20
MOST_XML = 64 << 20
MOST_TEXT = 40_000
PIECE = 1 << 16
MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MACROS = re.compile(r"(^|/)(vba(Project|Data)[^/]*|activeX/.*|macrosheets/.*|customUI/.*\.bin)$", re.IGNORECASE)
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|activeX|intlmacrosheet|macrosheet", re.IGNORECASE)
OUTSIDE = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
FETCHED = re.compile(rb"relationships/(attachedTemplate|oleObject|frame|subDocument|package)\"", re.IGNORECASE)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def look(path: Path, target: Path) -> dict[str, Any]:
    """Check the ZIP at ``path`` and write its text to ``text.txt`` in ``target``. :raises Unfit: for one that is no
    DOCX or XLSX, holds macros, or unpacks to far more than it is."""
    _must_stand_alone(path)
    try:
        with zipfile.ZipFile(path) as archive:
            type = _type(archive)
            for part in archive.infolist():
                _check(archive, part)
            text = _document_text(archive) if type == DOCX else _sheet_text(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, KeyError, ValueError,
            expat.ExpatError) as error:
        raise Unfit("evidence_file.broken", "zip") from error
    (target / "text.txt").write_text(text[:MOST_TEXT], encoding="utf-8")
    return {"type": type, "pages": 0, "pictures": 0, "width": 0, "height": 0}


def _must_stand_alone(path: Path) -> None:
    """Begins with its first part and ends with its directory: nothing is hidden before or after."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
        if tail.rfind(b"PK\x05\x06") != len(tail) - 22:
            raise Unfit("evidence_file.two_things" if b"PK\x05\x06" in tail else "evidence_file.broken", "zip")


def _type(archive: zipfile.ZipFile) -> str:
    names = [part.filename for part in archive.infolist()]
    if len(names) > MOST_PARTS or sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
        raise Unfit("evidence_file.bomb")
    if len(names) != len({name.lower() for name in names}):
        raise Unfit("evidence_file.broken", "zip")
    found = [type for name, type in MAIN.items() if name in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise Unfit("evidence_file.type")
    return found[0]


def _check(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & 1:
        raise Unfit("evidence_file.encrypted")
    if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts:
        raise Unfit("evidence_file.broken", "zip")
    if MACROS.search(name):
        raise Unfit("evidence_file.macros")
    is_xml = name.endswith((".xml", ".rels", ".vml"))
    if is_xml and part.file_size > MOST_XML:
        raise Unfit("evidence_file.bomb")
    kept, size = [], 0
    with archive.open(part) as file:  # read to its end, so that its check sum is compared too
        while piece := file.read(PIECE):
            size += len(piece)
            if is_xml:
                kept.append(piece)
    if is_xml:
        _check_xml(name, b"".join(kept))


def _check_xml(name: str, text: bytes) -> None:
    if name == "[Content_Types].xml" and MACRO_TYPES.search(text):
        raise Unfit("evidence_file.macros")
    if name.endswith(".rels"):
        for found in OUTSIDE.findall(text):
            if b"External" in found and FETCHED.search(found):
                raise Unfit("evidence_file.fetches")
    if "externalLinks/" in name and b"ddeLink" in text:
        raise Unfit("evidence_file.fetches")
    if b"<!DOCTYPE" in text or b"<!\x00D\x00O" in text or b"\x00<\x00!\x00D" in text:
        raise Unfit("evidence_file.broken", "zip")


class _Lines:
    """Gathers the text of a document's paragraphs."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.length = 0
        self.inside = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.inside = name == f"{W} t"
        if name in (f"{W} tab", f"{W} br"):
            self.add("\t" if name.endswith("tab") else "\n")

    def end(self, name: str) -> None:
        self.inside = False
        if name == f"{W} p":
            self.add("\n")

    def data(self, text: str) -> None:
        if self.inside:
            self.add(text)

    def add(self, text: str) -> None:
        if self.length <= MOST_TEXT:
            self.text.append(text)
            self.length += len(text)


def _document_text(archive: zipfile.ZipFile) -> str:
    lines, parser = _Lines(), expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = lines.start, lines.end
    parser.CharacterDataHandler = lines.data
    with archive.open("word/document.xml") as file:
        while piece := file.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    return re.sub(r"\n{3,}", "\n\n", "".join(lines.text)).strip()


def _sheet_text(path: Path) -> str:
    from openpyxl import load_workbook

    lines: list[str] = []
    with path.open("rb") as file:  # by its name it would be asked for an ending
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:3]:
            lines.append(f"[{sheet.title}]")
            for row in sheet.iter_rows(max_row=60, max_col=16, values_only=True):
                cells = ["" if value is None else str(value) for value in row]
                if any(cells):
                    lines.append("\t".join(cells).rstrip("\t"))
            lines.append("")
    return "\n".join(lines).strip()
