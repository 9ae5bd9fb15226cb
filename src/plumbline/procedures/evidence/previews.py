"""Pictures and text of evidence, kept in the home's cache and made again where they are missing."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.records.evidence import file_store
from plumbline.records.evidence.evidence import Evidence
from plumbline.records.evidence.scanning import sandbox
from plumbline.records.evidence.scanning.media import DOCX, XLSX
from plumbline.records.evidence.scanning.words import Refused
from plumbline.text import Text

SCRATCH = ".drawing-"
TEXT = "text.txt"
SMALL = "small"
MENDING = Text("Bring the file back from a backup; plumb evidence verify names every record it belongs to",
               "请从备份取回该文件；plumb evidence verify列出它所属的全部记录")


def folder(home: Home) -> Path:
    """Where all previews lie."""
    return home.cache / "evidence"


def original(home: Home, row: Evidence) -> Path:
    """The file as it was attached, looked at byte for byte. :raises HomeError: if it is not there, or not the same."""
    path = file_store.place_of(home, row.sha256)
    place = f"evidence/{row.sha256[:2]}/{row.sha256[2:]}"
    why = Text(f"It belongs to {about(row)}", f"它属于{about(row)}")
    if not path.is_file():
        raise HomeError("evidence.file_missing", Text("a file of evidence is missing", "佐证材料的文件缺失"),
                        where=place, why=why, next_step=MENDING)
    if not file_store.matches(path, row.sha256):
        raise HomeError("evidence.file_altered", Text("a file of evidence is not the one that was attached",
                                                      "佐证材料的文件不是当初上传的文件"), where=place,
                        why=why, next_step=MENDING)
    return path


def about(row: Evidence) -> str:
    """What ``row`` is attached to: kind and key."""
    return f"{row.about} {' '.join(row.parts)}"


def picture(home: Home, row: Evidence, part: str) -> Path | None:
    """The picture ``small``, or of page ``1`` and so on; None where there is none."""
    if part != SMALL and not (part.isascii() and part.isdecimal() and 1 <= int(part[:4]) <= row.pictures):
        return None
    return _made(home, row, f"{part}.jpg") if row.pictures else None


def text(home: Home, row: Evidence) -> str:
    """The text of an office document as far as it is shown; empty for anything else."""
    if row.media_type not in (DOCX, XLSX):
        return ""
    path = _made(home, row, TEXT)
    return path.read_text(encoding="utf-8") if path else ""


def put(home: Home, sha256: str, drawn: Path) -> None:
    """Keep what was drawn in the folder ``drawn`` as the previews of this content."""
    target = folder(home) / sha256
    with suppress(OSError):  # somebody else drew the same, or the disk is full: they can be made again
        drawn.rename(target)


def _made(home: Home, row: Evidence, name: str) -> Path | None:
    path: Path = folder(home) / row.sha256 / name
    if path.is_file():
        return path
    folder(home).mkdir(parents=True, exist_ok=True)
    scratch = tempfile.TemporaryDirectory(dir=folder(home), prefix=SCRATCH, ignore_cleanup_errors=True)
    with scratch, suppress(Refused):  # this program may be stricter than the one with which it was attached
        sandbox.look(original(home, row), Path(scratch.name), name=row.name)
        put(home, row.sha256, Path(scratch.name))
    return path if path.is_file() else None
