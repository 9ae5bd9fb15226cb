"""A workbook opened by its content, whatever it is called, and what is said of one that cannot be read."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import xlrd
from xlrd.compdoc import CompDocError

from plumbline.errors import IntakeError, reported
from plumbline.records.intake.books import ods, xls, xlsx
from plumbline.records.intake.books.limits import Beyond
from plumbline.records.intake.books.view import Book, NoSheet
from plumbline.text import Text

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UNPACKED_BYTES = 2 << 30
HELD_BYTES = 256 << 20
"""Most of a workbook that can only be held whole (XLS, and ODS unpacked)."""
# All that a workbook which is not one, or is damaged somewhere, was seen to raise while it is read.
DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, TypeError, IndexError, AttributeError,
          NotImplementedError, RuntimeError, EOFError, OSError, OverflowError, ArithmeticError, AssertionError,
          struct.error, xlrd.XLRDError, CompDocError)
PROTECTED = "EncryptedPackage".encode("utf-16-le")
OTHERS = {"xl/workbook.bin": Text("a binary workbook (XLSB)", "二进制工作簿（XLSB）"),
          "word/document.xml": Text("a letter (DOCX)", "文字文档（DOCX）"),
          "ppt/presentation.xml": Text("slides (PPTX)", "演示文稿（PPTX）"),
          "Index/Document.iwa": Text("a Numbers document", "Numbers文档")}
SAVE_AS = Text("Open it and save it as XLSX or CSV", "请打开后另存为XLSX或CSV")


def is_book(magic: bytes) -> bool:
    """Whether a file that begins with ``magic`` may be a workbook."""
    return magic.startswith((ZIP, OLD))


def name_of(path: Path) -> str:
    """What a workbook is called where its encoding is told: xlsx, xls or ods."""
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP):
            return "xls"
    try:
        with zipfile.ZipFile(path) as packed:
            return "ods" if _mime(packed) == ods.KIND else "xlsx"
    except DAMAGE:
        return "xlsx"


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """The workbook ``path``, open. :raises IntakeError: if it cannot be read, is too large, or is something else."""
    try:
        with path.open("rb") as file:
            if file.read(4).startswith(ZIP):
                file.seek(0)
                with zipfile.ZipFile(file) as packed:
                    yield _unpacked(packed, path)
            else:
                yield _old(file, path)
    except DAMAGE as error:
        raise damaged(path, error) from error


def _unpacked(packed: zipfile.ZipFile, path: Path) -> Book:
    names = set(packed.namelist())
    for part, what in OTHERS.items():
        if part in names:
            raise _other(path, what)
    mime = _mime(packed)
    if mime == ods.KIND:
        bounded(packed, path, HELD_BYTES)
        return ods.opened(packed)
    if mime.startswith(b"application/vnd.oasis.opendocument"):
        raise _other(path, Text("an OpenDocument file that is no spreadsheet", "非表格的OpenDocument文件"))
    bounded(packed, path)
    return xlsx.opened(packed)


def _mime(packed: zipfile.ZipFile) -> bytes:
    return packed.read("mimetype").strip() if "mimetype" in packed.namelist() else b""


def _old(file: IO[bytes], path: Path) -> Book:
    file.seek(0)
    content = file.read(HELD_BYTES + 1)
    if len(content) > HELD_BYTES:
        raise _too_large(path, HELD_BYTES)
    if PROTECTED in content:
        raise _locked(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return xls.opened(content)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise _locked(path) from error
        if "Can't find workbook" in str(error):
            raise _other(path, Text("an old office document that is no workbook",
                                   "不是工作簿的旧版办公文档")) from error
        raise


def bounded(packed: zipfile.ZipFile, path: Path, most: int | None = None) -> None:
    """:raises IntakeError: if the workbook unpacks to more than ``most`` bytes; None: ``UNPACKED_BYTES``."""
    most = UNPACKED_BYTES if most is None else most
    if sum(one.file_size for one in packed.infolist()) > most:
        raise _too_large(path, most)


def damaged(path: Path, error: Exception) -> IntakeError:
    """What is said of a workbook that cannot be read."""
    why = Text("There is no sheet in it", "其中没有工作表") if isinstance(error, NoSheet) else (
        error.why if isinstance(error, Beyond) else reported(error))
    return IntakeError("workbook.unreadable", Text("the workbook cannot be read", "无法读取该工作簿"), where=str(path),
                       why=why,
                       next_step=Text("Open it in a spreadsheet and save it as XLSX again",
                                      "请用表格软件打开，重新另存为XLSX"))


def _too_large(path: Path, most: int) -> IntakeError:
    return IntakeError("workbook.too_large", Text(f"the workbook unpacks to more than {most >> 20:,} MB",
                                                  f"工作簿解压后超过{most >> 20:,} MB"), where=str(path),
                       next_step=Text("Save the sheet as CSV and import that", "请把工作表另存为CSV后导入"))


def _other(path: Path, what: Text) -> IntakeError:
    return IntakeError("file.not_table", Text(f"this is {what.en}, not a table that can be read",
                                             f"文件是{what.zh}，不是可读取的表格"), where=str(path), next_step=SAVE_AS)


def _locked(path: Path) -> IntakeError:
    return IntakeError(
        "workbook.password", Text("the workbook has a password", "工作簿设有密码"), where=str(path),
        why=Text("Nothing in it can be read without it", "没有密码无法读取其中内容"),
        next_step=Text("Open it, take the password away (File, Info, Protect Workbook) and save it again",
                       "请打开后取消密码（文件—信息—保护工作簿），重新保存"))
