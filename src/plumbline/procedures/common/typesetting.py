"""A PDF from a template and data. The data are a file beside the template, so no text of theirs is read as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from hashlib import sha256
from importlib import metadata
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import typst

from plumbline.procedures.common import fonts

NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})


def pdf(template: Traversable, data: Mapping[str, Any], language: str, *, on: date,
        pictures: Mapping[str, bytes] = NO_PICTURES) -> bytes:
    """``template`` (a .typ file) filled with ``data``, in ``language`` (en or zh), dated ``on``; ``pictures`` are those
    that it shows, by the names that ``data`` gives them.

    It is PDF/UA-1: a screen reader is told headings, tables and the language. The same data, fonts and program give the
    same bytes. :raises PlumblineError: for a sign that no font here holds.
    """
    source, content = _parts(template, data, language)
    files = {"main.typ": source, "data.json": content, **pictures}
    with tempfile.TemporaryDirectory(prefix="plumbline-paper-") as folder:  # pictures are no text, so they are files
        place = Path(folder)
        for name, held in files.items():
            (place / name).write_bytes(held)
        return bytes(typst.compile(place / "main.typ", root=place, font_paths=fonts.installed(),
                                   ignore_system_fonts=True, timestamp=datetime.combine(on, time(), UTC),
                                   pdf_standards="ua-1"))


def known_as(template: Traversable, data: Mapping[str, Any], language: str) -> str:
    """What the PDF depends on, as a SHA-256: the template, the data, the fonts and the typesetter."""
    source, content = _parts(template, data, language)
    return sha256(b"\0".join((metadata.version("typst").encode(), source, content))).hexdigest()


def _parts(template: Traversable, data: Mapping[str, Any], language: str) -> tuple[bytes, bytes]:
    source = template.read_bytes()
    chosen = fonts.choose(language, texts_in(data))
    filled = {**data, "fonts": {"body": [asdict(family) for family in chosen.body], "mono": list(chosen.mono)},
              "lang": language, "place": "cn" if language == "zh" else "gb"}
    return source, json.dumps(filled, ensure_ascii=False).encode()


def texts_in(data: Any) -> Iterator[str]:
    """Every text anywhere in ``data``."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts_in(value)
