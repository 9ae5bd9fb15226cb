"""The manifest of a cut: which files, how many rows, which bytes, and what the journal knew.

Paths in it are names beside it, so that a home can be moved. A cut's id ends in a hash of what was frozen, so that no
file can change without the id giving it away. The file :data:`SEAL` beside it holds the SHA-256 of the whole manifest,
so that nothing else in it can; the id tells that there is one. Cuts of Plumbline 0.1 have none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plumbline.documents import json_of
from plumbline.errors import CutError, reported
from plumbline.text import UNSAID, Text

FORMAT = "plumbline-cut/1"
JOINT = "plumbline-cut/2"  # files of several instances for a kind; a release that reads only the first says so
PARTED = "plumbline-cut/3"  # several files of this home's own for a kind, and perhaps of other instances
NAME = "manifest.json"
SEAL = "manifest.sha256"
"""As ``sha256sum --check`` reads it."""
ID_HASH_DIGITS = 12
MENDING = Text("Restore the folder from a backup, or freeze again with: plumb cut",
               "请从备份恢复该文件夹，或重新生成快照：plumb cut")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a kind. ``instance`` is who handed it up; empty: it was frozen here. Where a kind has several files
    of this home, ``upto`` is the entry of the journal up to which the rows of this one are; 0: it has one alone."""

    file: str
    rows: int
    sha256: str
    instance: str = ""
    upto: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        told = {"file": self.file, "rows": self.rows, "sha256": self.sha256, "instance": self.instance}
        return told | ({"upto": self.upto} if self.upto else {})

    def identity(self) -> list[Any]:
        """What a cut's id says of it."""
        return [self.file, self.rows, self.sha256, self.instance, *([self.upto] if self.upto else [])]


@dataclass(frozen=True, slots=True)
class KindFile:
    """One kind's file. ``state`` tells whether the store's visible rows are still those that were frozen.

    Where it has several files it has ``parts`` instead, this home's own first: in a joint cut those of other instances,
    and where records came and none was changed or taken back, those that came since. ``file`` is then empty, ``rows``
    are all of them, and ``sha256`` is that of the list of theirs.
    """

    file: str
    rows: int
    sha256: str
    state: str = ""
    parts: tuple[Part, ...] = ()

    @classmethod
    def of_parts(cls, parts: tuple[Part, ...], state: str) -> KindFile:
        """A kind with several files. ``state`` is that of this home's own parts."""
        text = "".join(f"{part.sha256} {part.instance}\n" for part in parts)
        return cls("", sum(part.rows for part in parts), hashlib.sha256(text.encode()).hexdigest(), state, parts)

    @property
    def files(self) -> tuple[Part, ...]:
        """Every file of the kind."""
        return self.parts or self.own

    @property
    def own(self) -> tuple[Part, ...]:
        """The files that were frozen here."""
        return tuple(part for part in self.parts if not part.instance) or (
            Part(self.file, self.rows, self.sha256),)

    def identity(self) -> list[Any]:
        """What a cut's id says of it."""
        return [each.identity() for each in self.parts] if self.parts else [self.file, self.rows, self.sha256]

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        told = {"rows": self.rows, "sha256": self.sha256, "state": self.state}
        if self.parts:
            return {**told, "parts": [each.as_dict() for each in self.parts]}
        return {"file": self.file, **told}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says. ``journal`` is number and hash of the last entry known at ``as_of``; ``received``
    tells of each instance whose records are in a joint cut which of its cuts they are, and how that is known.
    ``sealed``: its own SHA-256 lies beside it."""

    as_of: datetime
    made_at: datetime
    journal: dict[str, Any]
    kinds: dict[str, KindFile]
    plumbline: str
    format: str = FORMAT
    received: dict[str, dict[str, Any]] = field(default_factory=dict)
    sealed: bool = True

    @property
    def id(self) -> str:
        """As-of time and a short hash of what was frozen; when and by which release it was written is left out, so that
        the same records frozen at the same moment have one id."""
        content = {
            "format": self.format, "as_of": _moment(self.as_of), "journal": self.journal,
            "kinds": {name: each.identity() for name, each in self.kinds.items()},
        }
        if self.received:
            content["received"] = self.received
        if self.sealed:
            content["sealed"] = SEAL
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return f"{stamp(self.as_of)}-{hashlib.sha256(text.encode()).hexdigest()[:ID_HASH_DIGITS]}"

    def as_dict(self) -> dict[str, Any]:
        """The document."""
        document = {
            "format": self.format, "id": self.id, "as_of": _moment(self.as_of), "made_at": _moment(self.made_at),
            "journal": self.journal, "kinds": {name: each.as_dict() for name, each in sorted(self.kinds.items())},
            "plumbline": self.plumbline,
        }
        return document | {"received": self.received} if self.received else document

    def text(self) -> str:
        """The bytes of ``manifest.json``."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"


def format_of(kinds: Mapping[str, KindFile], *, joint: bool) -> str:
    """The format of a manifest with these kinds."""
    if any(len(each.own) > 1 for each in kinds.values()):
        return PARTED
    return JOINT if joint else FORMAT


def seal_of(text: bytes) -> str:
    """What :data:`SEAL` holds beside a manifest of these bytes."""
    return f"{hashlib.sha256(text).hexdigest()}  {NAME}\n"


def stamp(moment: datetime) -> str:
    """``20261121T104500123Z``: sorts as time does, to the millisecond."""
    at = moment.astimezone(UTC)
    return f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z"


def read(folder: Path) -> Manifest:
    """The manifest in ``folder``. :raises CutError: if it is missing, cannot be read, or is not the one that the
    folder's name vouches for."""
    where = f"{folder.name}/{NAME}"
    try:
        text = (folder / NAME).read_bytes()
        raw = json_of(text)
        manifest = _parse(raw, where)
    except FileNotFoundError:
        raise CutError("cut.no_manifest", Text("the cut has no manifest", "快照没有清单"), where=where,
                       next_step=MENDING) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(where, reported(error)) from error
    if manifest.format not in (FORMAT, JOINT, PARTED):
        raise CutError("cut.format_unknown", Text(
            f"the cut has format '{manifest.format}', and this release reads '{PARTED}'",
            f"快照格式为“{manifest.format}”，本版本读取的是“{PARTED}”"), where=where, next_step=Text(
                "Use the release that made it, or freeze again with: plumb cut",
                "请使用生成它的版本，或重新生成快照：plumb cut"))
    older = replace(manifest, sealed=False)
    manifest = older if older.id == folder.name else manifest
    if manifest.id != raw.get("id") or manifest.id != folder.name:
        raise _changed(where, Text(f"Its content gives the id {manifest.id}", f"由其内容得出的编号为{manifest.id}"))
    if wrong := _altered(folder, text, raw, manifest):
        raise _changed(where, wrong)
    return manifest


def _altered(folder: Path, text: bytes, raw: dict[str, Any], manifest: Manifest) -> Text:
    """What is in the document that was not written into it; empty for nothing."""
    if manifest.sealed:
        try:
            held = (folder / SEAL).read_bytes()
        except OSError as error:
            return Text(f"The file {SEAL} beside it cannot be read: {error.strerror}",
                        f"无法读取同一文件夹中的{SEAL}：{error.strerror}")
        return UNSAID if held == seal_of(text).encode() else Text(
            f"It has not the SHA-256 that stands in {SEAL} beside it", f"其SHA-256与同一文件夹中{SEAL}所载不符")
    strange = _strange(raw, manifest.as_dict())
    return Text(f"It says '{strange}', which its files and its id do not",
                f"其中的“{strange}”与文件及编号不符") if strange else UNSAID


def _unreadable(where: str, why: Text) -> CutError:
    return CutError("cut.manifest_unreadable", Text("the manifest cannot be read", "无法读取快照清单"), where=where,
                    why=why, next_step=MENDING)


def _changed(where: str, why: Text) -> CutError:
    return CutError("cut.manifest_altered", Text("the manifest was altered", "快照清单被改动"), where=where, why=why,
                    next_step=MENDING)


def _strange(raw: Mapping[str, Any], written: Mapping[str, Any], path: str = "") -> str:
    """The first value of ``raw`` that is not in ``written``. (Older manifests say less.)"""
    for name, value in raw.items():
        if isinstance(value, dict) and isinstance(written.get(name), dict):
            if within := _strange(value, written[name], f"{path}{name}."):
                return within
        elif name not in written or value != written[name]:
            return f"{path}{name}"
    return ""


def _parse(raw: dict[str, Any], where: str) -> Manifest:
    kinds = {name: _kind(each) for name, each in raw["kinds"].items()}
    for part in (part for each in kinds.values() for part in each.files):
        if Path(part.file).name != part.file or part.file in {"", ".", ".."} or "\\" in part.file:
            raise _unreadable(where, Text(f"'{part.file}' is not a name of a file beside it",
                                          f"“{part.file}”不是同一文件夹中的文件名"))
    return Manifest(
        as_of=datetime.fromisoformat(raw["as_of"]), made_at=datetime.fromisoformat(raw["made_at"]),
        journal=raw["journal"], kinds=kinds, plumbline=raw["plumbline"], format=raw["format"],
        received=raw.get("received", {}),
    )


def _kind(raw: dict[str, Any]) -> KindFile:
    if "parts" in raw:
        parts = tuple(Part(each["file"], int(each["rows"]), each["sha256"], each["instance"], int(each.get("upto", 0)))
                      for each in raw["parts"])
        return KindFile.of_parts(parts, raw.get("state", ""))
    return KindFile(raw["file"], int(raw["rows"]), raw["sha256"], raw.get("state", ""))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
