"""One region of a result as packed JSON."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

REGIONS = "regions"


def packed(region: Mapping[str, Any]) -> bytes:
    """One region of a document as compressed JSON: most of it is the same words a hundred times."""
    return compressed(msgspec.json.encode(region))


def compressed(text: bytes) -> bytes:
    """The same of a region that is JSON already."""
    return zlib.compress(text, 1)


def text_of(content: bytes) -> bytes:
    """The JSON of what :func:`packed` was given."""
    return zlib.decompress(content)


def unpacked(content: bytes) -> dict[str, Any]:
    """What :func:`packed` was given."""
    region: dict[str, Any] = msgspec.json.decode(text_of(content))
    return region
