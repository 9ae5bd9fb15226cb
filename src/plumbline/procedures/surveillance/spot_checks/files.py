"""The texts that a spot check rests on, kept under their hash (``records/surveillance/draw_files.py``)."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from plumbline import unfinished
from plumbline.errors import RecordError
from plumbline.procedures.casework.declaration import Beside
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.records.surveillance.draw_files import DrawFile
from plumbline.text import Text

NAMES = (folders.PLAN, folders.FRAME, folders.INSPECTORS, folders.RECUSALS, folders.COMMITMENT, folders.DRAW)
"""The files of a draw's folder, in the order in which they came about."""
DIRECTORY, SEAL, INSPECTORS_TABLE, RECUSALS_TABLE, FALLEN = (
    "directory_file", "seal_file", "inspectors_table", "recusals_table", "fallen_files")
"""Under which names a case says the hashes of what the draw is made of, and of the folders of draws that fell."""
LEVEL = 6
_SHA256 = re.compile(r"[0-9a-f]{64}")


def keep(content: bytes) -> str:
    """Keep ``content``; its SHA-256. In a transaction."""
    sha256 = hashlib.sha256(content).hexdigest()
    DrawFile.objects.get_or_create(sha256=sha256, defaults={"content": gzip.compress(content, LEVEL, mtime=0)})
    return sha256


def content_of(sha256: str) -> bytes:
    """What was kept under ``sha256``, as it lies there. :raises RecordError: where there is nothing."""
    found = read(sha256)
    if found is None:
        raise RecordError("spot_check.file_gone", Text("a file of this spot check is not in the store",
                                                       "数据库中缺少本次抽查的文件"), where=sha256[:16],
                          why=Text("It was removed outside Plumbline", "该文件在系统之外被删除"),
                          next_step=Text("Look for it in a backup; the doctor names every file that is gone",
                                         "请从备份中查找；plumb doctor会列出全部缺失的文件"))
    return found


def read(sha256: str) -> bytes | None:
    """The same, or None where there is nothing. :raises OSError, EOFError, zlib.error: where it cannot be unpacked."""
    row = DrawFile.objects.filter(sha256=sha256).first()
    return None if row is None else gzip.decompress(bytes(row.content))


def named(said: Mapping[str, str]) -> frozenset[str]:
    """The hashes of files that an event of a spot check says."""
    names = (*map(hash_of, NAMES), DIRECTORY, SEAL, INSPECTORS_TABLE, RECUSALS_TABLE, FALLEN)
    return frozenset(each for name in names for each in _SHA256.findall(said.get(name, "")))


@contextmanager
def folder(kept: Mapping[str, str]) -> Iterator[Path]:
    """A folder for a moment with the files of a draw, ``kept`` by name and hash."""
    with unfinished.scratch_folder() as scratch:
        place = scratch / "draw"
        place.mkdir()
        for name in NAMES:
            if sha256 := kept.get(hash_of(name)):
                (place / name).write_bytes(content_of(sha256))
        yield place


def keep_folder(place: Path) -> dict[str, str]:
    """Keep the files of the folder of a draw: their hashes, by the names under which a case says them."""
    return {hash_of(name): keep((place / name).read_bytes()) for name in NAMES if (place / name).exists()}


def hash_of(name: str) -> str:
    """Under which name a case says the hash of a file of its folder."""
    return f"{name.partition('.')[0]}_file"


BESIDE = Beside(named, read, keep)
