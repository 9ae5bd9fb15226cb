"""One file that holds many, each known by its SHA-256: what backups and packages are made of.

A ZIP (64-bit) with a ``manifest.json``: its directory stands at the end, so one cut short is known at once, and every
desktop can look inside. Parquet is stored as it is; the rest is packed. A file with several names (cuts share theirs)
is held once.
Measured on 400,000 records with four cuts (132 MB): ZIP at level 1 4.9 s and 75 MB, tar.gz at level 1 4.6 s and
75 MB, at level 6 11.5 s and 71 MB.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from plumbline.documents import json_of
from plumbline.errors import Code, HomeError, reported
from plumbline.text import Text

MANIFEST = "manifest.json"
PACKED_ALREADY = {".parquet", ".gz", ".zip", ".xlsx", ".docx", ".pdf", ".jpg", ".jpeg", ".png", ".zst"}
PACKED_FOLDER = "evidence/"  # photographs and documents, without endings
LEVEL = 1
BINARY = getattr(os, "O_BINARY", 0)  # on Windows
PIECE = 1 << 20
MANIFEST_BYTES = 256 << 20
DISK_FULL = Code("disk.full")
FULL = Text("the disk is full", "磁盘空间不足")
CHECK_NAME = Text("Check the name and try again", "请核对名称后重试")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Names that Windows keeps for itself, or that could lead out of the folder they are written to.
BAD_PART = re.compile(r"^\.{1,2}$|[\\:\x00-\x1f]|^$")


@dataclass(frozen=True, slots=True)
class Held:
    """One file of an archive. ``member`` is where its content lies: a file of the same content, perhaps."""

    bytes: int
    sha256: str
    mode: int
    member: str

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {"bytes": self.bytes, "sha256": self.sha256, "mode": f"{self.mode:03o}", "member": self.member}


class Writer:
    """Writes an archive. ``files`` grows with each file added; :meth:`close` writes the manifest."""

    def __init__(self, target: Path) -> None:
        self.files: dict[str, Held] = {}
        self._members: dict[str, str] = {}
        self._seen: dict[tuple[int, int], str] = {}
        # For its owner alone before anything secret is in it.
        self._file = os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR | BINARY, 0o600), "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)

    def add(self, name: str, path: Path) -> None:
        """Add the file at ``path`` under ``name``. What can vanish meanwhile raises FileNotFoundError."""
        with path.open("rb") as source:
            state = os.fstat(source.fileno())
            twin = self._seen.get((state.st_dev, state.st_ino)) if state.st_nlink > 1 else None
            if twin is not None:
                held = self.files[twin]
                self.files[name] = Held(held.bytes, held.sha256, state.st_mode & 0o777, held.member)
                return
            self.files[name] = self._write(name, source, path.suffix, state.st_mode & 0o777)
            self._seen[state.st_dev, state.st_ino] = name

    def _write(self, name: str, source: IO[bytes], suffix: str, mode: int) -> Held:
        member = f"home/{name}"
        entry = zipfile.ZipInfo(member)
        entry.external_attr = (0o600 << 16) if mode & 0o077 == 0 else (0o644 << 16)
        stored = suffix.lower() in PACKED_ALREADY or name.startswith(PACKED_FOLDER)
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        entry._compresslevel = LEVEL  # type: ignore[attr-defined]  # public as compress_level from Python 3.13 on
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        return Held(size, digest.hexdigest(), mode, member)

    def close(self, about: dict[str, Any]) -> None:
        """Write the manifest, ``about`` and the files, and end the archive."""
        document = about | {"files": {name: self.files[name].as_dict() for name in sorted(self.files)}}
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        self._zip.writestr(MANIFEST, text, compress_type=zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """End without a manifest; the caller removes the file."""
        for each in (self._zip, self._file):
            with suppress(OSError, ValueError):
                each.close()


class Reader:
    """Reads an archive. :raises HomeError: on opening, for one that is damaged, cut short, or not of ``format``."""

    def __init__(self, path: Path, format: str) -> None:
        self.path = path
        if not path.is_file():
            raise HomeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=str(path),
                            next_step=CHECK_NAME)
        with self._explained():
            self._zip = zipfile.ZipFile(path)
            if self._zip.NameToInfo[MANIFEST].file_size > MANIFEST_BYTES:
                raise _damaged(path, Text("Its list of files is too long", "其文件清单过长"))
            self.about: dict[str, Any] = json_of(self._zip.read(MANIFEST))
            if self.about.get("format") != format:
                has = self.about.get("format")
                raise HomeError("integrity.archive_foreign",
                                Text(f"this archive has the format '{has}', not '{format}'",
                                     f"该文件包的格式为“{has}”，而非“{format}”"),
                                where=path.name, next_step=Text("Use the program that made it", "请使用生成它的程序"))
            self.files = {self._safe(name): _held(each) for name, each in self.about["files"].items()}
            self._complete()

    def _complete(self) -> None:
        inside = [one.filename for one in self._zip.infolist()]
        listed = {held.member for held in self.files.values()} | {MANIFEST}
        if len(inside) != len(set(inside)) or set(inside) != listed:
            odd = sorted(set(inside) ^ listed)
            first = Text(", ".join(odd[:3]), "、".join(odd[:3])) or Text("a name stands twice", "有重复的名称")
            raise _damaged(self.path, Text(f"Its files are not those of its list: {first.en}",
                                           f"其文件与文件清单不符：{first.zh}"))

    def _safe(self, name: str) -> str:
        if not safe(name):
            raise _damaged(self.path, Text(f"It names a file outside the data directory: {name!r}",
                                           f"其中有数据目录以外的文件：{name!r}"))
        return name

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of one file; an error at its end if it is not what the manifest says."""
        held = self.files[name]
        digest, size = hashlib.sha256(), 0
        with self._explained(name), self._zip.open(held.member) as source:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                if size > held.bytes:
                    break
                yield piece
        if (size, digest.hexdigest()) != (held.bytes, held.sha256):
            raise _damaged(self.path, Text(f"{name} is not the file that was packed", f"{name}不是当初打包的文件"))

    def verify(self) -> None:
        """Read every file once. :raises HomeError: at the first that is not what the manifest says."""
        for name in self.distinct():
            for _ in self.pieces(name):
                pass

    def write_to(self, folder: Path) -> None:
        """Write every file below the new ``folder``, for its owner alone."""
        folder.mkdir(mode=0o700)
        written: dict[str, Path] = {}
        for name, held in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            first = written.setdefault(held.member, path)
            if first is path:
                self._write_one(name, path)
            else:
                _share(first, path)

    def _write_one(self, name: str, path: Path) -> None:
        with path.open("xb") as stream:
            for piece in self.pieces(name):
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())

    def distinct(self) -> dict[str, str]:
        """One name for each content -> its member."""
        names = {held.member: name for name, held in reversed(self.files.items())}
        return {name: member for member, name in names.items()}

    @contextmanager
    def _explained(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except HomeError:
            raise
        except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, ArithmeticError, ValueError,
                TypeError, AttributeError, RuntimeError) as error:
            why = reported(error)
            raise _damaged(self.path, Text(f"{name}: {why.en}", f"{name}：{why.zh}") if name else why) from error


def _share(first: Path, path: Path) -> None:
    try:
        os.link(first, path)
    except OSError:
        shutil.copyfile(first, path)  # a file system without links


def _held(each: dict[str, Any]) -> Held:
    return Held(int(each["bytes"]), str(each["sha256"]), int(each["mode"], 8) & 0o777, str(each["member"]))


def safe(name: str) -> bool:
    """Whether ``name`` is a relative path that stays below the folder it is joined to, on every system."""
    parts = name.split("/")
    return not PurePosixPath(name).is_absolute() and not any(BAD_PART.search(part) for part in parts)


def _damaged(path: Path, why: Text) -> HomeError:
    return HomeError("integrity.archive_damaged",
                     Text("the archive is damaged or was cut short", "文件包已损坏或不完整"), where=path.name, why=why,
                     next_step=Text("Take another copy of it; nothing was changed", "请另取一份；没有改动任何内容"))


def must_be_new(target: Path) -> None:
    """:raises HomeError: if there is a file already at ``target``."""
    if target.exists():
        raise HomeError("disk.file_exists", Text("a file of this name is there already", "同名文件已存在"),
                        where=str(target), next_step=Text("Choose another name", "请换一个名称"))


def disk_full(where: str, why: Text) -> HomeError:
    """That there is no room."""
    return HomeError(DISK_FULL, FULL, where=where, why=why,
                     next_step=Text("Make room and try again; nothing half-done is left",
                                    "请腾出空间后重试；没有留下未完成的内容"))


@contextmanager
def plain_errors(what: Text, where: Path | None = None) -> Iterator[None]:
    """Says in words that the disk is full, or that a file cannot be read or written."""
    try:
        yield
    except OSError as error:
        place, why = str(where or error.filename or ""), reported(error)
        if error.errno in NO_ROOM:
            raise disk_full(place, why) from error
        raise HomeError("disk.unreadable", Text(f"{what.en} cannot be read or written", f"无法读取或写入{what.zh}"),
                        where=place, why=why,
                        next_step=Text("Check that the folder exists and may be written to",
                                       "请检查文件夹是否存在、是否可写")) from error
