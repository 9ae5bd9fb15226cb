"""Which format a file has, by its first bytes, and that format's reader.

CSV, plain or gzip; XLSX, XLS and ODS; JSON Lines, plain or gzip; Parquet. All of them become
batches of text that meet the same checks.
"""

from __future__ import annotations

import re
from pathlib import Path

from plumbline.errors import IntakeError
from plumbline.records.intake.books import opening
from plumbline.records.intake.reading import commas, jsonlines, parquet, places, sheets, spelling, textfile
from plumbline.records.intake.reading.headings import Headings
from plumbline.records.intake.reading.source import Source
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import UNSAID, Text

# What offices send by mistake, by its first bytes; a text by its first words.
WEB_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.I | re.S)
SPREADSHEET_XML = re.compile(rb'\s*<\?xml[^>]*>.{0,400}?(?:progid="Excel.Sheet"|<(?:\w+:)?Workbook\b)', re.S)
PICTURE = Text("a picture", "图片")
FOREIGN = {b"%PDF-": Text("a PDF", "PDF"), b"\x89PNG": PICTURE, b"\xff\xd8\xff": PICTURE,
           b"{\\rt": Text("a letter (RTF)", "RTF文档"), b"7z\xbc\xaf": Text("a 7z archive", "7z压缩包"),
           b"Rar!": Text("a RAR archive", "RAR压缩包"), b"SQLi": Text("a database", "数据库文件")}
GIVE = Text("Give CSV, XLSX, XLS, ODS, JSON Lines or Parquet", "请提供CSV、XLSX、XLS、ODS、JSON Lines或Parquet文件")
SAVE_AS = Text("Open it in a spreadsheet and save it as XLSX or CSV", "请用表格软件打开，另存为XLSX或CSV")


def open_source(path: Path, workdir: Path, name: str = "", known: Headings | None = None,
                reading: Reading | None = None) -> Source:
    """Open ``path`` for intake, leaving any working copy in ``workdir``. ``known`` are the headings to look for, and
    ``reading`` what is asked of the reading. :raises IntakeError: with the reason, if it is none of the formats,
    damaged, or has no table in it."""
    if not path.is_file():
        raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=str(path),
                          next_step=Text("Check the name and try again", "请核对文件名后再试"))
    workdir.mkdir(parents=True, exist_ok=True)
    source = _opened(path, workdir, name or path.name, known or Headings(), reading or Reading())
    source.headers = _check_headers(source.headers, places.within(path, source.head))
    return source


def _opened(path: Path, workdir: Path, name: str, known: Headings, reading: Reading) -> Source:
    with path.open("rb") as file:
        magic = file.read(8)
    if opening.is_book(magic):
        return sheets.opened(path, name, known, reading)
    if magic.startswith(parquet.MAGIC):
        return parquet.opened(path, name)
    _no_foreign(path, name, magic)
    ready = textfile.prepare(path, workdir, reading.encoding)
    with ready.path.open("rb") as text:
        first = text.read(2_000).removeprefix(b"\xef\xbb\xbf")
    _no_markup(path, name, first)
    if jsonlines.looks_like(first, name):
        return jsonlines.opened(path, ready, name)
    return commas.opened(path, ready, workdir, name, known, reading)


def _no_foreign(path: Path, name: str, magic: bytes) -> None:
    for sign, what in FOREIGN.items():
        if magic.startswith(sign):
            raise IntakeError("file.not_table", Text(f"this is {what.en}, not a table", f"文件是{what.zh}，不是表格"),
                              where=str(path), next_step=GIVE)
    if name.lower().endswith(".parquet"):
        raise IntakeError(
            "file.not_parquet", Text("the file is called .parquet and does not begin as Parquet does",
                                     "文件扩展名为.parquet，开头却不是Parquet格式"), where=str(path),
            why=Text(f"It begins with {magic!r}", f"其开头为{magic!r}"),
            next_step=Text("Save or download it again; nothing of it was taken in",
                           "请重新保存或下载；其中内容均未导入"))


def _no_markup(path: Path, name: str, first: bytes) -> None:
    ending = name.rpartition(".")[2].upper() if "." in name else ""
    known = ending in ("XLS", "XLSX", "CSV", "ODS")
    called = Text(f", called {ending}", f"（扩展名为{ending}）") if known else UNSAID
    if WEB_PAGE.match(first):
        raise IntakeError(
            "file.web_page", Text(f"this is a web page{called.en}, not a table", f"文件是网页{called.zh}，不是表格"),
            where=str(path), why=Text("Many systems export a page under the name of a workbook",
                                      "许多系统导出的“工作簿”实为网页"),
            next_step=Text(f"{SAVE_AS.en}; if it asks for a sign-in, download it again while signed in",
                           f"{SAVE_AS.zh}；如打开后要求登录，请登录后重新下载"))
    if SPREADSHEET_XML.match(first):
        raise IntakeError("file.xml_spreadsheet", Text(f"this is an XML spreadsheet of 2003{called.en}",
                                                       f"文件是2003版XML电子表格{called.zh}"),
                          where=str(path), next_step=SAVE_AS)
    if first.lstrip().startswith(b"<?xml"):
        raise IntakeError("file.not_table", Text(f"this is XML{called.en}, not a table",
                                                f"文件是XML{called.zh}，不是表格"), where=str(path), next_step=GIVE)
    if first.startswith(b"MIME-Version:"):
        raise IntakeError("file.web_page", Text(f"this is a saved web page{called.en} (MHTML), not a table",
                                                f"文件是保存的网页（MHTML）{called.zh}，不是表格"),
                          where=str(path), next_step=SAVE_AS)


def _check_headers(headers: list[str], where: Text) -> list[str]:
    cleaned = [spelling.text(header) for header in headers]
    for header in cleaned:
        if header and cleaned.count(header) > 1:
            raise IntakeError("file.column_twice", Text(f"the column '{header}' occurs twice", f"列“{header}”重复出现"),
                              where=where, next_step=Text("Give each column its own name", "各列名称不得重复"))
    return cleaned
