"""PDF files: whole, open to all, without anything that acts by itself; pictures of the first pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from plumbline.records.evidence.scanning import pictures
from plumbline.records.evidence.scanning.media import Unfit

PAGES_SHOWN = 6
END_WITHIN = 1024
"""Readers look for the end mark within so many bytes of a file's end; what stands behind it is not of the file."""
MOST_OBJECTS = 300_000
SCRIPT, LAUNCH, FILM = "evidence_file.script", "evidence_file.launch", "evidence_file.film"
ACTING = {"/JavaScript": SCRIPT, "/Launch": LAUNCH, "/ImportData": LAUNCH, "/RichMedia": FILM, "/Movie": FILM,
          "/3D": FILM}
KEYS = {"/JS": SCRIPT, "/XFA": "evidence_file.xfa"}


def look(path: Path, target: Path) -> dict[str, Any]:
    """Check the PDF at ``path`` and write pictures of its first pages into ``target``. :raises Unfit: for one that is
    encrypted, broken or active."""
    _must_end(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = "evidence_file.encrypted" if "assword" in str(error) else "evidence_file.broken"
        raise Unfit(code, "application/pdf") from error
    with document:
        if pdfium.FPDF_GetSecurityHandlerRevision(document.raw) != -1:
            raise Unfit("evidence_file.encrypted")
        if not len(document):
            raise Unfit("evidence_file.broken", "application/pdf")
        if pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
            raise Unfit(SCRIPT)
        _must_be_passive(path)
        shown = min(len(document), PAGES_SHOWN)
        for index in range(shown):
            _picture(document, index, target)
        return {"pages": len(document), "pictures": shown, "width": 0, "height": 0}


def _must_end(path: Path) -> None:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_WITHIN))
        if b"%%EOF" not in file.read():
            raise Unfit("evidence_file.broken", "application/pdf")


def _picture(document: pypdfium2.PdfDocument, index: int, target: Path) -> None:
    try:
        page = document[index]
        width, height = page.get_size()
        # The scale follows from the page's size, so that a page of a mile costs no more than one of a hand.
        scale = min(pictures.LARGE / max(width, 1), 2 * pictures.LARGE / max(height, 1), 4.0)
        bitmap = page.render(scale=scale)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Unfit("evidence_file.broken", "application/pdf") from error
    pictures.write(bitmap.to_pil(), target, index + 1)


def _must_be_passive(path: Path) -> None:
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise Unfit("evidence_file.encrypted")
        for found in _objects(reader):
            code = next((code for key, code in KEYS.items() if key in found), "")
            said = {_plain(found.get("/S")), _plain(found.get("/Subtype"))}
            code = code or next((code for name, code in ACTING.items() if name in said), "")
            if code:
                raise Unfit(code)
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
            RecursionError) as error:
        # A file that the strict reader cannot follow may hide anything from it.
        raise Unfit("evidence_file.broken", "application/pdf") from error


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary in the file, those inside others too."""
    numbers = [(number, generation) for generation, table in reader.xref.items() for number in table]
    numbers += [(number, 0) for number in reader.xref_objStm]
    if len(numbers) > MOST_OBJECTS:
        raise Unfit("evidence_file.slow")
    waiting: list[Any] = [reader.trailer]
    for number, generation in numbers:
        waiting.append(IndirectObject(number, generation, reader).get_object())
        while waiting:
            one = waiting.pop()
            if isinstance(one, StreamObject | DictionaryObject):
                yield one
                waiting += [each for each in one.values() if not isinstance(each, IndirectObject)]
            elif isinstance(one, ArrayObject):
                waiting += [each for each in list.__iter__(one) if not isinstance(each, IndirectObject)]


def _plain(value: Any) -> str:
    return str(value.get_object() if isinstance(value, IndirectObject) else value)
