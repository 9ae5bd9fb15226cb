"""The texts that a spot check rests on, kept under their hash (``records/surveillance/draw_files.py``)."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from plumbline import unfinished
from plumbline.errors import RecordError
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.records.surveillance.draw_files import DrawFile
from plumbline.text import Text

NAMES = (folders.PLAN, folders.FRAME, folders.INSPECTORS, folders.RECUSALS, folders.COMMITMENT, folders.DRAW)
"""The files of a draw's folder, in the order in which they came about."""
LEVEL = 6


def keep(content: bytes) -> str:
    """Keep ``content``; its SHA-256. In a transaction."""
    sha256 = hashlib.sha256(content).hexdigest()
    DrawFile.objects.get_or_create(sha256=sha256, defaults={"content": gzip.compress(content, LEVEL, mtime=0)})
    return sha256


def content_of(sha256: str) -> bytes:
    """What was kept under ``sha256``, as it lies there. :raises RecordError: where there is nothing."""
    row = DrawFile.objects.filter(sha256=sha256).first()
    if row is None:
        raise RecordError("spot_check.file_gone", Text("a file of this spot check is not in the store",
                                                       "数据库中缺少本次抽查的文件"), where=sha256[:16],
                          why=Text("A case that came from another instance comes without its files",
                                   "由其他实例移交的事项不附文件"),
                          next_step=Text("Ask the instance where it was drawn for the files",
                                         "请向进行抽取的实例索取文件"))
    return gzip.decompress(bytes(row.content))


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
