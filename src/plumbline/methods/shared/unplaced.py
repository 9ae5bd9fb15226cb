"""Photographs without what a camera or a program wrote into them: the place, the time, the device, comments.

What is kept is what the picture needs to be decoded as before, byte for byte: no picture is decoded here, and none is
compressed anew. Of Exif only which side is up stays. Sources: ITU-T T.81 (JPEG), annex B; Exif 2.32 (tag 274); PNG
(third edition), 5 and 11; the WebP container specification (RFC 9649)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_PNG_TELLS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE = {0x01, *range(0xD0, 0xD8)}
"""JPEG markers without a length."""
_ICC, _ADOBE, _JFIF = b"ICC_PROFILE\0", b"Adobe", b"JFIF\0"
_UPSIDE = range(2, 9)
"""Orientations that need to be told; 1 is as it is stored."""


def without_place(content: bytes) -> bytes:
    """``content`` without what was written beside the picture: of JPEG, PNG and WebP; anything else as it is.

    :raises ValueError: for one of them that is not built as it must be: what it holds cannot be told.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(content))
        if content.startswith(PNG_BEGINS):
            return b"".join(_png(content))
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError) as error:
        raise ValueError("it ends too soon") from error
    return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    """The parts of the first picture; what phones write behind it (a second one, a short film) tells the place too."""
    yield b"\xff\xd8"
    up = _orientation(content)
    if up in _UPSIDE:
        exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 274, 3, 1, up, 0, 0)
        yield b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    for marker, begins, ends in _segments(content):
        beside = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not beside or content.startswith((_JFIF, _ICC, _ADOBE), begins + 4):
            yield content[begins:ends]
    yield b"\xff\xd9"


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, beginning and end of each segment between start and end, what is scanned with its marker."""
    at = 2
    while True:
        begins = at
        if at + 2 > len(content) or content[at] != 0xFF:
            raise ValueError("no marker where one must be")
        while at < len(content) and content[at] == 0xFF:  # fill bytes
            at += 1
        if at >= len(content):
            raise ValueError("it ends within a marker")
        marker, begins, at = content[at], at - 1, at + 1
        if marker == _END:
            return
        if marker in _ALONE:
            yield marker, begins, at
            continue
        if marker in (0, _START) or at + 2 > len(content):
            raise ValueError("no segment where one must be")
        at += struct.unpack_from(">H", content, at)[0]
        if marker == _SCAN:
            at = _scanned(content, at)
        if at > len(content):
            raise ValueError("it ends within a segment")
        yield marker, begins, at


def _scanned(content: bytes, at: int) -> int:
    """Where the data of a scan end: at the next marker that does not belong to them."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise ValueError("it ends within a scan")
        if content[at + 1] == 0xFF:
            at += 1
        elif content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        else:
            return at


def _orientation(content: bytes) -> int:
    """Which side is up, as Exif says it; 1 where it says nothing."""
    for marker, begins, ends in _segments(content):
        if marker == _SCAN:
            return 1
        if marker == 0xE1 and content.startswith(b"Exif\0\0", begins + 4):
            return _upside(content[begins + 10:ends])
    return 1


def _upside(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    try:
        first = struct.unpack_from(f"{order}I", tiff, 4)[0] if order else len(tiff)
        many = struct.unpack_from(f"{order}H", tiff, first)[0]
        for place in range(many):
            tag, kind, count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * place)
            if (tag, kind, count) == (274, 3, 1):
                return int(value)
    except struct.error:  # nothing in it can be relied on
        pass
    return 1


def _png(content: bytes) -> Iterator[bytes]:
    yield PNG_BEGINS
    at = len(PNG_BEGINS)
    while True:
        if at + 12 > len(content):
            raise ValueError("it ends within a chunk")
        length, kind = struct.unpack_from(">I4s", content, at)
        ends = at + 12 + length
        if ends > len(content) or zlib.crc32(content[at + 4:ends - 4]).to_bytes(4, "big") != content[ends - 4:ends]:
            raise ValueError("a chunk is not whole")
        if kind not in _PNG_TELLS:
            yield content[at:ends]
        at = ends
        if kind == b"IEND":
            yield content[at:]  # what goes on after its end is refused by whoever looks at it
            return


def _webp(content: bytes) -> bytes:
    kept, at, ends = [], 12, min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    while at < ends:
        if at + 8 > ends:
            raise ValueError("it ends within a chunk")
        kind, length = struct.unpack_from("<4sI", content, at)
        after = at + 8 + length + length % 2
        if at + 8 + length > ends:
            raise ValueError("a chunk is not whole")
        chunk = content[at:min(after, ends)]
        if kind == b"VP8X":  # its flags say that there are Exif and XMP
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if kind not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at = after
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body + content[ends:]
