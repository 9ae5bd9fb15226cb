"""The types of file that evidence may have, found from the content and never from the name."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from plumbline.text import Text

PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
IMAGES = (JPEG, PNG, WEBP)
HEAD_BYTES = 1024
TAIL_BYTES = 22 + 65_535
"""How far from its end a ZIP's directory may be announced."""


@dataclass(frozen=True, slots=True)
class Media:
    """One type: its name for people, and the endings that a file of it may have, the usual one first."""

    type: str
    title: Text
    endings: tuple[str, ...]


MEDIA: dict[str, Media] = {each.type: each for each in (
    Media(PDF, Text("PDF", "PDF"), ("pdf",)),
    Media(JPEG, Text("Photograph (JPEG)", "照片（JPEG）"), ("jpg", "jpeg", "jpe", "jfif")),
    Media(PNG, Text("Picture (PNG)", "图片（PNG）"), ("png",)),
    Media(WEBP, Text("Picture (WebP)", "图片（WebP）"), ("webp",)),
    Media(DOCX, Text("Text document (DOCX)", "文档（DOCX）"), ("docx",)),
    Media(XLSX, Text("Spreadsheet (XLSX)", "电子表格（XLSX）"), ("xlsx",)),
)}


class Unfit(Exception):
    """The file cannot be evidence. ``code`` is one that :mod:`plumbline.records.evidence.scanning.words` tells."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


BEGINNINGS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda head: head.startswith(b"%PDF-"), PDF),
    (lambda head: head.startswith(b"\xff\xd8\xff"), JPEG),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), PNG),
    (lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP", WEBP),
)
REFUSED: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1",
                                                          b"avif"), "evidence_file.heic"),
    (lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "evidence_file.old_office"),
    (lambda head: head.startswith((b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"#!")), "evidence_file.program"),
)
MARKUP = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<?php")


def sniff(path: Path) -> str:
    """The type of the file at ``path``; ``zip`` for one that may be DOCX or XLSX. :raises Unfit: for any other type,
    and for a file that is two things at once."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if not head:
            raise Unfit("evidence_file.empty")
        found = next((type for begins, type in BEGINNINGS if begins(head)), "")
        if not found and head.startswith(b"PK\x03\x04"):
            return "zip"
        marked = any(sign in head.lower() for sign in MARKUP)
        if not found:
            refused = next((code for begins, code in REFUSED if begins(head)), "")
            raise Unfit(refused or ("evidence_file.web_page" if marked else "evidence_file.type"))
        if marked or (found != PDF and b"%PDF-" in head) or _ends_as_zip(file):
            raise Unfit("evidence_file.two_things")
        return found


def _ends_as_zip(file: BinaryIO) -> bool:
    """Whether a ZIP's directory ends this file: whoever opens it as a ZIP, a JAR say, would see other content."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) >= at + 22 and struct.unpack_from("<H", tail, at + 20)[0] == len(tail) - at - 22:
            return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False
