"""Photographs lose what was written beside the picture, and nothing of the picture."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from plumbline.methods.shared.unplaced import without_place

PLACE = b"Bridge Street 7"


def picture() -> Image.Image:
    """A picture whose corners differ."""
    found = Image.new("RGB", (64, 48), "white")
    found.paste((200, 30, 30), (0, 0, 20, 10))
    found.paste((20, 90, 200), (40, 30, 64, 48))
    return found


def exif(up: int) -> Image.Exif:
    found = Image.Exif()
    found[274], found[270], found[306] = up, PLACE.decode(), "2026:03:02 09:00:00"
    found.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 12.5), 3: "E", 4: (120.0, 10.0, 3.0)})
    return found


def saved(type: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture().save(out, type, **how)
    return out.getvalue()


def told(content: bytes) -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", content.decode())
    info.add_itxt("XML:com.adobe.xmp", content.decode())
    return info


@pytest.mark.parametrize("up", range(1, 9))
@pytest.mark.parametrize("content", [
    lambda up: saved("JPEG", exif=exif(up), comment=PLACE, quality=90),
    lambda up: saved("JPEG", exif=exif(up), xmp=PLACE, progressive=True),
    lambda up: saved("JPEG", exif=exif(up), icc_profile=b"profile" * 20) + saved("JPEG", exif=exif(1), comment=PLACE)])
def test_of_a_jpeg_only_which_side_is_up_stays(content: Any, up: int) -> None:
    given = content(up)
    kept = without_place(given)
    assert PLACE in given
    assert PLACE not in kept
    with Image.open(io.BytesIO(given)) as before, Image.open(io.BytesIO(kept)) as after:
        assert dict(after.getexif()) == ({} if up == 1 else {274: up})
        assert dict(after.getexif().get_ifd(0x8825)) == {}
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None
    assert without_place(kept) == kept


@pytest.mark.parametrize("given", [
    saved("PNG", exif=exif(1), pnginfo=told(PLACE)), saved("WEBP", exif=exif(1), xmp=PLACE, lossless=True)])
def test_png_and_webp_lose_it_too(given: bytes) -> None:
    kept = without_place(given)
    assert (PLACE in given, PLACE in kept) == (True, False)
    with Image.open(io.BytesIO(kept)) as after:
        assert ImageChops.difference(picture(), after.convert("RGB")).getbbox() is None
        assert dict(after.getexif()) == {}
    assert without_place(kept) == kept


@pytest.mark.parametrize("whole", [saved("JPEG", exif=exif(6)), saved("PNG", pnginfo=told(PLACE)),
                                   saved("WEBP", exif=exif(1))])
def test_what_is_cut_or_spoilt_is_refused_or_keeps_no_place(whole: bytes) -> None:
    refused = 0
    for end in range(2, len(whole), 7):
        try:
            assert PLACE not in without_place(whole[:end]) or not whole.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF"))
        except ValueError:
            refused += 1
    assert refused > len(whole) // 20


@pytest.mark.parametrize("other", [b"", b"%PDF-1.7 Bridge Street 7", b"RIFF1234WAVE", b"PK\x03\x04"])
def test_anything_else_stays_as_it_is(other: bytes) -> None:
    assert without_place(other) == other
