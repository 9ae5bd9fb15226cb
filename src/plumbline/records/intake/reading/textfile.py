"""Making a text file readable: gzip, byte order marks, other encodings, and lines no reader should be asked to hold."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from plumbline.errors import IntakeError, reported
from plumbline.records.intake.reading import encodings
from plumbline.records.intake.reading.encodings import Guess
from plumbline.text import Text

CHUNK = 4 << 20
LONGEST_LINE = 1 << 20
UNPACKED_FREE, UNPACKED_TIMES = 1 << 30, 200
"""Bytes to which any gzip file may unpack, and how many times its own size where that is more: tables of people unpack
to some five to fifty times theirs, what was made to fill a disk to a thousand."""
CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
TURNING = re.compile(rb"\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""In UTF-8, :data:`plumbline.text.DIRECTIONS`."""


COPY_AGAIN = Text("Copy or download it again; nothing of it was taken in", "请重新复制或下载；其中内容均未导入")


@dataclass(frozen=True, slots=True)
class TextFile:
    """UTF-8 to parse, with or without a mark. ``sha256`` is of the unpacked bytes as given; ``controls`` says whether
    any control character was met, ``guessed`` whether the encoding was told by likelihood alone."""

    path: Path
    encoding: str
    sha256: str
    controls: bool
    guessed: bool = False


def prepare(path: Path, workdir: Path, encoding: str = "") -> TextFile:
    """Read ``path``: hash it, settle its encoding, refuse what cannot be a table, and leave UTF-8 to parse.

    A plain UTF-8 file is used where it is; anything else is written into ``workdir``. ``encoding``: the one it is said
    to have. Raises IntakeError for a truncated or damaged gzip, a line longer than LONGEST_LINE, bytes that are in no
    known encoding, those that could be in either of two, and a gzip that unpacks out of all proportion.
    """
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    probe = _Probe(path)
    for chunk in _chunks(path, compressed):
        probe.feed(chunk)
    settled = _settled(path, probe, compressed, encoding)
    if settled.encoding == "utf-8" and not compressed and probe.encoding() == "utf-8":
        return TextFile(path, settled.encoding, probe.digest.hexdigest(), probe.controls)
    target = workdir / "source.csv"
    decoder = codecs.getincrementaldecoder(settled.encoding)(errors="strict")
    moved = encodings.MOVED if settled.encoding == "gb18030" else {}
    with target.open("wb") as out:
        try:
            for chunk in _chunks(path, compressed):
                out.write(decoder.decode(chunk).translate(moved).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
        except UnicodeError as error:
            raise _does_not_fit(path, settled.encoding, encoding, error) from error
    # What was looked for are the bytes of UTF-8; in another encoding they are others.
    return TextFile(target, settled.encoding, probe.digest.hexdigest(), True, settled.guessed)


def _settled(path: Path, probe: _Probe, compressed: bool, asked: str) -> Guess:
    if asked:
        try:
            return Guess(encodings.named(asked), guessed=False)
        except LookupError as error:
            raise IntakeError("file.encoding_unknown", Text(f"there is no encoding '{asked}'", f"没有编码“{asked}”"),
                              where=str(path), next_step=Text(
                                  "Say utf-8, gb18030, big5 or windows-1252, or what else it is",
                                  "请写utf-8、gb18030、big5、windows-1252等编码名称")) from error
    if (told := probe.encoding()) is not None:
        return Guess(told, guessed=False)
    found = encodings.guess(_sample(path, compressed))
    if found.others or found.unlikely:
        raise _either(path, found, compressed)
    return found


def _sample(path: Path, compressed: bool) -> bytes:
    """The lines that hold more than ASCII, up to some number of bytes; of other text its beginning."""
    first, lines, size = b"", list[bytes](), 0
    for chunk in _chunks(path, compressed):
        first = first or chunk[:encodings.SAMPLE]
        for line in chunk.split(b"\n"):
            if not line.isascii():
                lines.append(line)
                size += len(line) + 1
        if size >= encodings.SAMPLE:
            break
    return first if b"\x00" in first or not lines else b"\n".join(lines)[:encodings.SAMPLE]


def _either(path: Path, found: Guess, compressed: bool) -> IntakeError:
    line = next(line for line in _sample(path, compressed).split(b"\n") if not line.isascii())[:60]
    read = [(encodings.NAMES[one], line.decode(one, "replace").strip()) for one in (found.encoding, *found.others)]
    english, chinese = [f"{name} '{text}'" for name, text in read], [f"{name}“{text}”" for name, text in read]
    return IntakeError(
        "file.encoding_unclear", Text("it cannot be told how the text is encoded", "无法判断文本的编码"),
        where=str(path), why=Text(f"It could be {' or '.join(english)}", f"可能是{'，或'.join(chinese)}"),
        next_step=Text("Save the file as CSV UTF-8, or say which it is, such as --encoding big5 or encoding = \"big5\" "
                       "in a mapping",
                       "请把文件另存为CSV UTF-8，或指明编码，例如“--encoding big5”，"
                       "或在映射文件中写“encoding = \"big5\"”"))


def _does_not_fit(path: Path, encoding: str, asked: str, error: UnicodeError) -> IntakeError:
    name = encodings.NAMES.get(encoding, encoding)
    what = (Text(f"the text is not {name}, as it was said to be", f"文本不是所指明的{name}编码") if asked
            else Text("the text is not the UTF-16 its first bytes promise",
                      "文件以UTF-16标记开头，内容却不是UTF-16编码")
            if encoding.startswith("utf-16")
            else Text("the text is neither UTF-8 nor GB18030", "文本既不是UTF-8编码，也不是GB18030编码"))
    why = reported(error)
    if isinstance(error, UnicodeDecodeError):
        byte = f"0x{error.object[error.start]:02x}"
        why = Text(f"Byte {byte} does not fit", f"字节{byte}不符合该编码")
    return IntakeError("file.encoding_wrong", what, where=str(path), why=why,
                       next_step=Text("Save the file as CSV UTF-8 and import it again",
                                      "请把文件另存为CSV UTF-8后重新导入"))


class _Probe:
    """What one pass over the bytes tells."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = hashlib.sha256()
        self.controls = False
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._utf16 = self._gb_mark = self._wide = False
        self._line, self._tail = 1, 0

    def feed(self, chunk: bytes) -> None:
        if self._line == 1 and not self._tail and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._utf16 = True
        if self._line == 1 and not self._tail:
            self._gb_mark = chunk.startswith(b"\x84\x31\x95\x33")
            # Zeros in every second byte: UTF-16 without a mark, of which every byte may be UTF-8.
            self._wide = len(chunk) > 3 and (chunk[1] == chunk[3] == 0 or chunk[0] == chunk[2] == 0)
        self.digest.update(chunk)
        self.controls = self.controls or _controls(chunk)
        if self._is_utf8 and not (chunk.isascii() and not self._utf8.getstate()[0]):
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False
        self._measure(chunk)

    def encoding(self) -> str | None:
        """What the bytes say for certain; None: the encoding has to be guessed."""
        if self._utf16:
            return "utf-16"
        if self._gb_mark:
            return "gb18030"
        if self._is_utf8 and not self._wide:
            try:
                self._utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                return None
            return "utf-8"
        return None

    def _measure(self, chunk: bytes) -> None:
        # Old systems end their lines with a carriage return alone.
        ends = np.flatnonzero(np.frombuffer(chunk, np.uint8) == (10 if b"\n" in chunk else 13))
        pieces = np.diff(ends, prepend=-1, append=len(chunk)) - 1
        joined = self._tail + int(pieces[0])
        if max(joined, int(pieces.max())) > LONGEST_LINE:
            at = self._line if joined > LONGEST_LINE else self._line + int(pieces.argmax())
            raise IntakeError(
                "file.line_too_long", Text(f"line {at:,} is longer than {LONGEST_LINE:,} bytes",
                                           f"文本第{at:,}行超过{LONGEST_LINE:,}字节"), where=str(self.path),
                why=Text("No record of any kind is that long; a quotation mark may never have been closed",
                         "任何记录都没有这么长，可能有引号没有闭合"),
                next_step=Text("Look at the file near that line; nothing of it was taken in",
                               "请检查文件在该行附近的内容；其中内容均未导入"))
        self._line += len(ends)
        self._tail = int(pieces[-1]) if len(ends) else joined


def _controls(chunk: bytes) -> bool:
    # Bytes that are left out are counted many times faster than a pattern looks for them.
    if len(chunk.translate(None, CONTROLS)) < len(chunk):
        return True
    return b"\xe2" in chunk and TURNING.search(chunk) is not None


def _chunks(path: Path, compressed: bool) -> Iterator[bytes]:
    most = max(UNPACKED_FREE, UNPACKED_TIMES * path.stat().st_size) if compressed else None
    try:
        with gzip.open(path, "rb") if compressed else path.open("rb") as file:
            taken = 0
            while chunk := file.read(CHUNK):
                taken += len(chunk)
                if most is not None and taken > most:
                    raise _bomb(path, most)
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IntakeError(
            "file.cut_short", Text("the gzip file is cut short or damaged", "gzip文件不完整或已损坏"), where=str(path),
            why=Text(f"Unpacking stopped: {error}", f"解压中断：{error}"), next_step=COPY_AGAIN) from error


def _bomb(path: Path, most: int) -> IntakeError:
    return IntakeError("file.unpacks_too_far", Text(
        f"the gzip file unpacks to more than {most >> 20:,} MB, {UNPACKED_TIMES} times its size or more",
        f"gzip文件解压后超过{most >> 20:,} MB，达其自身大小的{UNPACKED_TIMES}倍以上"), where=str(path),
        why=Text("No table of records packs so well; such a file may have been made to fill a disk",
                 "记录数据的压缩率不会如此之高，可能是为占满磁盘而制作的文件"),
        next_step=Text("If it is what it should be, unpack it and give it unpacked",
                       "如确认无误，请先解压再提供"))
