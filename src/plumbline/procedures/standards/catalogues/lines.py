"""The objects of a file with one JSON object a line, plain or packed; a line that is none is told and stops nothing."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from plumbline.errors import IntakeError, reported
from plumbline.procedures.standards.catalogues.told import Broken
from plumbline.text import Text

PACKED = b"\x1f\x8b"
SHOWN = 2_000
"""So many characters of a broken line are kept."""
LONGEST = 4_000_000
"""Bytes of one line: the longest entry that is known has 30,000."""


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | Broken]]:
    """Each line's number, from 1, and its object. :raises IntakeError: for a file that cannot be read to its end."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    try:
        with _opened(path) as file:
            for number, line in enumerate(_lines(file), start=1):
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if not line.strip():
                    continue
                try:
                    yield number, decode(line)
                except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                    yield number, Broken(number, line[:SHOWN].decode("utf-8", "replace").strip(), str(error)[:200])
    except (OSError, EOFError, zlib.error) as error:
        raise IntakeError(
            "catalogue.unreadable", Text("the catalogue cannot be read to its end", "无法完整读取目录文件"),
            where=str(path), why=reported(error),
            next_step=Text("Copy or download it again; nothing of it was taken in",
                           "请重新复制或下载；其中内容均未导入")) from error


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(LONGEST):
        yield line


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        packed = file.read(2) == PACKED
        file.seek(0)
        if not packed:
            yield file
            return
        with gzip.open(file) as unpacked:
            yield unpacked  # type: ignore[misc]
