"""Photographs and pictures: decoded whole, made small, and without anything that the camera wrote into them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from plumbline.records.evidence.scanning.media import JPEG, PNG, WEBP, Unfit

MOST_PIXELS = 120_000_000
"""More than any camera in a pocket takes, unless it is told to; a picture of this size needs 500 MB to decode."""
MOST_SIDE = 32_000
LARGE, SMALL = 1600, 320
QUALITY = 82
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}


def look(path: Path, type: str, target: Path) -> dict[str, Any]:
    """Decode the picture at ``path`` and write ``1.jpg`` and ``small.jpg`` into ``target``. :raises Unfit: for one that
    cannot be decoded whole, is absurdly large, or goes on after its end."""
    _must_end(path, type)
    # Our own limit comes before Pillow's, which only warns.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(path, formats=[FORMATS[type]]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
                raise Unfit("evidence_file.pixels", f"{width} x {height}")
            picture.draft("RGB", (LARGE, LARGE))  # JPEG: decoded at a fraction of its size
            write(ImageOps.exif_transpose(picture), target, 1)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, EOFError) as error:
        raise Unfit("evidence_file.broken", type) from error
    return {"pages": 1, "pictures": 1, "width": width, "height": height}


def write(picture: Image.Image, target: Path, number: int) -> None:
    """Write ``picture`` as ``NUMBER.jpg``, and the first also as ``small.jpg``. Nothing but the pixels goes along:
    neither place, time and camera of a photograph nor a comment."""
    picture.thumbnail((LARGE, 2 * LARGE))
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode in ("LA", "PA") else "RGB")
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    clean.save(target / f"{number}.jpg", "JPEG", quality=QUALITY, optimize=True)
    if number == 1:
        clean.thumbnail((SMALL, SMALL))
        clean.save(target / "small.jpg", "JPEG", quality=QUALITY, optimize=True)


def _must_end(path: Path, type: str) -> None:
    # JPEG may go on: phones write a second picture or a short film behind the first.
    size = path.stat().st_size
    with path.open("rb") as file:
        if type == WEBP:
            file.seek(4)
            said = struct.unpack("<I", file.read(4))[0] + 8
            if said + said % 2 != size + size % 2:
                raise Unfit("evidence_file.broken" if said > size else "evidence_file.two_things", type)
        if type == PNG:
            file.seek(max(0, size - 12))
            if file.read() != b"\x00\x00\x00\x00IEND\xaeB`\x82":
                raise Unfit("evidence_file.png_end")
