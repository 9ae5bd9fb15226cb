"""One region of a result as packed JSON."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

REGIONS = "regions"


def packed(region: Mapping[str, Any]) -> bytes:
    """One region of a document as compressed JSON: most of it is the same words a hundred times."""
    return zlib.compress(msgspec.json.encode(region), 1)


def unpacked(content: bytes) -> dict[str, Any]:
    """What :func:`packed` was given."""
    region: dict[str, Any] = msgspec.json.decode(zlib.decompress(content))
    return region
