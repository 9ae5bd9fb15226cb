"""The manifest of a cut: which files, how many rows, which bytes, and what the journal knew.

Paths in it are names beside it, so that a home can be moved. A cut's id ends in a hash of the manifest's content, so
that neither a file nor the manifest can change without the id giving it away.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plumbline.errors import CutError

FORMAT = "plumbline-cut/1"
NAME = "manifest.json"
ID_HASH_DIGITS = 12
MENDING = "Restore the folder from a backup, or freeze again with: plumb cut"


@dataclass(frozen=True, slots=True)
class KindFile:
    """One kind's file. ``state`` tells whether the store's visible rows are still those that were frozen."""

    file: str
    rows: int
    sha256: str
    state: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {"file": self.file, "rows": self.rows, "sha256": self.sha256, "state": self.state}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says. ``journal`` is number and hash of the last entry known at ``as_of``."""

    as_of: datetime
    made_at: datetime
    journal: dict[str, Any]
    kinds: dict[str, KindFile]
    plumbline: str
    format: str = FORMAT

    @property
    def id(self) -> str:
        """As-of time and a short hash of what was frozen; when and by which release it was written is left out, so that
        the same records frozen at the same moment have one id."""
        content = {
            "format": self.format, "as_of": _moment(self.as_of), "journal": self.journal,
            "kinds": {name: [each.file, each.rows, each.sha256] for name, each in self.kinds.items()},
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return f"{stamp(self.as_of)}-{hashlib.sha256(text.encode()).hexdigest()[:ID_HASH_DIGITS]}"

    def as_dict(self) -> dict[str, Any]:
        """The document."""
        return {
            "format": self.format, "id": self.id, "as_of": _moment(self.as_of), "made_at": _moment(self.made_at),
            "journal": self.journal, "kinds": {name: each.as_dict() for name, each in sorted(self.kinds.items())},
            "plumbline": self.plumbline,
        }

    def text(self) -> str:
        """The bytes of ``manifest.json``."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"


def stamp(moment: datetime) -> str:
    """``20261121T104500123Z``: sorts as time does, to the millisecond."""
    at = moment.astimezone(UTC)
    return f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z"


def read(folder: Path) -> Manifest:
    """The manifest in ``folder``. :raises CutError: if it is missing, cannot be read, or is not the one that the
    folder's name vouches for."""
    where = f"{folder.name}/{NAME}"
    try:
        raw = json.loads((folder / NAME).read_bytes())
        manifest = _parse(raw)
    except FileNotFoundError:
        raise CutError("the cut has no manifest", where=where, next_step=MENDING) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CutError("the manifest cannot be read", where=where, why=str(error), next_step=MENDING) from error
    if manifest.format != FORMAT:
        raise CutError(f"the cut has format '{manifest.format}', and this release reads '{FORMAT}'", where=where,
                       next_step="Use the release that made it, or freeze again with: plumb cut")
    if manifest.id != raw.get("id") or manifest.id != folder.name:
        raise CutError("the manifest was altered", where=where,
                       why=f"Its content gives the id {manifest.id}", next_step=MENDING)
    return manifest


def _parse(raw: dict[str, Any]) -> Manifest:
    kinds = {
        name: KindFile(each["file"], int(each["rows"]), each["sha256"], each.get("state", ""))
        for name, each in raw["kinds"].items()
    }
    for each in kinds.values():
        if Path(each.file).name != each.file or each.file in {"", ".", ".."} or "\\" in each.file:
            raise ValueError(f"'{each.file}' is not a name of a file beside it")
    return Manifest(
        as_of=datetime.fromisoformat(raw["as_of"]), made_at=datetime.fromisoformat(raw["made_at"]),
        journal=raw["journal"], kinds=kinds, plumbline=raw["plumbline"], format=raw["format"],
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
