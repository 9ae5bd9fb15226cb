"""The name a file was given, made fit to be shown and to be saved under; it is never used as a path here."""

from __future__ import annotations

import re
import unicodedata

from plumbline.records.evidence.scanning.media import MEDIA
from plumbline.records.evidence.scanning.words import not_evidence

MOST = 120
PARTS = re.compile(r"[/\\]")
# What steers a console or turns the direction of writing: gnp.exe shown as exe.png.
STEERING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORBIDDEN = re.compile(r'[<>:"|?*\s]+')


def clean(name: str) -> str:
    """``name`` without folders, steering characters and what some system forbids in a name; at most 120 characters, the
    ending kept. Empty where nothing is left."""
    last = PARTS.split(unicodedata.normalize("NFC", name))[-1]
    last = "".join(" " if char.isspace() else char for char in last
                   if char.isspace() or unicodedata.category(char) not in STEERING)
    last = FORBIDDEN.sub(" ", last).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > 8:
        return last[:MOST].strip()
    return f"{stem.strip()[:MOST - len(ending) - 1]}.{ending}"


def fitting(name: str, type: str) -> str:
    """The clean name of a file of this type, with an ending where it had none. :raises Refused: where its ending tells
    another type."""
    cleaned = clean(name)
    media = MEDIA[type]
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or not stem or not ending.isalnum() or len(ending) > 5:
        return f"{cleaned or 'evidence'}.{media.endings[0]}"
    if ending.lower() not in media.endings:
        raise not_evidence("evidence_file.misnamed", cleaned, ending=ending, type=media.title, right=media.endings[0])
    return cleaned
