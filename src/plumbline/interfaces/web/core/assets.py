"""Static files under addresses that change with their content, so that a browser may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Versioned(StaticFilesStorage):
    """Adds ``?v=`` and eight hex digits of the file's SHA-256 to each address. Nothing needs to be collected first."""

    def url(self, name: str | None, force: bool = False) -> str:
        address = str(super().url(name))
        return f"{address}?v={_version(name)}" if name else address


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"there is no static file '{name}'")
    return content_hash(Path(found).read_bytes())


def content_hash(content: bytes) -> str:
    """What tells a content from another one, in an address or a file's name."""
    return hashlib.sha256(content).hexdigest()[:8]
