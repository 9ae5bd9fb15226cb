"""Which format a file has, by its first bytes, and that format's reader.

CSV, plain or gzip; XLSX; JSON Lines, plain or gzip; Parquet. All of them become batches of text that meet the same
checks.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from plumbline.errors import IntakeError
from plumbline.records.intake import commas, jsonlines, parquet, sheets, textfile
from plumbline.records.intake.source import Source

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
# What offices send by mistake, by its first bytes.
FOREIGN = {b"%PDF-": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"{\\rt": "a letter (RTF)",
           b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"SQLi": "a database"}


def open_source(path: Path, workdir: Path, name: str = "") -> Source:
    """Open ``path`` for intake, leaving any working copy in ``workdir``. :raises IntakeError: with the reason, if it
    is none of the formats, damaged, or has no table in it."""
    if not path.is_file():
        raise IntakeError("there is no such file", where=str(path), next_step="Check the name and try again")
    workdir.mkdir(parents=True, exist_ok=True)
    source = _opened(path, workdir, name or path.name)
    source.headers = _check_headers(source.headers, f"{path}, {source.head}")
    return source


def _opened(path: Path, workdir: Path, name: str) -> Source:
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(sheets.MAGIC):
        _no_open_document(path)
        return sheets.opened(path, name)
    if magic.startswith(parquet.MAGIC):
        return parquet.opened(path, name)
    if magic.startswith(OLD_WORKBOOK):
        raise IntakeError("this is an old workbook (XLS), or one with a password", where=str(path),
                          next_step="Save it as XLSX or CSV, without a password")
    _no_foreign(path, name, magic)
    ready = textfile.prepare(path, workdir)
    with ready.path.open("rb") as text:
        first = text.read(200)
    if jsonlines.looks_like(first, name):
        return jsonlines.opened(path, ready, name)
    return commas.opened(path, ready, workdir, name)


def _no_foreign(path: Path, name: str, magic: bytes) -> None:
    for sign, what in FOREIGN.items():
        if magic.startswith(sign):
            raise IntakeError(f"this is {what}, not a table", where=str(path),
                              next_step="Give CSV, XLSX, JSON Lines or Parquet")
    if name.lower().endswith(".parquet"):
        raise IntakeError("the file is called .parquet and does not begin as Parquet does", where=str(path),
                          why=f"It begins with {magic!r}",
                          next_step="Save or download it again; nothing of it was taken in")


def _no_open_document(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            kind = packed.read("mimetype") if "mimetype" in packed.namelist() else b""
    except (zipfile.BadZipFile, OSError):
        return  # the reader of workbooks says what is wrong with it
    if kind.startswith(OPEN_DOCUMENT):
        raise IntakeError("this is an OpenDocument file (ODS)", where=str(path),
                          why="Of spreadsheets, XLSX is read",
                          next_step="In LibreOffice choose File, Save as, and the type Excel 2007-365 (.xlsx)")


def _check_headers(headers: list[str], where: str) -> list[str]:
    cleaned = [header.strip() for header in headers]
    for header in cleaned:
        if header and cleaned.count(header) > 1:
            raise IntakeError(f"the column '{header}' occurs twice", where=where,
                              next_step="Give each column its own name")
    return cleaned
