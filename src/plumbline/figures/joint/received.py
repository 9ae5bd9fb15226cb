"""Cuts that other instances handed up, as they lie in the home: ``received/INSTANCE/CUT/``.

Each folder holds the signed document ``package.json``, its signature, a Parquet file of public fields for each kind,
and ``receipt.json``, which says who took it in, when, and by which key it was trusted. Nothing in it ever changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plumbline.documents import json_of
from plumbline.errors import CutError, reported
from plumbline.figures.cuts.manifest import Part
from plumbline.figures.cuts.verifying import verify
from plumbline.figures.joint import packages
from plumbline.figures.joint.packages import DOCUMENT, Package
from plumbline.home import Home
from plumbline.text import Text

RECEIPT = "receipt.json"
MENDING = Text("Ask the instance for its latest cut again, and receive that", "请该实例重新上报最新快照，再行接收")


@dataclass(frozen=True, slots=True)
class Received:
    """One cut that was handed up. ``key`` is the public key that signed it, ``sha256`` that of the signed document."""

    folder: Path
    package: Package
    key: str
    sha256: str
    received_at: datetime

    @property
    def instance(self) -> str:
        """Who handed it up."""
        return self.package.instance

    def path(self, part: Part) -> Path:
        """The file of ``part``, checked. :raises CutError: if it is not the one that was signed."""
        verify(self.folder / part.file, part.sha256)
        return self.folder / part.file

    def provenance(self) -> dict[str, Any]:
        """What the manifest of a joint cut says of it."""
        of = self.package
        return {"region": of.region, "cut": of.cut, "as_of": of.as_of.astimezone(UTC).isoformat(),
                "journal": of.journal, "key": self.key, "package": self.sha256,
                "received_at": self.received_at.astimezone(UTC).isoformat()}


def read(folder: Path) -> Received:
    """What lies in ``folder``. :raises CutError: if it cannot be read, or is not what was received."""
    where = f"{folder.parent.name}/{folder.name}"
    try:
        raw = (folder / DOCUMENT).read_bytes()
        receipt = json_of((folder / RECEIPT).read_bytes())
        sha256 = hashlib.sha256(raw).hexdigest()
        if receipt["package"] != sha256:
            raise _unreadable(where, Text("it is not the document that was signed", "它不是签名时的文件"))
        return Received(folder, packages.parse(raw), str(receipt["key"]), sha256,
                        datetime.fromisoformat(receipt["received_at"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(where, reported(error)) from error


def _unreadable(where: str, why: Text) -> CutError:
    return CutError("joint.received_unreadable", Text("a received cut cannot be read", "无法读取收到的上报快照"),
                    where=where, why=why, next_step=MENDING)


def of_instance(home: Home, instance: str) -> list[Received]:
    """Everything that ``instance`` handed up, oldest first."""
    folder = home.received / instance
    if not folder.is_dir():
        return []
    return [read(each) for each in sorted(folder.iterdir()) if each.is_dir() and not each.name.startswith(".")]


def latest(home: Home, instance: str, until: datetime | None = None) -> Received | None:
    """The newest cut of ``instance`` that was received at ``until`` or before (None: at all)."""
    found = [each for each in of_instance(home, instance) if until is None or each.received_at <= until]
    return max(found, key=lambda each: each.package.as_of, default=None)
