"""Making a text file readable: gzip, byte order marks, GB18030, and lines no reader should be asked to hold."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plumbline.errors import IntakeError

CHUNK = 4 << 20
LONGEST_LINE = 1 << 20
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """UTF-8 to parse, with or without a mark. ``sha256`` is of the unpacked bytes as given; ``controls`` says whether
    any control character was met."""

    path: Path
    encoding: str
    sha256: str
    controls: bool


def prepare(path: Path, workdir: Path) -> TextFile:
    """Read ``path``: hash it, settle its encoding, refuse what cannot be a table, and leave UTF-8 to parse.

    A plain UTF-8 file is used where it is; anything else is written into ``workdir``. Raises IntakeError for a
    truncated or damaged gzip, a line longer than LONGEST_LINE, and bytes that are neither UTF-8 nor GB18030.
    """
    with path.open("rb") as file:
        compressed = file.read(2) == b"\x1f\x8b"
    probe = _Probe(path)
    for chunk in _chunks(path, compressed):
        probe.feed(chunk)
    encoding = probe.encoding()
    if encoding == "utf-8" and not compressed:
        return TextFile(path, encoding, probe.digest.hexdigest(), probe.controls)
    target = workdir / "source.csv"
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    with target.open("wb") as out:
        try:
            for chunk in _chunks(path, compressed):
                out.write(decoder.decode(chunk).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
        except UnicodeDecodeError as error:
            raise IntakeError(
                "the text is not the UTF-16 its first bytes promise" if encoding == "utf-16"
                else "the text is neither UTF-8 nor GB18030",
                where=str(path),
                why=f"Byte 0x{error.object[error.start]:02x} does not fit",
                next_step="Save the file as CSV UTF-8 and import it again",
            ) from error
    return TextFile(target, encoding, probe.digest.hexdigest(), probe.controls)


class _Probe:
    """What one pass over the bytes tells."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.digest = hashlib.sha256()
        self.controls = False
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._utf16 = False
        self._line, self._tail = 1, 0

    def feed(self, chunk: bytes) -> None:
        if self._line == 1 and not self._tail and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._utf16 = True
        self.digest.update(chunk)
        self.controls = self.controls or CONTROLS.search(chunk) is not None
        if self._is_utf8:
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False
        self._measure(chunk)

    def encoding(self) -> str:
        # UTF-8 checks itself, so what decodes as UTF-8 is UTF-8; the rest is tried as GB18030, which holds GBK and
        # GB2312, the encodings Chinese spreadsheets write.
        if self._utf16:
            return "utf-16"
        if self._is_utf8:
            try:
                self._utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                return "gb18030"
            return "utf-8"
        return "gb18030"

    def _measure(self, chunk: bytes) -> None:
        pieces = chunk.split(b"\n")
        pieces_longest = max(map(len, pieces))
        joined = self._tail + len(pieces[0])
        if max(joined, pieces_longest) > LONGEST_LINE:
            at = self._line if joined > LONGEST_LINE else self._line + list(map(len, pieces)).index(pieces_longest)
            raise IntakeError(
                f"line {at:,} is longer than {LONGEST_LINE:,} bytes",
                where=str(self.path),
                why="No record of any kind is that long; a quotation mark may never have been closed",
                next_step="Look at the file near that line; nothing of it was taken in",
            )
        self._line += len(pieces) - 1
        self._tail = joined if len(pieces) == 1 else len(pieces[-1])


def _chunks(path: Path, compressed: bool) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") if compressed else path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IntakeError(
            "the gzip file is cut short or damaged",
            where=str(path),
            why=f"Unpacking stopped: {error}",
            next_step="Copy or download it again; nothing of it was taken in",
        ) from error
