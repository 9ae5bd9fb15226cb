"""The files of cubes: each with a manifest of its own, which names the cut, the definition and the hash of the file.

A file that is not the bytes that were written, or not of what is asked, counts as none: it is told in the log, and made
anew. Nothing here is worth more than the time it saves, so that whatever goes wrong in writing is told and passed over.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

import plumbline
from plumbline.documents import json_of
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.engine.recent import Recent
from plumbline.figures.indicators.cubes.parts import ROWS, STATED, YEARS, Part
from plumbline.text import UNSAID, Text

log = logging.getLogger(__name__)

FORMAT = "plumbline-cube/1"
MANIFEST, SEAL, PARTIAL = ".json", "seal", ".partial"
MOST_BYTES = 200_000_000
MOST_FILES = 20_000
"""In the folder of one cut: whoever asks for ever other periods fills no disk."""
COUNTED_AFTER = 100
"""So many files may be written before those of a folder are counted again."""
_counted: Recent[Path, tuple[int, int]] = Recent(50)
FREE_LEFT = 1_000_000_000
"""Bytes that stay free for what matters more."""
COMPRESSION = {ROWS: "zstd", YEARS: "zstd", STATED: "zstd"}
TOO_LARGE = Text("it does not fit a file of 200 MB", "超出单个文件200 MB的上限")
UNSPLIT = Text("its units have distinct counts of their own, which do not add up",
               "其统计单元含去重计数，无法相加")


def slab_name(definition: str, holds: str, year: int) -> str:
    """What a file of a cube is called, without its ending."""
    return f"{definition[:24]}-{holds}-{year or 'always'}"


@dataclass(frozen=True)
class Slab:
    """One file of a cube: of ``part``, what it ``holds``, and of which year (0: a register without days)."""

    part: Part
    holds: str
    year: int

    @property
    def name(self) -> str:
        """The name of its manifest, without the ending."""
        return slab_name(self.part.definition, self.holds, self.year)


@dataclass(frozen=True)
class Shelf:
    """The cubes of one cut, as one engine made them: ``cubes/CUT-ID/ENGINE``."""

    folder: Path
    cut: str
    engine: str

    def get(self, slab: Slab) -> pa.Table | Text | None:
        """What was kept; or why nothing can be; None where there is nothing yet that could be used."""
        expected = self._manifest(slab)
        read = sealed(self.folder / f"{slab.name}{MANIFEST}")
        if read is None:
            return None
        if isinstance(read, Text) or any(read.get(name) != value for name, value in expected.items()):
            why = read if isinstance(read, Text) else Text("it is of another cut, definition or release",
                                                           "它属于另一快照、定义或版本")
            self._unusable(slab.name, why)
            return None
        if read["fits"] is not True:
            return Text(read["fits"]["en"], read["fits"]["zh"])
        path = self.folder / str(read["file"])
        try:
            if path.parent != self.folder or sha256_of(path) != read["sha256"]:
                self._unusable(slab.name, Text("its file is not the one that was written", "其文件不是所写入的文件"))
                return None
            return pq.ParquetFile(path).read()
        except (OSError, pa.ArrowException) as error:
            self._unusable(slab.name, Text(f"its file cannot be read: {error}", f"无法读取其文件：{error}"))
            return None

    def put(self, slab: Slab, rows: pa.Table | Text) -> None:
        """Keep ``rows``, or why they cannot be kept. What cannot be written is passed over."""
        with self.written(slab.name) as may:
            if not may:
                return
            document = {**self._manifest(slab), "fits": True, "file": None, "sha256": None, "rows": 0}
            if isinstance(rows, pa.Table):
                file, fits = self._file(slab, rows)
                document |= {"file": file.name, "sha256": sha256_of(file), "rows": rows.num_rows} if fits else {}
                rows = UNSAID if fits else TOO_LARGE
            if rows.en:
                document["fits"] = {"en": rows.en, "zh": rows.zh}
            seal(self.folder / f"{slab.name}{MANIFEST}", document)

    def _file(self, slab: Slab, rows: pa.Table) -> tuple[Path, bool]:
        aside = self.folder / f".{uuid4().hex}{PARTIAL}"
        try:
            pq.write_table(rows, aside, compression=COMPRESSION.get(slab.holds, "snappy"), version="2.6")
            if aside.stat().st_size > MOST_BYTES:
                return aside, False
            # The same rows make the same name, however many write them at once.
            target = self.folder / f"{slab.name}-{sha256_of(aside)[:12]}.parquet"
            before = sealed(self.folder / f"{slab.name}{MANIFEST}")
            aside.replace(target)
            if before is not None:  # else nothing was written, and looking through thousands of names takes longer
                for other in self.folder.glob(f"{slab.name}-*.parquet"):
                    if other != target:
                        other.unlink(missing_ok=True)
            return target, True
        finally:
            aside.unlink(missing_ok=True)

    def written(self, name: str) -> Writing:
        """A block in which something of that name is written; it is told whether it may."""
        return Writing(self.folder, name)

    def _manifest(self, slab: Slab) -> dict[str, Any]:
        return {**self.head, "definition": slab.part.definition, "part": dict(slab.part.said), "holds": slab.holds,
                "year": slab.year}

    @property
    def head(self) -> dict[str, Any]:
        """What every file beside the cut says of where it belongs."""
        return {"format": FORMAT, "cut": self.cut, "engine": self.engine, "plumbline": plumbline.__version__}

    def _unusable(self, name: str, why: Text) -> None:
        told(self.cut, name, why)


class Writing:
    """Errors of writing are told in the log and end with the block: the figure is there all the same."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name

    def __enter__(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            full = _files(self.folder) >= MOST_FILES
            short = shutil.disk_usage(self.folder).free < FREE_LEFT
        except OSError as error:
            log.warning("No cube is kept in %s: %s", self.folder, error)
            return False
        if full or short:
            log.warning("No cube is kept in %s: %s", self.folder,
                        "it holds as many files as it may" if full else "the disk is nearly full")
        return not (full or short)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, (OSError, pa.ArrowException)):
            log.warning("The cube %s could not be written in %s: %s", self.name, self.folder, error)
            return True
        return False


def _files(folder: Path) -> int:
    """About how many files ``folder`` has: they are counted anew after every so many were written. To count thousands
    before each that is written took a third of the time."""
    count, since = _counted.get(folder) or (0, COUNTED_AFTER)
    if since >= min(COUNTED_AFTER, MOST_FILES):
        count, since = sum(1 for _ in folder.iterdir()), 0
    _counted.put(folder, (count + 2, since + 2))  # a manifest and its file
    return count


def told(cut: str, name: str, why: Text) -> None:
    """Tell in the log that something kept cannot be used."""
    log.warning("The cube %s of cut %s is not used, and made anew: %s", name, cut, why.en)


def seal(path: Path, document: Mapping[str, Any]) -> None:
    """Write ``document`` whole or not at all, with the hash of what it says."""
    text = json.dumps({**document, SEAL: _hash_of(document)}, ensure_ascii=False, sort_keys=True)
    aside = path.with_name(f".{uuid4().hex}{PARTIAL}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def sealed(path: Path) -> dict[str, Any] | Text | None:
    """What :func:`seal` wrote; why it cannot be used; None where there is nothing."""
    try:
        document = json_of(path.read_bytes())
        held = document.pop(SEAL)
        if held == _hash_of(document):
            return dict(document)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        return Text(f"it cannot be read: {error}", f"无法读取：{error}")
    return Text("it is not the bytes that were written", "内容与写入时不符")


def manifests(folder: Path) -> Iterator[Path]:
    """The manifests of one engine's cubes of a cut."""
    yield from sorted(each for each in folder.glob(f"*{MANIFEST}") if not each.name.startswith("."))


def _hash_of(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
